import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { arranged, expect, resize, type Skein, test } from './support/skein.ts';
import { addSmall, smallTorrent } from './support/torrents.ts';

const chosen = (page: Page): Locator => page.locator('.row[aria-selected=true]');
const centre = async (of: Locator): Promise<{ x: number; y: number }> => {
  const box = await of.boundingBox();
  if (box === null) throw new Error(`${of} is not in sight`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};
const width = async (of: Locator): Promise<number> => (await of.boundingBox())?.width ?? 0;

/** From there to here with the button held, in steps as a hand makes them. */
async function pull(page: Page, from: { x: number; y: number }, by: { x?: number; y?: number }) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + (by.x ?? 0), from.y + (by.y ?? 0), { steps: 8 });
  await page.mouse.up();
}

/** What the desktop was asked to show, instead of showing it. */
const watchDesktop = (skein: Skein): Promise<void> =>
  skein.app.evaluate(({ shell }) => {
    const seen: string[] = [];
    (globalThis as unknown as { shown: string[] }).shown = seen;
    shell.showItemInFolder = (path) => void seen.push(path);
    shell.openPath = async (path) => {
      seen.push(path);
      return '';
    };
  });
const shown = (skein: Skein): Promise<string[]> =>
  skein.app.evaluate(() => (globalThis as unknown as { shown: string[] }).shown);

