import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { createServer, type ViteDevServer } from 'vite';
import { en } from '../../renderer/i18n/en.ts';
import { licencesPlugin } from '../../scripts/build/licences.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

interface Scene {
  readonly name: string;
  /** As mock-api.ts reads it. */
  readonly query: string;
  /** 800×600 when absent, the least that has to do. */
  readonly width?: number;
  readonly height?: number;
  readonly act?: (page: Page) => Promise<void>;
}

const details =
  (tab: number, row = 0) =>
  async (page: Page): Promise<void> => {
    await page.locator('.row').nth(row).click();
    await page.keyboard.press('Control+i');
    await page.getByRole('tab').nth(tab).click();
  };
const keys =
  (...pressed: readonly string[]) =>
  async (page: Page): Promise<void> => {
    for (const key of pressed) await page.keyboard.press(key);
    await page.getByRole('dialog').waitFor();
  };

/** Every state that is rare in life. */
const scenes: readonly Scene[] = [
  { name: 'list', query: 'torrents=1000', width: 1440, height: 900 },
  { name: 'engine-failed', query: 'engine=failed&torrents=0' },
  { name: 'engine-restarting', query: 'engine=restarting' },
  { name: 'fault', query: 'fault' },
  { name: 'welcome', query: 'torrents=0' },
  {
    name: 'empty',
    query: 'torrents=0',
    act: (page) => page.locator('.welcome-foot button').first().click(),
  },
  {
    name: 'no-match',
    query: '',
    act: async (page) => {
      await page.locator('#filter').fill('zzz size:>3QB');
      await page.locator('.filter-mistake', { hasText: '3QB' }).waitFor();
    },
  },
  { name: 'offer', query: 'offer=1' },
  { name: 'offers', query: 'offer=4' },
  { name: 'disk-full', query: '', act: details(0, 11) },
  { name: 'stalled', query: '', act: details(0, 4) },
  { name: 'tracker-failing', query: '', act: details(3, 10) },
  { name: 'remove', query: '', act: (page) => details(0)(page).then(() => removeFirst(page)) },
  { name: 'settings', query: '', act: keys('Control+,') },
  ...['files', 'speed', 'queue', 'connection', 'advanced'].map((name, at) => ({
    name: `settings-${name}`,
    query: '',
    act: async (page: Page): Promise<void> => {
      await keys('Control+,')(page);
      await page
        .locator('.settings-group')
        .nth([2, 3, 4, 5, 7][at] as number)
        .click();
    },
  })),
  { name: 'shortcuts', query: '', act: keys('F1') },
  { name: 'log', query: '', act: keys('Control+Shift+L') },
];

async function removeFirst(page: Page): Promise<void> {
  await page.locator('#torrents').focus();
  await page.keyboard.press('Delete');
  await page.getByRole('dialog').waitFor();
}

/** English in light for the pictures only: German is longer, and the zoom is the narrower window. */
const keepsPictures = process.env['SKEIN_SCREENSHOTS'] === '1';
const looks = [
  ...(keepsPictures ? [['theme=light&language=en', 1, 'light'] as const] : []),
  ['theme=dark&language=de', 1, 'dark'],
  ['theme=light&language=de', 2, 'zoom'],
] as const;

