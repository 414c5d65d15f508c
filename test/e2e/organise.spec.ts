import type { Locator, Page } from '@playwright/test';
import { inspect } from './support/inspect.ts';
import { expect, picture, resize, type Skein, test } from './support/skein.ts';
import { addSmall, smallTorrent } from './support/torrents.ts';

const dialogOf = (page: Page, name: string): Locator => page.getByRole('dialog', { name });
const entry = (page: Page, name: string): Locator =>
  page.getByRole('treeitem', { name: new RegExp(`^${name}`) });

/** Opens the menu of a torrent and goes through it. */
async function menu(skein: Skein, torrent: string, ...path: readonly string[]): Promise<void> {
  await skein.row(torrent).click({ button: 'right' });
  for (const name of path) await skein.page.getByRole('menuitem', { name }).click();
}

/** The same with the keyboard alone: a menu goes to what one types. */
async function menuByKeys(skein: Skein, ...path: readonly string[]): Promise<void> {
  const { keyboard } = skein.page;
  await keyboard.press('Shift+F10');
  for (const [at, name] of path.entries()) {
    const item = skein.page.getByRole('menuitem', { name }).first();
    for (let step = 0; step < 40; step++) {
      if (await item.evaluate((element) => element === document.activeElement)) break;
      await keyboard.press('ArrowDown');
    }
    await keyboard.press(at < path.length - 1 ? 'ArrowRight' : 'Enter');
  }
}

const order = (skein: Skein): Promise<string[]> =>
  skein.page
    .locator('#torrents [role=rowgroup] [role=row]')
    .evaluateAll((rows) =>
      rows
        .sort((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex))
        .map((row) => (row.querySelector('.cell-name')?.textContent ?? '').slice(0, 5)),
    );

