import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManagedProcess, ProcessGroup } from './process-group.ts';
import { delay, until } from './wait.ts';

/**
 * Skein's app started as a user starts it, with nothing attached to it: for measuring. Tests that look into the
 * window use Playwright instead.
 */

export interface AppProgram {
  readonly kind: 'packed' | 'built';
  readonly executable: string;
  readonly args: readonly string[];
}

export interface AppNeeds {
  /** Playwright must be able to attach: the released package refuses that. */
  readonly inspectable?: boolean;
}

/** The packed app where there is one, else the built one in the Electron that npm run bench names. */
export function findApp(root: string, needs: AppNeeds = {}): AppProgram | undefined {
  const named = process.env['SKEIN_APP'];
  const packed = [
    ...(needs.inspectable ? [] : [named]),
    // The release but for the fuse that keeps an inspector out; npm run bench packs it anew.
    join(root, 'dist', 'test', 'linux-unpacked', 'skein'),
    ...(needs.inspectable ? [] : [join(root, 'dist', 'linux-unpacked', 'skein')]),
  ];
  const executable = packed.find((path) => path !== undefined && existsSync(path));
  if (executable !== undefined) return { kind: 'packed', executable, args: [] };
  const electron = process.env['SKEIN_ELECTRON'];
  if (electron === undefined || !existsSync(join(root, 'out', 'main', 'index.js')))
    return undefined;
  return { kind: 'built', executable: electron, args: [root] };
}

/** Why the app cannot be measured here; undefined when it can. */
export function whyNoApp(root: string, needs: AppNeeds = {}): string | undefined {
  if (!findApp(root, needs)) {
    return 'the app is neither packed nor built, or SKEIN_ELECTRON is not set';
  }
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'there is no display';
  return undefined;
}

const asRoot = (): string[] => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);

/** A second start hands the .torrent to the app that runs with the same profile, which adds it without asking. */
export async function openInApp(
  group: ProcessGroup,
  root: string,
  what: {
    readonly profile: string;
    readonly saveDir: string;
    readonly torrentFile: string;
    readonly env: Readonly<Record<string, string>>;
  },
  needs: AppNeeds = {},
): Promise<void> {
  const program = findApp(root, needs);
  if (!program) throw new Error('There is no app to start');
  const where = ['--profile', what.profile, '--save-to', what.saveDir];
  const second = group.spawn(
    program.executable,
    [...asRoot(), ...program.args, ...where, what.torrentFile],
    { name: 'second start of skein-app', env: what.env },
  );
  await Promise.race([second.ended, delay(15_000)]);
}

export interface StartedApp {
  readonly process: ManagedProcess;
  /** Hands a .torrent to the running app, which adds it without asking. */
  open(torrentFile: string, saveDir: string): Promise<void>;
}

/** Resolves when the app has started and is quiet: its window is drawn, nothing moves. */
export async function startApp(
  group: ProcessGroup,
  root: string,
  dir: string,
): Promise<StartedApp> {
  const program = findApp(root);
  if (!program) throw new Error('There is no app to start');
  const home = join(dir, 'home');
  await mkdir(home, { recursive: true });
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
  };
  const profile = join(dir, 'profile');
  const words = [...asRoot(), ...program.args, '--profile', profile];
  const app = group.spawn(program.executable, words, { name: 'skein-app', env });
  let last = -1;
  let quiet = 0;
  await until(
    () => {
      const used = app.sampler.cpuSeconds;
      quiet = used > 0.5 && used - last < 0.03 ? quiet + 1 : 0;
      last = used;
      if (!app.running) throw new Error(app.tail());
      return quiet >= 3;
    },
    { timeout: 30_000, interval: 400, what: () => `the app to be quiet: ${app.tail()}` },
  );
  return {
    process: app,
    open: (torrentFile, saveDir) => openInApp(group, root, { profile, saveDir, torrentFile, env }),
  };
}
