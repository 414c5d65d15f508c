import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, type ExpectStatic, test } from 'vitest';
import { startQbittorrent } from '../support/clients/index.ts';
import { Lan, type Namespace, namespaceRequirements } from '../support/namespace.ts';
import { sha256, writeRandomFile } from '../support/payload.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { isCliBuilt, type SkeinCli, startSkein } from '../support/skein-cli.ts';
import { type MadeTorrent, makeTorrent } from '../support/torrent-file.ts';

/** Machines on a local network that have nothing but local discovery to find each other (BEP 14). */

const lack =
  (isCliBuilt() ? undefined : 'out/cli is not built') ??
  requirements('mktorrent').missing ??
  namespaceRequirements().missing;
const noQbittorrent = requirements('qbittorrent-nox').missing;
const group = new ProcessGroup();
afterAll(() => group.close());

const SIZE = 2 * 1024 * 1024;

describe.skipIf(lack)(`Local discovery${lack ? ` (${lack})` : ''}`, () => {
  let root: string;
  let hash: string;
  let torrent: MadeTorrent;
  let made = 0;

  beforeAll(async () => {
    root = await group.tempDir('lsd');
    hash = await writeRandomFile(join(root, 'source', 'p.bin'), SIZE, 'lsd');
    torrent = await makeTorrent(group, join(root, 'source', 'p.bin'), join(root, 'p.torrent'));
  });

  async function freshDir(): Promise<string> {
    const dir = join(root, String(++made));
    await mkdir(dir);
    return dir;
  }

  const skein = (inside: Namespace, ...args: string[]): SkeinCli =>
    startSkein([...args, '--no-dht', '--no-pex'], { group, inside });
  const seed = (inside: Namespace, file: string, ...more: string[]): SkeinCli =>
    skein(inside, 'seed', file, '--dir', join(root, 'source'), ...more);

  async function completes(expect: ExpectStatic, cli: SkeinCli, dir: string): Promise<void> {
    await cli.waitFor('complete', 60_000);
    expect(await sha256(join(dir, 'p.bin'))).toBe(hash);
    expect({ stray: cli.strayLines, errors: cli.all('error') }).toEqual({ stray: [], errors: [] });
  }

  test('two of us, and a private torrent is not told of', {
    concurrent: true,
    timeout: 90_000,
  }, async ({ expect }) => {
    const lan = await Lan.start(group);
    const [a, b] = [await lan.plug('10.83.0.2/24'), await lan.plug('10.83.0.3/24')];
    const hidden = await makeTorrent(
      group,
      join(root, 'source', 'p.bin'),
      join(root, 'hidden.torrent'),
      { private: true },
    );
    await seed(a, hidden.file).waitFor('seeding');
    const secret = skein(b, 'download', hidden.file, '--dir', await freshDir());
    await secret.waitFor('progress');
    await seed(a, torrent.file).waitFor('seeding');
    const dir = await freshDir();
    await completes(expect, skein(b, 'download', torrent.file, '--dir', dir), dir);
    expect(secret.progress).toMatchObject({ peers: 0, done: 0 });
  });

  test('two of us on one machine that listen to it alone', {
    concurrent: true,
    timeout: 90_000,
  }, async ({ expect }) => {
    const machine = await (await Lan.start(group)).plug('10.83.1.2/24');
    const listen = ['--listen', '127.0.0.1:0'];
    await seed(machine, torrent.file, ...listen).waitFor('seeding');
    const dir = await freshDir();
    const leech = skein(machine, 'download', torrent.file, '--dir', dir, ...listen);
    await completes(expect, leech, dir);
  });

  for (const first of ['qBittorrent', 'we'] as const) {
    // Each announces when it starts, and not again for minutes: whoever was first is the one who hears.
    const title = `qBittorrent fetches from us, where ${first} hear${first === 'we' ? '' : 's'} of the other`;
    test.skipIf(noQbittorrent)(
      `${title}${noQbittorrent ? ` (${noQbittorrent})` : ''}`,
      { concurrent: true, timeout: 90_000 },
      async ({ expect }) => {
        const lan = await Lan.start(group);
        const host = '10.83.2.2';
        const [a, namespace] = [await lan.plug('10.83.2.3/24'), await lan.plug(`${host}/24`)];
        const dir = await freshDir();
        const download = async () => {
          const qb = { group, host, namespace, dir: join(dir, 'profile'), lsd: true };
          const client = await startQbittorrent(qb);
          await client.addTorrent(torrent.file, dir);
          return client;
        };
        const early = first === 'qBittorrent' ? await download() : undefined;
        await seed(a, torrent.file).waitFor('seeding');
        const client = early ?? (await download());
        await client.waitComplete(torrent.infoHash, 60_000);
        expect(await sha256(join(dir, 'p.bin'))).toBe(hash);
        await client.stop();
      },
    );
  }

  test.skipIf(noQbittorrent)(
    'we fetch from qBittorrent',
    {
      concurrent: true,
      timeout: 90_000,
    },
    async ({ expect }) => {
      const lan = await Lan.start(group);
      const host = '10.83.3.2';
      const [a, namespace] = [await lan.plug('10.83.3.3/24'), await lan.plug(`${host}/24`)];
      const qb = { group, host, namespace, dir: await freshDir(), lsd: true };
      const client = await startQbittorrent(qb);
      await client.addTorrent(torrent.file, join(root, 'source'), { skipCheck: true });
      await client.waitComplete(torrent.infoHash);
      const dir = await freshDir();
      await completes(expect, skein(a, 'download', torrent.file, '--dir', dir), dir);
      await client.stop();
    },
  );
});