test('categories, tags, rules, the queue and share limits, by mouse and by keyboard', async ({
  launch,
  dir,
}) => {
  const skein = await launch();
  const { page } = skein;
  const { keyboard } = page;
  await resize(skein, 1440, 900);
  await addSmall(skein, dir, ['alpha', 'betas', 'gamma', 'delta']);
  const toasts = page.locator('.toast');
  while ((await toasts.count()) > 0)
    await toasts.first().getByRole('button', { name: 'Dismiss' }).click();

  // What the ratio is stands where it is looked at.
  await page.getByRole('button', { name: 'Ratio' }).hover();
  await expect(page.getByRole('tooltip')).toContainText('Payload sent, divided by');

  // A category within another, by mouse; a name that makes no sense is explained.
  await menu(skein, 'alpha', 'Category', 'New category');
  const category = dialogOf(page, 'New category');
  await category.getByLabel('Name').fill('Films//4K');
  await category.getByLabel('Upload limit').fill('100');
  await category.getByLabel('Ratio').fill('1,5');
  await category.getByRole('button', { name: 'Create' }).click();
  await expect(category.getByRole('alert')).toContainText('cannot be the name of a category');
  await category.getByLabel('Name').fill('Films/4K');
  await inspect(skein, 'category-dialog');
  await category.getByRole('button', { name: 'Create' }).click();
  await expect(category).toHaveCount(0);
  await expect(entry(page, '4K')).toContainText('1');

  // A tag, by keyboard; then another torrent gets it from the menu.
  await skein.row('betas').click();
  await menuByKeys(skein, 'Tags', 'New tag');
  await dialogOf(page, 'New tag').getByLabel('Name').waitFor();
  await keyboard.type('later');
  await keyboard.press('Enter');
  await expect(entry(page, 'later')).toContainText('1');
  await skein.row('gamma').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Tags' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'later' }).click();
  await expect(entry(page, 'later')).toContainText('2');

  // Renamed and removed from the sidebar.
  await entry(page, 'later').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await dialogOf(page, 'Rename tag').getByLabel('Name').fill('soon');
  await keyboard.press('Enter');
  await entry(page, 'soon').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await expect(dialogOf(page, 'Remove the tag soon')).toContainText('2 torrents');
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(entry(page, 'soon')).toHaveCount(0);

  // The queue: by menu, by keyboard, by dragging a row onto another.
  await page.getByRole('columnheader', { name: 'Name' }).click({ button: 'right' });
  await page.getByRole('menuitemcheckbox', { name: 'Queue', exact: true }).click();
  await keyboard.press('Escape');
  await page.getByRole('columnheader', { name: 'Queue' }).click();
  await expect.poll(() => order(skein)).toEqual(['alpha', 'betas', 'gamma', 'delta']);
  await menu(skein, 'delta', 'Queue', 'To the top');
  await expect.poll(() => order(skein)).toEqual(['delta', 'alpha', 'betas', 'gamma']);
  await skein.row('gamma').click();
  await keyboard.press('Alt+ArrowUp');
  await expect.poll(() => order(skein)).toEqual(['delta', 'alpha', 'gamma', 'betas']);
  await keyboard.press('Alt+Home');
  await expect.poll(() => order(skein)).toEqual(['gamma', 'delta', 'alpha', 'betas']);
  await skein.row('gamma').dragTo(skein.row('alpha'), { targetPosition: { x: 60, y: 24 } });
  await expect.poll(() => order(skein)).toEqual(['delta', 'alpha', 'gamma', 'betas']);

  // Share limits of one torrent; what is no number cannot be saved.
  await menu(skein, 'alpha', 'Share limits');
  const share = dialogOf(page, 'When has this torrent given enough?');
  await share.getByLabel('Ratio').fill('two');
  await expect(share.getByRole('button', { name: 'Save' })).toBeDisabled();
  await share.getByLabel('Ratio').fill('2.5');
  await share.getByLabel('Then it').selectOption('remove');
  await inspect(skein, 'share-dialog');
  await share.getByLabel('Ratio').press('Enter');
  await expect(share).toHaveCount(0);
  await skein.row('alpha').click();
  await menuByKeys(skein, 'Share limits');
  await expect(share.getByLabel('Ratio')).toHaveValue('2.5');
  await keyboard.press('Escape');

  // A rule that contradicts itself is refused; then it puts a new torrent where it belongs.
  await entry(page, 'Films').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Rules for new torrents' }).click();
  const rules = dialogOf(page, 'Rules for new torrents');
  await rules.getByRole('button', { name: 'New rule' }).click();
  await rules.getByLabel('has in its name').fill('omega*');
  await rules.getByLabel('has at least').fill('2');
  await rules.getByLabel('has at most').fill('1');
  await rules.getByLabel('Category').selectOption('Films/4K');
  await rules.getByLabel('Tags').fill('ruled, new');
  await rules.getByRole('button', { name: 'Save' }).click();
  await expect(rules.getByRole('alert')).toContainText('can never apply');
  await rules.getByLabel('has at least').fill('');
  await inspect(skein, 'rules-dialog');
  await rules.getByRole('button', { name: 'Save' }).focus();
  await keyboard.press('Enter');
  await expect(rules).toHaveCount(0);
  await skein.call('openPaths', { paths: [await smallTorrent(dir, 'omega 1')] });
  await skein.row('omega 1').waitFor();
  await expect(entry(page, '4K')).toContainText('2');
  await expect(entry(page, 'ruled')).toContainText('1');

  // Two rules that disagree: told before OK.
  const rule = (name: string, wanted: string) => ({
    name,
    enabled: true,
    when: { name: 'sigma' },
    decides: { category: wanted },
  });
  await skein.call('saveRules', { rules: [rule('First', 'Films'), rule('Second', 'Films/4K')] });
  await skein.call('setDesktop', { skipAddDialog: false });
  await skein.call('openPaths', { paths: [await smallTorrent(dir, 'sigma')] });
  await expect(page.getByRole('note')).toContainText('“First” stands first and counts');
  await picture(page, 'add-dialog-rules');
  await keyboard.press('Escape');

  // All of it is there again after a restart, in the same order.
  await skein.quit();
  const again = await launch();
  await again.row('omega 1').waitFor();
  await expect.poll(() => order(again)).toEqual(['delta', 'alpha', 'gamma', 'betas', 'omega']);
  await expect(entry(again.page, '4K')).toContainText('2');

  // The category goes; its torrents stay.
  await entry(again.page, 'Films').click({ button: 'right' });
  await again.page.getByRole('menuitem', { name: 'Remove…' }).click();
  await again.page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(entry(again.page, 'Films')).toHaveCount(0);
  await expect(again.row('alpha')).toBeVisible();
  expect(skein.pageErrors).toEqual([]);
  expect(again.pageErrors).toEqual([]);
});
