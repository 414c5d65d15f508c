import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256, treeHashes, writeRandomFile, writeRandomTree } from '../support/payload.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { EXIT, isCliBuilt, startSkein } from '../support/skein-cli.ts';
import { makeTorrent } from '../support/torrent-file.ts';
import { serveFiles, startWebServer, type WebServer } from '../support/web-server.ts';

const lack =
  (isCliBuilt() ? undefined : 'out/cli is not built') ?? requirements('mktorrent').missing;
const group = new ProcessGroup();
afterAll(() => group.close());

const MiB = 1024 * 1024;

describe.skipIf(lack)(`Torrents with web seeds${lack ? ` (${lack})` : ''}`, () => {
  let root: string;
  let server: WebServer;
  let made = 0;
  beforeAll(async () => {
    root = await group.tempDir('web');
    await writeRandomFile(join(root, 'one.bin'), 12 * MiB, 'web');
    const tree = await writeRandomTree(join(root, 'tree'), {
      files: 40,
      bytes: 6 * MiB,
      seed: 'web tree',
    });
    const paths = ['one.bin', ...[...tree.keys()].map((path) => `tree/${path}`)];
    const files = new Map<string, Uint8Array>();
    for (const path of paths) files.set(path, await readFile(join(root, path)));
    server = await startWebServer(group, serveFiles(files));
  });

  async function download(file: string, ...more: string[]): Promise<string> {
    const dir = join(root, `saved ${++made}`);
    await mkdir(dir);
    const args = ['download', file, '--dir', dir, '--no-dht', '--no-pex', '--no-lsd', ...more];
    const leech = startSkein(args, { group });
    const { code } = await leech.ended(60_000);
    expect(code, leech.process.tail()).toBe(EXIT.done);
    return dir;
  }

  test('made by mktorrent -w, one file, nobody but the server', async () => {
    const out = join(root, 'one.torrent');
    const { file } = await makeTorrent(group, join(root, 'one.bin'), out, {
      webSeeds: [`${server.url}/one.bin`],
    });
    const dir = await download(file);
    expect(await sha256(join(dir, 'one.bin'))).toBe(await sha256(join(root, 'one.bin')));
  });

  test('made by mktorrent -w, a folder, nobody but the server', async () => {
    const out = join(root, 'tree.torrent');
    const { file } = await makeTorrent(group, join(root, 'tree'), out, {
      webSeeds: [`${server.url}/`],
    });
    const dir = await download(file);
    expect(await treeHashes(join(dir, 'tree'))).toEqual(await treeHashes(join(root, 'tree')));
  });

  test('named on the command line, by a server that the torrent knows nothing of', async () => {
    const { file } = await makeTorrent(group, join(root, 'one.bin'), join(root, 'bare.torrent'));
    const dir = await download(file, '--web-seed', `${server.url}/one.bin`);
    expect(await sha256(join(dir, 'one.bin'))).toBe(await sha256(join(root, 'one.bin')));
  });

  test('beside a peer both give, and nothing much is fetched twice', async () => {
    const out = join(root, 'both.torrent');
    const { file } = await makeTorrent(group, join(root, 'one.bin'), out, {
      webSeeds: [`${server.url}/`],
    });
    const seed = startSkein(['seed', file, '--dir', root, '--no-dht', '--no-lsd'], { group });
    const { port } = await seed.waitFor('listening');
    await seed.waitFor('seeding');
    const before = server.seen.length;
    const limited = ['--set', `downLimit=${4 * MiB}`];
    const dir = await download(file, '--peer', `127.0.0.1:${port}`, ...limited);
    expect(await sha256(join(dir, 'one.bin'))).toBe(await sha256(join(root, 'one.bin')));
    expect(server.seen.length).toBeGreaterThan(before);
  });
});
