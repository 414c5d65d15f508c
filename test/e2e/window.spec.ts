import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, picture, resize, type Skein, test } from './support/skein.ts';
import { addSmall } from './support/torrents.ts';

/** Axe opens a page of its own unless told not to; Electron has only this one. */
const violations = async (page: Page): Promise<string[]> => {
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
};

test('a fresh profile opens with an empty list that says what to do; theme and language follow the settings at once and at the next start', async ({
  launch,
}) => {
  const skein = await launch();
  await expect(skein.page.getByRole('heading', { name: 'Welcome to Skein' })).toBeVisible();
  await expect(skein.page.getByLabel('Save new torrents in')).toHaveValue(/home/);
  await expect(skein.page.getByText('Giving back')).toBeVisible();
  await resize(skein, 1024, 640);
  await picture(skein.page, 'welcome-light');
  await skein.page.getByRole('button', { name: 'Done' }).click();
  await expect(skein.page.getByRole('heading', { name: 'No torrents yet' })).toBeVisible();
  await expect(skein.page.getByRole('button', { name: 'Add torrents…' })).toBeVisible();
  expect(skein.page.url()).toBe('skein://app/index.html');
  const theme = (of: Skein): Promise<string | undefined> =>
    of.page.evaluate(() => document.documentElement.dataset['theme']);
  for (const one of ['dark', 'light', 'dark'] as const) {
    await skein.call('setDesktop', { theme: one });
    await expect.poll(() => theme(skein)).toBe(one);
  }
  await skein.call('setDesktop', { language: 'de' });
  await expect(skein.page.getByRole('heading', { name: 'Noch keine Torrents' })).toBeVisible();
  await expect(skein.page.locator('html')).toHaveAttribute('lang', 'de');
  expect(skein.pageErrors).toEqual([]);
  await skein.quit();
  const again = await launch();
  await expect.poll(() => theme(again)).toBe('dark');
  await expect(again.page.getByRole('button', { name: 'Hinzufügen' }).first()).toBeVisible();
});

test('everything in the list can be done with the keyboard alone', async ({ launch, dir }) => {
  const skein = await launch();
  const { page, row } = skein;
  await addSmall(skein, dir, ['alpha', 'beta', 'gamma']);
  await skein.list.focus();

  // The newest is on top: gamma, beta, alpha.
  await page.keyboard.press('Home');
  await expect(row('gamma')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(row('beta')).toHaveAttribute('aria-selected', 'true');
  await expect(row('gamma')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(page.locator('.row[aria-selected=true]')).toHaveCount(0);

  await page.keyboard.type('al');
  await expect(row('alpha')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Space');
  await expect(row('alpha')).not.toContainText('Paused');
  await page.keyboard.press('Space');
  await expect(row('alpha')).toContainText('Paused');

  await page.keyboard.press('Control+f');
  await page.keyboard.type('bet');
  await expect(row('alpha')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(row('alpha')).toBeVisible();

  await page.keyboard.press('Control+a');
  await expect(page.locator('.row[aria-selected=true]')).toHaveCount(3);
  await page.keyboard.press('Control+i');
  await expect(page.getByText('3 torrents selected')).toBeVisible();
  await page.keyboard.press('Control+i');

  await page.keyboard.press('Delete');
  await expect(page.getByRole('dialog', { name: 'Remove 3 torrents?' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(skein.list).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Enter');
  await expect(row('alpha')).toHaveCount(0);
  await expect(row('beta')).toBeVisible();
});

test('a removal can be undone, and is final after a while', async ({ launch, dir }) => {
  const skein = await launch();
  await addSmall(skein, dir, ['keep', 'lose']);
  const remove = async (name: string): Promise<void> => {
    await skein.row(name).click();
    await skein.page.keyboard.press('Delete');
    await skein.page.getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(skein.row(name)).toHaveCount(0);
  };
  await remove('keep');
  await skein.toast('Removed “keep”').getByRole('button', { name: 'Undo' }).click();
  await expect(skein.row('keep')).toBeVisible();

  await remove('lose');
  await expect(skein.toast('Removed “lose”')).toHaveCount(0, { timeout: 20_000 });
  await skein.quit();
  const again = await launch();
  await expect(again.row('keep')).toBeVisible();
  await expect(again.row('lose')).toHaveCount(0);
});

test('axe finds nothing in the real list and its details, in either theme; every other view is in states.spec', async ({
  launch,
  dir,
}) => {
  const skein = await launch();
  const { page } = skein;
  await addSmall(skein, dir, ['alpha', 'beta']);
  await skein.row('alpha').click();
  await page.keyboard.press('Control+i');
  await expect(page.getByText('Saved in')).toBeVisible();
  for (const theme of ['light', 'dark'] as const) {
    await skein.call('setDesktop', { theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    expect(await violations(page), theme).toEqual([]);
  }
});
