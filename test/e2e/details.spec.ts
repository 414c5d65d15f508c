import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { requirements } from '../support/requirements.ts';
import { expect, picture, resize, type Skein, test } from './support/skein.ts';
import { seed } from './support/swarm.ts';
import { smallTorrent } from './support/torrents.ts';

const { missing } = requirements('transmission-daemon', 'opentracker', 'mktorrent');

const violations = async (page: Page): Promise<string[]> => {
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
};

const priorities = async (skein: Skein, id: string): Promise<readonly number[]> => {
  const { page } = skein;
  return page.evaluate(async (hash) => {
    const { api } = window as unknown as {
      api: { details(of: unknown): Promise<{ value: { value: { priorities: Uint8Array } } }> };
    };
    const answer = await api.details({ id: hash, part: 'progress' });
    return [...answer.value.value.priorities];
  }, id);
};

const fileRow = (grid: Locator, name: string): Locator =>
  grid.getByRole('row').filter({ hasText: name });

test('a torrent is chosen file by file in the dialog, and looked at in every tab, with mouse and keyboard', async ({
  launch,
  group,
  dir,
}) => {
  test.skip(missing !== undefined, missing);
  const seeded = await seed({
    group,
    dir,
    by: 'transmission',
    name: 'album',
    bytes: 24_000_000,
    files: 12,
    upLimit: 400_000,
  });
  const id = seeded.torrent.infoHash;
  const skein = await launch({ args: [seeded.torrent.file] });
  const { page } = skein;
  await resize(skein, 1280, 860);

  // The dialog: the tree, a search, a box, a priority, and the rest by keyboard.
  const dialog = page.getByRole('dialog', { name: 'Add torrent' });
  const offered = dialog.getByRole('treegrid');
  await expect(fileRow(offered, 'album').first()).toBeVisible();
  const files = offered.getByRole('row').filter({ hasText: /\.bin|\.dat|[0-9]/ });
  await expect(files.first()).toBeVisible();
  const whole = await dialog.getByText(/selected$/).textContent();
  const last = offered.getByRole('row').last();
  await last.getByRole('checkbox').uncheck();
  await expect(dialog.getByText(/selected$/)).not.toHaveText(whole ?? '');
  await expect(last.getByRole('combobox')).toHaveValue('0');
  await offered.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Space');
  await expect(dialog.getByText(/selected$/)).toHaveText(whole ?? '');
  await page.keyboard.press('Space');
  await picture(page, 'add-files');
  expect(await violations(page), 'dialog').toEqual([]);
  await dialog.getByLabel('Save in').fill(`${dir}/saved`);
  await dialog.getByLabel('Tags').fill('music, new');
  await dialog.getByLabel('Save in').press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => priorities(skein, id)).toContain(0);

  // Files: the same tree, now with progress.
  await skein.row('album').click();
  await page.keyboard.press('Control+i');
  await page.getByRole('tab', { name: 'Overview' }).focus();
  await page.keyboard.press('ArrowRight');
  const tree = page.getByRole('treegrid', { name: 'Files' });
  await expect(tree).toBeVisible();
  await tree.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ContextMenu');
  await page.keyboard.type('High');
  await page.keyboard.press('Enter');
  await expect.poll(async () => new Set(await priorities(skein, id))).toEqual(new Set([7]));
  await tree.getByRole('combobox').last().selectOption({ label: 'Low' });
  await expect.poll(() => priorities(skein, id)).toContain(1);
  await tree.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('F2');
  const renaming = page.getByRole('dialog').filter({ hasText: /name/i });
  await expect(renaming.getByRole('textbox')).toBeVisible();
  await renaming.getByRole('textbox').fill('track.bin');
  await page.keyboard.press('Enter');
  await expect(renaming).toHaveCount(0);
  await expect(fileRow(tree, 'track.bin')).toBeVisible();
  await page.getByRole('textbox', { name: 'Search files' }).fill('no such file');
  await expect(page.getByText('No file matches')).toBeVisible();
  await page.keyboard.press('Escape');

  // Trackers: what was asked, one added, changed and removed.
  await page.getByRole('tab', { name: 'Trackers' }).click();
  const trackers = page.getByRole('grid', { name: 'Trackers' });
  await expect(trackers.getByRole('row').nth(1)).toContainText('Working');
  await page.getByRole('button', { name: 'Add trackers…' }).click();
  await page.getByLabel('Addresses').fill('ftp://wrong.example');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('alert')).toContainText('ftp://wrong.example');
  await page.getByLabel('Addresses').fill('http://127.0.0.1:9/announce');
  await page.keyboard.press('Control+Enter');
  await expect(trackers.getByRole('row')).toHaveCount(3);
  await trackers.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  const address = page.getByRole('dialog', { name: 'Edit tracker' }).getByLabel('Address');
  await address.fill('http://127.0.0.1:9/other');
  await page.keyboard.press('Enter');
  await expect(trackers).toContainText('http://127.0.0.1:9/other');
  await trackers.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Delete');
  await expect(trackers.getByRole('row')).toHaveCount(2);

  // Peers: who they are; one added by hand, one banned.
  await page.getByRole('tab', { name: 'Peers' }).click();
  const peers = page.getByRole('grid', { name: 'Peers' });
  await expect(peers).toContainText('Transmission');
  await page.getByRole('button', { name: 'Add peer…' }).click();
  const asked = page.getByRole('dialog', { name: 'Add a peer' });
  await asked.getByLabel('Address').fill('nonsense');
  await page.keyboard.press('Enter');
  await expect(asked.getByRole('alert')).toContainText('nonsense');
  await asked.getByLabel('Address').fill('127.0.0.1:9');
  await page.keyboard.press('Enter');
  await expect(asked).toHaveCount(0);

  // Overview: the graph has three spans, by keyboard.
  await page.getByRole('tab', { name: 'Overview' }).click();
  await expect(page.getByRole('img', { name: /copies|verified/ })).toBeVisible();
  await page.getByRole('radio', { name: '1 min' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('img', { name: /Speed over 10 min/ })).toBeVisible();
  await page.getByRole('tab', { name: 'Log' }).click();
  const log = page.getByRole('grid', { name: 'Log' });
  await expect(log).toContainText('Started');
  await expect(log).toContainText('has answered');

  await page.getByRole('tab', { name: 'Peers' }).click();
  await peers.focus();
  await page.keyboard.press('Delete');
  await expect(page.getByText('No peers connected')).toBeVisible();
  expect(skein.pageErrors).toEqual([]);
});

