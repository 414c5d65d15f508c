import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { differences, treeHashes } from '../support/payload.ts';
import { requirements } from '../support/requirements.ts';
import { until } from '../support/wait.ts';
import { expect, picture, test } from './support/skein.ts';
import { complete, confirmAdd, seed } from './support/swarm.ts';

const { missing } = requirements('transmission-daemon', 'opentracker', 'mktorrent');
test.skip(missing !== undefined, missing);

const MiB = 1024 * 1024;

test('while it is loaded a file is called “.part”; when it is done it has its own name, and the program of the user runs with it', async ({
  launch,
  group,
  dir,
}) => {
  const seeded = await seed({
    group,
    dir,
    by: 'transmission',
    name: 'film.mkv',
    bytes: 12 * MiB,
    upLimit: 3 * MiB,
  });
  const saved = join(dir, 'saved');
  await mkdir(saved);
  const program = join(dir, 'on done.cjs');
  const out = join(dir, 'ran.json');
  await writeFile(
    program,
    `#!${process.execPath}
const fs = require('node:fs');
const [name, path] = process.argv.slice(2);
console.log('thanks for', name);
fs.writeFileSync(${JSON.stringify(out)}, JSON.stringify({ name, path, there: fs.existsSync(path) }));
process.exit(3);
`,
  );
  await chmod(program, 0o755);

  const skein = await launch();
  const { page } = skein;
  // Both are settings of the page for files; a program by a relative path is refused there.
  await page.keyboard.press('Control+,');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('button', { name: 'Files', exact: true }).click();
  const command = settings.getByLabel('Run when a download is done');
  await command.fill('bin/on done');
  await expect(command).toHaveAttribute('aria-invalid', 'true');
  await command.fill(`${program}\n%N\n%F`);
  await settings.getByLabel('Mark incomplete files with “.part”').focus();
  await page.keyboard.press('Space');
  await expect(settings.getByLabel('Mark incomplete files with “.part”')).toBeChecked();
  await picture(page, 'settings-files');
  await page.keyboard.press('Escape');

  await skein.call('openPaths', { paths: [seeded.torrent.file] });
  await confirmAdd(skein, saved);
  await until(async () => (await readdir(saved)).join() === 'film.mkv.part' || undefined, {
    what: 'the file to grow under its name with the suffix',
    timeout: 30_000,
  });
  await complete(skein, seeded.name);
  expect(await readdir(saved)).toEqual(['film.mkv']);
  expect(differences(seeded.hashes, await treeHashes(join(saved, 'film.mkv')))).toEqual([]);

  const ran = await until(async () => JSON.parse(await readFile(out, 'utf8')) as unknown, {
    what: 'the program to have run',
  });
  expect(ran).toEqual({ name: 'film.mkv', path: join(saved, 'film.mkv'), there: true });
  // How it ended is told; what it wrote is in the log, as the window shows it.
  await expect(skein.toast('ended with exit code 3')).toBeVisible();
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Application log' }).click();
  await expect(page.getByRole('dialog', { name: 'Application log' })).toContainText(
    'thanks for film.mkv',
  );
  expect(skein.pageErrors).toEqual([]);
});

test('the suffix survives a kill in the middle, and goes when the setting is switched off', async ({
  launch,
  group,
  dir,
}) => {
  const seeded = await seed({
    group,
    dir,
    by: 'transmission',
    name: 'tree',
    bytes: 24 * MiB,
    files: 12,
    upLimit: 2 * MiB,
  });
  const saved = join(dir, 'saved');
  const skein = await launch();
  await skein.call('setEngine', { partSuffix: true });
  await skein.call('openPaths', { paths: [seeded.torrent.file] });
  await confirmAdd(skein, saved);
  const names = async (): Promise<string[]> =>
    (await readdir(saved, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.skein'))
      .map(({ name }) => name);
  const withSuffix = async (): Promise<string[]> =>
    (await names()).filter((name) => name.endsWith('.part'));
  await until(
    async () => {
      const [all, parts] = [await names(), await withSuffix()];
      return (parts.length > 0 && parts.length < all.length) || undefined;
    },
    { what: 'files with and without the suffix', timeout: 60_000 },
  );
  await skein.kill();
  const again = await launch();
  await again.row('tree').waitFor();
  await again.row('tree').click();
  await again.page.keyboard.press('Space');
  await expect(again.row('tree')).toContainText('Paused');
  expect((await withSuffix()).length).toBeGreaterThan(0);
  await again.call('setEngine', { partSuffix: false });
  await until(async () => (await withSuffix()).length === 0 || undefined, {
    what: 'the suffix to go',
  });
  await again.call('setEngine', { partSuffix: true });
  await until(async () => (await withSuffix()).length > 0 || undefined, {
    what: 'the suffix to come back',
  });
  await again.page.keyboard.press('Space');
  await complete(again, 'tree');
  expect(await withSuffix()).toEqual([]);
  expect(differences(seeded.hashes, await treeHashes(join(saved, 'tree')))).toEqual([]);
  expect([...skein.pageErrors, ...again.pageErrors]).toEqual([]);
});
