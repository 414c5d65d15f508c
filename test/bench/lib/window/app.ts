import { _electron, type Page } from '@playwright/test';
import type { ProcessGroup } from '../../../support/process-group.ts';
import { findApp } from '../../../support/skein-app.ts';
import { delay, until } from '../../../support/wait.ts';
import { asRoot, type LaunchOptions, settingsOf } from './launch.ts';

/** The app with Playwright attached, watched from its first moment on. */
export interface App {
  readonly pid: number;
  readonly page: Page;
  /** Seconds until all torrents are there and none is being looked at. */
  allThere(count: number): Promise<number>;
  begin(): Promise<void>;
  /** How late timers of the main thread came since `begin`, or the start, in ms. */
  delays(): Promise<{ readonly p99: number; readonly max: number }>;
  /** Stops looking at the loop, which wakes the main thread a thousand times a second. */
  unwatch(): Promise<void>;
  /** Into the background, as the window's own button does. */
  close(): Promise<void>;
  call(name: string, argument: unknown): Promise<void>;
  /** Resident memory of the window's process. */
  rendererBytes(): Promise<number>;
  /** What a hidden window is sent, and paints, in so many ms. */
  hidden(ms: number): Promise<{ readonly deltas: number; readonly frames: number }>;
}

interface Histogram {
  readonly max: number;
  enable(): void;
  disable(): void;
  reset(): void;
  percentile(percent: number): number;
}

interface Watched {
  benchDelays: Histogram;
  benchSent: number;
}

export async function launchApp(group: ProcessGroup, options: LaunchOptions): Promise<App> {
  const program = findApp(options.root, { inspectable: true });
  if (!program) throw new Error('There is no app to start');
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const app = await _electron.launch({
    executablePath: program.executable,
    args: [...asRoot(), ...program.args, ...settingsOf(options)],
    env: { ...Object.fromEntries(inherited), ...options.env },
  });
  group.own(() => app.close());
  await app.evaluate(({ webContents, app: electron }) => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
    const histogram = monitorEventLoopDelay({ resolution: 1 });
    histogram.enable();
    const watched = globalThis as unknown as Watched;
    Object.assign(watched, { benchDelays: histogram, benchSent: 0 });
    const count = (contents: Electron.WebContents): void => {
      const { send } = contents;
      contents.send = (channel: string, ...words: unknown[]) => {
        if (channel === 'event:delta') watched.benchSent++;
        send.call(contents, channel, ...words);
      };
    };
    // The window may be there already.
    for (const contents of webContents.getAllWebContents()) count(contents);
    electron.on('web-contents-created', (_event, contents) => count(contents));
  });
  const page = await app.firstWindow();
  const window = await app.browserWindow(page);

  return {
    pid: app.process().pid ?? 0,
    page,
    allThere: async (count) => {
      const seeding = page.locator('[data-key="status:seeding"] .sidebar-count');
      const shown = async (): Promise<number> =>
        Number(((await seeding.textContent()) ?? '').replace(/\D/g, ''));
      await until(async () => (await shown()) === count, {
        timeout: 120_000,
        interval: 50,
        what: `${count} torrents to seed`,
      });
      return seconds();
    },
    begin: () => app.evaluate(() => (globalThis as unknown as Watched).benchDelays.reset()),
    delays: () =>
      app.evaluate(() => {
        const { benchDelays } = globalThis as unknown as Watched;
        return { p99: benchDelays.percentile(99) / 1e6, max: benchDelays.max / 1e6 };
      }),
    unwatch: () => app.evaluate(() => (globalThis as unknown as Watched).benchDelays.disable()),
    close: async () => {
      await window.evaluate((one) => one.close());
    },
    call: async (name, argument) => {
      const reply = await page.evaluate(
        ([method, value]) => {
          const { api } = globalThis as unknown as {
            api: Record<string, (value: unknown) => Promise<{ ok: boolean; message?: string }>>;
          };
          return api[method as string]?.(value);
        },
        [name, argument] as const,
      );
      if (reply?.ok !== true) throw new Error(`${name}: ${reply?.message}`);
    },
    rendererBytes: async () => {
      const pid = await window.evaluate((one) => one.webContents.getOSProcessId());
      return app.evaluate(
        ({ app: electron }, id) =>
          1024 *
          (electron.getAppMetrics().find((one) => one.pid === id)?.memory.workingSetSize ?? 0),
        pid,
      );
    },
    hidden: async (ms) => {
      await page.evaluate(() => {
        const counted = { frames: 0 };
        const look = (): void => {
          counted.frames++;
          requestAnimationFrame(look);
        };
        Object.assign(globalThis, { benchFrames: counted });
        requestAnimationFrame(look);
      });
      const sent = (): Promise<number> =>
        app.evaluate(() => (globalThis as unknown as Watched).benchSent);
      const frames = (): Promise<number> =>
        page.evaluate(
          () => (globalThis as unknown as { benchFrames: { frames: number } }).benchFrames.frames,
        );
      // A count that never counts would be good news in any case.
      if ((await sent()) === 0) throw new Error('no delta was seen while the window was shown');
      await window.evaluate((one) => one.hide());
      await delay(1000);
      const before = { deltas: await sent(), frames: await frames() };
      await delay(ms);
      return { deltas: (await sent()) - before.deltas, frames: (await frames()) - before.frames };
    },
  };
}
