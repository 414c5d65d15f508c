import { afterAll, beforeAll, describe, type ExpectStatic, test } from 'vitest';
import { FOREIGN, FOREIGN_NAMES, type ForeignName } from '../support/clients/index.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { EXIT } from '../support/skein-cli.ts';
import {
  announced,
  type Content,
  type Fixture,
  faultsOf,
  makeFixture,
  skein,
  whyNot,
} from './swarm-fixture.ts';

const lack = whyNot();
const group = new ProcessGroup();
afterAll(() => group.close());

// A piece length for each client and way: an info-hash, and so a swarm, of its own.
const PIECE_LENGTH: Record<ForeignName, number> = {
  qbittorrent: 64 * 1024,
  transmission: 128 * 1024,
  aria2: 256 * 1024,
  rtorrent: 512 * 1024,
};

describe.skipIf(lack)(`Skein downloads${lack ? ` (${lack})` : ''}`, () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await makeFixture(group);
  });

  async function download(
    expect: ExpectStatic,
    content: Content,
    file: string,
    ...args: string[]
  ): Promise<void> {
    const dir = await fixture.freshDir('into');
    const cli = skein(group, 'download', file, '--dir', dir, ...args);
    const complete = await cli.waitFor('complete', 90_000);
    const { code } = await cli.ended();
    expect(code).toBe(EXIT.done);
    expect(await faultsOf(content, dir)).toEqual([]);
    expect(cli.strayLines).toEqual([]);
    expect(cli.all('error')).toEqual([]);
    expect(complete.seconds).toBeGreaterThan(0);
    expect(cli.all('listening')).toHaveLength(1);
    expect(cli.all('complete')).toHaveLength(1);
    const last = cli.progress;
    expect(last?.done).toBe(last?.total);
    // Nothing worth mentioning is fetched twice.
    expect(last?.downloaded).toBeLessThan((last?.total ?? 0) * 1.03);
  }

  for (const name of FOREIGN_NAMES) {
    const missing = requirements(FOREIGN[name].program).missing;
    const title = `from ${name}: one file and 300 files, found by --peer and by opentracker`;
    test.skipIf(missing)(title, { concurrent: true, timeout: 150_000 }, async ({ expect }) => {
      const pieceLength = PIECE_LENGTH[name];
      // aria2 has UDP trackers only together with its DHT.
      const kind = name === 'aria2' || name === 'qbittorrent' ? 'http' : 'udp';
      const tracked = [
        await fixture.torrent(fixture.single, { pieceLength, tracker: kind }),
        await fixture.torrent(fixture.tree, { pieceLength: pieceLength / 2, tracker: kind }),
      ] as const;
      const plain = [
        await fixture.torrent(fixture.single, { pieceLength: pieceLength * 16 }),
        await fixture.torrent(fixture.tree, { pieceLength: pieceLength * 8 }),
      ] as const;
      // Two processes: aria2 does not serve one file in two torrents.
      const seeder = await fixture.seeder(name, tracked);
      const dialled = await fixture.seeder(name, plain);
      for (const { infoHash } of tracked) await announced(fixture.tracker, infoHash, 'complete');
      const peer = ['--peer', `${dialled.host}:${dialled.port}`];
      await Promise.all([
        download(expect, fixture.single, tracked[0].file),
        download(expect, fixture.tree, tracked[1].file),
        download(expect, fixture.single, plain[0].file, ...peer),
        download(expect, fixture.tree, plain[1].file, ...peer),
      ]);
      await Promise.all([seeder.stop(), dialled.stop()]);
    });
  }
});
