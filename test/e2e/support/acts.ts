import type { Page } from '@playwright/test';

/** What the user does to get somewhere; works in every language. */
export type Act = (page: Page) => Promise<void>;

/** With the keyboard from the first row on: only those in sight are there to be clicked. */
export const select = async (page: Page, row: number): Promise<void> => {
  await page.locator('.row').first().click();
  await page.mouse.move(0, 0);
  for (let at = 0; at < row; at++) await page.keyboard.press('ArrowDown');
};

/** The details of a torrent, at a tab: overview, files, peers, trackers, log. */
export const details =
  (tab: number, row = 0, then?: Act): Act =>
  async (page) => {
    await select(page, row);
    await page.keyboard.press('Control+i');
    await page.getByRole('tab').nth(tab).click();
    await then?.(page);
  };

export const dialog: Act = (page) => page.getByRole('dialog').first().waitFor();

export const keys =
  (...pressed: readonly string[]): Act =>
  async (page) => {
    for (const key of pressed) await page.keyboard.press(key);
    await dialog(page);
  };

/** The entry of a menu whose icon it has: names differ from language to language. */
export const entry = (page: Page, icon: string) =>
  page.locator(`.menu-item:has(> svg.lucide-${icon})`).first();

/** Chooses in the menu of a torrent, with the keyboard: a pointer that jumps closes a menu below another. */
export const menu =
  (row: number, ...icons: readonly string[]): Act =>
  async (page) => {
    await select(page, row);
    await page.keyboard.press('Shift+F10');
    for (const [at, icon] of icons.entries()) {
      const item = entry(page, icon);
      await item.waitFor();
      for (let step = 0; step < 40; step++) {
        if (await item.evaluate((element) => element === document.activeElement)) break;
        await page.keyboard.press('ArrowDown');
      }
      await page.keyboard.press(at < icons.length - 1 ? 'ArrowRight' : 'Enter');
    }
    if (icons.length > 0) await dialog(page);
  };

/** Chooses in the menu of the program. */
export const program =
  (icon: string, then?: Act): Act =>
  async (page) => {
    await page.locator('.toolbar > .icon-button').last().click();
    await entry(page, icon).click();
    await dialog(page);
    await then?.(page);
  };

export const settings =
  (group: number, then?: Act): Act =>
  async (page) => {
    await keys('Control+,')(page);
    await page.locator('.settings-group').nth(group).click();
    await then?.(page);
  };

export const type =
  (selector: string, text: string): Act =>
  async (page) => {
    await page.locator(selector).fill(text);
  };

export const submit: Act = (page) => page.locator('.dialog [type=submit]').click();

export const statisticsTab =
  (tab: number): Act =>
  async (page) => {
    await keys('Control+Shift+S')(page);
    await page.getByRole('dialog').getByRole('tab').nth(tab).click();
  };

export const dragOver: Act = async (page) => {
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'some.torrent'));
    for (const kind of ['dragenter', 'dragover']) {
      const event = { bubbles: true, cancelable: true, dataTransfer: transfer };
      document.body.dispatchEvent(new DragEvent(kind, event));
    }
  });
  await page.locator('.drop-zone').waitFor();
};

/** In a narrow window it is opened for one choice. */
export const sidebar: Act = async (page) => {
  if ((await page.locator('.sidebar').count()) === 0) await page.keyboard.press('Control+b');
};

/** The first start's page is left. */
export const welcomed: Act = (page) => page.locator('.welcome-foot button').first().click();

export async function several(page: Page): Promise<void> {
  await select(page, 1);
  for (let more = 0; more < 4; more++) await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+i');
  await page.locator('.details').waitFor();
}

export async function toast(page: Page): Promise<void> {
  await page.locator('.toast').first().waitFor();
}

/** The free space is asked for when nobody types. */
export async function offered(page: Page): Promise<void> {
  await page.locator('.add-space.numbers').waitFor();
}

export async function removing(page: Page): Promise<void> {
  await select(page, 2);
  await page.locator('#torrents').focus();
  await page.keyboard.press('Delete');
  await dialog(page);
}

/** Fills in what a dialog needs to be sent, and sends it. */
export const sending =
  (open: Act, ...texts: readonly string[]): Act =>
  async (page) => {
    await open(page);
    const fields = page.locator('.dialog :is(input:not([type]), textarea).text-input');
    for (const [at, text] of texts.entries()) await fields.nth(at).fill(text);
    if (texts.length > 0) await page.keyboard.press('Enter');
    else await submit(page);
    await page.locator('.dialog [role=alert]').first().waitFor();
  };

/** One after the other. */
export const sequence =
  (...acts: readonly Act[]): Act =>
  async (page) => {
    for (const act of acts) await act(page);
  };

export const create: Act = async (page) => {
  await page.locator('.toolbar-arrow').click();
  await entry(page, 'package-plus').click();
  await dialog(page);
};

export const watchFolders: Act = settings(2, async (page) => {
  await page.locator('.settings-page .setting-control > .button').first().click();
  await page.locator('.organise-rule-page').waitFor();
});

/** A number that is out of its range. */
export const mistaken: Act = async (page) => {
  await page.locator('.setting-number .text-input').nth(1).fill('1');
  await page.locator('.setting-bad').waitFor();
};
