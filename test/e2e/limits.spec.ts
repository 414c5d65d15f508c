import AxeBuilder from '@axe-core/playwright';
import { expect, picture, test } from './support/skein.ts';
import { addSmall } from './support/torrents.ts';

test('slow mode, its week and the limits of torrents, by mouse and by keyboard alone', async ({
  launch,
  dir,
}) => {
  const skein = await launch();
  const { page } = skein;
  await addSmall(skein, dir, ['one', 'two']);

  const toggle = page.getByRole('button', { name: 'Slow mode' });
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  await toggle.press('Space');
  await expect(toggle).toHaveAttribute('aria-pressed', 'false');

  // Two torrents at once, then one of them, which keeps what is not typed.
  await skein.row('one').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Limits…', exact: true }).press('Enter');
  const limits = page.getByRole('dialog', { name: 'Limits of 2 torrents' });
  await limits.getByLabel('Download').fill('many');
  await expect(limits.getByRole('button', { name: 'Set limits' })).toBeDisabled();
  await limits.getByLabel('Download').fill('500');
  await limits.getByLabel('Upload').fill('50');
  await picture(page, 'limits');
  await page.keyboard.press('Enter');
  await expect(limits).toHaveCount(0);
  await skein.row('two').click();
  await skein.row('two').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Limits…', exact: true }).click();
  const one = page.getByRole('dialog', { name: 'Limits of “two”' });
  await expect(one.getByLabel('Download')).toHaveValue('500');
  await expect(one.getByLabel('Download')).toBeFocused();
  await page.keyboard.type('70');
  await page.keyboard.press('Enter');
  await expect(one).toHaveCount(0);

  await page.keyboard.press('Control+,');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('button', { name: 'Speed' }).click();
  const week = settings.getByRole('grid', { name: 'Times of slow mode' });
  await week.scrollIntoViewIfNeeded();
  await settings.getByRole('button', { name: 'Clear' }).click();
  const schedule = async (): Promise<string> => (await skein.call('engineSettings')).slowSchedule;
  await expect.poll(schedule).toBe('');

  // By keyboard: on at Monday 00:00, painted on to 02:00 and down to Tuesday.
  await week.getByRole('gridcell', { name: 'Monday 00:00' }).focus();
  await page.keyboard.press('Space');
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(schedule).toBe('mon 00:00-02:00');
  // With the mouse: a rectangle over two days.
  const from = await week.getByRole('gridcell', { name: 'Saturday 10:00' }).boundingBox();
  const to = await week.getByRole('gridcell', { name: 'Sunday 11:30' }).boundingBox();
  if (from === null || to === null) throw new Error('the grid is not there');
  await page.mouse.move(from.x + 4, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(to.x + 2, to.y + 8, { steps: 4 });
  await page.mouse.up();
  await expect.poll(schedule).toBe('mon 00:00-02:00\nsat,sun 10:00-12:00');
  await expect(
    settings.getByText('Sat–Sun 10:00–12:00').or(settings.getByText('Sat, Sun 10:00')),
  ).toBeVisible();
  await picture(page, 'limits-week');
  const found = await new AxeBuilder({ page }).setLegacyMode().include('.settings-page').analyze();
  expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);

  await skein.call('setDesktop', { language: 'de', theme: 'dark' });
  await expect(page.getByRole('grid', { name: 'Zeiten des Langsam-Modus' })).toBeVisible();
  await picture(page, 'limits-week-de-dark');
  await skein.call('setDesktop', { language: 'en', theme: 'system' });
  await page.keyboard.press('Escape');

  // All of it is there after a restart.
  await skein.call('setEngine', { slowMode: true });
  await skein.quit();
  const again = await launch();
  await expect(again.page.getByRole('button', { name: 'Slow mode' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await again.row('one').click();
  await again.page.keyboard.press('Shift+F10');
  await again.page.getByRole('menuitem', { name: 'Limits…', exact: true }).press('Enter');
  const kept = again.page.getByRole('dialog', { name: 'Limits of “one”' });
  await expect(kept.getByLabel('Download')).toHaveValue('500');
  await expect(kept.getByLabel('Upload')).toHaveValue('50');
});
