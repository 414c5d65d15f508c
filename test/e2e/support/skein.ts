import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  _electron,
  test as base,
  type ElectronApplication,
  expect,
  type Locator,
  type Page,
} from '@playwright/test';
import type { Api, CallArgument, CallName, CallReply } from '../../../preload/contract/index.ts';
import type { ViewState } from '../../../preload/contract/view-state.ts';
import { smaller } from '../../../scripts/pictures/png.mjs';
import { ProcessGroup } from '../../support/process-group.ts';
import { until, within } from '../../support/wait.ts';

export interface LaunchOptions {
  /** The rest of the command line: links, --save-to. */
  readonly args?: readonly string[];
  /** Another profile than the test's own. */
  readonly profile?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another program than the project's. */
  readonly program?: Program;
}

/** The running app, as a test sees it. */
export interface Skein {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly process: ChildProcess;
  readonly profile: string;
  readonly list: Locator;
  /** What went wrong in the page: exceptions, refused resources. A good test ends with none. */
  readonly pageErrors: string[];
  row(name: string): Locator;
  toast(text: string | RegExp): Locator;
  /** Calls main as the window does; fails the test when main says no. */
  call<K extends CallName>(name: K, argument?: CallArgument<K>): Promise<CallReply<K>>;
  /** Ends it as the user does. Milliseconds until its process was gone. */
  quit(): Promise<number>;
  /** SIGKILL to the main process: its children end with it. */
  kill(): Promise<void>;
  log(): Promise<string>;
}

interface Fixtures {
  readonly group: ProcessGroup;
  /** A folder of the test's own: profile, home, downloads. */
  readonly dir: string;
  readonly launch: (options?: LaunchOptions) => Promise<Skein>;
}

interface Program {
  readonly executable: string;
  readonly args: readonly string[];
}

const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** No multicast, no router, no DHT: a test speaks to this machine alone. */
const aloneOnThisMachine = ['lsd=false', 'dht=false', 'portMapping=false'].flatMap((setting) => [
  '--set',
  setting,
]);

/** The command line of the program under test. */
export function commandLine(program: Program, profile: string, args: readonly string[]): string[] {
  return [...asRoot, ...program.args, '--profile', profile, ...aloneOnThisMachine, ...args];
}

/** Nothing of the tester's own desktop: another home, no session bus. */
export function environment(dir: string): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      !entry[0].startsWith('XDG_') &&
      entry[0] !== 'DBUS_SESSION_BUS_ADDRESS',
  );
  return {
    ...Object.fromEntries(kept),
    HOME: join(dir, 'home'),
    XDG_DATA_HOME: join(dir, 'home', '.local', 'share'),
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    LANG: 'en_GB.UTF-8',
    LANGUAGE: 'en_GB',
  };
}

