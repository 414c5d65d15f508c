import { mkdir, readFile, readlink, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { startBus } from '../support/bus.ts';
import { writeRandomFile } from '../support/payload.ts';
import type { ManagedProcess } from '../support/process-group.ts';
import { familyOf } from '../support/procfs.ts';
import { requirements } from '../support/requirements.ts';
import { QUIET, SkeinCli } from '../support/skein-cli.ts';
import { makeTorrent } from '../support/torrent-file.ts';
import { until } from '../support/wait.ts';
import { commandLine, environment, expect, type Skein, test } from './support/skein.ts';
import { smallTorrent } from './support/torrents.ts';

const TIMES = 20;
/** The most that can be asked to stay free on a disk. */
const TIB = 2 ** 40;

const needed = requirements('xdg-mime', 'gio', 'trayer', 'dunst', 'xdotool', 'xev');
test.skip(needed.missing !== undefined, needed.missing);
test.skip(process.platform !== 'linux', 'the desktops of Linux');

const magnet = (name: string, index: number): string =>
  `magnet:?xt=urn:btih:${index.toString(16).padStart(40, '0')}&dn=${encodeURIComponent(name)}` +
  `&tr=${encodeURIComponent(`http://127.0.0.1:1/${'x'.repeat(index === 0 ? 8000 : 10)}`)}`;

/** Adds without asking and speaks to this machine alone, also when the desktop starts it. */
async function settle(skein: Skein, dir: string): Promise<void> {
  const folder = join(dir, 'saved');
  await mkdir(folder, { recursive: true });
  await skein.call('setDesktop', { skipAddDialog: true, startPaused: true, defaultFolder: folder });
  await skein.call('setEngine', { lsd: false, dht: false, portMapping: false });
}

/** The process that has the profile, by the lock that Chromium keeps in it. */
const ownerOf = (profile: string): Promise<number | undefined> =>
  readlink(join(profile, 'SingletonLock')).then(
    (target) => Number(target.slice(target.lastIndexOf('-') + 1)),
    () => undefined,
  );

test('links and files that the desktop opens reach Skein, running or not: none is lost, none doubled', async ({
  launch,
  group,
  dir,
}) => {
  test.setTimeout(300_000);
  const first = await launch();
  await settle(first, dir);
  const before = await first.call('linkHandling');
  expect(before).toEqual({ magnet: 'other', torrent: 'other', change: 'here' });
  await first.page.keyboard.press('Control+,');
  const settings = first.page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('button', { name: 'Desktop' }).click();
  await settings.getByRole('button', { name: 'Make Skein the default' }).click();
  await expect(settings).toContainText('Skein is the default');
  await first.page.keyboard.press('Escape');

  // xdg-open for links, gio for files: the two ways that desktops go.
  const env = { ...environment(dir), XDG_CURRENT_DESKTOP: 'X-Generic' };
  const open = async (name: string, index: number): Promise<void> => {
    const [program, args] =
      index % 2 === 0
        ? (['xdg-open', [magnet(name, index)]] as const)
        : (['gio', ['open', await smallTorrent(dir, name)]] as const);
    group.spawn(program, [...args], { env });
  };
  const names = (when: string): string[] =>
    Array.from({ length: TIMES }, (_, index) => `${when} “${index}” naïve & ü`);

  for (const [index, name] of names('warm').entries()) await open(name, index);
  for (const name of names('warm')) await expect(first.row(name)).toBeVisible();
  await first.quit();

  for (const [index, name] of names('cold').entries()) {
    await open(name, TIMES + index);
    const pid = await until(() => ownerOf(first.profile), { what: 'Skein to start' });
    await until(async () => (await first.log()).includes(`added “${name}”`), { what: name });
    process.kill(pid, 'SIGTERM');
    await until(async () => (await ownerOf(first.profile)) === undefined, { what: 'its end' });
  }

  const last = await launch();
  await expect(last.list).toHaveAttribute('aria-rowcount', String(2 * TIMES + 1));
});

test('at login Skein starts from its entry, and no window is seen, not for a moment', async ({
  launch,
  group,
  dir,
}) => {
  const bus = await startBus(group, dir);
  await bus.own('org.kde.StatusNotifierWatcher');
  const first = await launch();
  await settle(first, dir);
  const entry = join(dir, 'home', '.config', 'autostart', 'skein.desktop');
  await first.call('setDesktop', { startAtLogin: true });
  expect(await readFile(entry, 'utf8')).toMatch(/^Exec=.*--hidden$/m);
  await first.quit();

  // Whatever is shown, the display's root window hears of; windows of another program prove that it listens.
  const words = ['-oL', 'xev', '-root', '-event', 'substructure'];
  const mapped = group.spawn('stdbuf', words);
  const shown = (): number => mapped.stdout.split('MapNotify').length - 1;
  const probes: ManagedProcess[] = [];
  const listens = (): boolean => {
    if (shown() > 0) return true;
    probes.push(group.spawn('xev', []));
    return false;
  };
  await until(listens, { what: 'the watch to begin', interval: 500 });
  for (const { child } of probes) child.kill();
  await Promise.all(probes.map(({ ended }) => ended));
  const before = shown();

  const env = {
    ...environment(dir),
    DBUS_SESSION_BUS_ADDRESS: bus.address,
    SKEIN_RELEASE_MS: '500',
  };
  group.spawn('gio', ['launch', entry], { env });
  const pid = await until(() => ownerOf(first.profile), { what: 'Skein to start' });
  const pages = (): number => familyOf(pid, '--type=renderer').length;
  // The page that was loaded is let go when the start is over.
  await until(() => pages() > 0, { what: 'the page' });
  await until(() => pages() === 0, { what: 'the page to be let go', timeout: 30_000 });
  expect(shown()).toBe(before);

  const { metadata } = test.info().project;
  const program = metadata as { executable: string; args: string[] };
  await group.run(program.executable, commandLine(program, first.profile, []), { env });
  await until(() => shown() > before, { what: 'the window, when it is asked for' });
  process.kill(pid, 'SIGTERM');
  await until(async () => (await ownerOf(first.profile)) === undefined, { what: 'its end' });
  const again = await launch();
  await again.call('setDesktop', { startAtLogin: false });
  await expect(readFile(entry)).rejects.toThrow('ENOENT');
});

test('an older tray shows the icon, and a click on it brings the window back', async ({
  launch,
  group,
}) => {
  group.spawn('trayer', ['--edge', 'top', '--align', 'right', '--widthtype', 'request']);
  const panel = await until(
    () => group.run('xdotool', ['search', '--onlyvisible', '--class', 'trayer']).catch(() => ''),
    { what: 'the tray' },
  );
  const skein = await launch();
  const shown = (): Promise<boolean> =>
    skein.app.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false,
    );
  await skein.call('setDesktop', { close: 'background' });
  await skein.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await until(async () => !(await shown()), { what: 'the window to hide' });
  await until(
    async () => {
      const icon = panel.split('\n')[0] as string;
      await group.run('xdotool', ['mousemove', '--window', icon, '12', '12', 'click', '1']);
      return shown();
    },
    { what: 'the window to come back' },
  );
});

