import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { until } from '../support/wait.ts';
import {
  commandLine,
  environment,
  expect,
  inPage,
  picture,
  type Skein,
  test,
} from './support/skein.ts';
import { addSmall, smallTorrent } from './support/torrents.ts';

const visible = (skein: Skein): Promise<boolean> =>
  skein.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0];
    return window?.isVisible() === true && !window.isMinimized();
  });

/** The close button of the window's frame. */
const close = (skein: Skein): Promise<void> =>
  skein.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

test('a second start hands its torrents over, shows the window and ends', async ({
  launch,
  dir,
}, testInfo) => {
  const program = testInfo.project.metadata as { executable: string; args: string[] };
  const skein = await launch();
  await skein.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  expect(await visible(skein)).toBe(false);
  const torrent = await smallTorrent(dir, 'from the second');
  const second = spawn(program.executable, commandLine(program, skein.profile, [torrent]), {
    env: environment(dir),
    stdio: 'ignore',
  });
  const code = await new Promise((resolve) => second.once('exit', resolve));
  expect(code).toBe(0);
  await expect(skein.page.getByRole('dialog', { name: 'Add torrent' })).toContainText(
    'from the second',
  );
  expect(await visible(skein)).toBe(true);
  await picture(skein.page, 'add-dialog');
});

test('another profile runs beside it', async ({ launch, dir }) => {
  const one = await launch();
  const two = await launch({ profile: join(dir, 'other') });
  await addSmall(one, dir, ['only in one']);
  await expect(two.page.getByRole('heading', { name: 'Welcome to Skein' })).toBeVisible();
});

test('links on the command line open the dialog; what is not a whole link is no link', async ({
  launch,
  dir,
}) => {
  const torrent = await smallTorrent(dir, 'linked');
  const skein = await launch({
    args: ['--', torrent, '--save-to', dir, 'some magnet:?xt=urn:btih:x', dir],
  });
  const dialog = skein.page.getByRole('dialog', { name: 'Add torrent' });
  await expect(dialog).toContainText('linked');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(skein.page.locator('.toast')).toHaveCount(0);
  expect(await skein.page.locator('.row').count()).toBe(0);
});

test('--save-to adds without asking', async ({ launch, dir }) => {
  const torrent = await smallTorrent(dir, 'silent');
  const skein = await launch({ args: ['--save-to', join(dir, 'there'), torrent] });
  await expect(skein.row('silent')).toBeVisible();
  await expect(skein.page.getByRole('dialog')).toHaveCount(0);
});

test('closing the window asks once, and the answer is remembered', async ({ launch }) => {
  const skein = await launch();
  await close(skein);
  const dialog = skein.page.getByRole('dialog', { name: 'Keep Skein running?' });
  await expect(dialog).toBeVisible();
  await picture(skein.page, 'close-dialog');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  expect(await visible(skein)).toBe(true);

  await close(skein);
  await dialog.getByRole('button', { name: 'Keep running' }).click();
  await expect(dialog).toHaveCount(0);
  const noTray = 'no tray for Skein’s icon';
  await expect(skein.toast(noTray)).toHaveCount(1);
  await skein.quit();

  const again = await launch();
  // No session bus, so no place for an icon: hidden, the window could not be brought back. That was told.
  await again.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0];
    const spy = globalThis as unknown as { minimised: number };
    spy.minimised = 0;
    if (window === undefined) return;
    const minimize = window.minimize.bind(window);
    window.minimize = () => {
      spy.minimised++;
      minimize();
    };
  });
  await close(again);
  await until(
    () =>
      again.app.evaluate(() => (globalThis as unknown as { minimised: number }).minimised === 1),
    { what: 'the window to be minimised' },
  );
  await expect(again.page.getByRole('dialog')).toHaveCount(0);
  await expect(again.toast(noTray)).toHaveCount(0);
  expect(
    await again.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length),
  ).toBe(1);
});

