import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkSaveFolder, folderFacts } from '../../../main/folders.ts';
import { readTorrentFile } from '../../../main/read-torrent.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'skein-read-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test('a file is read whole', async () => {
  const path = join(dir, 'good.torrent');
  await writeFile(path, 'd4:infode');
  const read = await readTorrentFile(path);
  expect(read).toMatchObject({ ok: true, value: { fileName: 'good.torrent' } });
  expect(read.ok && Buffer.from(read.value.bytes).toString()).toBe('d4:infode');
});

test('each kind of wrong file has its own code and names the file', async () => {
  const path = (name: string) => join(dir, name);
  await mkdir(path('folder.torrent'));
  await writeFile(path('empty.torrent'), '');
  await writeFile(path('huge.torrent'), '');
  await truncate(path('huge.torrent'), 10 * 1024 * 1024 + 1);
  const cases: [string, string][] = [
    ['folder.torrent', 'torrent-is-folder'],
    ['empty.torrent', 'torrent-empty'],
    ['huge.torrent', 'torrent-too-large'],
    ['missing.torrent', 'torrent-missing'],
    ['empty.torrent/below.torrent', 'torrent-missing'],
  ];
  for (const [name, code] of cases) {
    const read = await readTorrentFile(path(name));
    expect(read, name).toMatchObject({ ok: false, code, subject: path(name) });
    expect(!read.ok && read.message, name).toContain(name.split('/').at(-1));
  }
});

test.skipIf(process.platform === 'win32')(
  'a named pipe is refused and does not block',
  async () => {
    const path = join(dir, 'pipe.torrent');
    execFileSync('mkfifo', [path]);
    expect(await readTorrentFile(path)).toMatchObject({ ok: false, code: 'torrent-not-a-file' });
  },
);

test.skipIf(process.getuid?.() === 0)('a file without permission says so', async () => {
  const path = join(dir, 'secret.torrent');
  await writeFile(path, 'x');
  await chmod(path, 0);
  expect(await readTorrentFile(path)).toMatchObject({ ok: false, code: 'torrent-denied' });
});

test('a save folder need not exist, but must be reachable', async () => {
  const file = join(dir, 'a-file');
  await writeFile(file, 'x');
  expect(await folderFacts(dir)).toMatchObject({
    ok: true,
    value: { missing: false, writable: true },
  });
  expect(await folderFacts(join(dir, 'new', 'er'))).toMatchObject({
    ok: true,
    value: { missing: true },
  });
  expect(await folderFacts(file)).toMatchObject({ ok: false, code: 'folder-is-file' });
  expect(await folderFacts(join(file, 'below'))).toMatchObject({
    ok: false,
    code: 'folder-is-file',
  });
  expect(await folderFacts('relative')).toMatchObject({ ok: false, code: 'folder-relative' });
  expect(await checkSaveFolder(join(dir, 'new'))).toMatchObject({ ok: true });
});