test('a notification tells of a finished download, and a click on it leads there', async ({
  launch,
  group,
  dir,
}) => {
  const bus = await startBus(group, dir);
  const env = { ...environment(dir), DBUS_SESSION_BUS_ADDRESS: bus.address };
  group.spawn('dunst', [], { env });
  const source = join(dir, 'seeder', 'Sintel.mkv');
  await mkdir(join(dir, 'seeder'), { recursive: true });
  await writeRandomFile(source, 3 * 1024 * 1024, 'notified');
  const torrent = await makeTorrent(group, source, join(dir, 'sintel.torrent'));
  const seeder = new SkeinCli(
    ['seed', torrent.file, '--dir', join(dir, 'seeder'), '--listen', '127.0.0.1:0', ...QUIET],
    { group },
  );
  const { port } = await seeder.waitFor('listening');
  await seeder.waitFor('seeding');

  const skein = await launch({ env: { DBUS_SESSION_BUS_ADDRESS: bus.address } });
  await settle(skein, dir);
  await skein.call('setDesktop', { startPaused: false });
  const isShown = (): Promise<boolean> =>
    skein.app.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false,
    );
  await skein.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  const link = `magnet:?xt=urn:btih:${torrent.infoHash}&dn=Sintel.mkv&x.pe=127.0.0.1:${port}`;
  await skein.call('openText', { text: link });

  const ctl = (...args: string[]): Promise<string> => group.run('dunstctl', args, { env });
  await until(() => ctl('count', 'displayed').then((count) => count.trim() === '1'), {
    timeout: 60_000,
    what: 'the notification',
  });
  expect(await isShown()).toBe(false);
  await ctl('action', '0');
  await until(isShown, { what: 'the window' });
  await expect(skein.row('Sintel.mkv')).toHaveAttribute('aria-selected', 'true');
});

test('a notification tells of a disk that is nearly full; downloads wait, and go on when there is room', async ({
  launch,
  group,
  dir,
}) => {
  const { bavail, bsize } = await statfs(dir);
  test.skip(bavail * bsize > TIB, 'more than a tebibyte is free');
  const bus = await startBus(group, dir);
  const env = { ...environment(dir), DBUS_SESSION_BUS_ADDRESS: bus.address };
  group.spawn('dunst', [], { env });
  const skein = await launch({ env: { DBUS_SESSION_BUS_ADDRESS: bus.address } });
  await settle(skein, dir);
  await skein.call('setDesktop', { startPaused: false });
  await skein.call('setEngine', { minFreeSpace: TIB });
  await skein.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  await skein.call('openPaths', { paths: [await smallTorrent(dir, 'no room')] });
  const history = (): Promise<string> => group.run('dunstctl', ['history'], { env });
  await until(
    async () => {
      // What is in sight is not in the history yet.
      await group.run('dunstctl', ['close-all'], { env });
      return (await history()).includes('Downloads into it wait until there is more room.');
    },
    { timeout: 60_000, interval: 500, what: 'the notification' },
  );
  await skein.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show());
  await expect(skein.row('no room')).toContainText('Disk nearly full');
  await skein.call('setEngine', { minFreeSpace: 0 });
  await expect(skein.row('no room')).not.toContainText('Disk nearly full');
});
