import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, picture, resize, test } from './support/skein.ts';
import { addSmall, smallTorrent } from './support/torrents.ts';

test('each kind of bad file gets its own message that names it, and nothing changes', async ({
  launch,
  dir,
}) => {
  const broken = join(dir, 'broken.torrent');
  const folder = join(dir, 'folder.torrent');
  const empty = join(dir, 'empty.torrent');
  const huge = join(dir, 'huge.torrent');
  const missing = join(dir, 'missing.torrent');
  await writeFile(broken, 'd4:infod6:lengthi-3ee');
  await mkdir(folder);
  await writeFile(empty, '');
  const file = await open(huge, 'w');
  await file.truncate(100 * 1024 * 1024);
  await file.close();

  const skein = await launch();
  await resize(skein, 1024, 640);
  const expectations: [string, RegExp][] = [
    [broken, /broken\.torrent/],
    [folder, /“folder\.torrent” is a folder/],
    [empty, /“empty\.torrent” is empty/],
    [huge, /“huge\.torrent” has 100 MiB; .*at most 10 MiB/],
    [missing, /“missing\.torrent” is not there/],
  ];
  for (const [path, message] of expectations) {
    await skein.call('openPaths', { paths: [path] });
    await expect(skein.toast(message)).toBeVisible();
    if (path === huge) await picture(skein.page, 'error-too-large');
    await skein.toast(message).getByRole('button', { name: 'Dismiss' }).click();
    await expect(skein.toast(message)).toHaveCount(0);
  }
  await expect(skein.page.getByRole('heading', { name: 'Welcome to Skein' })).toBeVisible();
  await expect(skein.page.getByRole('dialog')).toHaveCount(0);
  expect(skein.pageErrors).toEqual([]);
});

test('bad files on the command line are told of in the window', async ({ launch, dir }) => {
  const folder = join(dir, 'folder.torrent');
  await mkdir(folder);
  const skein = await launch({ args: [folder, join(dir, 'missing.torrent')] });
  await expect(skein.toast('“folder.torrent” is a folder')).toBeVisible();
  await expect(skein.toast('“missing.torrent” is not there')).toBeVisible();
});

test('a torrent that is there already is pointed at, not added twice', async ({ launch, dir }) => {
  const skein = await launch();
  await addSmall(skein, dir, ['once']);
  await skein.call('openPaths', { paths: [join(dir, 'once.torrent')] });
  await expect(skein.toast('“once” is already in the list')).toBeVisible();
  await expect(skein.row('once')).toHaveCount(1);
  await expect(skein.row('once')).toHaveAttribute('aria-selected', 'true');
});

test('a target that cannot be written is refused in the dialog, which stays open', async ({
  launch,
  dir,
}) => {
  const skein = await launch();
  const file = join(dir, 'a-file');
  await writeFile(file, 'not a folder');
  await skein.call('openPaths', { paths: [await smallTorrent(dir, 'somewhere')] });
  const dialog = skein.page.getByRole('dialog', { name: 'Add torrent' });
  await expect(dialog).toContainText('somewhere');
  await dialog.getByLabel('Save in').fill(join(file, 'below'));
  await expect(dialog).toContainText('“a-file” is a file, not a folder');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('“a-file” is a file');
  await picture(skein.page, 'add-refused');
  expect(await skein.page.locator('.row').count()).toBe(0);

  const saved = join(dir, 'saved');
  await dialog.getByLabel('Save in').fill(saved);
  await expect(dialog).toContainText('The folder will be made');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(skein.row('somewhere')).toBeVisible();
});
