import { BrowserWindow, type IpcMainInvokeEvent, nativeTheme, screen } from 'electron';
import { eventChannel } from '../../preload/contract/events.ts';
import type { EventName, EventPayload } from '../../preload/contract/index.ts';
import type { WindowBounds } from '../desktop-store.ts';
import { isOurs } from './hardening.ts';

export interface WindowOptions {
  readonly preload: string;
  readonly url: string;
  readonly origin: string;
  readonly icon: Electron.NativeImage;
  /** True when the window may be destroyed; otherwise the owner decides what closing means. */
  mayClose(): boolean;
  onCloseAsked(): void;
  onVisible(visible: boolean): void;
  /** The page started anew or died: it listens again once it has called `start`. */
  onPageGone(reason: string): void;
  onBounds(bounds: WindowBounds): void;
}

const MIN_WIDTH = 640;
const MIN_HEIGHT = 420;
const BACKGROUND = { light: '#ffffff', dark: '#17181b' } as const;
const COME_BACK_MS = 800;
/** A page that dies more often than this in a minute is left alone. */
const MAX_RELOADS = 5;

const background = (): string =>
  nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light;

/** True when enough of the bounds is on a screen that is there now. */
function isOnScreen(bounds: WindowBounds): boolean {
  const area = screen.getDisplayMatching(bounds).workArea;
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const height =
    Math.min(bounds.y + bounds.height, area.y + area.height) - Math.max(bounds.y, area.y);
  return width >= 120 && height >= 60;
}

/** The one window of Skein. */
export class MainWindow {
  readonly #window: BrowserWindow;
  readonly #options: WindowOptions;
  #shown = false;
  /** Its page was let go: it comes back before the window is shown. */
  #released = false;
  #reloads: number[] = [];
  #boundsTimer: NodeJS.Timeout | undefined;

  constructor(options: WindowOptions) {
    this.#options = options;
    this.#window = new BrowserWindow({
      width: 1200,
      height: 760,
      minWidth: MIN_WIDTH,
      minHeight: MIN_HEIGHT,
      show: false,
      title: 'Skein',
      icon: options.icon,
      backgroundColor: background(),
      autoHideMenuBar: true,
      webPreferences: {
        preload: options.preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        navigateOnDragDrop: false,
      },
    });
    this.#listen();
  }

  /** Resolves when there is something to look at. */
  async load(): Promise<void> {
    const ready = new Promise<void>((resolve) =>
      this.#window.once('ready-to-show', () => resolve()),
    );
    await this.#window.loadURL(this.#options.url);
    await ready;
  }

  get isVisible(): boolean {
    return !this.#window.isDestroyed() && this.#window.isVisible() && !this.#window.isMinimized();
  }

  restoreBounds(bounds: WindowBounds | undefined): void {
    if (bounds === undefined || !isOnScreen(bounds)) return;
    this.#window.setBounds({
      x: bounds.x,
      y: bounds.y,
      width: bounds.width,
      height: bounds.height,
    });
    if (bounds.maximized && this.#shown) this.#window.maximize();
  }

  show(maximized = false): void {
    if (this.#window.isDestroyed()) return;
    if (this.#released) {
      void this.#comeBack().then(() => this.show(maximized));
      return;
    }
    if (maximized && !this.#shown) this.#window.maximize();
    this.#shown = true;
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  hide(): void {
    this.#window.hide();
  }

  /** Ends the process of a page that nobody sees; nothing that is only in the page may matter. */
  release(): void {
    if (this.#window.isDestroyed() || this.#released || this.#window.isVisible()) return;
    this.#released = true;
    this.#window.webContents.forcefullyCrashRenderer();
  }

  async #comeBack(): Promise<void> {
    this.#released = false;
    const loaded = new Promise<void>((resolve) =>
      this.#window.webContents.once('did-finish-load', () => resolve()),
    );
    this.#window.webContents.reload();
    // A window without content is better than none.
    await Promise.race([loaded, new Promise((resolve) => setTimeout(resolve, COME_BACK_MS))]);
  }

  minimize(): void {
    this.#window.minimize();
  }

  destroy(): void {
    clearTimeout(this.#boundsTimer);
    if (!this.#window.isDestroyed()) this.#window.destroy();
  }

  send<K extends EventName>(name: K, payload: EventPayload<K>): void {
    if (this.#window.isDestroyed() || this.#window.webContents.isCrashed()) return;
    this.#window.webContents.send(eventChannel(name), payload);
  }

  /** Calls are taken from the main frame of this window, showing our own page, and from nobody else. */
  isTrusted(event: IpcMainInvokeEvent): boolean {
    const frame = event.senderFrame;
    return (
      frame !== null &&
      !this.#window.isDestroyed() &&
      event.sender === this.#window.webContents &&
      frame === this.#window.webContents.mainFrame &&
      isOurs(frame.url, this.#options.origin)
    );
  }

  get browserWindow(): BrowserWindow {
    return this.#window;
  }

  #listen(): void {
    const window = this.#window;
    const visible = (): void => {
      // However it came to be shown.
      if (this.#released && this.isVisible) void this.#comeBack();
      this.#options.onVisible(this.isVisible);
    };
    window.on('show', visible);
    window.on('hide', visible);
    window.on('minimize', visible);
    window.on('restore', visible);
    window.on('close', (event) => {
      if (this.#options.mayClose()) return;
      event.preventDefault();
      this.#options.onCloseAsked();
    });
    const bounds = (): void => this.#boundsChanged();
    window.on('resize', bounds);
    window.on('move', bounds);
    window.on('maximize', bounds);
    window.on('unmaximize', bounds);
    nativeTheme.on('updated', () => {
      if (!window.isDestroyed()) window.setBackgroundColor(background());
    });
    window.webContents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) this.#options.onPageGone('navigation');
    });
    window.webContents.on('render-process-gone', (_event, details) => {
      this.#options.onPageGone(this.#released ? 'released' : details.reason);
      if (!this.#released) this.#revive();
    });
  }

  #revive(): void {
    const now = Date.now();
    this.#reloads = [...this.#reloads.filter((at) => now - at < 60_000), now];
    if (this.#reloads.length <= MAX_RELOADS && !this.#options.mayClose()) this.#window.reload();
  }

  /** Saved when the user has let go of the window for a moment. */
  #boundsChanged(): void {
    if (!this.#shown) return;
    clearTimeout(this.#boundsTimer);
    this.#boundsTimer = setTimeout(() => {
      if (this.#window.isDestroyed() || this.#window.isMinimized()) return;
      const { x, y, width, height } = this.#window.getNormalBounds();
      this.#options.onBounds({ x, y, width, height, maximized: this.#window.isMaximized() });
    }, 500);
  }
}
