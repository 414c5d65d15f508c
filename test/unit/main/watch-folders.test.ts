import { expect, test } from 'vitest';
import { done, type EngineApi, type InfoHash } from '../../../engine/api/index.ts';
import { WatchFolders } from '../../../main/watch-folders.ts';
import type { Notice, PlainFault } from '../../../preload/contract/index.ts';

const id = (letter: string): InfoHash => letter.repeat(40) as InfoHash;
const one = (letter: string) => ({ id: id(letter), name: letter });

function setUp(held: readonly string[] = []) {
  const told: string[][] = [];
  const notices: Notice[] = [];
  const faults: PlainFault[] = [];
  const trashed: string[] = [];
  let folder = '/saved';
  const engine = {
    setSaveFolders: async (folders: readonly string[]) => {
      told.push([...folders]);
      return done;
    },
  } as unknown as EngineApi;
  const watch = new WatchFolders({
    source: { call: (run) => run(engine) },
    saveFolder: () => folder,
    trashItem: async (path) => {
      if (path.includes('stuck')) throw new Error('no trash here');
      trashed.push(path);
    },
    revive: async (one) => held.includes(one[0] as string),
    onNotice: (notice) => notices.push(notice),
    onFault: (fault) => faults.push(fault),
  });
  return { watch, told, notices, faults, trashed, saveIn: (path: string) => (folder = path) };
}

test('what was taken is told in one notice', async () => {
  const { watch, notices } = setUp();
  await watch.taken({
    folder: '/in',
    added: [one('a'), one('b')],
    present: [one('c')],
    discard: [],
  });
  expect(notices).toEqual([{ kind: 'taken', folder: '/in', name: 'a', added: 2, present: 1 }]);
});

test('a torrent whose removal can still be undone comes back instead of being there already', async () => {
  const { watch, notices } = setUp(['c']);
  await watch.taken({ folder: '/in', added: [], present: [one('c')], discard: [] });
  expect(notices).toEqual([{ kind: 'taken', folder: '/in', name: 'c', added: 1, present: 0 }]);
});

test('files go to the trash one after the other; one that cannot is told, and the others go', async () => {
  const { watch, notices, faults, trashed } = setUp();
  await watch.taken({ folder: '/in', added: [], present: [], discard: ['/a', '/stuck', '/b'] });
  await watch.idle();
  expect(trashed).toEqual(['/a', '/b']);
  expect(faults).toMatchObject([{ code: 'trash-failed', subject: '/stuck' }]);
  expect(notices).toEqual([]);
});

test('the engine hears where torrents are saved, when that changes, and again when it has begun anew', async () => {
  const { watch, told, saveIn } = setUp();
  watch.settingsChanged();
  watch.settingsChanged();
  saveIn('/other');
  watch.settingsChanged();
  watch.engineStarted();
  watch.settingsChanged();
  expect(told).toEqual([['/saved'], ['/other'], ['/other']]);
});
