import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { InfoHash } from '../../../preload/contract/index.ts';
import { makeTorrents } from '../../../renderer/mock/swarm.ts';

const told: (readonly InfoHash[])[] = [];
const rows = makeTorrents(150);
const hide: (() => void)[] = [];
const visibility = { visibilityState: 'visible' };

/** The window's stores as a fresh page has them. */
async function page() {
  vi.resetModules();
  const [first, view, torrents, facets] = await Promise.all([
    import('../../../renderer/stores/first-rows.ts'),
    import('../../../renderer/stores/view.ts'),
    import('../../../renderer/stores/torrents.ts'),
    import('../../../renderer/features/torrents/facets.ts'),
  ]);
  view.followTorrents();
  first.followFirstRows();
  const none = { added: [], changed: [], removed: [], status: {} };
  const come = (restoring: number): void =>
    torrents.receiveDelta({
      ...none,
      full: true,
      last: true,
      added: rows,
      status: { restoring },
    });
  return { ...view, ...facets, come };
}

beforeEach(() => {
  vi.useFakeTimers();
  told.length = 0;
  hide.length = 0;
  visibility.visibilityState = 'visible';
  const done = async () => ({ ok: true, value: undefined });
  const keepFirst = async ({ ids }: { ids: readonly InfoHash[] }) => {
    told.push(ids);
    return done();
  };
  vi.stubGlobal('window', { api: { saveView: done, keepFirst } });
  vi.stubGlobal(
    'document',
    Object.assign(visibility, { addEventListener: (_: string, run: () => void) => hide.push(run) }),
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the engine hears soon what stands on top, and again when it is sorted otherwise', async () => {
  const { come, useView, arrange } = await page();
  come(0);
  vi.advanceTimersByTime(5_000);
  const top = useView.getState().ids.slice(0, 100);
  expect(told).toEqual([top]);
  arrange({ sorting: [{ id: 'name', desc: true }] });
  vi.advanceTimersByTime(5_000);
  expect(told).toHaveLength(2);
  expect(told[1]).toEqual(useView.getState().ids.slice(0, 100));
  // Nothing has changed: nothing is told, hidden or not.
  visibility.visibilityState = 'hidden';
  for (const run of hide) run();
  vi.advanceTimersByTime(300_000);
  expect(told).toHaveLength(2);
});

test('part of the list is not its top: not while torrents are still coming back, not while it is filtered', async () => {
  const { come, filter, noFacets } = await page();
  come(7);
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual([]);
  come(0);
  filter({ facets: { ...noFacets, status: 'paused' } });
  vi.advanceTimersByTime(120_000);
  expect(told).toEqual([]);
  filter({ facets: noFacets });
  vi.advanceTimersByTime(120_000);
  expect(told).toHaveLength(1);
});
