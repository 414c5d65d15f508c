import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, type ExpectStatic, test } from 'vitest';
import {
  type Client,
  FOREIGN,
  type ForeignName,
  startOpentracker,
  type Tracker,
} from '../support/clients/index.ts';
import {
  differences,
  type TreeHashes,
  treeHashes,
  withoutEmpty,
  writeRandomTree,
} from '../support/payload.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { type MadeTorrent, makeTorrent } from '../support/torrent-file.ts';
import { until } from '../support/wait.ts';

// The harness proved without any code of ours: other people's clients exchange data with each other. When
// one of these fails, the driver is wrong, not Skein.

const { missing } = requirements('opentracker', 'mktorrent');
const group = new ProcessGroup();
afterAll(() => group.close());

// Transmission 3.00 does not create files of no length.
const CREATES_EMPTY_FILES: Record<ForeignName, boolean> = {
  qbittorrent: true,
  transmission: false,
  aria2: true,
  rtorrent: true,
};

describe.skipIf(missing)(
  `foreign clients among themselves${missing ? ` (${missing})` : ''}`,
  () => {
    let root: string;
    let source: string;
    let expected: TreeHashes;
    let tracker: Tracker;

    beforeAll(async () => {
      root = await group.tempDir('harness');
      source = join(root, 'seed', 'träe');
      expected = await writeRandomTree(source, { files: 60, bytes: 24 * 1024 * 1024 });
      tracker = await startOpentracker({ group, dir: join(root, 'tracker') });
    }, 30_000);

    async function transfer(
      from: ForeignName,
      to: ForeignName,
      torrent: MadeTorrent,
      dial: 'tracker' | 'leecher' | 'seeder',
      expect: ExpectStatic,
    ): Promise<void> {
      const home = await group.tempDir('pair');
      const into = join(home, 'into');
      await mkdir(into);
      const options = (name: string) => ({ group, dir: join(home, name) });
      const startLeecher = async (): Promise<Client> => {
        const client = await FOREIGN[to].start(options('leecher'));
        await client.addTorrent(torrent.file, into);
        return client;
      };
      // Whoever announces second learns of the first and dials. Transmission does not dial loopback.
      const early = to === 'transmission' ? await startLeecher() : undefined;
      const seeder = await FOREIGN[from].start(options('seeder'));
      await seeder.addTorrent(torrent.file, join(root, 'seed'));
      await seeder.waitComplete(torrent.infoHash, 20_000);
      if (dial === 'tracker') {
        await until(async () => (await tracker.counts(torrent.infoHash)).complete > 0, {
          what: `${from} to announce itself`,
        });
      }
      const leecher = early ?? (await startLeecher());
      if (dial === 'leecher') await leecher.addPeer?.(torrent.infoHash, seeder.host, seeder.port);
      if (dial === 'seeder') await seeder.addPeer?.(torrent.infoHash, leecher.host, leecher.port);
      const end = await leecher.waitComplete(torrent.infoHash, 80_000);
      const found = await treeHashes(join(into, 'träe'));
      expect(
        differences(CREATES_EMPTY_FILES[to] ? expected : withoutEmpty(expected), found),
      ).toEqual([]);
      expect(end.total).toBe(end.done);
      expect(leecher.cpuSeconds()).toBeGreaterThan(0);
      expect(leecher.peakMemory().anonymous).toBeGreaterThan(512 * 1024);
      await Promise.all([leecher.stop(), seeder.stop()]);
      expect(leecher.process.running || seeder.process.running).toBe(false);
    }

    // Every pair has a piece length of its own, hence an info-hash and a swarm of its own.
    const pairs: [ForeignName, ForeignName][] = [
      ['qbittorrent', 'transmission'],
      ['transmission', 'rtorrent'],
      // Not to aria2: in small torrents that sends its progress as a second bitfield, and rTorrent hangs up.
      ['rtorrent', 'qbittorrent'],
      ['aria2', 'qbittorrent'],
    ];

    for (const [from, to] of pairs) {
      const lack = requirements(FOREIGN[from].program, FOREIGN[to].program).missing;
      test.skipIf(lack)(
        `${to} gets it from ${from} through opentracker`,
        { concurrent: true, timeout: 90_000 },
        async ({ expect }) => {
          // aria2 has UDP trackers only together with its DHT.
          const http = from !== 'transmission';
          const torrent = await makeTorrent(group, source, join(root, `${from}-${to}.torrent`), {
            announce: [http ? tracker.httpUrl : tracker.udpUrl],
            pieceLength: (32 * 1024) << pairs.findIndex(([a]) => a === from),
          });
          await tracker.allow(torrent.infoHash);
          await transfer(from, to, torrent, 'tracker', expect);
        },
      );
    }

    const dialled: [ForeignName, ForeignName, 'leecher' | 'seeder'][] = [
      ['transmission', 'qbittorrent', 'leecher'],
      ['aria2', 'rtorrent', 'leecher'],
      ['qbittorrent', 'aria2', 'seeder'],
    ];

    for (const [from, to, who] of dialled) {
      const lack = requirements(FOREIGN[from].program, FOREIGN[to].program).missing;
      test.skipIf(lack)(
        `${to} gets it from ${from} when the ${who} is told the other`,
        { concurrent: true, timeout: 90_000 },
        async ({ expect }) => {
          const torrent = await makeTorrent(group, source, join(root, `${from}-${to}-d.torrent`), {
            pieceLength: (512 * 1024) << dialled.findIndex(([a]) => a === from),
          });
          await transfer(from, to, torrent, who, expect);
        },
      );
    }
  },
);
