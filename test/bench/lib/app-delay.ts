import { _electron, type ElectronApplication } from '@playwright/test';
import { findApp } from '../../support/skein-app.ts';

/** The app with Playwright attached, which can look at the loop of its main thread. */

export interface Watched {
  readonly app: ElectronApplication;
  /** Starts counting anew. */
  begin(): Promise<void>;
  /** How late timers of the main thread came since `begin`, in ms. */
  delays(): Promise<{ readonly p99: number; readonly max: number }>;
}

interface Histogram {
  readonly max: number;
  enable(): void;
  reset(): void;
  percentile(percent: number): number;
}

export async function launchWatched(
  root: string,
  profile: string,
  env: Readonly<Record<string, string>>,
): Promise<Watched> {
  const program = findApp(root, { inspectable: true });
  if (!program) throw new Error('There is no app to start');
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const app = await _electron.launch({
    executablePath: program.executable,
    args: [...asRoot, ...program.args, '--profile', profile],
    env: { ...Object.fromEntries(inherited), ...env },
  });
  await (await app.firstWindow()).waitForSelector('.app');
  await app.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
    const histogram = monitorEventLoopDelay({ resolution: 1 });
    histogram.enable();
    Object.assign(globalThis, { benchDelays: histogram });
  });
  return {
    app,
    begin: () =>
      app.evaluate(() => {
        (globalThis as unknown as { benchDelays: Histogram }).benchDelays.reset();
      }),
    delays: () =>
      app.evaluate(() => {
        const { benchDelays } = globalThis as unknown as { benchDelays: Histogram };
        return { p99: benchDelays.percentile(99) / 1e6, max: benchDelays.max / 1e6 };
      }),
  };
}
