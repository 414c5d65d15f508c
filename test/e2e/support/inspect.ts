import AxeBuilder from '@axe-core/playwright';
import { expect, picture, resize, type Skein } from './skein.ts';

/** The dialog that is open: nothing for a screen reader to stumble over, nothing cut off, in either theme, small and in German too. */
export async function inspect(skein: Skein, name: string): Promise<void> {
  const { page } = skein;
  for (const theme of ['dark', 'light'] as const) {
    await skein.call('setDesktop', { theme });
    await page.waitForFunction(
      (wanted) => document.documentElement.dataset['theme'] === wanted,
      theme,
    );
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode()
      .include('.dialog')
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    await picture(page, theme === 'dark' ? `${name}-dark` : name);
  }
  await skein.call('setDesktop', { language: 'de' });
  await resize(skein, 800, 600);
  const wide = await page.locator('.dialog').evaluate((dialog) => {
    const all = [dialog, ...dialog.querySelectorAll('*')];
    return all
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .filter((element) => getComputedStyle(element).overflowX !== 'visible')
      .filter((element) => !element.classList.contains('cut') && element.tagName !== 'INPUT')
      .map((element) => element.outerHTML.slice(0, 120));
  });
  expect(wide).toEqual([]);
  await picture(page, `${name}-small-de`);
  await skein.call('setDesktop', { language: 'en' });
  await resize(skein, 1440, 900);
}
