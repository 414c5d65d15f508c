import { join } from 'node:path';
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
