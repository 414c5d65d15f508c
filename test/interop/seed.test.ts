import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, type ExpectStatic, test } from 'vitest';
import { FOREIGN, FOREIGN_NAMES, type ForeignName } from '../support/clients/index.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { EXIT, type SkeinCli } from '../support/skein-cli.ts';
import type { MadeTorrent } from '../support/torrent-file.ts';
import { until } from '../support/wait.ts';
import {
  announced,
  type Content,
  type Fixture,
  faultsOf,
  MAKES_EMPTY_FILES,
  makeFixture,
  skein,
  whyNot,
} from './swarm-fixture.ts';

const lack = whyNot();
const group = new ProcessGroup();
afterAll(() => group.close());

const PIECE_LENGTH: Record<ForeignName, number> = {
  qbittorrent: 64 * 1024,
  transmission: 128 * 1024,
  aria2: 256 * 1024,
  rtorrent: 512 * 1024,
};

describe.skipIf(lack)(`Skein seeds${lack ? ` (${lack})` : ''}`, () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await makeFixture(group);
  });

  async function seed(torrent: MadeTorrent, ...args: string[]): Promise<[SkeinCli, number]> {
    const cli = skein(group, 'seed', torrent.file, '--dir', fixture.source, ...args);
    const { port } = await cli.waitFor('listening');
    await cli.waitFor('seeding');
    return [cli, port];
  }

  async function leave(expect: ExpectStatic, cli: SkeinCli, content: Content): Promise<void> {
    const end = await cli.kill('SIGTERM');
    expect(end.code).toBe(EXIT.done);
    expect(end.ms).toBeLessThan(3000);
    expect(cli.strayLines).toEqual([]);
    expect(cli.all('error')).toEqual([]);
    // The data that was served is as it was.
    expect(await faultsOf(content, fixture.source)).toEqual([]);
  }

  for (const name of FOREIGN_NAMES) {
    const missing = requirements(FOREIGN[name].program).missing;
    const pieceLength = PIECE_LENGTH[name];
    const emptyFiles = MAKES_EMPTY_FILES[name];
    // aria2 has UDP trackers only together with its DHT.
    const kind = name === 'aria2' || name === 'rtorrent' ? 'http' : 'udp';

    test.skipIf(missing)(
      `to ${name}, found through opentracker: 300 files`,
      { concurrent: true, timeout: 120_000 },
      async ({ expect }) => {
        const torrent = await fixture.torrent(fixture.tree, { pieceLength, tracker: kind });
        const into = await fixture.freshDir('into');
        const leecher = await FOREIGN[name].start({ group, dir: await fixture.freshDir(name) });
        // Transmission does not dial loopback: it announces first, and Skein dials it.
        if (name === 'transmission') {
          await leecher.addTorrent(torrent.file, into);
          await announced(fixture.tracker, torrent.infoHash, 'incomplete');
        }
        const [cli] = await seed(torrent);
        if (name !== 'transmission') {
          await announced(fixture.tracker, torrent.infoHash, 'complete');
          await leecher.addTorrent(torrent.file, into);
        }
        await leecher.waitComplete(torrent.infoHash, 90_000);
        expect(await faultsOf(fixture.tree, into, { emptyFiles })).toEqual([]);
        await leecher.stop();
        await leave(expect, cli, fixture.tree);
      },
    );

    test.skipIf(missing)(
      `to ${name}, told of each other: one file, counted the same on both sides`,
      { concurrent: true, timeout: 120_000 },
      async ({ expect }) => {
        const torrent = await fixture.torrent(fixture.single, { pieceLength });
        const into = await fixture.freshDir('into');
        const leecher = await FOREIGN[name].start({ group, dir: await fixture.freshDir(name) });
        await leecher.addTorrent(torrent.file, into);
        const address = `${leecher.host}:${leecher.port}`;
        const [cli, port] = await seed(torrent, ...(leecher.addPeer ? [] : ['--peer', address]));
        await leecher.addPeer?.(torrent.infoHash, '127.0.0.1', port);
        await leecher.waitComplete(torrent.infoHash, 90_000);
        expect(await faultsOf(fixture.single, into)).toEqual([]);
        // What it says it got is what we say we gave, to the byte.
        const totals = async (): Promise<[got: number, gave: number | undefined]> => [
          (await leecher.progress(torrent.infoHash)).downloaded,
          cli.all('progress').at(-1)?.uploaded,
        ];
        let seen = await totals();
        await until(
          async () => {
            seen = await totals();
            return seen[0] === seen[1];
          },
          { what: () => `both to count the same, now ${seen.join(' and ')}` },
        );
        expect(seen[0]).toBeGreaterThanOrEqual((await stat(fixture.single.path)).size);
        await leecher.stop();
        await leave(expect, cli, fixture.single);
      },
    );
  }
});
