import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startTransmission } from '../support/clients/index.ts';
import { differences, treeHashes } from '../support/payload.ts';
import { requirements } from '../support/requirements.ts';
import { expect, test } from './support/skein.ts';
import { complete, confirmAdd, seed } from './support/swarm.ts';

const MiB = 1024 * 1024;
const { missing } = requirements('transmission-daemon', 'opentracker', 'mktorrent');

test.skip(missing !== undefined, missing);

/** Transmission gives and takes 4 to 30 MB/s here, from one run to the next. */
const SLOW_MS = 120_000;

test('a .torrent on the command line is downloaded from Transmission, whole, and seeded back', async ({
  launch,
  group,
  dir,
}) => {
  test.setTimeout(SLOW_MS * 3);
  const { name, torrent, hashes, seeder, tracker } = await seed({
    group,
    dir,
    by: 'transmission',
    name: 'large.iso',
    bytes: 64 * MiB,
  });
  const saved = join(dir, 'saved');
  const skein = await launch({ args: [torrent.file] });
  await confirmAdd(skein, saved);
  await complete(skein, name, SLOW_MS);
  expect(differences(hashes, await treeHashes(join(saved, name)))).toEqual([]);
  await seeder.stop();
  await skein.quit();

  const fresh = await startTransmission({ group, dir: join(dir, 'fresh') });
  const into = join(dir, 'into');
  await mkdir(into);
  await fresh.addTorrent(torrent.file, into);
  await expect.poll(async () => (await tracker.counts(torrent.infoHash)).incomplete).toBe(1);
  // Transmission does not dial loopback: the app does, as it hears of it when it announces itself.
  const again = await launch();
  await complete(again, name, 10_000);
  await fresh.waitComplete(torrent.infoHash, SLOW_MS);
  expect(differences(hashes, await treeHashes(join(into, name)))).toEqual([]);
  expect([...skein.pageErrors, ...again.pageErrors]).toEqual([]);
});
