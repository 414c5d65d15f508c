import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../support/ports.ts';
import type { ProcessGroup } from '../../support/process-group.ts';
import { whyNoApp } from '../../support/skein-app.ts';
import { isCliBuilt } from '../../support/skein-cli.ts';
import { delay, until } from '../../support/wait.ts';
import type { Contestant, Environment, Family, RunContext, Sample } from '../lib/case.ts';
import { type App, launchApp } from '../lib/window/app.ts';
import { startCallers } from '../lib/window/callers.ts';
import { type Launch, type LaunchOptions, timeLaunch } from '../lib/window/launch.ts';
import { filterBy, openFiles, scrollFrames, sortBy, watchFrames } from '../lib/window/page.ts';
import { type ManyTorrents, manyTorrents, wideTorrent } from '../lib/window/profile.ts';

/** The window with ten thousand torrents of which five hundred change every second. */

const TORRENTS = 10_000;
const MOVING = 500;
const FILES = 100_000;
const SCROLL_SECONDS = 5;
const HIDDEN_MS = 5_000;
/** By then a start is over: what the next one finds is kept, and nobody has looked on. */
const EMPTY_START_MS = 3_000;
const START_MS = 8_000;

async function moving({ page }: App): Promise<void> {
  await until(
    async () => {
      const text = await page.locator('[data-key="status:active"] .sidebar-count').textContent();
      return Number((text ?? '').replace(/\D/g, '')) >= MOVING * 0.95;
    },
    { timeout: 60_000, what: `${MOVING} torrents to move` },
  );
}

async function typing({ page }: App): Promise<number> {
  const stop = await watchFrames(page);
  await page.locator('#filter').focus();
  for (const key of 'small-0012') {
    await page.keyboard.press(key);
    await delay(120);
  }
  const longest = await stop();
  await page.locator('#filter').fill('');
  await delay(500);
  return longest;
}

/** The dearest of sorting by name, which is settled, and by rate, which moves. */
async function sorting({ page }: App): Promise<number> {
  const times: number[] = [];
  for (const column of ['name', 'upRate', 'size', 'name']) {
    times.push(await sortBy(page, column));
    await delay(700);
  }
  return Math.max(...times);
}

async function filtering({ page }: App): Promise<number> {
  const times: number[] = [];
  for (const text of ['small-0', 'small-01 size:>1K', 'status:seeding', '']) {
    times.push(await filterBy(page, text));
    await delay(700);
  }
  return Math.max(...times);
}

async function tree(app: App, dir: string): Promise<number> {
  const file = join(dir, 'wide.torrent');
  await wideTorrent(file, FILES);
  await app.call('setDesktop', { skipAddDialog: true, startPaused: true, defaultFolder: dir });
  await app.call('openPaths', { paths: [file] });
  await app.page.locator('#filter').fill('wide');
  const row = app.page.locator('#torrents [role=row]', { hasText: 'wide' });
  await row.first().click({ timeout: 30_000 });
  await app.page.keyboard.press('Control+i');
  await app.page.locator('.details [role=tab]').first().waitFor();
  await delay(1000);
  const ms = await openFiles(app.page);
  await app.page.keyboard.press('Control+i');
  await app.page.locator('#filter').fill('');
  return ms;
}

/** The second start with a profile: the first one has left what every later one finds. */
async function secondLaunch(
  group: ProcessGroup,
  options: LaunchOptions,
  lookMs: number,
): Promise<Launch> {
  await timeLaunch(group, options, lookMs);
  return timeLaunch(group, options, lookMs);
}

async function measure(
  many: ManyTorrents,
  { group, dir, environment }: RunContext,
): Promise<Sample> {
  const profile = join(dir, 'profile');
  await many.copyTo(profile);
  const env = { HOME: join(dir, 'home'), DBUS_SESSION_BUS_ADDRESS: 'disabled:' };
  await mkdir(env.HOME, { recursive: true });
  const port = await freePort();
  const options = { root: environment.root, profile, env, port };
  const none = { ...options, profile: join(dir, 'empty') };
  const empty = await secondLaunch(group, none, EMPTY_START_MS);
  const launch = await secondLaunch(group, options, START_MS);
  const app = await launchApp(group, options);
  const restored = await app.allThere(many.count);
  const starting = await app.delays();
  const callers = startCallers(port, await many.some(MOVING));
  group.own(async () => callers.end());
  await moving(app);
  await delay(2000);
  await app.begin();
  const scroll = await scrollFrames(app.page, SCROLL_SECONDS);
  const typed = await typing(app);
  const sort = await sorting(app);
  const filter = await filtering(app);
  const files = await tree(app, dir);
  await delay(1000);
  const running = await app.delays();
  const resident = await app.rendererBytes();
  const hidden = await app.hidden(HIDDEN_MS);
  callers.end();
  return {
    seconds: launch.rows,
    window: {
      emptyPaint: empty.painted,
      firstRows: launch.rows,
      restored,
      startDelay: starting.max,
      delayP99: running.p99,
      delayMax: running.max,
      scroll,
      typed,
      sort,
      filter,
      files,
      quit: launch.quit,
      hiddenDeltas: hidden.deltas,
      hiddenFrames: hidden.frames,
    },
    resident,
  };
}

async function contestant(environment: Environment): Promise<Contestant> {
  const { root, group } = environment;
  const missing =
    whyNoApp(root, { inspectable: true }) ?? (isCliBuilt() ? undefined : 'out/cli is not built');
  return {
    name: 'skein-app',
    kind: 'ours',
    missing,
    run: async (context) =>
      measure(await manyTorrents(join(root, '.cache', 'payloads'), TORRENTS, group), context),
  };
}

export const window: Family = {
  name: 'window',
  standard: false,
  cases: async (environment) => [
    {
      name: 'window',
      title: `the window, ${TORRENTS} torrents, ${MOVING} of them moving`,
      columns: [
        'emptyPaint',
        'firstRows',
        'restored',
        'startDelay',
        'delayP99',
        'delayMax',
        'scroll',
        'typed',
        'sort',
        'filter',
        'files',
        'resident',
        'quit',
        'hiddenDeltas',
        'hiddenFrames',
      ],
      by: 'seconds',
      touch: 0,
      contestants: [await contestant(environment)],
    },
  ],
};
