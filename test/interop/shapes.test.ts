import { afterAll, beforeAll, describe, test } from 'vitest';
import { FOREIGN, type ForeignName } from '../support/clients/index.ts';
import { takesConnections } from '../support/handshake.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { EXIT } from '../support/skein-cli.ts';
import { until } from '../support/wait.ts';
import {
  type Content,
  type Fixture,
  faultsOf,
  MAKES_EMPTY_FILES,
  makeFixture,
  skein,
  whyNot,
} from './swarm-fixture.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const lack = whyNot();
const group = new ProcessGroup();
afterAll(() => group.close());

describe.skipIf(lack)(`Shapes of torrents${lack ? ` (${lack})` : ''}`, () => {
  let fixture: Fixture;
  beforeAll(async () => {
    // The file ends in the middle of a block.
    fixture = await makeFixture(group, { single: 20 * MIB + 4321, files: 10_000, tree: 20 * MIB });
  });

  /** There and back: Skein gets it from the client, then a fresh one of its kind gets it from Skein, which dials it. */
  async function thereAndBack(
    name: ForeignName,
    content: Content,
    pieceLength: number,
    encryption: 'off' | 'require',
  ): Promise<string[]> {
    const by = pieceLength < 32 * KIB ? 'skein' : 'mktorrent';
    const torrent = await fixture.torrent(content, { pieceLength, by });
    const seeder = await fixture.seeder(name, [torrent], encryption);
    const how = ['--encryption', encryption];
    const ours = await fixture.freshDir('ours');
    const from = ['--dir', ours, '--peer', `${seeder.host}:${seeder.port}`, ...how];
    const download = skein(group, 'download', torrent.file, ...from);
    await download.waitFor('complete', 90_000);
    const got = await download.ended();
    await seeder.stop();
    const theirs = await fixture.freshDir('theirs');
    const dir = await fixture.freshDir(name);
    const leecher = await FOREIGN[name].start({ group, dir, encryption });
    await leecher.addTorrent(torrent.file, theirs);
    const faults: string[] = [];
    if (encryption === 'off') {
      const { fast } = await takesConnections(leecher, torrent.infoHash);
      if (fast === (name === 'rtorrent')) faults.push(`Fast: ${fast}`);
    } else {
      const looked = async () => !(await leecher.progress(torrent.infoHash)).checking;
      await until(looked, { timeout: 30_000, what: `${name} to have looked at its files` });
    }
    const to = ['--dir', ours, '--peer', `${leecher.host}:${leecher.port}`, ...how];
    const seed = skein(group, 'seed', torrent.file, ...to);
    await leecher.waitComplete(torrent.infoHash, 90_000);
    await leecher.stop();
    const gave = await seed.kill('SIGTERM');
    return [
      ...faults,
      ...(await faultsOf(content, ours)),
      ...(await faultsOf(content, theirs, { emptyFiles: MAKES_EMPTY_FILES[name] })),
      ...[got, gave].filter(({ code }) => code !== EXIT.done).map(({ code }) => `exit ${code}`),
      ...[...download.all('error'), ...seed.all('error')].map(({ message }) => message),
    ];
  }

  /**
   * Each client, the smallest and the largest pieces, one file and ten thousand, plain and encrypted: each two of
   * these meet in one of the cases, and each case goes both ways. rTorrent is the one without the Fast extension.
   * All at once: Transmission looks whom to unchoke only every ten seconds, and the others need not wait for that.
   */
  const CASES: readonly (readonly [ForeignName, 'single' | 'tree', number, 'off' | 'require'])[] = [
    ['qbittorrent', 'single', 16 * KIB, 'off'],
    ['qbittorrent', 'tree', 16 * MIB, 'require'],
    ['transmission', 'single', 16 * MIB, 'off'],
    ['transmission', 'tree', 16 * KIB, 'require'],
    ['aria2', 'single', 16 * KIB, 'require'],
    ['aria2', 'tree', 16 * MIB, 'off'],
    ['rtorrent', 'single', 16 * MIB, 'require'],
    ['rtorrent', 'tree', 16 * KIB, 'off'],
  ];
  for (const [name, content, pieceLength, encryption] of CASES) {
    const { missing } = requirements(FOREIGN[name].program);
    const what = content === 'tree' ? '10,000 files' : 'one file';
    const way = encryption === 'require' ? 'encrypted' : 'plain';
    test.skipIf(missing)(
      `${what} in pieces of ${pieceLength / KIB} KiB, ${way}, there and back with ${name}`,
      { timeout: 250_000, concurrent: true },
      async ({ expect }) => {
        expect(await thereAndBack(name, fixture[content], pieceLength, encryption)).toEqual([]);
      },
    );
  }
});
