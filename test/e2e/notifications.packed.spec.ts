import { mkdir, readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bus, startBus } from '../support/bus.ts';
import { writeRandomFile } from '../support/payload.ts';
import type { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { makeTorrent } from '../support/torrent-file.ts';
import { until } from '../support/wait.ts';
import { serveFiles, startWebServer } from '../support/web-server.ts';
import { environment, expect, type Skein, test } from './support/skein.ts';
import { settle, smallTorrent } from './support/torrents.ts';

/** The most that can be asked to stay free on a disk. */
const TIB = 2 ** 40;

const needed = requirements('dunst', 'mktorrent');
test.skip(needed.missing !== undefined, needed.missing);
test.skip(process.platform !== 'linux', 'the desktops of Linux');

interface Told {
  readonly title: string;
  readonly body: string;
}

/** A notification daemon on a bus of its own, and what it was asked to show. */
interface Daemon {
  readonly bus: Bus;
  /** Until exactly one is in sight. */
  shows(): Promise<unknown>;
  /** What a click on the one in sight does. */
  click(): Promise<unknown>;
  /** Everything it was asked to show so far, in order; nothing is in sight afterwards. */
  told(): Promise<Told[]>;
}

async function startDaemon(group: ProcessGroup, dir: string): Promise<Daemon> {
  const bus = await startBus(group, dir);
  const env = { ...environment(dir), DBUS_SESSION_BUS_ADDRESS: bus.address };
  group.spawn('dunst', [], { env });
  const ctl = (...args: string[]): Promise<string> => group.run('dunstctl', args, { env });
  await until(() => ctl('count', 'displayed'), { what: 'dunst' });
  return {
    bus,
    shows: () =>
      until(async () => (await ctl('count', 'displayed')).trim() === '1', {
        timeout: 60_000,
        what: 'the notification',
      }),
    click: () => ctl('action', '0'),
    told: async () => {
      await ctl('close-all');
      // What is in sight is not in the history yet.
      await until(async () => (await ctl('count', 'displayed')).trim() === '0', { what: 'none' });
      const { data } = JSON.parse(await ctl('history')) as {
        data: { id: { data: number }; summary: { data: string }; body: { data: string } }[][];
      };
      return data
        .flat()
        .sort((a, b) => a.id.data - b.id.data)
        .map(({ summary, body }) => ({ title: summary.data, body: body.data }));
    },
  };
}

/** Torrents whose only source is a web server, which answers once all of them have asked. */
async function fromTheWeb(
  group: ProcessGroup,
  dir: string,
  names: readonly string[],
): Promise<string[]> {
  const files = new Map<string, Uint8Array>();
  const serve = serveFiles(files);
  const asking = new Set<string>();
  const waiting: (() => void)[] = [];
  const server = await startWebServer(group, (request, response) => {
    asking.add(request.url ?? '');
    waiting.push(() => serve(request, response));
    if (asking.size === names.length) for (const answer of waiting.splice(0)) answer();
  });
  const source = join(dir, 'source');
  await mkdir(source, { recursive: true });
  const made: string[] = [];
  for (const name of names) {
    await writeRandomFile(join(source, name), 60_000, name);
    files.set(name, await readFile(join(source, name)));
    const { file } = await makeTorrent(group, join(source, name), join(dir, `${name}.torrent`), {
      webSeeds: [`${server.url}/${name}`],
      pieceLength: 32 * 1024,
    });
    made.push(file);
  }
  return made;
}

/** A torrent that fails as soon as something comes: a folder lies where its file should be. */
async function failing(group: ProcessGroup, dir: string, name: string): Promise<string[]> {
  await mkdir(join(dir, 'saved', name), { recursive: true });
  return fromTheWeb(group, dir, [name]);
}

async function hidden(skein: Skein, dir: string): Promise<void> {
  await settle(skein, dir);
  await skein.call('setDesktop', { startPaused: false });
  await skein.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
}

const isShown = (skein: Skein): Promise<boolean> =>
  skein.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false);

const isWhole = (dir: string, name: string): Promise<true> =>
  until(
    async () => {
      const [made, saved] = await Promise.all(
        ['source', 'saved'].map((folder) => readFile(join(dir, folder, name))),
      );
      return made?.equals(saved as Buffer) === true || undefined;
    },
    { timeout: 60_000, what: `${name} to be whole` },
  );

test('a notification tells of a finished download, and a click on it leads there', async ({
  launch,
  group,
  dir,
}) => {
  const daemon = await startDaemon(group, dir);
  const skein = await launch({ env: { DBUS_SESSION_BUS_ADDRESS: daemon.bus.address } });
  await hidden(skein, dir);
  await skein.call('openPaths', { paths: await fromTheWeb(group, dir, ['Sintel.mkv']) });
  await daemon.shows();
  expect(await isShown(skein)).toBe(false);
  await daemon.click();
  await until(() => isShown(skein), { what: 'the window' });
  await expect(skein.row('Sintel.mkv')).toHaveAttribute('aria-selected', 'true');
  expect(await daemon.told()).toEqual([{ title: 'Download finished', body: 'Sintel.mkv' }]);
});

