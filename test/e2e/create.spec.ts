import { execFile } from 'node:child_process';
import { mkdir, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isInstalled } from '../support/requirements.ts';
import { expect, picture, test } from './support/skein.ts';

test('a torrent is made of a folder and seeded at once; what is in the way is told', async ({
  launch,
  dir,
}) => {
  const source = join(dir, 'album');
  await mkdir(source);
  await writeFile(join(source, 'song.flac'), 'x'.repeat(300_000));
  await writeFile(join(source, 'song.tmp'), 'not this');
  const skein = await launch();
  const open = async (): Promise<void> => {
    await skein.page.getByRole('button', { name: 'More ways to add' }).click();
    await skein.page.getByRole('menuitem', { name: 'Create a torrent' }).click();
  };
  await open();
  const dialog = skein.page.getByRole('dialog', { name: 'Create a torrent' });
  await dialog.getByLabel('File or folder').fill(source);
  await expect(dialog.getByLabel('Save the .torrent as')).toHaveValue(`${source}.torrent`);
  await dialog.getByLabel('Trackers, an empty line').fill('not a tracker');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('not a tracker');
  await dialog
    .getByLabel('Trackers, an empty line')
    .fill('http://127.0.0.1:9/announce\n\nudp://127.0.0.1:9');
  await dialog.getByLabel('Leave out').fill('*.tmp');
  await dialog.getByLabel('Comment').fill('made here');
  await picture(skein.page, 'create-dialog');
  await dialog.getByLabel('Source', { exact: true }).press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(skein.row('album')).toContainText('Seeding');
  if (isInstalled('transmission-show')) {
    const { stdout } = await promisify(execFile)('transmission-show', [`${source}.torrent`]);
    expect(stdout).toContain('made here');
    expect(stdout).toContain('album/song.flac');
    expect(stdout).not.toContain('song.tmp');
  }
  await open();
  await dialog.getByLabel('File or folder').fill(source);
  await dialog.getByLabel('File or folder').press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('exists already');
  expect(skein.pageErrors).toEqual([]);
});

test('a large one says how far it is, and stopped it leaves nothing', async ({ launch, dir }) => {
  const source = join(dir, 'large');
  await mkdir(source);
  // Nothing but a hole: it takes no room, and time to read.
  await writeFile(join(source, 'disk.img'), '');
  await truncate(join(source, 'disk.img'), 48 * 2 ** 30);
  const skein = await launch();
  const { page } = skein;
  await page.getByRole('button', { name: 'More ways to add' }).click();
  await page.getByRole('menuitem', { name: 'Create a torrent' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a torrent' });
  await dialog.getByLabel('File or folder').fill(source);
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog.getByRole('status')).toContainText('%');
  await picture(page, 'create-progress');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  await expect
    .poll(async () => (await skein.call('creating'))?.total ?? 0, { message: 'it has stopped' })
    .toBe(0);
  expect(await readdir(dir)).not.toContain('large.torrent');
  await expect(skein.row('large')).toHaveCount(0);
  expect(skein.pageErrors).toEqual([]);
});
