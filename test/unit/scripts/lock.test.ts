import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { withLock } from '../../../scripts/setup/lock.mjs';
import { cache, inCache } from '../../../scripts/setup/paths.mjs';

const freshName = (): string => `test-${randomUUID()}`;

describe('lock of the set-up', () => {
  it('lets one in at a time', async () => {
    const name = freshName();
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all([withLock(name, work), withLock(name, work), withLock(name, work)]);
    expect(most).toBe(1);
    expect(existsSync(inCache(`${name}.lock`))).toBe(false);
  });

  it('is free again after a failure', async () => {
    const name = freshName();
    await expect(withLock(name, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    expect(await withLock(name, () => Promise.resolve(7))).toBe(7);
  });

  it.each([
    ['of a process that is gone', '4194304000', 0],
    ['that nobody has touched for long', String(process.pid), 60_000],
  ])('takes over a lock %s', async (_title, owner, age) => {
    const name = freshName();
    const file = inCache(`${name}.lock`);
    await mkdir(cache, { recursive: true });
    await writeFile(file, owner);
    const touched = new Date(Date.now() - age);
    await utimes(file, touched, touched);
    expect(await withLock(name, () => Promise.resolve('in'))).toBe('in');
  });
});
