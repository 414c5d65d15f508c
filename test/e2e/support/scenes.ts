import type { Page } from '@playwright/test';

/** A state of the window, over the made-up torrents of renderer/mock-api.ts. */
export interface Scene {
  readonly name: string;
  /** As mock-api.ts reads it. */
  readonly query?: string;
  /** Its numbers change twice a second; without it they stand still. */
  readonly moves?: boolean;
  /** Of the picture; the flaws are looked for at 800×600, the least that has to do. */
  readonly size?: readonly [width: number, height: number];
  /** What the user does to get there; works in every language. */
  readonly act?: (page: Page) => Promise<void>;
}

type Act = (page: Page) => Promise<void>;

const WIDE = [1440, 900] as const;

/** With the keyboard from the first row on: only those in sight are there to be clicked. */
const select = async (page: Page, row: number): Promise<void> => {
  await page.locator('.row').first().click();
  await page.mouse.move(0, 0);
  for (let at = 0; at < row; at++) await page.keyboard.press('ArrowDown');
};

/** The details of a torrent, at a tab: overview, files, peers, trackers, log. */
const details =
  (tab: number, row = 0, then?: Act): Act =>
  async (page) => {
    await select(page, row);
    await page.keyboard.press('Control+i');
    await page.getByRole('tab').nth(tab).click();
    await then?.(page);
  };

const dialog: Act = (page) => page.getByRole('dialog').first().waitFor();

const keys =
  (...pressed: readonly string[]): Act =>
  async (page) => {
    for (const key of pressed) await page.keyboard.press(key);
    await dialog(page);
  };

/** The entry of a menu whose icon it has: names differ from language to language. */
const entry = (page: Page, icon: string) =>
  page.locator(`.menu-item:has(> svg.lucide-${icon})`).first();

/** Chooses in the menu of a torrent, with the keyboard: a pointer that jumps closes a menu below another. */
const menu =
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
const program =
  (icon: string, then?: Act): Act =>
  async (page) => {
    await page.locator('.toolbar > .icon-button').last().click();
    await entry(page, icon).click();
    await dialog(page);
    await then?.(page);
  };

const settings =
  (group: number, then?: Act): Act =>
  async (page) => {
    await keys('Control+,')(page);
    await page.locator('.settings-group').nth(group).click();
    await then?.(page);
  };

const type =
  (selector: string, text: string): Act =>
  async (page) => {
    await page.locator(selector).fill(text);
  };

const submit: Act = (page) => page.locator('.dialog [type=submit]').click();

const statisticsTab =
  (tab: number): Act =>
  async (page) => {
    await keys('Control+Shift+S')(page);
    await page.getByRole('dialog').getByRole('tab').nth(tab).click();
  };