test("a magnet link's files are there before it is added, and only the chosen ones are fetched; its trackers are offered later", async ({
  launch,
  group,
  dir,
}) => {
  test.skip(missing !== undefined, missing);
  const { torrent, tracker } = await seed({
    group,
    dir,
    by: 'transmission',
    name: 'shelf',
    bytes: 3_000_000,
    files: 6,
  });
  const skein = await launch();
  const { page } = skein;
  const link = `magnet:?xt=urn:btih:${torrent.infoHash}&dn=a%20shelf&tr=${encodeURIComponent(tracker.httpUrl)}`;
  await skein.call('openText', { text: link });
  const dialog = page.getByRole('dialog', { name: 'Add torrent' });
  await expect(dialog).toContainText('a shelf');
  const offered = dialog.getByRole('treegrid');
  await expect(fileRow(offered, 'shelf').first()).toBeVisible({ timeout: 30_000 });
  await fileRow(offered, 'shelf').first().getByRole('checkbox').uncheck();
  await offered.getByRole('row').last().getByRole('checkbox').check();
  await dialog.getByLabel('Save in').fill(`${dir}/saved`);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(skein.row('shelf')).toContainText('Seeding', { timeout: 60_000 });
  expect((await priorities(skein, torrent.infoHash)).filter((one) => one > 0)).toHaveLength(1);

  await skein.call('openText', { text: `${link}&tr=http%3A%2F%2F127.0.0.1%3A9%2Fmore` });
  await skein.toast('already in the list').getByRole('button', { name: 'Add its tracker' }).click();
  await skein.row('shelf').click();
  await page.keyboard.press('Control+i');
  await page.getByRole('tab', { name: 'Trackers' }).click();
  await expect(page.getByRole('grid', { name: 'Trackers' })).toContainText('127.0.0.1:9/more');
});

test('a torrent without a way to anybody says so in the row and in the details, and the button helps', async ({
  launch,
  dir,
}) => {
  const skein = await launch({ args: ['--save-to', dir, await smallTorrent(dir, 'lonely')] });
  const { page } = skein;
  await expect(skein.row('lonely')).toContainText('DHT is off');
  await skein.row('lonely').click();
  await page.keyboard.press('Control+i');
  await page.getByRole('tab', { name: 'Overview' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'DHT' }).first()).toContainText(
    'finds peers without one, is off',
  );
  await expect(page.getByRole('button', { name: 'Turn on the DHT' })).toBeVisible();
  await picture(page, 'details-diagnosis');
  expect(await violations(page)).toEqual([]);

  // Statistics and settings, by keyboard alone.
  await page.keyboard.press('Control+Shift+s');
  const statistics = page.getByRole('dialog', { name: 'Statistics' });
  await expect(statistics).toContainText('This session');
  expect(await violations(page), 'totals').toEqual([]);
  await page.keyboard.press('ArrowRight');
  await expect(statistics.getByRole('img', { name: /30 days/ })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(statistics).toContainText('Nothing was moved yet');
  await page.keyboard.press('Escape');
  await expect(statistics).toHaveCount(0);

  await page.keyboard.press('Control+,');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await page.keyboard.type('connections per torrent');
  const field = settings.getByRole('textbox', { name: /Connections per torrent/ });
  await expect(field).toHaveValue('100');
  await field.focus();
  await field.fill('7');
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => (await skein.call('engineSettings')).maxConnectionsPerTorrent)
    .toBe(7);
  await settings.getByRole('button', { name: 'Reset' }).press('Enter');
  await expect(field).toHaveValue('100');
  await expect
    .poll(async () => (await skein.call('engineSettings')).maxConnectionsPerTorrent)
    .toBe(100);
  expect(skein.pageErrors).toEqual([]);
});