test('one notification tells of several that finish together, and a click on it brings the window', async ({
  launch,
  group,
  dir,
}) => {
  const daemon = await startDaemon(group, dir);
  const skein = await launch({ env: { DBUS_SESSION_BUS_ADDRESS: daemon.bus.address } });
  await hidden(skein, dir);
  const names = ['one.mkv', 'two.mkv', 'three.mkv', 'four.mkv'];
  await skein.call('setEngine', { maxActiveDownloads: names.length });
  await skein.call('openPaths', { paths: await fromTheWeb(group, dir, names) });
  for (const name of names) await isWhole(dir, name);
  await daemon.shows();
  await daemon.click();
  await until(() => isShown(skein), { what: 'the window' });
  for (const name of names) await expect(skein.row(name)).toContainText('Seeding');
  const [only, ...others] = await daemon.told();
  expect(others).toEqual([]);
  expect(only?.title).toBe('4 downloads finished');
  const lines = only?.body.split('\n') ?? [];
  expect(lines).toHaveLength(4);
  expect(lines[3]).toBe('and 1 more');
});

test('a notification tells of a torrent that failed, and a click on it leads there', async ({
  launch,
  group,
  dir,
}) => {
  const daemon = await startDaemon(group, dir);
  const skein = await launch({ env: { DBUS_SESSION_BUS_ADDRESS: daemon.bus.address } });
  await hidden(skein, dir);
  await skein.call('openPaths', { paths: await failing(group, dir, 'broken.mkv') });
  await daemon.shows();
  expect(await isShown(skein)).toBe(false);
  await daemon.click();
  await until(() => isShown(skein), { what: 'the window' });
  await expect(skein.row('broken.mkv')).toHaveAttribute('aria-selected', 'true');
  const [only, ...others] = await daemon.told();
  expect(others).toEqual([]);
  expect(only?.title).toBe('Skein needs you');
  expect(only?.body).toContain('broken.mkv');
});

test('a kind of notification that is switched off is not shown, and the other still is', async ({
  launch,
  group,
  dir,
}) => {
  const daemon = await startDaemon(group, dir);
  const skein = await launch({ env: { DBUS_SESSION_BUS_ADDRESS: daemon.bus.address } });
  await hidden(skein, dir);
  const open = (paths: string[]): Promise<unknown> => skein.call('openPaths', { paths });

  // Whatever comes first would be shown first: when the second is there, the first does not come any more.
  await skein.call('setDesktop', { notifyFinished: false });
  await open(await fromTheWeb(group, dir, ['quiet.mkv']));
  await isWhole(dir, 'quiet.mkv');
  await open(await failing(group, dir, 'broken.mkv'));
  await daemon.shows();
  expect((await daemon.told()).map(({ title }) => title)).toEqual(['Skein needs you']);

  await skein.call('setDesktop', { notifyFinished: true, notifyProblems: false });
  await open(await failing(group, dir, 'unsaid.mkv'));
  await until(async () => /notice: .*unsaid\.mkv/.test(await skein.log()), { what: 'its fault' });
  await open(await fromTheWeb(group, dir, ['told.mkv']));
  await daemon.shows();
  expect(await daemon.told()).toEqual([
    expect.objectContaining({ title: 'Skein needs you' }),
    { title: 'Download finished', body: 'told.mkv' },
  ]);
});

test('a notification tells of a disk that is nearly full, a click on it brings the window; downloads wait, and go on when there is room', async ({
  launch,
  group,
  dir,
}) => {
  const { bavail, bsize } = await statfs(dir);
  test.skip(bavail * bsize > TIB, 'more than a tebibyte is free');
  const daemon = await startDaemon(group, dir);
  const skein = await launch({ env: { DBUS_SESSION_BUS_ADDRESS: daemon.bus.address } });
  await hidden(skein, dir);
  await skein.call('setEngine', { minFreeSpace: TIB });
  await skein.call('openPaths', { paths: [await smallTorrent(dir, 'no room')] });
  await daemon.shows();
  expect(await isShown(skein)).toBe(false);
  await daemon.click();
  await until(() => isShown(skein), { what: 'the window' });
  await expect(skein.row('no room')).toContainText('Disk nearly full');
  const [only, ...others] = await daemon.told();
  expect(others).toEqual([]);
  expect(only?.title).toBe('Skein needs you');
  expect(only?.body).toContain('Downloads into it wait until there is more room.');
  await skein.call('setEngine', { minFreeSpace: 0 });
  await expect(skein.row('no room')).not.toContainText('Disk nearly full');
});
