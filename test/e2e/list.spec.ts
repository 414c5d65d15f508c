import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { encodeInfo, encodeMetainfo } from '../../engine/core/metainfo/build.ts';
import { extended, handshake, listenRaw } from '../support/raw-peer.ts';
import { arranged, expect, picture, resize, test } from './support/skein.ts';
import { addSmall } from './support/torrents.ts';

/** While a menu is open the rest of the window is out of reach: then the menu alone is looked at. */
const violations = async (page: Page, part?: string): Promise<string[]> => {
  const builder = new AxeBuilder({ page }).setLegacyMode();
  if (part !== undefined) builder.include(part);
  const { violations: found } = await builder.analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
};

test('filter, sidebar, columns and menus by keyboard, and axe finds nothing in them', async ({
  launch,
  dir,
}) => {
  const skein = await launch();
  const { page, row } = skein;
  await addSmall(skein, dir, ['alpha', 'beta', 'gamma']);
  await resize(skein, 1024, 640);
  const rows = page.locator('.row');
  const entry = (name: RegExp) => page.getByRole('treeitem', { name });

  // The filter: a mistake explained where it stands, completion, and the list follows.
  await page.keyboard.press('Control+f');
  await page.keyboard.type('siez:>1GB');
  await expect(page.getByText('Did you mean size:?')).toBeVisible();
  await expect(page.locator('.filter-marks u')).toHaveText('siez');
  expect(await violations(page), 'a mistake').toEqual([]);
  await picture(page, 'filter-mistake');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('-al file:bet');
  await expect(rows).toHaveCount(1);
  await expect(row('beta')).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('sta');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('#filter')).toHaveValue('status:');
  await page.keyboard.type('pa');
  expect(await violations(page), 'completion').toEqual([]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await expect(page.locator('#filter')).toHaveValue('status:paused ');
  await expect(rows).toHaveCount(3);
  await page.keyboard.press('Escape');
  await expect(skein.list).toBeFocused();

  // Wide enough for the columns of what follows.
  await resize(skein, 1440, 900);
  // Categories and tags: by drop, with their counts, chosen by keyboard.
  await skein.call('saveCategory', {
    category: { name: 'Films/4K', savePath: '', downLimit: 0, upLimit: 0, share: {} },
  });
  await skein.call('createTag', { tag: 'later' });
  await row('alpha').dragTo(entry(/^4K/));
  await expect(entry(/^Films 1$/)).toBeVisible();
  await expect(row('alpha')).toContainText('Films/4K');
  await row('beta').dragTo(entry(/^later/));
  await expect(row('beta').locator('.tag')).toHaveText('later');
  await entry(/^All/).focus();
  for (const _ of [...'↓↓↓↓↓↓↓↓↓↓↓']) await page.keyboard.press('ArrowDown');
  await expect(entry(/^Films/)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(rows).toHaveCount(1);
  await page.keyboard.press('ArrowLeft');
  await expect(entry(/^4K/)).toHaveCount(0);
  expect(await violations(page), 'the sidebar').toEqual([]);
  await page.keyboard.press('Enter');
  await expect(rows).toHaveCount(3);

  // Two columns to sort by, one moved, one hidden: as left at the next start.
  await page.locator('#column-category').focus();
  await page.keyboard.press('Enter');
  await page.locator('#column-name').focus();
  await page.keyboard.press('Shift+Enter');
  await expect(page.locator('[aria-sort=ascending]')).toHaveCount(2);
  await page.locator('#column-size').focus();
  await page.keyboard.press('Alt+ArrowRight');
  await page.locator('#column-ratio').click({ button: 'right' });
  expect(await violations(page, '.menu'), 'the columns').toEqual([]);
  await page.getByRole('menuitemcheckbox', { name: 'Ratio' }).click();
  await page.keyboard.press('Escape');
  await expect(page.locator('#column-ratio')).toHaveCount(0);

  // The menu of the row at the keyboard, and that of the program.
  await skein.list.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: 'Check again' })).toBeVisible();
  expect(await violations(page, '.menu'), 'the menu').toEqual([]);
  await picture(page, 'menu-light');
  await page.getByRole('menuitem', { name: 'Copy' }).press('ArrowRight');
  await page.getByRole('menuitem', { name: 'Magnet link' }).press('Enter');
  await expect
    .poll(() => skein.app.evaluate(({ clipboard }) => clipboard.readText()))
    .toMatch(/^magnet:\?xt=urn:btih:[0-9a-f]{40}&dn=/);
  await page.keyboard.press('Control+b');
  await expect(page.locator('.sidebar')).toHaveCount(0);
  await arranged(skein, { columnVisibility: { ratio: false }, sidebarOpen: false });
  await skein.quit();
  const again = await launch();
  await expect(again.page.locator('[aria-sort=ascending]')).toHaveCount(2);
  await expect(again.page.locator('#column-ratio')).toHaveCount(0);
  await expect(again.page.locator('.sidebar')).toHaveCount(0);
  await again.page.keyboard.press('Control+b');
  await expect(again.page.getByRole('treeitem', { name: /^Films/ })).toBeVisible();
  await expect(again.page.getByRole('treeitem', { name: /^4K/ })).toHaveCount(0);
  expect(again.pageErrors).toEqual([]);
});

