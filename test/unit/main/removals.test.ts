import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  done,
  type EngineApi,
  type InfoHash,
  ok,
  type RemovedFiles,
} from '../../../engine/api/index.ts';
import { Removals } from '../../../main/removals.ts';
import type { PlainFault } from '../../../preload/contract/index.ts';
import { UNDO_MS } from '../../../preload/contract/undo.ts';

const id = (letter: string): InfoHash => letter.repeat(40) as InfoHash;

function setUp() {
  const log: string[] = [];
  const faults: PlainFault[] = [];
  const engine = {
    // b was paused before.
    pause: async (ids: InfoHash[]) => {
      log.push(`pause ${ids.map((one) => one[0]).join()}`);
      return ok(ids.filter((one) => one !== id('b')));
    },
    resume: async (ids: InfoHash[]) => {
      log.push(`resume ${ids.map((one) => one[0]).join()}`);
      return done;
    },
    remove: async (ids: InfoHash[]) => {
      log.push(`remove ${ids.map((one) => one[0]).join()}`);
      return ok(ids.map((one) => ({ id: one, root: '/d', files: ['f'], folders: [] })));
    },
    forgetRemoved: async (ids: InfoHash[]) => {
      log.push(`forget ${ids.map((one) => one[0]).join()}`);
      return done;
    },
    unfinishedRemovals: async () => ok([{ id: id('c'), root: '/d', files: ['f'], folders: [] }]),
  } as unknown as EngineApi;
  const removals = new Removals({
    source: { call: (run) => run(engine) },
    trash: async (removed: RemovedFiles) => {
      log.push(`trash ${removed.id[0]}`);
      return [];
    },
    onChange: () => undefined,
    onFault: (fault) => faults.push(fault),
  });
  return { removals, log };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a removal stops the torrents at once and takes them away when nobody undoes it', async () => {
  const { removals, log } = setUp();
  await removals.remove([id('a'), id('b')], false);
  expect(log).toEqual(['pause a,b']);
  expect(removals.all).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(UNDO_MS);
  expect(log).toEqual(['pause a,b', 'remove a,b']);
  expect(removals.all).toEqual([]);
});

test('undone, only those that ran run again, and nothing is removed', async () => {
  const { removals, log } = setUp();
  const removal = await removals.remove([id('a'), id('b')], true);
  if (!removal.ok) throw new Error(removal.message);
  expect(removals.holding(id('b'))).toBe(removal.value.removal);
  expect(await removals.undo(removal.value.removal)).toMatchObject({ ok: true });
  await vi.advanceTimersByTimeAsync(UNDO_MS * 2);
  expect(log).toEqual(['pause a,b', 'resume a']);
  expect(await removals.undo(removal.value.removal)).toMatchObject({
    ok: false,
    code: 'undo-too-late',
  });
});

test('files go to the trash only when asked, and only at the end; quitting is the end', async () => {
  const { removals, log } = setUp();
  await removals.remove([id('a')], true);
  expect(log).toEqual(['pause a']);
  await removals.commitAll();
  expect(log).toEqual(['pause a', 'remove a', 'trash a', 'forget a']);
  await vi.advanceTimersByTimeAsync(UNDO_MS * 2);
  expect(log).toHaveLength(4);
});

test('what a crash left between the list and the trash goes there at the next start', async () => {
  const { removals, log } = setUp();
  await removals.finish();
  expect(log).toEqual(['trash c', 'forget c']);
});