async function start(program: Program, dir: string, options: LaunchOptions): Promise<Skein> {
  const profile = options.profile ?? join(dir, 'profile');
  await mkdir(join(dir, 'home', 'Downloads'), { recursive: true });
  const app = await _electron.launch({
    executablePath: program.executable,
    args: commandLine(program, profile, options.args ?? []),
    env: { ...environment(dir), ...options.env },
  });
  const process = app.process();
  const ended = new Promise<void>((resolve) => process.once('exit', () => resolve()));
  const page = await app.firstWindow();
  const pageErrors: string[] = [];
  page.on('pageerror', (error) => pageErrors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') pageErrors.push(message.text());
  });
  await page.waitForSelector('.app');

  return {
    app,
    page,
    process,
    profile,
    list: page.locator('#torrents'),
    pageErrors,
    row: (name) => page.getByRole('row', { name }),
    toast: (text) => page.locator('.toast', { hasText: text }),
    call: async (name, argument) => {
      const result = await page.evaluate(
        ([method, value]) => {
          const { api } = window as unknown as { api: Record<string, (value: unknown) => unknown> };
          return api[method as string]?.(value);
        },
        [name, argument] as const,
      );
      const reply = result as Awaited<ReturnType<Api['quit']>>;
      if (!reply.ok) throw new Error(`${name}: ${reply.code}: ${reply.message}`);
      return reply.value as never;
    },
    quit: async () => {
      const from = performance.now();
      // The inspector's connection ends in the middle of the answer.
      app.evaluate(({ app: electron }) => electron.quit()).catch(() => undefined);
      await within(10_000, 'Skein to end', ended);
      return performance.now() - from;
    },
    kill: async () => {
      process.kill('SIGKILL');
      await within(10_000, 'Skein to die', ended);
    },
    log: () => readFile(join(profile, 'logs', 'main.log'), 'utf8').catch(() => ''),
  };
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from the pattern
  group: async ({}, use) => {
    const group = new ProcessGroup();
    await use(group);
    await group.close();
  },
  dir: async ({ group }, use) => {
    await use(await group.tempDir('e2e'));
  },
  launch: async ({ dir }, use, testInfo) => {
    const program = testInfo.project.metadata as Program;
    const running: Skein[] = [];
    await use(async (options = {}) => {
      const skein = await start(options.program ?? program, dir, options);
      running.push(skein);
      return skein;
    });
    for (const skein of running) {
      if (skein.process.exitCode === null && skein.process.signalCode === null) {
        await skein.quit().catch(() => skein.process.kill('SIGKILL'));
      }
      if (testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach('main.log', { body: await skein.log() });
      }
    }
  },
});

export { expect };

/** The process that has the profile, by the lock that Chromium keeps in it (Linux and macOS). */
export const ownerOf = (profile: string): Promise<number | undefined> =>
  readlink(join(profile, 'SingletonLock')).then(
    (target) => Number(target.slice(target.lastIndexOf('-') + 1)),
    () => undefined,
  );

/** Ends a Skein that the test did not start itself, but the desktop or another Skein did. */
export async function endOwner(profile: string): Promise<void> {
  const pid = await ownerOf(profile);
  if (pid === undefined) return;
  // One that is ended while it starts leaves its lock behind.
  const isThere = (signal: NodeJS.Signals | 0): boolean => {
    try {
      return process.kill(pid, signal);
    } catch {
      return false;
    }
  };
  isThere('SIGTERM');
  await until(() => !isThere(0), { what: 'its end' });
}

/** Waits until the log of main has the text. */
export const logged = (skein: Skein, text: string): Promise<true> =>
  until(async () => (await skein.log()).includes(text) || undefined, {
    what: `“${text}” in the log`,
  });

/** Waits until main keeps the arrangement: the page tells of it a moment after the last change. */
export const arranged = (skein: Skein, expected: Partial<ViewState>): Promise<void> =>
  expect.poll(async () => (await skein.call('start')).view).toMatchObject(expected);

/**
 * A picture of the window. `npm run pictures` keeps it in docs/screenshots; an ordinary run leaves the project as
 * it was.
 */
export async function picture(page: Page, name: string): Promise<void> {
  const keeps = process.env['SKEIN_SCREENSHOTS'] === '1';
  const folder = keeps ? 'docs/screenshots' : 'test-results/screenshots';
  const png = await page.screenshot({ animations: 'disabled' });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.png`), keeps ? smaller(png) : png);
}

/** Sets the size of the page, not of the window around it. */
export async function resize(skein: Skein, width: number, height: number): Promise<void> {
  await skein.app.evaluate(
    ({ BrowserWindow }, size) =>
      BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width, height },
  );
  await skein.page.waitForFunction(([w, h]) => innerWidth === w && innerHeight === h, [
    width,
    height,
  ] as const);
}

/** Playwright loses a page that crashed for good: what takes its place is looked at from main. */
export const inPage = (skein: Skein, code: string): Promise<unknown> =>
  skein.app.evaluate(({ BrowserWindow }, script) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined || contents.isCrashed() || contents.isLoading()) return undefined;
    // A page that dies meanwhile never answers.
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, 300, undefined));
    return Promise.race([contents.executeJavaScript(script).catch(() => undefined), late]);
  }, code);