test('HTML in what comes from strangers is text', async ({ launch, dir, group }) => {
  const evil = '&lt;<img src=x onerror="window.hacked=1"><b>bold</b>';
  const tracker = createServer((_request, response) => {
    const reason = `<script>window.hacked=1</script>${evil}`;
    response.end(`d14:failure reason${reason.length}:${reason}e`);
  });
  await new Promise<void>((resolve) => tracker.listen(0, '127.0.0.1', resolve));
  group.own(async () => void tracker.close());
  const { port } = tracker.address() as AddressInfo;
  const info = encodeInfo({
    name: evil.replaceAll('/', ''),
    pieceLength: 16_384,
    pieceHashes: new Uint8Array(20),
    content: [{ path: ['<i>file<i>.txt'], length: 10 }],
  });
  const file = join(dir, 'evil.torrent');
  await writeFile(
    file,
    encodeMetainfo(info, {
      trackers: [[`http://127.0.0.1:${port}/announce`]],
      comment: evil,
      createdBy: evil,
    }),
  );
  const skein = await launch();
  const { page } = skein;
  await resize(skein, 1440, 900);
  const saveTo = join(dir, 'saved');
  await mkdir(saveTo);
  await skein.call('setDesktop', { skipAddDialog: true, defaultFolder: saveTo });
  await skein.call('openPaths', { paths: [file] });
  const row = page.locator('.row');
  await expect(row).toContainText('window.hacked=1');
  await expect(page.getByRole('treeitem', { name: /^All fail/ })).toBeVisible();
  const [id] = await page.locator('.row').evaluateAll((rows) => rows.map((one) => one.id.slice(8)));
  const ids = [id as never] as const;
  await skein.call('createTag', { tag: evil });
  await skein.call('setTags', { ids, add: [evil] });
  await expect(row.locator('.tag')).toHaveText(evil);
  const stranger = await listenRaw(group, (peer) =>
    peer.send(handshake(id as string, 'evil'), extended(0, { m: {}, v: Buffer.from(evil) })),
  );
  await row.click();
  await page.keyboard.press('Control+i');
  for (const tab of ['Overview', 'Files', 'Trackers', 'Log', 'Peers']) {
    await page.getByRole('tab', { name: tab }).click();
    if (tab === 'Peers')
      await skein.call('addPeer', { id: ids[0], address: `127.0.0.1:${stranger.port}` });
    await expect(page.getByRole('tabpanel', { name: tab })).toContainText('<');
  }
  await picture(page, 'html-is-text');
  expect(await page.locator('.app img, .app b, .app i:not([class]), .app script').count()).toBe(0);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  expect(skein.pageErrors).toEqual([]);
});