const dragOver: Act = async (page) => {
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
const sidebar: Act = async (page) => {
  if ((await page.locator('.sidebar').count()) === 0) await page.keyboard.press('Control+b');
};

/** The first start's page is left. */
const welcomed: Act = (page) => page.locator('.welcome-foot button').first().click();

const look: readonly Scene[] = [
  { name: 'window', size: WIDE, act: (page) => select(page, 2) },
  { name: 'window-1000', query: 'torrents=1000', size: WIDE },
  { name: 'window-one', query: 'torrents=1' },
  { name: 'window-several', act: several },
  { name: 'causes', query: 'causes', size: WIDE },
  {
    name: 'sidebar-chosen',
    act: async (page) => {
      await sidebar(page);
      await page.getByRole('treeitem').nth(2).click();
    },
  },
];

async function several(page: Page): Promise<void> {
  await select(page, 1);
  for (let more = 0; more < 4; more++) await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+i');
  await page.locator('.details').waitFor();
}

const empty: readonly Scene[] = [
  { name: 'welcome', query: 'torrents=0' },
  { name: 'empty', query: 'torrents=0', act: welcomed },
  { name: 'empty-filter', act: type('#filter', 'no such torrent') },
  {
    name: 'empty-details',
    act: async (page) => {
      await page.keyboard.press('Control+i');
      await page.locator('.details').waitFor();
    },
  },
  { name: 'empty-peers', act: details(2, 7) },
  { name: 'empty-trackers', query: 'causes', act: details(3, 2) },
  { name: 'empty-log', act: details(4, 7) },
  { name: 'empty-files', act: details(1, 0, type('.details .filter-input', 'no such file')) },
  { name: 'empty-removed', act: program('history') },
  { name: 'empty-rules', act: program('workflow') },
  { name: 'empty-settings', act: settings(0, type('.settings-nav input', 'no such setting')) },
];

async function toast(page: Page): Promise<void> {
  await page.locator('.toast').first().waitFor();
}

const trouble: readonly Scene[] = [
  { name: 'error-engine', query: 'engine=failed&torrents=0' },
  { name: 'error-engine-restarts', query: 'engine=restarting' },
  { name: 'error-torrent', query: 'fault', act: toast },
  { name: 'error-filter', act: type('#filter', 'size:>3QB') },
  { name: 'error-disk-full', act: details(0, 11) },
  { name: 'error-folder-missing', query: 'causes', act: details(0, 15) },
  { name: 'error-file', query: 'causes', act: details(0, 16) },
  { name: 'error-tracker', act: details(3, 10) },
  { name: 'stalled-pieces-missing', query: 'causes', act: details(0, 7) },
  { name: 'stalled-waiting', act: details(0, 4) },
  { name: 'notices', query: 'notices', act: toast },
];

const inDetails: readonly Scene[] = [
  { name: 'details-overview', size: WIDE, act: details(0, 2) },
  { name: 'details-files', size: WIDE, act: details(1, 2) },
  { name: 'details-peers', size: WIDE, act: details(2, 2) },
  { name: 'details-trackers', size: WIDE, act: details(3, 2) },
  { name: 'details-log', size: WIDE, act: details(4, 2) },
];

const dialogs: readonly Scene[] = [
  { name: 'add', query: 'offer=1', act: offered },
  { name: 'add-link', query: 'offer=1&link', act: offered },
  { name: 'add-several', query: 'offer=4', act: offered },
  { name: 'link', act: keys('Control+Shift+O') },
  {
    name: 'create',
    act: async (page) => {
      await page.locator('.toolbar-arrow').click();
      await entry(page, 'package-plus').click();
      await dialog(page);
    },
  },
  { name: 'remove', act: removing },
  { name: 'move', act: menu(2, 'folder-input') },
  { name: 'rename', act: menu(2, 'pen-line') },
  {
    name: 'locate',
    act: async (page) => {
      await menu(2, 'folder-search')(page);
      await submit(page);
      await page.locator('.files-located').waitFor();
    },
  },
  { name: 'limits', act: menu(2, 'gauge') },
  { name: 'share-limits', act: menu(2, 'scale') },
  { name: 'category', act: menu(2, 'folder', 'folder-plus') },
  { name: 'tag', act: menu(2, 'tag', 'plus') },
  {
    name: 'rules',
    act: program('workflow', (page) => page.locator('.organise-rule-none button').click()),
  },
  {
    name: 'import',
    act: program('folder-input', async (page) => {
      await page.locator('.import-sources button').first().click();
      await page.locator('.import-rows').waitFor();
    }),
  },
  { name: 'export', act: program('folder-output') },
  { name: 'removed', query: 'removed', act: program('history') },
  {
    name: 'watch-folders',
    act: settings(2, async (page) => {
      await page.locator('.settings-page .setting-control > .button').first().click();
      await page.locator('.organise-rule-list li').first().waitFor();
    }),
  },
  { name: 'statistics', act: statisticsTab(0) },
  { name: 'statistics-days', act: statisticsTab(1) },
  { name: 'statistics-torrents', act: statisticsTab(2) },
  { name: 'log', act: keys('Control+Shift+L') },
  { name: 'shortcuts', act: keys('F1') },
  { name: 'about', act: program('info') },
  { name: 'close', query: 'close', act: dialog },
  { name: 'when-done', query: 'whenDone', act: dialog },
  ...['look', 'desktop', 'files', 'speed', 'queue', 'connection', 'discovery', 'advanced'].map(
    (name, group) => ({ name: `settings-${name}`, act: settings(group) }),
  ),
  { name: 'settings-search', act: settings(0, type('.settings-nav input', 'port')) },
];

/** The free space is asked for when nobody types. */
async function offered(page: Page): Promise<void> {
  await page.locator('.add-space.numbers').waitFor();
}

async function removing(page: Page): Promise<void> {
  await select(page, 2);
  await page.locator('#torrents').focus();
  await page.keyboard.press('Delete');
  await dialog(page);
}

const floating: readonly Scene[] = [
  { name: 'menu', act: menu(2) },
  { name: 'menu-columns', act: (page) => page.locator('#column-name').click({ button: 'right' }) },
  { name: 'menu-add', act: (page) => page.locator('.toolbar-arrow').click() },
  { name: 'menu-program', act: (page) => page.locator('.toolbar > .icon-button').last().click() },
  {
    name: 'menu-sidebar',
    act: async (page) => {
      await sidebar(page);
      await page.locator('[data-key="category:Films"]').click({ button: 'right' });
    },
  },
  {
    name: 'filter-completes',
    act: async (page) => {
      await page.locator('#filter').focus();
      await page.keyboard.type('sta');
      await page.locator('.filter-option').first().waitFor();
    },
  },
  { name: 'drop', act: dragOver },
];

/** Every view there is, and every state that is rare in life. */
export const scenes: readonly Scene[] = [
  ...look,
  ...empty,
  ...trouble,
  ...inDetails,
  ...dialogs,
  ...floating,
];
