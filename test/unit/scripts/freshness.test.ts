import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFresh, markBuilt } from '../../../scripts/build/freshness.mjs';
import { cache, inRoot, root } from '../../../scripts/setup/paths.mjs';

const past = (seconds: number): Date => new Date(Date.now() - seconds * 1000);

describe('freshness of a build', () => {
  let folder: string;
  let source: string;
  let name: string;

  beforeEach(async () => {
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(join(cache, 'freshness-'));
    name = basename(folder);
    source = join(folder, 'deep', 'a.ts');
    await mkdir(join(folder, 'deep'));
    await writeFile(source, '');
    for (const path of [source, join(folder, 'deep'), folder])
      await utimes(path, past(60), past(60));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
    await rm(inRoot('out', `.${name}.stamp`), { force: true });
  });

  const fresh = (): boolean => isFresh(name, [relative(root, folder)]);

  it('is not given before the first build', () => {
    expect(fresh()).toBe(false);
  });

  it('is given after a build that began after the last change', async () => {
    await markBuilt(name, Date.now());
    expect(fresh()).toBe(true);
  });

  it('ends with a change made while the build ran', async () => {
    await markBuilt(name, past(30).getTime());
    await utimes(source, past(20), past(20));
    expect(fresh()).toBe(false);
  });

  it('ends when a file is removed', async () => {
    await markBuilt(name, past(30).getTime());
    await rm(source);
    expect(fresh()).toBe(false);
  });
});
