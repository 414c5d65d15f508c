import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startTransmission } from '../support/clients/index.ts';
import { differences, treeHashes } from '../support/payload.ts';
import { requirements } from '../support/requirements.ts';
import { expect, test } from './support/skein.ts';
import { complete, confirmAdd, seed } from './support/swarm.ts';

const MiB = 1024 * 1024;
const { missing } = requirements(
  'transmission-daemon',
  'qbittorrent-nox',
  'opentracker',
  'mktorrent',
);

test.skip(missing !== undefined, missing);

/** Transmission gives and takes 4 to 30 MB/s here, from one run to the next. */
const SLOW_MS = 240_000;

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
    name: 'half-a-gibibyte.iso',
    bytes: 512 * MiB,
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

test('a torrent of 300 files is downloaded from qBittorrent, every file right', async ({
  launch,
  group,
  dir,
}) => {
  const { name, torrent, hashes } = await seed({
    group,
    dir,
    by: 'qbittorrent',
    name: 'three hundred files',
    bytes: 96 * MiB,
    files: 300,
  });
  const saved = join(dir, 'saved');
  const skein = await launch({ args: [torrent.file] });
  await confirmAdd(skein, saved);
  await complete(skein, name);
  expect(differences(hashes, await treeHashes(join(saved, name)))).toEqual([]);

  await skein.row(name).click();
  await skein.page.keyboard.press('Control+i');
  await skein.page.getByRole('tab', { name: 'Files' }).click();
  await expect(skein.page.getByRole('tabpanel', { name: 'Files' })).toContainText('300 files');
});

test('the other way round: one large file from qBittorrent, 300 files from Transmission', async ({
  launch,
  group,
  dir,
}) => {
  const large = await seed({
    group,
    dir: join(dir, 'large'),
    by: 'qbittorrent',
    name: 'another-half-gibibyte.iso',
    bytes: 512 * MiB,
  });
  const many = await seed({
    group,
    dir: join(dir, 'many'),
    by: 'transmission',
    name: 'three hundred more',
    bytes: 24 * MiB,
    files: 300,
  });
  const saved = join(dir, 'saved');
  const args = ['--save-to', saved, large.torrent.file, many.torrent.file];
  const skein = await launch({ args });
  for (const { name, hashes } of [large, many]) {
    await complete(skein, name);
    expect(differences(hashes, await treeHashes(join(saved, name)))).toEqual([]);
  }
});
