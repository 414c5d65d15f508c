import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, expect, type Page } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { build, type PreviewServer, preview } from 'vite';
import { licencesPlugin } from '../../../scripts/build/licences.mjs';
import type { Scene } from './scenes.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export interface Look {
  readonly theme: 'light' | 'dark';
  readonly language: 'en' | 'de';
  readonly width: number;
  readonly height: number;
  readonly zoom: number;
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

/** The renderer over its mock, in a window of the real Electron. */
export class MockPage {
  readonly page: Page;
  readonly #app: ElectronApplication;
  readonly #server: PreviewServer;

  private constructor(app: ElectronApplication, page: Page, server: PreviewServer) {
    this.#app = app;
    this.page = page;
    this.#server = server;
  }

  static async open(executable: string): Promise<MockPage> {
    const shared = {
      configFile: false as const,
      root: join(root, 'renderer'),
      logLevel: 'error' as const,
      build: { outDir: join(root, '.cache', 'mock-page'), emptyOutDir: true },
    };
    await build({
      ...shared,
      plugins: [react(), licencesPlugin()],
      // The mock is for development; a bundle of it opens ten times as fast.
      define: { 'import.meta.env.DEV': 'true' },
    });
    const server = await preview({ ...shared, preview: { host: '127.0.0.1', port: 0 } });
    const app = await _electron.launch({
      executablePath: executable,
      args: [...asRoot, join(root, 'test/e2e/support/mock-window.cjs'), 'about:blank'],
    });
    return new MockPage(app, await app.firstWindow(), server);
  }

  async close(): Promise<void> {
    await this.#app.close();
    await this.#server.close();
  }

  /** Shows the scene from the beginning, drawn to the end. */
  async show(scene: Scene, look: Look): Promise<void> {
    const { page } = this;
    const query = `${scene.moves === true ? '' : 'still'}&${scene.query ?? ''}`;
    const url = this.#server.resolvedUrls?.local[0] ?? '';
    // Nothing moves, so that nothing is judged half faded in.
    await page.emulateMedia({ colorScheme: look.theme, reducedMotion: 'reduce' });
    await page.goto(`${url}?language=${look.language}&${query}`);
    await page.locator('.app').waitFor();
    await this.#resize(look);
    await page.mouse.move(0, 0);
    if (!query.includes('torrents=0')) await page.locator('.row').first().waitFor();
    await scene.act?.(page);
    await page.evaluate(settled);
  }

  /** Another theme, size or zoom, with what is shown left as it is. */
  async change(look: Omit<Look, 'language'>): Promise<void> {
    await this.page.emulateMedia({ colorScheme: look.theme });
    await this.#resize(look);
    await this.page.evaluate(settled);
  }

  /** Chromium keeps the zoom per origin, and a window just made may ignore its first size. */
  async #resize({ width, height, zoom }: Omit<Look, 'language'>): Promise<void> {
    await expect(async () => {
      await this.#app.evaluate(
        ({ BrowserWindow }, size) => {
          const [window] = BrowserWindow.getAllWindows();
          window?.setContentSize(size.width, size.height);
          window?.webContents.setZoomFactor(size.zoom);
        },
        { width, height, zoom },
      );
      await this.page.waitForFunction(
        ([w, h]) => innerWidth === w && innerHeight === h,
        [width / zoom, height / zoom] as const,
        { timeout: 1_000 },
      );
    }).toPass();
  }

  /** A PNG as the window shows it: Playwright's own pictures do not know of the zoom. */
  async picture(): Promise<Buffer> {
    const png = await this.#app.evaluate(async ({ BrowserWindow }) => {
      const image = await BrowserWindow.getAllWindows()[0]?.webContents.capturePage();
      return image?.toPNG().toString('base64') ?? '';
    });
    return Buffer.from(png, 'base64');
  }
}