/** As the window shows it: Playwright's own pictures do not know of the zoom. */
async function keep(name: string): Promise<void> {
  const png = await app.evaluate(async ({ BrowserWindow }) => {
    const image = await BrowserWindow.getAllWindows()[0]?.webContents.capturePage();
    return image?.toPNG().toString('base64') ?? '';
  });
  const folder = join(root, 'test-results/screenshots/states');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.png`), Buffer.from(png, 'base64'));
}

/** Drawn, with everything that moves once at its end. */
async function settled(): Promise<void> {
  const frame = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(done));
  for (let drawn = 0; drawn < 4; drawn++) {
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
        animation.finish();
    }
    await frame();
  }
}

/** What is wrong with the page as it stands: out of the window, cut without a sign of it, or over its neighbour. */
function flaws(keys: readonly string[]): string[] {
  const found: string[] = [];
  const isKey = new RegExp(`^(${keys.join('|')})(\\.[\\w/-]+)+$`);
  const name = (element: Element): string =>
    `${element.tagName.toLowerCase()}.${element.className} “${element.textContent?.slice(0, 40)}”`;
  const scrolls = (element: Element): boolean => {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      if (['auto', 'scroll'].includes(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  if (document.documentElement.scrollWidth > innerWidth)
    found.push('the page is wider than the window');
  const dialog = document.querySelector('[role=dialog]');
  for (const element of (dialog ?? document.body).querySelectorAll('*')) {
    const hasText = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
    );
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const isSeen = box.width > 1 && box.height > 1 && style.visibility === 'visible';
    if (!hasText || !isSeen || element.closest('.visually-hidden, .filter-marks, option') !== null)
      continue;
    if (isKey.test(element.textContent ?? '')) found.push(`a key and no text: ${name(element)}`);
    if ((box.left < -1 || box.right > innerWidth + 1) && !scrolls(element))
      found.push(`out of the window: ${name(element)}`);
    // What stands at the end of its cell overflows at the beginning, which no scrollWidth tells.
    const range = document.createRange();
    range.selectNodeContents(element);
    const isLost =
      style.overflowX === 'hidden' && range.getBoundingClientRect().left < box.left - 1;
    if (isLost) found.push(`cut at its beginning: ${name(element)}`);
    const isCut = element.scrollWidth > element.clientWidth + 1 && style.overflowX === 'hidden';
    if (isCut && style.textOverflow !== 'ellipsis') found.push(`cut: ${name(element)}`);
  }
  // What hangs below the bar, as the filter's explanation does, takes no place in it.
  const hangs = (node: Node): boolean =>
    node instanceof Element && ['absolute', 'fixed'].includes(getComputedStyle(node).position);
  const boxOf = (element: Element): DOMRect => {
    const own = element.getBoundingClientRect();
    let { left, right } = own;
    for (const node of element.childNodes) {
      if (hangs(node)) continue;
      // What overflows a box is seen all the same.
      const range = document.createRange();
      range.selectNode(node);
      const inner = range.getBoundingClientRect();
      if (inner.width === 0) continue;
      left = Math.min(left, inner.left);
      right = Math.max(right, inner.right);
    }
    return new DOMRect(left, own.top, right - left, own.height);
  };
  const rows = '.toolbar, .status-bar, .dialog-foot, .tab-bar, .setting, .sidebar-item';
  for (const bar of document.querySelectorAll(rows)) {
    const boxes = [...bar.children]
      .map(
        (child) =>
          [child, child.matches('.cut') ? child.getBoundingClientRect() : boxOf(child)] as const,
      )
      .filter(([, box]) => box.width > 0 && box.height > 0);
    for (const [one, a] of boxes) {
      for (const [other, b] of boxes) {
        const over = a.left < b.right - 1 && b.left < a.right - 1;
        const beside = a.top < b.bottom - 1 && b.top < a.bottom - 1;
        const isBefore = one.compareDocumentPosition(other) === Node.DOCUMENT_POSITION_FOLLOWING;
        if (isBefore && over && beside)
          found.push(`over each other: ${name(one)} and ${name(other)}`);
      }
    }
  }
  return found;
}

let server: ViteDevServer;
let app: ElectronApplication;

test.beforeAll(async ({ browserName: _ }, testInfo) => {
  server = await createServer({
    configFile: false,
    root: join(root, 'renderer'),
    cacheDir: join(root, '.cache', 'vite-states'),
    plugins: [react(), licencesPlugin()],
    server: { host: '127.0.0.1', port: 0 },
    logLevel: 'error',
  });
  await server.listen();
  const { executable } = testInfo.project.metadata as { executable: string };
  app = await _electron.launch({
    executablePath: executable,
    args: [...asRoot, join(root, 'test/e2e/support/mock-window.cjs'), 'about:blank'],
  });
});

test.afterAll(async () => {
  await app?.close();
  await server?.close();
});

test('nothing is cut or overlaps at 800×600, at 200 % zoom, in German', async () => {
  const page = await app.firstWindow();
  const url = server.resolvedUrls?.local[0] ?? '';
  const show = async (scene: Scene, look: string, zoom: number): Promise<void> => {
    const width = scene.width ?? 800;
    const height = scene.height ?? 600;
    await page.goto(`${url}?still&${look}&${scene.query}`);
    await page.locator('.app').waitFor();
    // Chromium keeps the zoom per origin, and a window just made may ignore its first size.
    await expect(async () => {
      await app.evaluate(
        ({ BrowserWindow }, size) => {
          const [window] = BrowserWindow.getAllWindows();
          window?.setContentSize(size.width, size.height);
          window?.webContents.setZoomFactor(size.zoom);
        },
        { width, height, zoom },
      );
      await page.waitForFunction(
        ([w, h]) => innerWidth === w && innerHeight === h,
        [width / zoom, height / zoom] as const,
        { timeout: 1_000 },
      );
    }).toPass();
    if (!scene.query.includes('torrents=0')) await page.locator('.row').first().waitFor();
    await scene.act?.(page);
  };
  const found: Record<string, string[]> = {};
  for (const scene of scenes) {
    for (const [look, zoom, suffix] of looks) {
      await show(scene, look, zoom);
      await page.evaluate(settled);
      const wrong = await page.evaluate(flaws, Object.keys(en));
      if (wrong.length > 0) found[`${scene.name}-${suffix}`] = wrong;
      if (keepsPictures) await keep(`${scene.name}-${suffix}`);
    }
  }
  expect(found).toEqual({});
});
