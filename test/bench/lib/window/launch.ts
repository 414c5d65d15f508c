import { chromium } from '@playwright/test';
import type { ProcessGroup } from '../../../support/process-group.ts';
import { findApp } from '../../../support/skein-app.ts';
import { delay, within } from '../../../support/wait.ts';

export interface LaunchOptions {
  readonly root: string;
  readonly profile: string;
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
}

/** Nobody is looked for, nothing leaves this machine. */
export function settingsOf({ profile, port }: LaunchOptions): string[] {
  const set = [
    'lsd=false',
    'dht=false',
    'portMapping=false',
    'listenHost=127.0.0.1',
    `listenPort=${port}`,
    'maxConnections=2000',
  ];
  return ['--profile', profile, ...set.flatMap((setting) => ['--set', setting])];
}

/** Root has to give the sandbox up. */
export const asRoot = (): string[] => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);

/** Seconds from the start of the program. */
export interface Launch {
  readonly painted: number;
  /** NaN without torrents. */
  readonly rows: number;
  /** From the wish to end until it was gone. */
  readonly quit: number;
}

/**
 * Starts the app as a user does, and asks its window after `lookMs` when it was painted: whoever is attached from the
 * start, as Playwright is, makes the start longer.
 */
export async function timeLaunch(
  group: ProcessGroup,
  options: LaunchOptions,
  lookMs: number,
): Promise<Launch> {
  const program = findApp(options.root, { inspectable: true });
  if (!program) throw new Error('There is no app to start');
  const startedAt = performance.timeOrigin + performance.now();
  const app = group.spawn(
    program.executable,
    [...asRoot(), ...program.args, '--remote-debugging-port=0', ...settingsOf(options)],
    { name: 'skein-app', env: options.env, sampleEvery: 1_000 },
  );
  await delay(lookMs);
  await app.waitOutput(/DevTools listening on ws:\/\/127\.0\.0\.1:\d+/);
  const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(app.stderr)?.[1];
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error(`It has no window: ${app.tail()}`);
  const seen = await page.evaluate(() => {
    const at = (name: string): number | undefined =>
      performance.getEntriesByName(name)[0]?.startTime;
    return { origin: performance.timeOrigin, painted: at('first-paint'), rows: at('rows') };
  });
  await browser.close();
  const seconds = (ms: number | undefined): number =>
    (seen.origin + (ms ?? Number.NaN) - startedAt) / 1000;
  const from = performance.now();
  app.signal('SIGTERM');
  await within(20_000, 'the end of the app', app.ended);
  return {
    painted: seconds(seen.painted),
    rows: seconds(seen.rows),
    quit: (performance.now() - from) / 1000,
  };
}
