import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../../main/command-line.ts';
import { keepLate, takeLate } from '../../../main/late-links.ts';
import { profileFault } from '../../../main/profile.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'profile-'));
});
afterEach(() => rm(dir, { recursive: true }));

describe('the profile', () => {
  test('is made where it is not', async () => {
    expect(profileFault(join(dir, 'a', 'b'))).toBeUndefined();
    expect(await readdir(join(dir, 'a'))).toEqual(['b']);
    expect(profileFault(join(dir, 'a', 'b'))).toBeUndefined();
  });

  test('is no file, and none is touched', async () => {
    const file = join(dir, 'file');
    await writeFile(file, 'mine');
    expect(profileFault(file)).toBe('file');
    expect(profileFault(join(file, 'below'))).toBe('file');
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  test.skipIf(process.platform !== 'linux')('is told where the system makes no folders', () => {
    expect(profileFault('/proc/skein/below')).toBe('failed');
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'is a folder that may be written',
    async () => {
      await mkdir(join(dir, 'locked'));
      await chmod(join(dir, 'locked'), 0o500);
      expect(profileFault(join(dir, 'locked'))).toBe('denied');
    },
  );
});

describe('links that come while Skein ends', () => {
  const line = (...args: string[]) => parseCommandLine(args, '/home/ada');

  test('are there at the next start, once, in order and with their folders', () => {
    keepLate(dir, line('--save-to', '/d', 'ü.torrent'));
    keepLate(dir, line());
    keepLate(dir, line('/b.torrent', '/c.torrent'));
    expect(takeLate(dir)).toMatchObject([
      { links: ['/home/ada/ü.torrent'], saveTo: '/d' },
      { links: ['/b.torrent', '/c.torrent'], saveTo: undefined },
    ]);
    expect(takeLate(dir)).toEqual([]);
  });

  test('that were written half are left out', async () => {
    keepLate(dir, line('/a.torrent'));
    const path = join(dir, 'late-links');
    await writeFile(path, `${await readFile(path, 'utf8')}half`);
    expect(takeLate(dir)).toMatchObject([{ links: ['/a.torrent'] }]);
  });
});
