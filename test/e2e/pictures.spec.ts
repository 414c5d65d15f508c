import { cp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOpentracker, startQbittorrent, startTransmission } from '../support/clients/index.ts';
import { writeRandomFile, writeRandomTree } from '../support/payload.ts';
import { requirements } from '../support/requirements.ts';
import { infoHashOfFile, makeTorrent } from '../support/torrent-file.ts';
import { type Exhibit, exhibit } from './support/shelf.ts';
import { expect, picture, resize, test } from './support/skein.ts';

const MiB = 1024 * 1024;
const { missing } = requirements(
  'qbittorrent-nox',
  'transmission-daemon',
  'opentracker',
  'mktorrent',
);

test.skip(missing !== undefined, missing);

const shelf: readonly Exhibit[] = [
  { name: 'Fedora-Workstation-Live-x86_64-43.iso', bytes: 1180 * MiB, there: 1 },
  { name: 'archlinux-2026.09.01-x86_64.iso', bytes: 812 * MiB, there: 1 },
  { name: 'Sintel (2010), all languages', bytes: 640 * MiB, there: 1, files: 12 },
  { name: 'LibriVox - Die Verwandlung (Franz Kafka)', bytes: 212 * MiB, there: 1, files: 6 },
  { name: 'Project Gutenberg, March to August', bytes: 96 * MiB, there: 1, files: 30 },
  { name: 'openSUSE-Leap-16.0-NET-x86_64.iso', bytes: 388 * MiB, there: 0.41 },
  { name: 'planet-europe-260907.osm.pbf', bytes: 1640 * MiB, there: 0.07 },
  { name: 'blender-open-projects-assets', bytes: 520 * MiB, there: 0.63, files: 20 },
  { name: 'NetBSD-11.0-amd64.iso', bytes: 612 * MiB, there: 0 },
];
const PAUSED = ['openSUSE-Leap-16.0-NET-x86_64.iso', 'LibriVox - Die Verwandlung (Franz Kafka)'];

const category = (name: string) => ({ name, savePath: '', downLimit: 0, upLimit: 0, share: {} });

