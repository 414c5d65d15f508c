import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startBus } from '../../support/bus.ts';
import { freePort } from '../../support/ports.ts';
import { familyOf, proportional, usage } from '../../support/procfs.ts';
import { isInstalled } from '../../support/requirements.ts';
import { whyNoApp } from '../../support/skein-app.ts';
import { isCliBuilt } from '../../support/skein-cli.ts';
import { delay, until } from '../../support/wait.ts';
import type { Environment, Family, RunContext, Sample } from '../lib/case.ts';
import { launchApp } from '../lib/window/app.ts';
import { manyTorrents } from '../lib/window/profile.ts';

/** What Skein costs whoever has closed its window: five hundred idle seeds, nothing to look at. */

const TORRENTS = 500;
/** After this long, in place of ten minutes, the window's page is let go. */
const RELEASE_MS = 1_000;
const SETTLE_MS = 15_000;
const WATCH_MS = 60_000;

async function measure({ group, dir, environment }: RunContext): Promise<Sample> {
  const { root } = environment;
  const cache = join(root, '.cache', 'payloads');
  const profile = join(dir, 'profile');
  const many = await manyTorrents(cache, TORRENTS, environment.group);
  await many.copyTo(profile);
  const bus = await startBus(group, dir);
  await bus.own('org.kde.StatusNotifierWatcher');
  const env = {
    HOME: join(dir, 'home'),
    DBUS_SESSION_BUS_ADDRESS: bus.address,
    SKEIN_RELEASE_MS: String(RELEASE_MS),
  };
  await mkdir(env.HOME, { recursive: true });
  const app = await launchApp(group, { root, profile, env, port: await freePort() });
  const seconds = await app.allThere(TORRENTS);
  await app.call('setDesktop', { close: 'background' });
  await app.unwatch();
  await app.close();
  await until(() => familyOf(app.pid, '--type=renderer').length === 0, {
    timeout: 15_000,
    what: "the page's process to end",
  });
  await delay(SETTLE_MS);
  const before = usage(app.pid);
  const from = performance.now();
  await delay(WATCH_MS);
  const after = usage(app.pid);
  if (!before || !after) throw new Error('It has ended');
  const idleCpu = (after.cpuSeconds - before.cpuSeconds) / ((performance.now() - from) / 1000);
  const { anonymous, resident } = after;
  return { seconds, idleCpu, anonymous, resident, proportional: proportional(app.pid) };
}

const missing = ({ root }: Environment): string | undefined => {
  if (!isInstalled('dbus-daemon')) return 'dbus-daemon is not installed';
  if (!isCliBuilt()) return 'out/cli is not built';
  return whyNoApp(root, { inspectable: true });
};

export const tray: Family = {
  name: 'tray',
  standard: false,
  cases: async (environment) => [
    {
      name: 'tray',
      title: `${TORRENTS} idle seeds, the window in the tray`,
      columns: ['idleCpu', 'anonymous', 'proportional', 'resident'],
      by: 'seconds',
      touch: 0,
      contestants: [
        { name: 'skein-app', kind: 'ours', missing: missing(environment), run: measure },
      ],
    },
  ],
};
