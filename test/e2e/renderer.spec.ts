import { join } from 'node:path';
import { startBus } from '../support/bus.ts';
import { isInstalled } from '../support/requirements.ts';
import { until } from '../support/wait.ts';
import { expect, inPage, type Skein, test } from './support/skein.ts';
import { confirmAdd, seed } from './support/swarm.ts';
import { addSmall } from './support/torrents.ts';

const NAMES = Array.from({ length: 60 }, (_, index) => `row ${String(index).padStart(2, '0')}`);
const CHOSEN = ['row 31', 'row 33'];

/** Sorted by name, scrolled to the middle, two rows chosen. */
async function arrange(skein: Skein): Promise<number> {
  await skein.page.locator('#column-name').click();
  await skein.list.evaluate((list) => {
    list.scrollTop = 28 * 25;
  });
  const [first, second] = CHOSEN as [string, string];
  await skein.row(first).click();
  await skein.row(second).click({ modifiers: ['Control'] });
  const top = await skein.list.evaluate((list) => list.scrollTop);
  // Main hears of it soon after the last change.
  await expect
    .poll(async () => {
      const { scene } = await skein.call('start');
      return [scene?.selected.length, scene?.scroll];
    })
    // One text of info-hashes.
    .toEqual([CHOSEN.length * 40, top]);
  return top;
}

// Rows that scroll take turns in the same elements, so their order in the document is none.
const LOOK = `({
  top: document.getElementById('torrents')?.scrollTop,
  chosen: [...document.querySelectorAll('#torrents [aria-selected=true] .cell-name')]
    .map((cell) => cell.textContent).sort(),
})`;

/** Milliseconds until the page shows what it did. */
async function asBefore(skein: Skein, top: number, from: number): Promise<number> {
  await expect
    .poll(() => inPage(skein, LOOK), { timeout: 10_000, intervals: [50] })
    .toEqual({
      top,
      chosen: CHOSEN,
    });
  return performance.now() - from;
}

test('the window’s process is killed: it comes back where it was while the transfer goes on', async ({
  launch,
  group,
  dir,
}) => {
  const seeded = await seed({
    group,
    dir,
    by: 'qbittorrent',
    name: 'goes on meanwhile.bin',
    bytes: 8 * 1024 * 1024,
    upLimit: 1024 * 1024,
  });
  const skein = await launch();
  await addSmall(skein, dir, NAMES);
  await skein.call('setDesktop', { skipAddDialog: false, startPaused: false });
  await skein.call('openPaths', { paths: [seeded.torrent.file] });
  await confirmAdd(skein, join(dir, 'saved'));
  const top = await arrange(skein);
  const from = performance.now();
  await skein.app.evaluate(({ BrowserWindow }) => {
    process.kill(BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0, 'SIGKILL');
  });
  // 2 s on a machine that has nothing else to do.
  expect(await asBefore(skein, top, from)).toBeLessThan(5000);
  await expect
    .poll(() => inPage(skein, 'document.querySelector("#torrents").innerText'), { timeout: 5000 })
    .toContain('row 31');
  await inPage(skein, 'document.querySelector("#torrents").scrollTop = 0');
  await expect
    .poll(() => inPage(skein, 'document.querySelector("#torrents").innerText'), { timeout: 60_000 })
    .toMatch(/goes on meanwhile\.bin[\s\S]*Seeding/);
});

test('a window that nobody looked at for a while lets its page go, and comes back where it was', async ({
  launch,
  group,
  dir,
}) => {
  test.skip(!isInstalled('dbus-daemon'), 'dbus-daemon is not installed');
  const bus = await startBus(group, dir);
  await bus.own('org.kde.StatusNotifierWatcher');
  const skein = await launch({
    env: { DBUS_SESSION_BUS_ADDRESS: bus.address, SKEIN_RELEASE_MS: '500' },
  });
  await addSmall(skein, dir, NAMES);
  await skein.call('setDesktop', { close: 'background' });
  const top = await arrange(skein);
  const isCrashed = (): Promise<boolean> =>
    skein.app.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.isCrashed() ?? false,
    );
  await skein.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await until(isCrashed, { timeout: 10_000, what: 'the page to be let go' });
  const from = performance.now();
  await skein.app.evaluate(({ app }) => {
    app.emit('activate');
  });
  // 1 s on a machine that has nothing else to do.
  expect(await asBefore(skein, top, from)).toBeLessThan(5000);
});
