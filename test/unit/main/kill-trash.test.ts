import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  done,
  type EngineApi,
  type InfoHash,
  ok,
  type RemovedFiles,
} from '../../../engine/api/index.ts';
import { Removals } from '../../../main/removals.ts';
import { trashRemoved } from '../../../main/shell/trash.ts';

const dirs: string[] = [];
afterEach(async () => {
  for (const dir of dirs.splice(0)) await rm(dir, { recursive: true });
});

const FILES = ['t/a', 't/b', 't/sub/c', 't/sub/d'];
const FOREIGN = ['t/sub/mine.txt', 'beside.txt'];

/** A torrent's files among others, a trash, and an engine that knows what is left to do, as the store does. */
async function setUp() {
  const dir = await mkdtemp(join(tmpdir(), 'skein-trash-'));
  dirs.push(dir);
  const [root, bin] = [join(dir, 'saved'), join(dir, 'trash')];
  await mkdir(bin);
  for (const path of [...FILES, ...FOREIGN]) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), path);
  }
  const id = 'a'.repeat(40) as InfoHash;
  const removed: RemovedFiles = {
    id,
    root,
    files: FILES.map((path) => join(root, path)),
    folders: ['t/sub', 't'].map((path) => join(root, path)),
  };
  let left: RemovedFiles[] = [];
  const engine = {
    // It was paused before.
    pause: async () => ok([]),
    remove: async () => {
      left = [removed];
      return ok(left);
    },
    unfinishedRemovals: async () => ok(left),
    forgetRemoved: async () => {
      left = [];
      return done;
    },
  } as unknown as EngineApi;
  return { root, bin, id, engine, isForgotten: () => left.length === 0 };
}

/** Ends at the step (before or after it) as a killed process does: nothing comes back from it. */
function removals(
  bin: string,
  engine: EngineApi,
  step?: { readonly at: number; readonly when: 'before' | 'after' },
) {
  let steps = 0;
  let died: () => void = () => undefined;
  const death = new Promise<void>((resolve) => {
    died = resolve;
  });
  const never = (): Promise<void> => {
    died();
    return new Promise(() => undefined);
  };
  const trashItem = async (path: string): Promise<void> => {
    steps++;
    if (steps === step?.at && step.when === 'before') return never();
    await rename(path, join(bin, path.replaceAll('/', '|')));
    if (steps === step?.at) await never();
  };
  const made = new Removals({
    source: { call: (run) => run(engine) },
    trash: (removed) => trashRemoved(removed, trashItem),
    onChange: () => undefined,
    onFault: (why) => expect(why).toBeUndefined(),
  });
  return { made, death, steps: () => steps };
}

test.each(['before', 'after'] as const)(
  'killed %s every step on the way to the trash, each file is in one of the two places, and all are in the trash after the next start',
  async (when) => {
    for (let at = 1; ; at++) {
      const { root, bin, id, engine, isForgotten } = await setUp();
      const first = removals(bin, engine, { at, when });
      const asked = await first.made.remove([id], true);
      expect(asked.ok).toBe(true);
      const all = first.made.commitAll();
      await Promise.race([all, first.death]);
      const inTrash = async (): Promise<string> => (await readdir(bin)).join();
      for (const path of FILES) {
        const isTrashed = (await inTrash()).includes(path.replaceAll('/', '|'));
        expect(isTrashed !== existsSync(join(root, path)), `${when} ${at}: ${path}`).toBe(true);
      }
      const wasOver = first.steps() < at;
      await removals(bin, engine).made.finish();
      for (const path of FILES) {
        expect(existsSync(join(root, path)), `${when} ${at}: ${path}`).toBe(false);
        expect(await inTrash()).toContain(path.replaceAll('/', '|'));
      }
      for (const path of FOREIGN) expect(existsSync(join(root, path)), path).toBe(true);
      expect(isForgotten()).toBe(true);
      if (wasOver) {
        expect(at).toBeGreaterThan(FILES.length);
        return;
      }
    }
  },
);
