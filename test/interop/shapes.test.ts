import { afterAll, beforeAll, describe, test } from 'vitest';
import { FOREIGN, type ForeignName } from '../support/clients/index.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { EXIT } from '../support/skein-cli.ts';
import {
  type Content,
  type Fixture,
  faultsOf,
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

  /** There and back: Skein gets it from the client, then a fresh one of its kind gets it from Skein. */
  async function thereAndBack(
    name: ForeignName,
    content: Content,
    pieceLength: number,
  ): Promise<string[]> {
    const torrent = await fixture.torrent(content, { pieceLength });
    const seeder = await fixture.seeder(name, [torrent]);
    const ours = await fixture.freshDir('ours');
    const peer = ['--peer', `${seeder.host}:${seeder.port}`, '--keep-seeding'];
    const cli = skein(group, 'download', torrent.file, '--dir', ours, ...peer);
    const { port } = await cli.waitFor('listening');
    await cli.waitFor('complete', 90_000);
    await seeder.stop();
    const theirs = await fixture.freshDir('theirs');
    const leecher = await FOREIGN[name].start({ group, dir: await fixture.freshDir(name) });
    await leecher.addTorrent(torrent.file, theirs);
    await leecher.addPeer?.(torrent.infoHash, '127.0.0.1', port);
    await leecher.waitComplete(torrent.infoHash, 90_000);
    await leecher.stop();
    const end = await cli.kill('SIGTERM');
    return [
      ...(await faultsOf(content, ours)),
      ...(await faultsOf(content, theirs)),
      ...(end.code === EXIT.done ? [] : [`exit ${end.code}`]),
      ...cli.all('error').map(({ message }) => message),
    ];
  }

  for (const name of ['qbittorrent', 'rtorrent'] as const) {
    const { missing } = requirements(FOREIGN[name].program);
    for (const pieceLength of [32 * KIB, 16 * MIB]) {
      test.skipIf(missing)(
        `pieces of ${pieceLength / KIB} KiB, there and back with ${name}`,
        { timeout: 200_000 },
        async ({ expect }) => {
          expect(await thereAndBack(name, fixture.single, pieceLength)).toEqual([]);
        },
      );
    }
    test.skipIf(missing)(
      `10,000 files, there and back with ${name}`,
      { timeout: 250_000 },
      async ({ expect }) => {
        expect(await thereAndBack(name, fixture.tree, 64 * KIB)).toEqual([]);
      },
    );
  }
});
