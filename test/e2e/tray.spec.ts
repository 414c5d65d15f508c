import { startBus } from '../support/bus.ts';
import { familyOf } from '../support/procfs.ts';
import { isInstalled } from '../support/requirements.ts';
import { until } from '../support/wait.ts';
import { expect, inPage, type Skein, test } from './support/skein.ts';
import { addSmall } from './support/torrents.ts';

test.skip(process.platform === 'linux' && !isInstalled('dbus-daemon'), 'dbus-daemon not installed');

const isShown = (skein: Skein): Promise<boolean> =>
  skein.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false);

/** The icon's menu, caught when the app sets it anew: Electron has no way to ask for it. */
async function catchMenu(
  skein: Skein,
): Promise<{ labels: () => Promise<string[]>; click: (id: string) => Promise<void> }> {
  await skein.app.evaluate(({ Tray }) => {
    const set = Tray.prototype.setContextMenu;
    Tray.prototype.setContextMenu = function (menu) {
      (globalThis as unknown as { trayMenu: unknown }).trayMenu = menu;
      set.call(this, menu);
    };
  });
  const labels = (): Promise<string[]> =>
    skein.app.evaluate(() => {
      const { trayMenu } = globalThis as unknown as { trayMenu?: Electron.Menu };
      return trayMenu?.items.map((item) => item.label).filter((label) => label !== '') ?? [];
    });
  return {
    labels,
    click: (id) =>
      skein.app.evaluate((_electron, wanted) => {
        const { trayMenu } = globalThis as unknown as { trayMenu?: Electron.Menu };
        trayMenu?.getMenuItemById(wanted)?.click();
      }, id),
  };
}

test('with a tray the closed window hides behind the icon, which brings it back and quits', async ({
  launch,
  group,
  dir,
}) => {
  const bus = await startBus(group, dir);
  await bus.own('org.kde.StatusNotifierWatcher');
  const skein = await launch({ env: { DBUS_SESSION_BUS_ADDRESS: bus.address } });
  await addSmall(skein, dir, ['goes on']);
  await skein.call('setDesktop', { close: 'background' });
  const menu = await catchMenu(skein);
  await skein.call('setDesktop', { language: 'de' });
  await expect
    .poll(menu.labels)
    .toEqual([
      'Skein anzeigen',
      'Torrents hinzufügen …',
      'Alle anhalten',
      'Alle fortsetzen',
      'Langsam-Modus',
      'Wenn alles geladen ist',
      'Beenden',
    ]);
  await skein.call('setDesktop', { language: 'en' });
  await expect.poll(async () => (await menu.labels()).at(0)).toBe('Show Skein');

  await menu.click('slow');
  const toggle = skein.page.getByRole('button', { name: 'Slow mode' });
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');

  await menu.click('resume-all');
  await expect(skein.row('goes on')).not.toContainText('Paused');
  await menu.click('pause-all');
  await expect(skein.row('goes on')).toContainText('Paused');

  await skein.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await until(async () => !(await isShown(skein)), { what: 'the window to hide' });
  await menu.click('show');
  await until(() => isShown(skein), { what: 'the window to come back' });
  await expect(skein.row('goes on')).toBeVisible();

  await skein.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const from = performance.now();
  const ended = new Promise((resolve) => skein.process.once('exit', resolve));
  menu.click('quit').catch(() => undefined);
  expect(await ended).toBe(0);
  expect(performance.now() - from).toBeLessThan(5000);
});

test('started hidden it shows no window and soon keeps no page, unless there is no tray to bring it back from', async ({
  launch,
  group,
  dir,
}) => {
  const bus = await startBus(group, dir);
  await bus.own('org.kde.StatusNotifierWatcher');
  const hidden = await launch({
    args: ['--hidden'],
    env: { DBUS_SESSION_BUS_ADDRESS: bus.address, SKEIN_RELEASE_MS: '3000' },
  });
  expect(await isShown(hidden)).toBe(false);
  await until(() => familyOf(hidden.process.pid ?? 0, '--type=renderer').length === 0, {
    what: "the page's process to end",
  });
  await hidden.app.evaluate(({ app }) => {
    app.emit('activate');
  });
  await until(() => isShown(hidden), { what: 'the window' });
  const welcomes = async (): Promise<boolean> =>
    (await inPage(hidden, "document.body.innerText.includes('Welcome to Skein')")) === true;
  await until(welcomes, { what: 'the page to be back' });
  await hidden.quit();
  const shown = await launch({ args: ['--hidden'] });
  await until(() => isShown(shown), { what: 'the window' });
});
