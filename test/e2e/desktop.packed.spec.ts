import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startBus } from '../support/bus.ts';
import type { ManagedProcess } from '../support/process-group.ts';
import { familyOf } from '../support/procfs.ts';
import { requirements } from '../support/requirements.ts';
import { until } from '../support/wait.ts';
import { commandLine, environment, expect, ownerOf, test } from './support/skein.ts';
import { settle, smallTorrent } from './support/torrents.ts';

/** Each way of opening, with Skein running and without. */
const TIMES = 20;

const needed = requirements('xdg-mime', 'gio', 'trayer', 'xdotool', 'xev');
test.skip(needed.missing !== undefined, needed.missing);
test.skip(process.platform !== 'linux', 'the desktops of Linux');

const magnet = (name: string, index: number): string =>
  `magnet:?xt=urn:btih:${index.toString(16).padStart(40, '0')}&dn=${encodeURIComponent(name)}` +
  `&tr=${encodeURIComponent(`http://127.0.0.1:1/${'x'.repeat(index === 0 ? 8000 : 10)}`)}`;

test('links and files that the desktop opens reach Skein, running or not: none is lost, none doubled', async ({
  launch,
  group,
  dir,
}) => {
  test.setTimeout(240_000);
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
  let links = 0;
  const open = async (way: 'link' | 'file', name: string): Promise<void> => {
    if (way === 'link') group.spawn('xdg-open', [magnet(name, links++)], { env });
    else group.spawn('gio', ['open', await smallTorrent(dir, name)], { env });
  };
  const opened = (when: string): (readonly ['link' | 'file', string])[] =>
    Array.from({ length: 2 * TIMES }, (_, index) => {
      const way = index % 2 === 0 ? 'link' : 'file';
      return [way, `${when} ${way} “${index >> 1}” naïve & ü`];
    });

  for (const [way, name] of opened('warm')) await open(way, name);
  for (const [, name] of opened('warm')) {
    await until(async () => (await first.log()).includes(`added “${name}”`), { what: name });
  }
  await first.quit();

  const from = performance.now();
  for (const [way, name] of opened('cold')) {
    await open(way, name);
    const pid = await until(() => ownerOf(first.profile), { what: 'Skein to start' });
    await until(async () => (await first.log()).includes(`added “${name}”`), { what: name });
    process.kill(pid, 'SIGTERM');
    await until(async () => (await ownerOf(first.profile)) === undefined, { what: 'its end' });
  }
  const each = Math.round((performance.now() - from) / (2 * TIMES));
  test.info().annotations.push({ type: 'start, add and quit', description: `${each} ms` });

  const last = await launch();
  await expect(last.list).toHaveAttribute('aria-rowcount', String(4 * TIMES + 1));
  const log = await last.log();
  const times = (name: string): number => log.split(`added “${name}”`).length - 1;
  for (const [, name] of [...opened('warm'), ...opened('cold')]) expect(times(name), name).toBe(1);
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
