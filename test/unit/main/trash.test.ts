import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { InfoHash } from '../../../engine/api/index.ts';
import { trashRemoved } from '../../../main/shell/trash.ts';

let dir: string;
let root: string;
let bin: string;
let trashed: string[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'skein-trash-'));
  root = join(dir, 'downloads');
  bin = join(dir, 'bin');
  trashed = [];
  await mkdir(bin);
  for (const path of ['show/a/one.bin', 'show/two.bin', 'outside.txt']) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), path);
  }
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const toBin = async (path: string): Promise<void> => {
  trashed.push(path);
  await rename(path, join(bin, `${trashed.length}-${basename(path)}`));
};

const removed = (files: string[], folders: string[]) => ({
  id: 'x' as InfoHash,
  root,
  files,
  folders,
});

test('a folder with nothing else in it goes in one piece', async () => {
  const faults = await trashRemoved(
    removed(['show/a/one.bin', 'show/two.bin'], ['show/a', 'show']),
    toBin,
  );
  expect(faults).toEqual([]);
  expect(trashed).toEqual([join(root, 'show')]);
  expect(existsSync(join(root, 'outside.txt'))).toBe(true);
});

test("the user's own file in the folder stays, and so does the folder", async () => {
  await writeFile(join(root, 'show', 'notes.txt'), 'mine');
  await trashRemoved(removed(['show/a/one.bin', 'show/two.bin'], ['show/a', 'show']), toBin);
  expect(trashed).toEqual([join(root, 'show/a/one.bin'), join(root, 'show/two.bin')]);
  expect(existsSync(join(root, 'show', 'notes.txt'))).toBe(true);
  expect(existsSync(join(root, 'show', 'a'))).toBe(false);
});

test('nothing outside the root is touched, and the root itself stays', async () => {
  const outside = join(dir, 'victim.txt');
  await writeFile(outside, 'mine');
  await trashRemoved(removed(['../victim.txt', outside, '.', ''], ['..', '.', '/']), toBin);
  expect(trashed).toEqual([]);
  expect(existsSync(outside)).toBe(true);
  expect(existsSync(root)).toBe(true);
});

test('files that are gone already are no fault; a refused one is told', async () => {
  const faults = await trashRemoved(removed(['gone.bin', 'show/two.bin'], []), () =>
    Promise.reject(new Error('no trash on this disk')),
  );
  expect(faults).toMatchObject([{ code: 'trash-failed', subject: join(root, 'show/two.bin') }]);
  expect(existsSync(join(root, 'show/two.bin'))).toBe(true);
});