test('a dozen torrents in every state, as the README shows them', async ({
  launch,
  group,
  dir,
}) => {
  // A path that a person would have: it is seen.
  const home = join(tmpdir(), 'ada');
  await rm(home, { recursive: true, force: true });
  group.own(() => rm(home, { recursive: true, force: true }));
  const saved = join(home, 'Downloads');
  const source = join(dir, 'source');
  await mkdir(saved, { recursive: true });
  await mkdir(source);
  const tracker = await startOpentracker({ group, dir: join(dir, 'tracker') });
  const torrent = (name: string) =>
    makeTorrent(group, join(source, name), join(dir, `${name}.torrent`), {
      announce: [tracker.httpUrl],
      pieceLength: 256 * 1024,
    });

  // Two come from qBittorrent, one goes to Transmission, all at a pace that the eye can follow.
  await writeRandomFile(join(source, 'debian-13.1.0-amd64-netinst.iso'), 320 * MiB, 'debian');
  await writeRandomTree(join(source, 'Tears of Steel (2012) 4K'), {
    files: 40,
    bytes: 180 * MiB,
    seed: 'tears',
  });
  await writeRandomFile(join(source, 'ubuntu-26.04-live-server-amd64.iso'), 120 * MiB, 'ubuntu');
  const debian = await torrent('debian-13.1.0-amd64-netinst.iso');
  const tears = await torrent('Tears of Steel (2012) 4K');
  const ubuntu = await torrent('ubuntu-26.04-live-server-amd64.iso');
  await cp(
    join(source, 'ubuntu-26.04-live-server-amd64.iso'),
    join(saved, 'ubuntu-26.04-live-server-amd64.iso'),
  );
  await tracker.allow(debian.infoHash, tears.infoHash, ubuntu.infoHash);
  const seeder = await startQbittorrent({ group, dir: join(dir, 'seeder'), upLimit: 5 * MiB });
  for (const one of [debian, tears]) await seeder.addTorrent(one.file, source);
  for (const one of [debian, tears]) await seeder.waitComplete(one.infoHash);
  const leecher = await startTransmission({
    group,
    dir: join(dir, 'leecher'),
    downLimit: 1.4 * MiB,
  });
  await mkdir(join(dir, 'into'));
  await leecher.addTorrent(ubuntu.file, join(dir, 'into'));
  await expect.poll(async () => (await tracker.counts(ubuntu.infoHash)).incomplete).toBe(1);

  const others: string[] = [];
  for (const one of shelf) others.push(await exhibit(dir, saved, one, tracker.httpUrl));
  // The tracker refuses those it does not know: all but one are known.
  await tracker.allow(...(await Promise.all(others.slice(0, -1).map(infoHashOfFile))));

  const skein = await launch();
  await resize(skein, 1440, 900);
  await skein.call('setDesktop', { skipAddDialog: true, defaultFolder: saved, theme: 'light' });
  for (const path of [...others, ubuntu.file, tears.file, debian.file])
    await skein.call('openPaths', { paths: [path] });
  await expect(skein.page.locator('.row')).toHaveCount(12);
  for (const name of PAUSED) {
    await expect(skein.row(name)).not.toContainText('Checking', { timeout: 60_000 });
    await skein.row(name).click();
    await skein.page.getByRole('button', { name: 'Pause' }).click();
  }
  await skein.page.mouse.click(700, 700);
  await expect(skein.page.locator('.row[aria-selected=true]')).toHaveCount(0);
  await expect(skein.page.locator('.row', { hasText: 'Checking' })).toHaveCount(0, {
    timeout: 60_000,
  });
  await expect(skein.row('debian-13')).toContainText(/[1-9]\.\d+\sMiB\/s/, {
    timeout: 60_000,
  });
  await expect(skein.row('ubuntu-26')).toContainText(/\d{3}\sKiB\/s|MiB\/s/, { timeout: 60_000 });
  for (const toast of await skein.page.locator('.toast-close').all())
    await toast.click().catch(() => undefined);
  await expect(skein.page.locator('.toast')).toHaveCount(0, { timeout: 20_000 });
  await skein.page.mouse.move(700, 700);

  await skein.call('saveCategory', { category: category('Films') });
  await skein.call('saveCategory', { category: category('Linux') });
  const idOf = async (name: string): Promise<never> =>
    (await skein.row(name).getAttribute('id'))?.slice('torrent-'.length) as never;
  const linux = ['debian', 'ubuntu', 'NetBSD', 'openSUSE', 'archlinux', 'Fedora'];
  await skein.call('setCategory', {
    ids: await Promise.all(linux.map(idOf)),
    category: 'Linux',
  });
  const films = await Promise.all(['Tears of Steel', 'Sintel', 'blender'].map(idOf));
  await skein.call('setCategory', { ids: films, category: 'Films' });
  await skein.call('setTags', { ids: films.slice(0, 2), add: ['4K'] });
  await skein.page.mouse.move(700, 700);

  const themes = ['light', 'dark'] as const;
  const both = async (name: string): Promise<void> => {
    for (const theme of themes) {
      await skein.call('setDesktop', { theme });
      await picture(skein.page, `${name}-${theme}`);
    }
  };
  await skein.row('Tears of Steel').click();
  await skein.page.keyboard.press('Control+i');
  await expect(skein.page.getByText('Saved in')).toBeVisible();
  await skein.page.mouse.move(700, 500);
  await both('window');
  // Peers first: they are gone when it is complete.
  for (const tab of ['Peers', 'Files', 'Trackers', 'Log']) {
    await skein.page.getByRole('tab', { name: tab }).click();
    const role = tab === 'Files' ? 'treegrid' : 'grid';
    await expect(skein.page.getByRole(role, { name: tab })).toBeVisible();
    await both(`details-${tab.toLowerCase()}`);
  }
  await skein.page.keyboard.press('Control+Shift+s');
  await expect(skein.page.getByRole('img', { name: /Speed over/ }).last()).toBeVisible();
  await both('statistics');
  await skein.page.keyboard.press('Escape');
  await skein.page.getByRole('tab', { name: 'Overview' }).click();
  await expect(skein.page.getByRole('img', { name: /copies/ })).toBeVisible();
  await resize(skein, 1024, 640);
  await both('window-1024');
  await resize(skein, 800, 600);
  await both('window-800');
  expect(skein.pageErrors).toEqual([]);
});
