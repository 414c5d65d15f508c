import { afterAll, beforeAll, describe, test } from 'vitest';
import { FOREIGN, type ForeignName } from '../support/clients/index.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { EXIT } from '../support/skein-cli.ts';
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
    fixture = await makeFixture(group, { single: 40 * MIB + 4321, files: 10_000, tree: 40 * MIB });
  });

  /** There and back: Skein gets it from the client, then a fresh one of its kind gets it from Skein, which dials it. */
  async function thereAndBack(
    name: ForeignName,
    content: Content,
    pieceLength: number,
  ): Promise<string[]> {
    const torrent = await fixture.torrent(content, { pieceLength });
    const seeder = await fixture.seeder(name, [torrent]);
    const ours = await fixture.freshDir('ours');
    const from = ['--dir', ours, '--peer', `${seeder.host}:${seeder.port}`];
    const download = skein(group, 'download', torrent.file, ...from);
    await download.waitFor('complete', 90_000);
    const got = await download.ended();
    await seeder.stop();
    const theirs = await fixture.freshDir('theirs');
    const leecher = await FOREIGN[name].start({ group, dir: await fixture.freshDir(name) });
    await leecher.addTorrent(torrent.file, theirs);
    const to = ['--dir', ours, '--peer', `${leecher.host}:${leecher.port}`];
    const seed = skein(group, 'seed', torrent.file, ...to);
    await leecher.waitComplete(torrent.infoHash, 90_000);
    await leecher.stop();
    const gave = await seed.kill('SIGTERM');
    return [
      ...(await faultsOf(content, ours)),
      ...(await faultsOf(content, theirs, { emptyFiles: MAKES_EMPTY_FILES[name] })),
      ...[got, gave].filter(({ code }) => code !== EXIT.done).map(({ code }) => `exit ${code}`),
      ...[...download.all('error'), ...seed.all('error')].map(({ message }) => message),
    ];
  }

  /**
   * Each client, the smallest and the largest pieces, one file and ten thousand: each two of these meet in one of
   * the cases, and each case goes both ways. rTorrent is the one without the Fast extension.
   */
  const CASES: readonly (readonly [ForeignName, 'single' | 'tree', number])[] = [
    ['qbittorrent', 'single', 16 * KIB],
    ['qbittorrent', 'tree', 16 * MIB],
    ['transmission', 'single', 16 * MIB],
    ['transmission', 'tree', 16 * KIB],
    ['aria2', 'single', 16 * KIB],
    ['aria2', 'tree', 16 * MIB],
    ['rtorrent', 'single', 16 * MIB],
    ['rtorrent', 'tree', 16 * KIB],
  ];
  for (const [name, content, pieceLength] of CASES) {
    const { missing } = requirements(FOREIGN[name].program);
    const what = content === 'tree' ? '10,000 files' : 'one file';
    test.skipIf(missing)(
      `${what} in pieces of ${pieceLength / KIB} KiB, there and back with ${name}`,
      { timeout: 250_000 },
      async ({ expect }) => {
        expect(await thereAndBack(name, fixture[content], pieceLength)).toEqual([]);
      },
    );
  }
});
