import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, type ExpectStatic, test } from 'vitest';
import { parseMetainfo } from '../../engine/core/metainfo/parse.ts';
import { METADATA_PIECE } from '../../engine/core/wire/extended/metadata.ts';
import {
  FOREIGN,
  FOREIGN_NAMES,
  startQbittorrent,
  startTransmission,
} from '../support/clients/index.ts';
import { Lan, namespaceRequirements } from '../support/namespace.ts';
import { treeHashes } from '../support/payload.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { sha1 } from '../support/sha1.ts';
import { EXIT, QUIET, type SkeinCli, startSkein } from '../support/skein-cli.ts';
import type { MadeTorrent } from '../support/torrent-file.ts';
import { announced, type Fixture, faultsOf, makeFixture, skein, whyNot } from './swarm-fixture.ts';

const MIB = 1024 * 1024;
const lack = whyNot();
const group = new ProcessGroup();
afterAll(() => group.close());

const link = ({ infoHash }: MadeTorrent, ...more: string[]): string =>
  [`magnet:?xt=urn:btih:${infoHash}`, ...more].join('&');
const at = ({ host, port }: { host: string; port: number }): string => `${host}:${port}`;

describe.skipIf(lack)(`Magnet links${lack ? ` (${lack})` : ''}`, () => {
  let fixture: Fixture;
  /** A folder of 320 files: its info dictionary takes more than one piece of metadata. */
  let large: MadeTorrent;

  beforeAll(async () => {
    fixture = await makeFixture(group, { single: 4 * MIB, files: 320, tree: 12 * MIB });
    large = await fixture.torrent(fixture.tree, { pieceLength: 32 * 1024, tracker: 'http' });
  });

  const infoOf = async ({ file }: MadeTorrent) => {
    const parsed = parseMetainfo(await readFile(file), file, sha1);
    if (!parsed.ok) throw new Error(parsed.message);
    return parsed.value.info;
  };

  async function comesWhole(expect: ExpectStatic, cli: SkeinCli, dir: string): Promise<void> {
    await cli.waitFor('complete', 45_000);
    expect((await cli.ended()).code).toBe(EXIT.done);
    expect(await faultsOf(fixture.tree, dir)).toEqual([]);
    expect({ stray: cli.strayLines, errors: cli.all('error') }).toEqual({ stray: [], errors: [] });
  }

  for (const [index, name] of FOREIGN_NAMES.entries()) {
    const { missing } = requirements(FOREIGN[name].program);
    const title = `metadata of several pieces and the data come from ${name}`;
    test.skipIf(missing)(title, { concurrent: true, timeout: 90_000 }, async ({ expect }) => {
      // An info-hash of its own: aria2 and the others must not meet at the tracker.
      const pieceLength = 32 * 1024 * 2 ** index;
      const torrent = await fixture.torrent(fixture.tree, { pieceLength });
      expect((await infoOf(torrent)).raw.length).toBeGreaterThan(METADATA_PIECE);
      const seeder = await fixture.seeder(name, [torrent]);
      const dir = await fixture.freshDir('into');
      const named = link(torrent, `x.pe=${at(seeder)}`);
      await comesWhole(expect, skein(group, 'download', named, '--dir', dir), dir);
      await seeder.stop();
    });
  }

  const us = requirements('qbittorrent-nox').missing;
  const oursAlone = 'qBittorrent gets the metadata from us, the only seed, and then the data';
  test.skipIf(us)(oursAlone, { concurrent: true, timeout: 90_000 }, async ({ expect }) => {
    const torrent = await fixture.torrent(fixture.tree, { pieceLength: MIB, tracker: 'udp' });
    const ours = skein(group, 'seed', torrent.file, '--dir', fixture.source);
    await announced(fixture.tracker, torrent.infoHash, 'complete');
    const client = await startQbittorrent({ group, dir: await fixture.freshDir('qb') });
    const into = await fixture.freshDir('into');
    const tracker = `tr=${encodeURIComponent(fixture.tracker.udpUrl)}`;
    await client.addMagnet?.(link(torrent, tracker), into);
    await client.waitComplete(torrent.infoHash, 60_000);
    expect(await faultsOf(fixture.tree, into)).toEqual([]);
    await Promise.all([client.stop(), ours.kill('SIGTERM')]);
  });

  // With the metadata it hangs up, looks at its disk, and dials: which it does not on loopback.
  const lan = requirements('transmission-daemon').missing ?? namespaceRequirements().missing;
  test.skipIf(lan)(
    `Transmission gets the metadata from us, the only seed, and then the data${lan ? ` (${lan})` : ''}`,
    { concurrent: true, timeout: 90_000 },
    async ({ expect }) => {
      const torrent = await fixture.torrent(fixture.tree, { pieceLength: 2 * MIB });
      const network = await Lan.start(group);
      const host = '10.82.0.2';
      const namespace = await network.plug(`${host}/24`);
      const dir = await fixture.freshDir('tr');
      const client = await startTransmission({ group, dir, host, namespace });
      const into = await fixture.freshDir('into');
      await client.addMagnet?.(link(torrent), into);
      const seed = ['seed', torrent.file, '--dir', fixture.source, ...QUIET, '--listen', '0'];
      const ours = startSkein([...seed, '--peer', at(client)], {
        group,
        inside: await network.plug('10.82.0.1/24'),
      });
      await client.waitComplete(torrent.infoHash, 60_000);
      expect(await faultsOf(fixture.tree, into, { emptyFiles: false })).toEqual([]);
      await Promise.all([client.stop(), ours.kill('SIGTERM')]);
    },
  );

  test.concurrent('killed before the metadata came, it goes on with it at the next start', async ({
    expect,
  }) => {
    const torrent = await fixture.torrent(fixture.tree, { pieceLength: 4096 * 1024 });
    const where = ['--dir', await fixture.freshDir('into'), '--state', await fixture.freshDir('s')];
    const first = skein(group, 'download', link(torrent), ...where);
    // It is in the list, without size, and says so.
    expect(await first.waitFor('progress')).toMatchObject({ done: 0, total: 0 });
    await first.kill('SIGKILL');
    const seeder = await fixture.seeder('qbittorrent', [torrent]);
    const peer = ['--peer', at(seeder)];
    const second = skein(group, 'download', link(torrent), ...where, ...peer);
    await comesWhole(expect, second, where[1] as string);
    // And again, complete: nothing is asked of anyone.
    await seeder.stop();
    const third = skein(group, 'download', link(torrent), ...where);
    expect((await third.ended()).code).toBe(EXIT.done);
  });

  test.concurrent('a link that selects files fetches those and no others', async ({ expect }) => {
    const seeder = await fixture.seeder('qbittorrent', [large]);
    const { files } = await infoOf(large);
    const wanted = [3, 4, 5, 17, 300];
    const dir = await fixture.freshDir('into');
    const state = await fixture.freshDir('state');
    const uri = link(large, `x.pe=${at(seeder)}`, 'so=3-5,17,300');
    const first = skein(group, 'download', uri, '--dir', dir, '--state', state);
    await first.waitFor('complete', 30_000);
    expect((await first.ended()).code).toBe(EXIT.done);
    // The torrent's folder is the first element.
    const paths = wanted.map((index) => files[index]?.path.slice(1).join('/') ?? '').sort();
    const found = await treeHashes(join(dir, fixture.tree.name));
    expect([...found.keys()].sort()).toEqual(paths);
    for (const [path, hash] of found) expect(hash).toBe(fixture.tree.hashes.get(path));
    const size = wanted.reduce((sum, index) => sum + (files[index]?.length ?? 0), 0);
    expect(first.progress?.total).toBeGreaterThanOrEqual(size);
    expect(first.progress?.total).toBeLessThan(size + 2 * wanted.length * 32 * 1024);
    await seeder.stop();
  });

  test.concurrent('who got the metadata later gives it to those who wait for it with us', async ({
    expect,
  }) => {
    const torrent = await fixture.torrent(fixture.tree, { pieceLength: 8192 * 1024 });
    const into = [await fixture.freshDir('into'), await fixture.freshDir('into')] as const;
    const keep = '--keep-seeding';
    const first = skein(group, 'download', link(torrent), '--dir', into[0], keep);
    const { port } = await first.waitFor('listening');
    const peer = ['--peer', `127.0.0.1:${port}`];
    const second = skein(group, 'download', link(torrent), '--dir', into[1], ...peer);
    await second.waitFor('progress', 10_000, ({ peers }) => peers === 1);
    const seeder = await fixture.seeder('qbittorrent', [torrent]);
    await seeder.addPeer?.(torrent.infoHash, '127.0.0.1', port);
    await comesWhole(expect, second, into[1]);
    await first.kill('SIGTERM');
    await seeder.stop();
  });
});