test('rows are selected, opened and arranged with the mouse, and found so at the next start', async ({
  launch,
  dir,
}) => {
  const skein = await launch();
  const { page, row } = skein;
  await resize(skein, 1440, 900);
  await addSmall(skein, dir, ['alpha', 'beta', 'gamma', 'delta']);
  await watchDesktop(skein);

  // Newest first: delta, gamma, beta, alpha.
  await row('gamma').click();
  await row('alpha').click({ modifiers: ['Shift'] });
  await expect(chosen(page)).toHaveCount(3);
  await row('beta').click({ modifiers: ['Control'] });
  await row('delta').click({ modifiers: ['Control'] });
  await expect(chosen(page)).toHaveCount(3);
  await expect(row('beta')).toHaveAttribute('aria-selected', 'false');
  await expect(page.getByText('3 selected')).toBeVisible();
  await page.mouse.click(700, 700);
  await expect(chosen(page)).toHaveCount(0);

  // A double-click does what the settings say.
  await row('alpha').dblclick();
  await expect.poll(() => shown(skein)).toHaveLength(1);
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Settings' }).click();
  await page.getByLabel('Double-click on a torrent').selectOption('toggle');
  await page.getByRole('button', { name: 'Close' }).click();
  await row('alpha').dblclick();
  await expect(row('alpha')).not.toContainText('Paused');
  await skein.call('setDesktop', { doubleClick: 'details' });
  await row('beta').dblclick();
  await expect(page.locator('.details')).toBeVisible();

  // Columns: sorted by two, one moved, one wider, one hidden.
  await page.locator('#column-status').click();
  await page.locator('#column-name').click({ modifiers: ['Shift'] });
  await expect(page.locator('[aria-sort=ascending]')).toHaveCount(2);
  await page.locator('#column-ratio').dragTo(page.locator('#column-size'));
  await expect(page.locator('.head-ratio + .head-size')).toBeVisible();
  const progress = page.locator('.head-progress');
  const wide = await width(progress);
  await pull(page, await centre(progress.locator('.head-edge')), { x: 40 });
  expect(await width(progress)).toBe(wide + 40);
  await page.locator('#column-peers').click({ button: 'right' });
  await page.getByRole('menuitemcheckbox', { name: 'Peers' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Tracker' }).click();
  await page.keyboard.press('Escape');
  await expect(page.locator('#column-peers')).toHaveCount(0);
  await expect(page.locator('#column-tracker')).toBeVisible();

  // The lines between the panes.
  const details = page.locator('.details');
  const height = (await details.boundingBox())?.height ?? 0;
  await pull(page, await centre(page.getByRole('separator', { name: 'Details' })), { y: -60 });
  expect((await details.boundingBox())?.height).toBe(height + 60);
  await pull(page, await centre(page.getByRole('separator', { name: 'Sidebar' })), { x: 30 });
  const sidebar = await width(page.locator('.sidebar'));
  await arranged(skein, { sidebarWidth: sidebar, detailsOpen: true });
  await skein.quit();

  const again = await launch();
  await resize(again, 1440, 900);
  await expect(again.page.locator('[aria-sort=ascending]')).toHaveCount(2);
  await expect(again.page.locator('.head-ratio + .head-size')).toBeVisible();
  expect(await width(again.page.locator('.head-progress'))).toBe(wide + 40);
  await expect(again.page.locator('#column-peers')).toHaveCount(0);
  await expect(again.page.locator('#column-tracker')).toBeVisible();
  expect(await width(again.page.locator('.sidebar'))).toBe(sidebar);
  expect((await again.page.locator('.details').boundingBox())?.height).toBe(height + 60);
  // A double click on the edge, and everything as it was.
  await again.page.locator('.head-progress .head-edge').dblclick();
  expect(await width(again.page.locator('.head-progress'))).toBe(wide);
  await again.page.locator('#column-name').click({ button: 'right' });
  await again.page.getByRole('menuitem', { name: 'Reset columns' }).click();
  await expect(again.page.locator('#column-peers')).toBeVisible();
  await expect(again.page.locator('#column-tracker')).toHaveCount(0);
  expect(again.pageErrors).toEqual([]);
});

test('sidebar, filter, details, settings and every window of the menu with the mouse', async ({
  launch,
  dir,
}) => {
  const skein = await launch();
  const { page, row } = skein;
  await resize(skein, 1440, 900);
  await addSmall(skein, dir, ['alpha', 'beta']);
  const entry = (name: RegExp): Locator => page.getByRole('treeitem', { name });

  // The sidebar: chosen, taken back, folded, and a category made where it will stand.
  await entry(/^Downloading/).click();
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await expect(page.getByText('0 of 2 torrents')).toBeVisible();
  await page.getByRole('button', { name: 'Show all', exact: true }).click();
  await expect(page.locator('.row')).toHaveCount(2);
  await page.getByRole('button', { name: 'New category…' }).click();
  await page.getByRole('dialog', { name: 'New category' }).getByLabel('Name').fill('Films/4K');
  await page.getByRole('button', { name: 'Create' }).click();
  await row('alpha').dragTo(entry(/^4K/));
  await expect(row('alpha')).toContainText('Films/4K');
  await entry(/^Films/).click();
  await expect(page.locator('.row')).toHaveCount(1);
  await entry(/^Films/)
    .locator('.sidebar-fold')
    .click();
  await expect(entry(/^4K/)).toHaveCount(0);
  await entry(/^Categories/).hover();
  await page.getByRole('button', { name: 'Show all again' }).click();
  await expect(page.locator('.row')).toHaveCount(2);

  // The filter: a completion is clicked.
  await page.locator('#filter').click();
  await page.keyboard.type('status:pau');
  await page.getByRole('option', { name: /paused/ }).click();
  await expect(page.locator('#filter')).toHaveValue('status:paused ');
  await page.locator('.filter-clear').click();
  await expect(page.locator('#filter')).toHaveValue('');

  // Details from the status bar, tab by tab.
  await row('beta').click();
  await page.getByRole('button', { name: 'Details' }).click();
  for (const name of ['Files', 'Peers', 'Trackers', 'Log', 'Overview']) {
    await page.getByRole('tab', { name }).click();
    await expect(page.getByRole('tabpanel', { name })).toBeVisible();
  }
  await page.getByText('10 min', { exact: true }).click();
  await expect(page.getByRole('img', { name: /Speed over 10 min/ })).toBeVisible();
  await page.getByRole('button', { name: 'Details' }).click();
  await expect(page.locator('.details')).toHaveCount(0);

  // The parts of the status bar lead to the settings that decide on them; one is changed and reset.
  await page.getByRole('button', { name: 'Download speed' }).click();
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await expect(settings.getByRole('heading', { name: 'Speed' })).toBeVisible();
  await settings.getByRole('button', { name: 'Connection' }).click();
  const limit = settings.getByLabel('Connections in total');
  await limit.fill('70');
  await settings.getByRole('heading', { name: 'Connection' }).click();
  await expect.poll(async () => (await skein.call('engineSettings')).maxConnections).toBe(70);
  await limit.fill('1');
  await expect(settings.getByText('From 2 to 10,000')).toBeVisible();
  await settings.getByRole('heading', { name: 'Connection' }).click();
  await expect(limit).toHaveValue('70');
  await settings
    .locator('.setting', { hasText: 'Connections in total' })
    .getByRole('button', { name: 'Reset' })
    .click();
  await expect(limit).toHaveValue('500');
  await settings.getByRole('button', { name: 'Close' }).click();

  // What belongs to the program.
  for (const [name, title] of [
    ['Statistics', 'Statistics'],
    ['Removed torrents', 'Removed torrents'],
    ['Rules for new torrents…', 'Rules for new torrents'],
    ['Import…', 'Import torrents'],
    ['Export…', 'Export all torrents'],
    ['Application log', 'Application log'],
    ['Keyboard shortcuts', 'Keyboard shortcuts'],
    ['About Skein', 'About Skein'],
  ] as const) {
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    await page.getByRole('menuitem', { name }).click();
    const dialog = page.getByRole('dialog', { name: title });
    await expect(dialog).toBeVisible();
    if (title === 'About Skein')
      await expect(dialog.getByText('react-dom', { exact: true })).toBeVisible();
    await dialog.getByRole('button', { name: 'Close' }).first().click();
    await expect(dialog).toHaveCount(0);
  }
  await page.getByRole('button', { name: 'More ways to add' }).click();
  await page.getByRole('menuitem', { name: 'Link' }).click();
  const link = page.getByRole('dialog', { name: 'Add a link' });
  await link.getByRole('textbox').fill(await smallTorrent(dir, 'by link'));
  await skein.call('setDesktop', { skipAddDialog: false, startPaused: false });
  await link.getByRole('button', { name: 'Add' }).click();

  // The dialog: boxes, folders used before, and not asked any more.
  const dialog = page.getByRole('dialog', { name: 'Add torrent' });
  await dialog.getByRole('button', { name: 'Recent folders' }).click();
  await page.getByRole('menuitem', { name: join(dir, 'saved') }).click();
  await expect(dialog.getByLabel('Save in')).toHaveValue(join(dir, 'saved'));
  for (const box of ['Download in order', 'Top of the queue', 'Do not start yet'])
    await dialog.getByLabel(box).check();
  await dialog.getByLabel('Add without asking from now on').check();
  await dialog.getByRole('button', { name: 'Add paused' }).click();
  await expect(row('by link')).toContainText('Paused');
  await page.locator('#column-name').click({ button: 'right' });
  await page.getByRole('menuitemcheckbox', { name: 'Queue', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(row('by link').locator('.cell-queuePosition')).toHaveText('1');
  await skein.call('openPaths', { paths: [await smallTorrent(dir, 'silently')] });
  await expect(row('silently')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(skein.pageErrors).toEqual([]);
});
