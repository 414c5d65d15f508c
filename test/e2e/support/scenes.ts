import {
  type Act,
  create,
  details,
  dialog,
  dragOver,
  keys,
  menu,
  mistaken,
  offered,
  program,
  removing,
  select,
  sending,
  sequence,
  settings,
  several,
  sidebar,
  statisticsTab,
  submit,
  toast,
  type,
  watchFolders,
  welcomed,
} from './acts.ts';

/** A state of the window, over the made-up torrents of renderer/mock-api.ts. */
export interface Scene {
  readonly name: string;
  /** As mock-api.ts reads it. */
  readonly query?: string;
  /** Its numbers change twice a second; without it they stand still. */
  readonly moves?: boolean;
  /** Of the picture; the flaws are looked for at 800×600, the least that has to do. */
  readonly size?: readonly [width: number, height: number];
  readonly act?: Act;
}

const WIDE = [1440, 900] as const;

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
  { name: 'empty-files-unknown', query: 'causes', act: details(1, 6) },
  { name: 'empty-statistics', query: 'torrents=0', act: sequence(welcomed, statisticsTab(2)) },
  {
    name: 'empty-log-search',
    act: sequence(keys('Control+Shift+L'), type('.dialog input', 'no such line')),
  },
  { name: 'empty-watch', query: 'watch=0', act: watchFolders },
  { name: 'empty-import', query: 'sources=0', act: program('folder-input') },
  { name: 'empty-settings', act: settings(0, type('.settings-nav input', 'no such setting')) },
];

const trouble: readonly Scene[] = [
  { name: 'error-engine', query: 'engine=failed&torrents=0' },
  { name: 'error-engine-restarts', query: 'engine=restarting' },
  { name: 'error-torrent', query: 'fault', act: toast },
  { name: 'error-filter', act: type('#filter', 'size:>3QB') },
  { name: 'error-disk-full', act: details(0, 11) },
  { name: 'error-folder-missing', query: 'causes', act: details(0, 15) },
  { name: 'error-file', query: 'causes', act: details(0, 16) },
  { name: 'error-tracker', act: details(3, 10) },
  { name: 'error-add', query: 'offer=1&refuse', act: sequence(offered, sending(dialog)) },
  {
    name: 'error-add-space',
    query: 'offer=1&free=2',
    act: (page) => page.locator('.add-space.add-bad').waitFor(),
  },
  { name: 'error-create', query: 'refuse', act: sending(create, '/home/ada/Videos') },
  {
    name: 'error-move',
    query: 'refuse',
    act: sending(menu(2, 'folder-input'), '/mnt/media/Films'),
  },
  { name: 'error-rename', query: 'refuse', act: sending(menu(2, 'pen-line'), 'Sintel') },
  { name: 'error-locate', query: 'refuse', act: sending(menu(2, 'folder-search')) },
  {
    name: 'error-category',
    query: 'refuse',
    act: sending(menu(2, 'folder', 'folder-plus'), 'Films'),
  },
  { name: 'error-import', query: 'refuse', act: sending(program('folder-input'), '/mnt/media') },
  { name: 'error-export', query: 'refuse', act: sending(program('folder-output'), '/mnt/media') },
  { name: 'error-settings', act: settings(5, mistaken) },
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
    act: create,
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
    act: async (page) => {
      await watchFolders(page);
      await page.locator('.organise-rule-list li').first().waitFor();
    },
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
