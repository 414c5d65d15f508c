import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isInstalled, requirements } from '../support/requirements.ts';
import { until } from '../support/wait.ts';
import { expect, picture, test } from './support/skein.ts';
import { complete, seed } from './support/swarm.ts';
import { smallTorrent } from './support/torrents.ts';

test('the file dialog adds several at once', async ({ launch, dir }) => {
  const skein = await launch();
  const paths = await Promise.all(['one', 'two', 'three'].map((name) => smallTorrent(dir, name)));
  await skein.app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths });
  }, paths);
  await skein.page.keyboard.press('Control+o');
  const dialog = skein.page.getByRole('dialog', { name: 'Add 3 torrents' });
  await expect(dialog).toContainText('two');
  await picture(skein.page, 'add-several');
  await dialog.getByLabel('Save in').fill(join(dir, 'saved'));
  await dialog.getByLabel('Do not start yet').check();
  await dialog.getByRole('button', { name: 'Add paused' }).click();
  for (const name of ['one', 'two', 'three']) await expect(skein.row(name)).toContainText('Paused');
});

test('files dropped on the window are opened by their path', async ({ launch, dir }) => {
  const skein = await launch();
  await skein.page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.id = 'drop-source';
    input.multiple = true;
    document.body.append(input);
  });
  await skein.page.setInputFiles('#drop-source', [await smallTorrent(dir, 'dropped')]);
  await skein.page.evaluate(() => {
    const transfer = new DataTransfer();
    for (const file of (document.getElementById('drop-source') as HTMLInputElement).files ?? [])
      transfer.items.add(file);
    const send = (type: string) =>
      document.body.dispatchEvent(
        new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }),
      );
    send('dragenter');
    send('dragover');
  });
  await expect(skein.page.getByText('Drop to add')).toBeVisible();
  await picture(skein.page, 'drop');
  await skein.page.evaluate(() => {
    const transfer = new DataTransfer();
    for (const file of (document.getElementById('drop-source') as HTMLInputElement).files ?? [])
      transfer.items.add(file);
    document.body.dispatchEvent(
      new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }),
    );
  });
  await expect(skein.page.getByRole('dialog', { name: 'Add torrent' })).toContainText('dropped');
  await expect(skein.page.getByText('Drop to add')).toHaveCount(0);
});

test('pasted text that holds no link says so', async ({ launch, dir }) => {
  const skein = await launch();
  const paste = (text: string) =>
    skein.page.evaluate((value) => {
      const transfer = new DataTransfer();
      transfer.setData('text/plain', value);
      document.body.dispatchEvent(
        new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: transfer }),
      );
    }, text);
  await paste('nothing here');
  await expect(skein.toast('There is no magnet link')).toBeVisible();
  await paste(`look:\n${await smallTorrent(dir, 'pasted')}`);
  await expect(skein.page.getByRole('dialog', { name: 'Add torrent' })).toContainText('pasted');
});

const { missing } = requirements('transmission-daemon', 'opentracker', 'mktorrent');

test('removed with its files, only what the torrent made goes to the trash', async ({
  launch,
  group,
  dir,
}) => {
  test.skip(
    missing !== undefined || (process.platform === 'linux' && !isInstalled('gio')),
    missing ?? 'gio not installed',
  );
  const { name, torrent } = await seed({
    group,
    dir,
    by: 'transmission',
    name: 'tree',
    bytes: 2_000_000,
    files: 20,
  });
  const saved = join(dir, 'home', 'saved');
  await mkdir(saved, { recursive: true });
  await writeFile(join(saved, 'mine.txt'), 'mine');
  const skein = await launch({ args: ['--save-to', saved, torrent.file] });
  await complete(skein, name);
  await writeFile(join(saved, name, 'a', 'notes.txt'), 'mine too');

  await skein.row(name).click();
  await skein.page.keyboard.press('Delete');
  await skein.page.getByLabel('Remove and move its files to the trash').check();
  await picture(skein.page, 'remove-dialog');
  await skein.page.getByRole('button', { name: 'Move to trash' }).click();
  await expect(skein.row(name)).toHaveCount(0);
  await expect(skein.toast('Removed “tree”')).toHaveCount(0, { timeout: 20_000 });
  await until(async () => (await readdir(join(saved, name))).length === 1, {
    what: 'the files to go',
    timeout: 20_000,
  });
  expect(await readdir(join(saved, name))).toEqual(['a']);
  expect(await readdir(join(saved, name, 'a'))).toEqual(['notes.txt']);
  expect(existsSync(join(saved, 'mine.txt'))).toBe(true);
  const trash = await readdir(join(dir, 'home', '.local', 'share', 'Trash', 'files'));
  expect(trash.length).toBeGreaterThan(10);
});

test('a pasted magnet link opens the dialog at once, and OK works before its metadata is there', async ({
  launch,
  dir,
}) => {
  const skein = await launch();
  const magnet = `magnet:?xt=urn:btih:${'5'.repeat(40)}&dn=only%20a%20link`;
  await skein.page.evaluate((text) => {
    const transfer = new DataTransfer();
    transfer.setData('text/plain', text);
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: transfer }),
    );
  }, magnet);
  const dialog = skein.page.getByRole('dialog', { name: 'Add torrent' });
  await expect(dialog).toContainText('only a link');
  await expect(dialog).toContainText('as soon as peers have sent the metadata');
  await picture(skein.page, 'add-magnet');
  await dialog.getByLabel('Save in').fill(join(dir, 'saved'));
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(skein.row('only a link')).toBeVisible();
  await skein.quit();
  const again = await launch();
  await expect(again.row('only a link')).toBeVisible();
});
