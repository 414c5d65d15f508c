import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Scene, TorrentSnapshot } from '../../../preload/contract/index.ts';
import { makeTorrents } from '../../../renderer/mock/swarm.ts';

const kept: Scene[] = [];
const rows = makeTorrents(40);

/** The window's stores as a fresh page has them, with frames that come at once. */
async function page() {
  vi.resetModules();
  const [scene, selection, view, torrents] = await Promise.all([
    import('../../../renderer/stores/scene.ts'),
    import('../../../renderer/stores/selection.ts'),
    import('../../../renderer/stores/view.ts'),
    import('../../../renderer/stores/torrents.ts'),
  ]);
  view.followTorrents();
  view.useView.subscribe((now, before) => {
    if (now.ids !== before.ids && !scene.isSceneComing()) selection.keepOnly(now.ids, before.ids);
  });
  const come = (added: readonly TorrentSnapshot[], full: boolean): void => {
    torrents.receiveDelta({ full, last: full, added, changed: [], removed: [], status: {} });
    vi.advanceTimersByTime(100);
  };
  const selected = () => [...selection.useSelection.getState().selected];
  return { ...scene, ...selection, ...view, come, selected };
}

beforeEach(() => {
  vi.useFakeTimers();
  kept.length = 0;
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => setTimeout(callback, 1));
  vi.stubGlobal('window', {
    api: {
      saveView: async () => ({ ok: true, value: undefined }),
      keepScene: async (one: Scene) => {
        kept.push(one);
        return { ok: true, value: undefined };
      },
    },
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('main hears where the user is, once things have settled', async () => {
  const one = await page();
  one.followScene(undefined);
  one.come(rows, true);
  one.selectOne(rows[3]?.id as TorrentSnapshot['id']);
  one.noteScroll(120);
  one.noteScroll(140);
  vi.advanceTimersByTime(1000);
  expect(kept).toHaveLength(1);
  expect(kept[0]).toMatchObject({ selected: rows[3]?.id, scroll: 140, rows: 40, text: '' });
});

test('a page that follows another keeps the selection while rows come in parts, and forgets what is gone', async () => {
  const first = await page();
  first.followScene(undefined);
  first.come(rows, true);
  const [a, b, gone] = [rows[5], rows[35], { id: 'f'.repeat(40) }] as TorrentSnapshot[];
  first.selectAll([a, b, gone].map((row) => row?.id as TorrentSnapshot['id']));
  first.noteScroll(500);
  vi.advanceTimersByTime(1000);

  const second = await page();
  second.followScene(kept.at(-1));
  second.come(rows.slice(0, 20), true);
  expect(second.sceneScroll(20)).toBeUndefined();
  expect(second.selected()).toHaveLength(3);
  second.come(rows.slice(20), false);
  vi.advanceTimersByTime(6000);
  expect(second.isSceneComing()).toBe(false);
  expect(second.selected()).toEqual([a?.id, b?.id]);
});

test('a page whose rows are there before its list is drawn still scrolls to where the other stood', async () => {
  const first = await page();
  first.followScene(undefined);
  first.come(rows, true);
  first.noteScroll(500);
  vi.advanceTimersByTime(1000);

  const second = await page();
  second.followScene(kept.at(-1));
  second.come(rows, true);
  // Frames pass while the window is being built.
  vi.advanceTimersByTime(1000);
  expect(second.sceneScroll(40)).toBe(500);
  expect(second.isSceneComing()).toBe(true);
  vi.advanceTimersByTime(100);
  expect(second.isSceneComing()).toBe(false);
  expect(second.sceneScroll(40)).toBeUndefined();
});
