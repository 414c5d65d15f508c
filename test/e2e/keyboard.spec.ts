import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { treeHashes } from '../support/payload.ts';
import { requirements } from '../support/requirements.ts';
import { expect, resize, type Skein, test } from './support/skein.ts';
import { complete, seed } from './support/swarm.ts';
import { addSmall, smallTorrent } from './support/torrents.ts';

const { missing } = requirements('transmission-daemon', 'opentracker', 'mktorrent');

/** Presses one key after the other, and sees each time that the keyboard is still somewhere. */
async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key);
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.tagName), { message: `after ${key}` })
      .not.toBe('BODY');
  }
}

/** Tab by Tab to there; fails when the way leads in a circle. */
async function tabTo(page: Page, there: Locator, key = 'Tab'): Promise<void> {
  for (let steps = 0; steps < 60; steps++) {
    if (await there.evaluate((element) => element === document.activeElement)) return;
    await press(page, key);
  }
  throw new Error(`no way to ${there} with ${key}`);
}

/** Chooses in the menu that is open, by what one types. */
async function choose(page: Page, ...path: readonly string[]): Promise<void> {
  for (const [at, name] of path.entries()) {
    const item = page.getByRole('menuitem', { name }).first();
    await item.waitFor();
    for (let step = 0; step < 40; step++) {
      if (await item.evaluate((element) => element === document.activeElement)) break;
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press(at < path.length - 1 ? 'ArrowRight' : 'Enter');
  }
}

const part = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(
    () =>
      document.activeElement?.closest('[data-pane]')?.getAttribute('aria-label') ??
      document.activeElement?.closest('[data-pane]')?.className,
  );

/** What belongs to the program: the entry of its menu, and the title of what it opens. */
const PROGRAM = [
  ['Statistics', 'Statistics'],
  ['Removed torrents', 'Removed torrents'],
  ['Rules for new torrents…', 'Rules for new torrents'],
  ['Import…', 'Import torrents'],
  ['Export…', 'Export all torrents'],
  ['Application log', 'Application log'],
  ['Keyboard shortcuts', 'Keyboard shortcuts'],
  ['About Skein', 'About Skein'],
] as const;

test('F6 goes through the parts of the window, each where one was last; nothing that closes loses the keyboard', async ({
  launch,
  dir,
}) => {
  const skein = await launch();
  const { page } = skein;
  await addSmall(skein, dir, ['alpha', 'beta', 'gamma']);
  await skein.list.focus();
  await press(page, 'Home', 'Control+i');
  await page.getByRole('tab', { name: 'Overview' }).waitFor();
  const seen: string[] = [];
  for (let step = 0; step < 5; step++) {
    await press(page, 'F6');
    seen.push((await part(page)) ?? '');
  }
  expect(seen).toEqual(['Details', 'status-bar', 'Toolbar', 'Filters', 'Torrents']);

  // Into the details: the tab is first, arrows change it, and one comes back to it.
  await press(page, 'F6', 'ArrowRight', 'ArrowRight');
  await expect(page.getByRole('tab', { name: 'Peers' })).toBeFocused();
  await press(page, 'Shift+F6', 'F6');
  await expect(page.getByRole('tab', { name: 'Peers' })).toBeFocused();
  // Closed with the keyboard in it.
  await press(page, 'Control+i');
  await expect(skein.list).toBeFocused();
  await press(page, 'Shift+F6', 'ArrowDown');
  await expect(page.getByRole('treeitem', { name: 'Downloading' })).toBeFocused();
  await press(page, 'Control+b');
  await expect(page.locator('.sidebar')).toHaveCount(0);
  await expect(skein.list).toBeFocused();
  await press(page, 'Control+b');

  // The toolbar with arrows, as toolbars have it.
  await press(page, 'Home');
  await page.getByRole('button', { name: 'Sidebar' }).focus();
  await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeFocused();
  await press(page, 'ArrowLeft', 'Enter');
  await expect(skein.row('gamma')).not.toContainText('Paused');

  // The line between two panes.
  const height = async (): Promise<number> =>
    (await page.locator('.details').boundingBox())?.height ?? 0;
  await skein.list.focus();
  await press(page, 'Control+i');
  const line = page.getByRole('separator', { name: 'Details' });
  await tabTo(page, line);
  const before = await height();
  await press(page, 'ArrowUp', 'ArrowUp');
  await expect.poll(height).toBe(before + 32);

  // Every window of the menu, and back again.
  for (const [name, title] of PROGRAM) {
    await page.getByRole('button', { name: 'Menu', exact: true }).focus();
    await press(page, 'Enter');
    await choose(page, name);
    await expect(page.getByRole('dialog', { name: title })).toBeVisible();
    await press(page, 'Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await press(page, 'F6');
  }

  // A click beside everything: what is typed is for the list.
  await page.mouse.click(640, 10);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('End');
  await expect(skein.row('alpha')).toHaveAttribute('aria-selected', 'true');
  await expect(skein.list).toBeFocused();
  expect(skein.pageErrors).toEqual([]);
});

test('a torrent is added, fetched from Transmission, arranged, looked at and removed without touching the mouse', async ({
  launch,
  group,
  dir,
}) => {
  test.skip(missing !== undefined, missing);
  const seeded = await seed({ group, dir, by: 'transmission', name: 'by keys', bytes: 3_000_000 });
  const skein = await launch();
  const { page } = skein;
  const { keyboard } = page;
  await resize(skein, 1440, 900);
  const saved = join(dir, 'saved');
  await mkdir(saved);

  // From the first page to the list.
  await tabTo(page, page.getByRole('button', { name: 'Done' }));
  await press(page, 'Enter');

  // A path in the box for links; then the dialog, field by field.
  await press(page, 'Control+Shift+o');
  await expect(page.getByRole('dialog', { name: 'Add a link' }).getByRole('textbox')).toBeFocused();
  await keyboard.type(seeded.torrent.file);
  await press(page, 'Control+Enter');
  const dialog = page.getByRole('dialog', { name: 'Add torrent' });
  await expect(dialog.getByRole('button', { name: 'Add', exact: true })).toBeFocused();
  await tabTo(page, dialog.getByLabel('Save in'));
  await press(page, 'Control+a');
  await keyboard.type(saved);
  await tabTo(page, dialog.getByLabel('Tags'));
  await keyboard.type('typed');
  await tabTo(page, dialog.getByLabel('Do not start yet'));
  await press(page, 'Space');
  await tabTo(page, dialog.getByLabel('Top of the queue'));
  await press(page, 'Space', 'Enter');
  await expect(dialog).toHaveCount(0);
  await expect(skein.row('by keys')).toContainText('Paused');
  await expect(skein.row('by keys').locator('.tag')).toHaveText('typed');

  // The list: columns by keyboard, each of the three things one can do with them.
  await skein.list.focus();
  await press(page, 'Home');
  const size = page.locator('#column-size');
  await tabTo(page, page.locator('#column-name'));
  await tabTo(page, size, 'ArrowRight');
  const width = async (of: Locator): Promise<number> => (await of.boundingBox())?.width ?? 0;
  const head = page.locator('.head-size');
  const wide = await width(head);
  await press(page, 'Shift+ArrowRight');
  await expect.poll(() => width(head)).toBe(wide + 16);
  await press(page, 'Alt+ArrowRight');
  await expect(size).toBeFocused();
  await expect(page.locator('.head').nth(2)).toHaveClass(/head-size/);
  await press(page, 'Shift+F10');
  const shown = page.getByRole('menuitemcheckbox', { name: 'Size', exact: true });
  await shown.waitFor();
  for (let step = 0; step < 10; step++) {
    if (await shown.evaluate((element) => element === document.activeElement)) break;
    await keyboard.press('ArrowDown');
  }
  await keyboard.press('Space');
  await keyboard.press('Escape');
  await expect(page.locator('.head-size')).toHaveCount(0);

  // What Enter does is a setting; each of the choices.
  await skein.list.focus();
  for (const [choice, works] of [
    ['details', () => expect(page.locator('.details')).toBeVisible()],
    ['toggle', () => expect(skein.row('by keys')).not.toContainText('Paused')],
  ] as const) {
    await skein.call('setDesktop', { doubleClick: choice });
    await press(page, 'Enter');
    await works();
  }
  await complete(skein, 'by keys');
  expect(await treeHashes(join(saved, 'by keys'))).toEqual(seeded.hashes);
  await press(page, 'Space');
  await expect(skein.row('by keys')).not.toContainText('Seeding');

  // A category from the menu, and its menu in the sidebar.
  await press(page, 'Shift+F10');
  await choose(page, 'Category', 'New category');
  await expect(page.getByRole('dialog', { name: 'New category' }).getByLabel('Name')).toBeFocused();
  await keyboard.type('Docs');
  await press(page, 'Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const docs = page.getByRole('treeitem', { name: /^Docs/ });
  await press(page, 'Shift+F6');
  await tabTo(page, docs, 'ArrowDown');
  await press(page, 'Shift+F10');
  await choose(page, 'Remove…');
  await expect(page.getByRole('dialog')).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Remove', exact: true }));
  await press(page, 'Enter');
  await expect(docs).toHaveCount(0);
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // Settings: found, changed, reset; the keyboard stays with what was changed.
  await press(page, 'Control+,');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await expect(settings.getByRole('textbox', { name: 'Search' })).toBeFocused();
  await keyboard.type('paused');
  const toggle = settings.getByLabel('Add torrents paused');
  await tabTo(page, toggle);
  await press(page, 'Space');
  await expect(toggle).toBeChecked();
  const reset = settings
    .locator('.setting', { hasText: 'Add torrents paused' })
    .getByRole('button', { name: 'Reset' });
  await expect(reset).toBeVisible();
  await press(page, 'Shift+Tab');
  await expect(reset).toBeFocused();
  await press(page, 'Enter');
  await expect(toggle).not.toBeChecked();
  await expect(toggle).toBeFocused();
  await press(page, 'Escape');
  await expect(settings).toHaveCount(0);

  // Removed; taken back with Ctrl+Z, and with the button of the toast.
  const remove = async (): Promise<void> => {
    await skein.list.focus();
    await press(page, 'Home', 'Delete');
    await expect(page.getByRole('dialog').getByRole('button', { name: /Remove/ })).toBeFocused();
    await press(page, 'Enter');
    await expect(skein.row('by keys')).toHaveCount(0);
  };
  // What told of the download has gone by itself.
  await expect(page.locator('.toast')).toHaveCount(0);
  await remove();
  await press(page, 'Control+z');
  await expect(skein.row('by keys')).toBeVisible();
  await remove();
  await press(page, 'F8');
  await tabTo(page, page.getByRole('button', { name: 'Undo' }));
  await press(page, 'Enter');
  await expect(skein.row('by keys')).toBeVisible();
  await expect(skein.list).toBeFocused();
  expect(skein.pageErrors).toEqual([]);
});

test('what is open when a link arrives stays open below the question', async ({ launch, dir }) => {
  const skein: Skein = await launch();
  const { page } = skein;
  await press(page, 'Control+,');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await expect(settings.getByRole('textbox', { name: 'Search' })).toBeFocused();
  await page.keyboard.type('port');
  await skein.call('openPaths', { paths: [await smallTorrent(dir, 'from outside')] });
  const add = page.getByRole('dialog', { name: 'Add torrent' });
  await expect(add.getByRole('button', { name: 'Add', exact: true })).toBeFocused();
  await press(page, 'Escape');
  await expect(add).toHaveCount(0);
  await expect(settings.getByRole('textbox', { name: 'Search' })).toBeFocused();
  await expect(settings.getByRole('textbox', { name: 'Search' })).toHaveValue('port');
  await press(page, 'Escape');
  await expect(settings).toHaveCount(0);
  await expect(skein.list).toBeFocused();
});
