import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InfoHash } from '../../preload/contract/index.ts';
import { expect, logged, test } from './support/skein.ts';
import { addSmall } from './support/torrents.ts';

test('the page is alone: no Node, no remote content, a strict policy', async ({ launch }) => {
  const { page, app } = await launch();
  const inPage = await page.evaluate(() => ({
    node:
      typeof (globalThis as Record<string, unknown>)['process'] +
      typeof (globalThis as Record<string, unknown>)['require'],
    electron: Object.keys(window).includes('electron'),
    frozen: Object.isFrozen((window as unknown as { api: object }).api),
  }));
  expect(inPage).toEqual({ node: 'undefinedundefined', electron: false, frozen: true });
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { sandbox, contextIsolation, nodeIntegration, webviewTag } =
      contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webviewTag };
  });
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
  });
  const policy = await page.evaluate(async () =>
    (await fetch('skein://app/index.html')).headers.get('content-security-policy'),
  );
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toContain('unsafe');
});

test('scripts, styles and connections from elsewhere are refused', async ({ launch }) => {
  const { page } = await launch();
  const refused = await page.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      violations.push(event.effectiveDirective),
    );
    const script = document.createElement('script');
    script.textContent = 'window.hacked = true';
    document.body.append(script);
    const image = new Image();
    image.src = 'https://example.invalid/pixel.png';
    const fetched = await fetch('https://example.invalid/').then(
      () => 'came',
      () => 'refused',
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { violations: violations.sort(), fetched, hacked: 'hacked' in window };
  });
  expect(refused).toEqual({
    violations: ['connect-src', 'img-src', 'script-src-elem'],
    fetched: 'refused',
    hacked: false,
  });
});

test('the protocol serves the window and nothing beside it', async ({ launch }) => {
  const { page } = await launch();
  const status = (url: string) =>
    page.evaluate(async (address) => (await fetch(address)).status, url);
  expect(await status('skein://app/index.html')).toBe(200);
  for (const path of [
    '../main/index.js',
    '..%2fmain%2findex.js',
    '%2e%2e/package.json',
    'etc/passwd',
    '..%5cmain',
    '',
  ]) {
    expect(await status(`skein://app/${path}`), path).toBe(404);
  }
});

test('navigation, new windows and permissions are denied', async ({ launch }) => {
  const skein = await launch();
  const { page, app } = skein;
  await page.evaluate(() => {
    location.href = 'https://example.invalid/';
  });
  await logged(skein, 'denied: navigation to https://example.invalid/');
  expect(page.url()).toBe('skein://app/index.html');
  const opened = await page.evaluate(() => window.open('https://example.invalid/popup'));
  expect(opened).toBeNull();
  await logged(skein, 'denied: new window https://example.invalid/popup');
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  const answers = await page.evaluate(async () => ({
    notifications: await Notification.requestPermission(),
    camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'granted',
      (error: Error) => error.name,
    ),
  }));
  expect(answers.notifications).toBe('denied');
  expect(answers.camera).not.toBe('granted');
});

test('calls are taken from our page only, and only if they can be parsed', async ({ launch }) => {
  const skein = await launch();
  const { page, app } = skein;
  const call = (name: string, argument: unknown) =>
    page.evaluate(
      ([method, value]) =>
        (window as unknown as { api: Record<string, (v: unknown) => unknown> }).api[
          method as string
        ]?.(value),
      [name, argument] as const,
    );
  const bad: [string, unknown][] = [
    ['pause', { ids: ['not a hash'] }],
    ['pause', { ids: [] }],
    ['pause', { ids: ['0'.repeat(40)], extra: 1 }],
    ['remove', { ids: ['0'.repeat(40)], files: 'yes' }],
    ['setDesktop', { theme: 'pink' }],
    ['setDesktop', { constructor: 1 }],
    ['openPaths', { paths: ['/tmp/a\0b'] }],
    ['openText', { text: 'x'.repeat(300_000) }],
    ['start', { anything: true }],
  ];
  for (const [name, argument] of bad) {
    expect(
      await call(name, argument),
      `${name} ${JSON.stringify(argument).slice(0, 60)}`,
    ).toMatchObject({
      ok: false,
      code: 'ipc-argument',
    });
  }
  expect(await call('setEngine', { listenPort: 70_000 })).toMatchObject({
    ok: false,
    code: 'setting-invalid',
  });
  expect(await call('recheck', { ids: ['0'.repeat(40)] })).toMatchObject({
    ok: false,
    code: 'torrent-unknown',
  });

  // Another page in the same process model, with the same preload script: it is not ours.
  const answer = await app.evaluate(async ({ app: electron, BrowserWindow }) => {
    const preload = `${electron.getAppPath()}/out/preload/index.cjs`;
    const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    await other.loadURL('data:text/html,<p>foreign</p>');
    const reply: unknown = await other.webContents.executeJavaScript('window.api.start()');
    other.destroy();
    return reply;
  });
  expect(answer).toMatchObject({ ok: false, code: 'ipc-sender' });
});

test('a file that is opened is shown by its program; one that would run is only pointed at', async ({
  launch,
  dir,
}) => {
  const skein = await launch();
  const names = ['film.mkv', 'setup.exe', 'install.sh', 'Holiday.desktop'];
  await mkdir(join(dir, 'saved'));
  for (const name of names) await writeFile(join(dir, 'saved', name), 'x');
  await addSmall(skein, dir, names);
  await skein.app.evaluate(({ shell }) => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    shell.openPath = async (path) => {
      seen.push(`opened ${path}`);
      return '';
    };
    shell.showItemInFolder = (path) => void seen.push(`shown ${path}`);
    shell.openExternal = async (url) => void seen.push(`left for ${url}`);
  });
  for (const name of names) {
    const id = (await skein.row(name).getAttribute('id'))?.replace('torrent-', '') as InfoHash;
    await skein.call('open', { id });
    await skein.call('open', { id, file: 0 });
  }
  const seen = await skein.app.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  const [film, ...programs] = names.map((name) => join(dir, 'saved', name));
  expect(seen).toEqual([
    `opened ${film}`,
    `opened ${film}`,
    ...programs.flatMap((path) => [`shown ${path}`, `shown ${path}`]),
  ]);
});
