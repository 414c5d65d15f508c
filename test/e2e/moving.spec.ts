import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { treeHashes, writeRandomTree } from '../support/payload.ts';
import { requirements } from '../support/requirements.ts';
import { makeTorrent } from '../support/torrent-file.ts';
import { expect, picture, type Skein, test } from './support/skein.ts';

/** An entry of the program's menu. */
async function openMenu({ page }: Skein, ...names: readonly string[]): Promise<void> {
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  for (const name of names) await page.getByRole('menuitem', { name }).click();
}

/** From one drive to another, as a file manager does. */
async function renameOnDisk(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true });
  await rm(from, { recursive: true });
}

const { missing } = requirements('mktorrent');
/** A file system of its own on nearly every Linux. */
const OTHER_VOLUME = '/dev/shm';

test('a torrent’s files are moved, to another drive too, and renamed, by keyboard and mouse', async ({
  launch,
  group,
  dir,
}) => {
  test.skip(missing !== undefined || !existsSync(OTHER_VOLUME), missing ?? 'no second volume');
  const saved = join(dir, 'saved');
  const source = join(saved, 'tree');
  await writeRandomTree(source, { files: 12, bytes: 3_000_000, seed: 'move' });
  const before = await treeHashes(source);
  const torrent = await makeTorrent(group, source, join(dir, 'tree.torrent'), {});
  const skein = await launch({ args: ['--save-to', saved, torrent.file] });
  await expect(skein.row('tree')).toContainText('Seeding');

  // By keyboard, on the same drive; somebody else's file is in the way.
  const second = join(dir, 'second');
  await mkdir(join(second, 'tree', 'a'), { recursive: true });
  const taken = join(second, 'tree', (await readdir(source)).sort()[0] ?? '');
  await rm(taken, { recursive: true, force: true });
  await writeFile(taken, 'mine');
  await skein.row('tree').click();
  await skein.page.keyboard.press('Control+m');
  const dialog = skein.page.getByRole('dialog', { name: 'Move the files of a torrent' });
  await dialog.getByLabel('Move to').fill(second);
  await dialog.getByLabel('Move to').press('Enter');
  await expect(dialog.getByRole('alert')).toBeVisible();
  await picture(skein.page, 'move-dialog');
  expect(await treeHashes(source)).toEqual(before);
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  // To another drive, by mouse.
  const third = await mkdtemp(join(OTHER_VOLUME, 'skein-move-'));
  group.own(() => rm(third, { recursive: true, force: true }));
  await skein.row('tree').click({ button: 'right' });
  await skein.page.getByRole('menuitem', { name: 'Move files' }).click();
  await dialog.getByLabel('Move to').fill(third);
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(skein.toast(`lies in ${third} now`)).toBeVisible();
  await expect(skein.row('tree')).toContainText('Seeding');
  expect(await treeHashes(join(third, 'tree'))).toEqual(before);
  expect(existsSync(source)).toBe(false);
  expect(await readdir(third)).toEqual(['tree']);

  // A new name for the folder.
  await skein.row('tree').click();
  await skein.page.keyboard.press('F2');
  const rename = skein.page.getByRole('dialog', { name: 'Rename' });
  await rename.getByLabel('New name').fill('wood');
  await rename.getByLabel('New name').press('Enter');
  await expect(rename).toHaveCount(0);
  await expect(skein.row('tree')).toContainText('Seeding');
  expect(await treeHashes(join(third, 'wood'))).toEqual(before);
  expect(await readdir(third)).toEqual(['wood']);

  // Removed for good, and had back after a restart, unchecked.
  await skein.row('tree').click();
  await skein.page.keyboard.press('Delete');
  await skein.page.keyboard.press('Enter');
  await expect(skein.row('tree')).toHaveCount(0);
  await skein.quit();
  const again = await launch();
  await openMenu(again, 'Removed torrents');
  const removed = again.page.getByRole('dialog', { name: 'Removed torrents' });
  await expect(removed).toContainText(third);
  await picture(again.page, 'removed-torrents');
  await removed.getByRole('button', { name: 'Restore tree' }).click();
  await expect(removed).toContainText('Nothing was removed');
  await again.page.keyboard.press('Escape');
  await expect(removed).toHaveCount(0);
  await expect(again.row('tree')).toContainText('Seeding');

  // Somebody moved and renamed the data outside of Skein.
  await renameOnDisk(join(third, 'wood'), join(dir, 'over here'));
  await again.row('tree').click({ button: 'right' });
  await again.page.getByRole('menuitem', { name: 'Find the files' }).click();
  const locate = again.page.getByRole('dialog', { name: 'Find the files of tree' });
  await locate.getByLabel('Look in').fill(join(dir, 'over here'));
  await locate.getByLabel('Look in').press('Enter');
  await expect(locate.getByRole('status')).toContainText('12 of 12 files fit');
  await picture(again.page, 'locate-dialog');
  await locate.getByRole('button', { name: 'Use this folder' }).click();
  await expect(locate).toHaveCount(0);
  await expect(again.row('tree')).toContainText('Seeding');
  expect(await treeHashes(join(dir, 'over here'))).toEqual(before);
  expect(again.pageErrors).toEqual([]);
  expect(skein.pageErrors).toEqual([]);
});