test('close can mean quit, and quit ends in under five seconds with everything saved', async ({
  launch,
  dir,
}) => {
  const skein = await launch();
  await addSmall(skein, dir, ['kept']);
  await skein.call('setDesktop', { close: 'quit' });
  const ended = new Promise<number>((resolve) => {
    const from = performance.now();
    skein.process.once('exit', () => resolve(performance.now() - from));
  });
  close(skein).catch(() => undefined);
  expect(await ended).toBeLessThan(5000);
  const again = await launch();
  await expect(again.row('kept')).toBeVisible();
  expect(await again.quit()).toBeLessThan(5000);
});

test('SIGTERM and the end of the session save and end like quit', async ({ launch, dir }) => {
  const ways: Record<string, (skein: Skein) => unknown> = {
    'a signal': (skein) => skein.process.kill('SIGTERM'),
    // As Linux and macOS tell it, and wait for whoever asks them to.
    'a shutdown': (skein) =>
      skein.app.evaluate(({ powerMonitor }) => {
        let waits = false;
        powerMonitor.emit('shutdown', { preventDefault: () => (waits = true) });
        if (!waits) throw new Error('The system does not wait');
      }),
    // As Windows tells it.
    'a log-off': (skein) =>
      skein.app.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0]?.emit('session-end', {});
      }),
  };
  const kept: string[] = [];
  for (const [way, tell] of Object.entries(ways)) {
    const skein = await launch();
    kept.push(way);
    await addSmall(skein, dir, [way]);
    const from = performance.now();
    const ended = new Promise<unknown>((resolve) => skein.process.once('exit', resolve));
    await tell(skein);
    expect(await ended, way).toBe(0);
    expect(performance.now() - from, way).toBeLessThan(5000);
  }
  const again = await launch();
  for (const name of kept) await expect(again.row(name)).toBeVisible();
});

test('a hidden window gets no deltas, and everything when it is shown again', async ({
  launch,
  dir,
}) => {
  const skein = await launch();
  await addSmall(skein, dir, ['before']);
  const hidden = await skein.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0];
    window?.hide();
    return window?.isVisible();
  });
  expect(hidden).toBe(false);
  await skein.page.evaluate(() => {
    const spy = globalThis as unknown as {
      deltas: number;
      api: { on(n: string, f: () => void): void };
    };
    spy.deltas = 0;
    spy.api.on('delta', () => spy.deltas++);
  });
  await skein.call('openPaths', { paths: [await smallTorrent(dir, 'meanwhile')] });
  const { length } = await skein.page.evaluate(
    () =>
      new Promise<string>((resolve) =>
        setTimeout(
          () => resolve('.'.repeat((globalThis as unknown as { deltas: number }).deltas)),
          1200,
        ),
      ),
  );
  expect(length).toBe(0);
  await skein.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show());
  await expect(skein.row('meanwhile')).toBeVisible();
});

test('a page that crashes comes back, and leaves a file in the profile', async ({ launch }) => {
  const skein = await launch();
  await skein.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    process.kill(contents?.getOSProcessId() ?? 0, 'SIGSEGV');
  });
  const logs = join(skein.profile, 'logs');
  const dumps = async (): Promise<string[]> =>
    (await readdir(logs, { recursive: true })).filter((name) => name.endsWith('.dmp'));
  await until(async () => (await dumps()).length === 1, { what: 'the file of the crash' });
  const welcomes = async (): Promise<boolean> =>
    (await inPage(skein, "document.body.innerText.includes('Welcome to Skein')")) === true;
  await until(welcomes, { what: 'the page to be back' });
});

test('the report that About copies says how Skein is, and nothing of whose it is', async ({
  launch,
  dir,
}) => {
  const skein = await launch();
  await addSmall(skein, dir, ['Private Holiday.mkv']);
  await skein.page.getByRole('button', { name: 'Menu', exact: true }).click();
  await skein.page.getByRole('menuitem', { name: 'About Skein' }).click();
  await skein.page.getByRole('button', { name: 'Copy for a report' }).click();
  const copied = await until(
    () => skein.app.evaluate(({ clipboard }) => clipboard.readText() || undefined),
    { what: 'the report' },
  );
  expect(copied).toMatch(/^Skein \d+\.\d+\.\d+\nElectron \d+/);
  expect(copied).toContain('info added “…”');
  expect(copied).toContain('maxConnections = 500');
  for (const name of ['Private', 'Holiday', dir, homedir()]) expect(copied).not.toContain(name);
});
