import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startTransmission } from '../support/clients/index.ts';
import { writeRandomTree } from '../support/payload.ts';
import { requirements } from '../support/requirements.ts';
import { makeTorrent } from '../support/torrent-file.ts';
import { expect, picture, type Skein, test } from './support/skein.ts';
import { addSmall } from './support/torrents.ts';

async function openFromMenu({ page }: Skein, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await page.getByRole('menuitem', { name }).click();
}

test('all torrents go out into a folder and come back into another profile, looked at first', async ({
  launch,
  dir,
}) => {
  const skein = await launch();
  await addSmall(skein, dir, ['one', 'two']);
  const out = join(dir, 'export');
  await openFromMenu(skein, 'Export…');
  const exporting = skein.page.getByRole('dialog', { name: 'Export all torrents' });
  await exporting.getByLabel('Into the new folder').fill(join(dir, 'saved', '..', 'no', 'where'));
  await exporting.getByLabel('Into the new folder').press('Enter');
  await expect(exporting.getByRole('alert')).toBeVisible();
  await exporting.getByLabel('Into the new folder').fill(out);
  await exporting.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(exporting).toHaveCount(0);
  expect(await readdir(out)).toHaveLength(3);
  await skein.quit();

  const other = await launch({ profile: join(dir, 'other') });
  await openFromMenu(other, 'Import…');
  const dialog = other.page.getByRole('dialog', { name: 'Import torrents' });
  await mkdir(join(dir, 'nothing'));
  await dialog.getByLabel('Folder', { exact: true }).fill(join(dir, 'nothing'));
  await dialog.getByLabel('Folder', { exact: true }).press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('nothing');
  await dialog.getByLabel('Folder', { exact: true }).fill(out);
  await dialog.getByLabel('Folder', { exact: true }).press('Enter');
  await expect(dialog.getByRole('status')).toContainText('2 of 2 torrents of Skein');
  await expect(dialog).toContainText('as it is');
  await picture(other.page, 'import-dialog');
  await expect(other.row('one')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Take over 2 torrents' }).click();
  await expect(dialog.getByRole('status')).toContainText('were taken over');
  await other.page.keyboard.press('Escape');
  for (const name of ['one', 'two']) await expect(other.row(name)).toContainText('Paused');
  await openFromMenu(other, 'Import…');
  await dialog.getByLabel('Folder', { exact: true }).fill(out);
  await dialog.getByLabel('Folder', { exact: true }).press('Enter');
  await expect(dialog).toContainText('in the list already');
  expect(other.pageErrors).toEqual([]);
});

test('Transmission is found in its usual place, and its torrents go on here by keyboard alone', async ({
  launch,
  group,
  dir,
}) => {
  const { missing } = requirements('transmission-daemon', 'mktorrent');
  test.skip(missing !== undefined, missing);
  const data = join(dir, 'theirs');
  await writeRandomTree(join(data, 'tree'), { files: 6, bytes: 900_000, seed: 'import' });
  const torrent = await makeTorrent(group, join(data, 'tree'), join(dir, 'tree.torrent'), {});
  const client = await startTransmission({ group, dir: join(dir, 'tr') });
  await client.addTorrent(torrent.file, data);
  await client.waitComplete(torrent.infoHash);
  await client.stop();
  const usual = join(dir, 'home', '.config', 'transmission-daemon');
  await cp(join(dir, 'tr', 'config'), usual, { recursive: true, preserveTimestamps: true });
  const before = await readdir(usual, { recursive: true });

  const skein = await launch();
  const { page } = skein;
  await openFromMenu(skein, 'Import…');
  const dialog = page.getByRole('dialog', { name: 'Import torrents' });
  await expect(dialog).toContainText(usual);
  await dialog.getByRole('button', { name: 'Transmission' }).press('Enter');
  await expect(dialog.getByRole('status')).toContainText('1 of 1 torrents of Transmission');
  await expect(dialog).toContainText('as it is');
  await picture(page, 'import-found');
  await dialog.getByRole('button', { name: 'Take over' }).press('Enter');
  await expect(dialog.getByRole('status')).toContainText('taken over');
  await page.keyboard.press('Escape');
  await expect(skein.row('tree')).toContainText('Seeding');
  expect((await readdir(usual, { recursive: true })).sort()).toEqual(before.sort());
  expect(skein.pageErrors).toEqual([]);
});