test('what is in the way of a move: it is merged after a look, gone beside, or left alone', async ({
  launch,
  group,
  dir,
}) => {
  test.skip(missing !== undefined, missing);
  const saved = join(dir, 'saved');
  const source = join(saved, 'tree');
  await writeRandomTree(source, { files: 5, bytes: 500_000, seed: 'choices' });
  const before = await treeHashes(source);
  const torrent = await makeTorrent(group, source, join(dir, 'tree.torrent'), {});
  const skein = await launch({ args: ['--save-to', saved, torrent.file] });
  const { page } = skein;
  await expect(skein.row('tree')).toContainText('Seeding');
  // A name that leads out of the folder is refused in the dialog, which stays.
  await skein.row('tree').click();
  await page.keyboard.press('F2');
  const rename = page.getByRole('dialog', { name: 'Rename' });
  await rename.getByLabel('New name').fill('../out');
  await rename.getByLabel('New name').press('Enter');
  await expect(rename.getByRole('alert')).toContainText('leads out of the torrent');
  await page.keyboard.press('Escape');
  expect(await treeHashes(source)).toEqual(before);

  const there = join(dir, 'there');
  const [first] = [...before.keys()].sort();
  if (first === undefined) throw new Error('the tree has files');
  const dialog = page.getByRole('dialog', { name: 'Move the files of a torrent' });
  const open = async (): Promise<void> => {
    await skein.row('tree').click();
    await page.keyboard.press('Control+m');
    await dialog.getByLabel('Move to').fill(there);
    await dialog.getByLabel('Move to').press('Enter');
    await expect(dialog.getByRole('alert')).toContainText('there already');
  };

  // Another file of that name: merging is refused by name, and nothing is changed.
  await mkdir(dirname(join(there, 'tree', first)), { recursive: true });
  await writeFile(join(there, 'tree', first), 'mine');
  await open();
  await picture(page, 'move-choices');
  await dialog.getByRole('button', { name: 'Merge' }).click();
  await expect(skein.toast('with other content')).toBeVisible();
  await expect(skein.row('tree')).toContainText('Seeding');
  expect(await treeHashes(source)).toEqual(before);
  expect(await readFile(join(there, 'tree', first), 'utf8')).toBe('mine');

  // Beside it.
  await open();
  await dialog.getByRole('button', { name: 'Move beside' }).click();
  await expect(skein.toast(`lies in ${there} now`)).toBeVisible();
  await expect(skein.row('tree')).toContainText('Seeding');
  expect(await readFile(join(there, 'tree', first), 'utf8')).toBe('mine');
  const beside = (await readdir(there)).find((name) => name !== 'tree') ?? '';
  expect(beside).toContain('(2)');
  expect(await treeHashes(join(there, beside))).toEqual(before);
  expect(existsSync(source)).toBe(false);

  // The same file: it is taken, and the others come to it.
  const third = join(dir, 'third');
  await mkdir(dirname(join(third, beside, first)), { recursive: true });
  await cp(join(there, beside, first), join(third, beside, first));
  await skein.row('tree').click();
  await page.keyboard.press('Control+m');
  await dialog.getByLabel('Move to').fill(third);
  await dialog.getByLabel('Move to').press('Enter');
  await dialog.getByRole('button', { name: 'Merge' }).click();
  await expect(skein.toast(`lies in ${third} now`)).toBeVisible();
  await expect(skein.row('tree')).toContainText('Seeding');
  expect(await treeHashes(join(third, beside))).toEqual(before);
  expect(await readdir(there)).toEqual(['tree']);
  expect(skein.pageErrors).toEqual([]);
});

test('a move that takes its time says how far it is, and stopped it leaves all as it was', async ({
  launch,
  group,
  dir,
}) => {
  test.skip(missing !== undefined || !existsSync(OTHER_VOLUME), missing ?? 'no second volume');
  const saved = await mkdtemp(join(OTHER_VOLUME, 'skein-stop-'));
  group.own(() => rm(saved, { recursive: true, force: true }));
  const source = join(saved, 'many');
  // Each is synced and read again where it comes to: thousands of them take a while on any disk.
  await writeRandomTree(source, { files: 3_000, bytes: 6_000_000, seed: 'stop' });
  const before = await treeHashes(source);
  const torrent = await makeTorrent(group, source, join(dir, 'many.torrent'), {});
  const skein = await launch({ args: ['--save-to', saved, torrent.file] });
  const { page } = skein;
  await expect(skein.row('many')).toContainText('Seeding');
  const there = join(dir, 'there');
  await mkdir(there);
  await skein.row('many').click();
  await page.keyboard.press('Control+m');
  const dialog = page.getByRole('dialog', { name: 'Move the files of a torrent' });
  await dialog.getByLabel('Move to').fill(there);
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(skein.row('many')).toContainText(/Moving \d+/);
  await picture(page, 'moving');
  await skein.row('many').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Stop moving' }).click();
  await expect(skein.row('many')).toContainText('Seeding');
  expect(await treeHashes(source)).toEqual(before);
  expect(await readdir(there)).toEqual([]);
  expect(await readdir(saved)).toEqual(['many']);
  expect(skein.pageErrors).toEqual([]);
});
