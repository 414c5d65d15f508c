import { afterAll, beforeAll, describe, test } from 'vitest';
import { type Client, type Encryption, startRtorrent } from '../support/clients/index.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { EXIT } from '../support/skein-cli.ts';
import { type Fixture, faultsOf, makeFixture, skein, whyNot } from './swarm-fixture.ts';

const MIB = 1024 * 1024;
const lack = whyNot() ?? requirements('rtorrent').missing;
const group = new ProcessGroup();
afterAll(() => group.close());

const combinations: readonly [ours: Encryption, theirs: Encryption][] = [
  ['require', 'require'],
  ['allow', 'require'],
  ['require', 'allow'],
  ['allow', 'off'],
];

describe.skipIf(lack)(`Encrypted connections with rTorrent${lack ? ` (${lack})` : ''}`, () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await makeFixture(group, { single: 4 * MIB, files: 1, tree: MIB });
  });

  const start = async (encryption: Encryption): Promise<Client> =>
    startRtorrent({ group, dir: await fixture.freshDir('rtorrent'), encryption });

  for (const [ours, theirs] of combinations) {
    const words = `rTorrent (${theirs}) and Skein (${ours})`;
    test.concurrent(`${words}: Skein dials and downloads`, async ({ expect }) => {
      const torrent = await fixture.torrent(fixture.single, { pieceLength: 64 * 1024 });
      const seeder = await start(theirs);
      await seeder.addTorrent(torrent.file, fixture.source);
      await seeder.waitComplete(torrent.infoHash);
      const dir = await fixture.freshDir('into');
      const how = ['--peer', `${seeder.host}:${seeder.port}`, '--encryption', ours];
      const cli = skein(group, 'download', torrent.file, '--dir', dir, ...how);
      await cli.waitFor('complete', 60_000);
      expect((await cli.ended()).code).toBe(EXIT.done);
      expect(await faultsOf(fixture.single, dir)).toEqual([]);
      await seeder.stop();
    });

    test.concurrent(`${words}: Skein is dialled and seeds`, async ({ expect }) => {
      const torrent = await fixture.torrent(fixture.single, { pieceLength: 64 * 1024 });
      const how = ['--dir', fixture.source, '--encryption', ours];
      const cli = skein(group, 'seed', torrent.file, ...how);
      const { port } = await cli.waitFor('listening');
      await cli.waitFor('seeding');
      const leecher = await start(theirs);
      const into = await fixture.freshDir('into');
      await leecher.addTorrent(torrent.file, into);
      await leecher.addPeer?.(torrent.infoHash, '127.0.0.1', port);
      await leecher.waitComplete(torrent.infoHash, 60_000);
      expect(await faultsOf(fixture.single, into)).toEqual([]);
      await leecher.stop();
      expect((await cli.kill('SIGTERM')).code).toBe(EXIT.done);
    });
  }
});
