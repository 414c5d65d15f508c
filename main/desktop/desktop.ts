import { app, Notification, powerMonitor, powerSaveBlocker } from 'electron';
import type { EngineApi, InfoHash, Result } from '../../engine/api/index.ts';
import { makeFormat } from '../../preload/contract/format.ts';
import type {
  DesktopSettings,
  DoneCountdown,
  LinkHandling,
  PlainFault,
} from '../../preload/contract/index.ts';
import { Pulse } from '../pulse.ts';
import { Awake, shouldStayAwake } from '../shell/awake.ts';
import { Notices, type SystemNotice } from '../shell/notices.ts';
import { showProgress } from '../shell/taskbar.ts';
import type { Texts } from '../shell/texts.ts';
import { TrayIcon } from '../shell/tray.ts';
import { trayLook } from '../shell/tray-look.ts';
import { isOnBattery } from './battery.ts';
import { Holds } from './holds.ts';
import { isMetered } from './metered.ts';
import { createPlatform, type Platform, type PlatformOptions } from './platform.ts';
import { WhenDone } from './when-done.ts';

interface Source {
  call<T>(run: (engine: EngineApi) => Promise<Result<T>>): Promise<Result<T>>;
}

export interface DesktopOptions extends PlatformOptions {
  readonly source: Source;
  texts(): Texts;
  settings(): DesktopSettings;
  /** Changes a setting as the user would. */
  change(change: Partial<DesktopSettings>): void;
  window(): Electron.BrowserWindow | undefined;
  show(): void;
  /** Brings the window up with the torrent in sight. */
  reveal(id: InfoHash): void;
  add(): void;
  quit(action?: 'sleep' | 'shutdown'): void;
  onCountdown(countdown: DoneCountdown | undefined): void;
  onFault(about: string, fault: PlainFault): void;
}

/** Skein's part in the desktop around its window: tray, notifications, task bar, sleep, login, links. */
export class Desktop {
  readonly #options: DesktopOptions;
  readonly #platform: Platform;
  readonly #pulse: Pulse;
  readonly #notices: Notices;
  readonly #holds: Holds;
  readonly #awake = new Awake(powerSaveBlocker);
  readonly #whenDone: WhenDone;
  #tray: TrayIcon | undefined;
  /** Notifications that nobody refers to are collected, and their clicks with them. */
  readonly #shown = new Set<Notification>();

  constructor(options: DesktopOptions) {
    this.#options = options;
    this.#platform = createPlatform(options);
    this.#pulse = new Pulse(options.source);
    this.#notices = new Notices({
      texts: () => options.texts(),
      show: (notice) => this.#notify(notice),
      isWatched: () => options.window()?.isFocused() ?? false,
      isWanted: (kind) => {
        const { notifyFinished, notifyProblems } = options.settings();
        return (
          Notification.isSupported() && (kind === 'finished' ? notifyFinished : notifyProblems)
        );
      },
    });
    this.#holds = new Holds({
      settings: () => options.settings(),
      // Electron can say once it is ready.
      isOnBattery: () => app.whenReady().then(() => isOnBattery(powerMonitor)),
      isMetered,
      hold: (reason) => void this.#call('hold', (engine) => engine.hold(reason)),
    });
    this.#whenDone = new WhenDone({
      perform: (action) => options.quit(action === 'quit' ? undefined : action),
      onCountdown: (countdown) => this.#count(countdown),
      onSpent: () => options.change({ whenDone: 'nothing' }),
    });
  }

  /** The app is ready, and `hasTray` says whether an icon would be seen. */
  start(hasTray: boolean): void {
    const options = this.#options;
    if (hasTray) {
      this.#tray = new TrayIcon(
        {
          show: () => options.show(),
          add: () => options.add(),
          pauseAll: () => void this.#call('tray', (engine) => engine.pause('all')),
          resumeAll: () => void this.#call('tray', (engine) => engine.resume('all')),
          whenDone: (action) => options.change({ whenDone: action }),
          slowMode: (on) =>
            void this.#call('tray', (engine) => engine.setSettings({ slowMode: on })),
          quit: () => options.quit(),
        },
        options.texts(),
        options.settings().whenDone,
      );
    }
    this.#pulse.listen((summary) => {
      const { language, units, preventSleep } = options.settings();
      const format = makeFormat(language === 'system' ? app.getLocale() : language, units);
      this.#tray?.look(trayLook(summary, format));
      this.#tray?.setSlowMode(summary.slowMode);
      showProgress(options.window(), summary);
      this.#awake.set(shouldStayAwake(preventSleep, summary));
      this.#whenDone.heard(summary);
    });
    this.#pulse.start();
    powerMonitor.on('resume', () => {
      void this.#call('network', (engine) => engine.networkChanged());
      void this.#holds.look();
    });
    powerMonitor.on('on-battery', () => void this.#holds.look());
    powerMonitor.on('on-ac', () => void this.#holds.look());
    // The session ends: Linux and macOS wait for us when asked to, Windows does not, so it hears of it first.
    powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
      event?.preventDefault();
      options.quit();
    });
    options.window()?.on('session-end', () => options.quit());
    void this.#platform.links.repair().then((repaired) => {
      if (!repaired.ok) options.onFault('links', repaired);
    });
  }

  get hasTray(): boolean {
    return this.#tray !== undefined;
  }

  /** Settings were read or changed. */
  apply(settings: DesktopSettings): void {
    this.#whenDone.set(settings.whenDone);
    this.#tray?.translate(this.#options.texts(), settings.whenDone);
    this.#awake.set(shouldStayAwake(settings.preventSleep, this.#pulse.last));
    void this.#holds.look();
  }

  engineStarted(): void {
    this.#holds.engineStarted();
  }

  finished(id: InfoHash, name: string): void {
    this.#notices.finished(id, name);
  }

  problem(id: InfoHash | undefined, fault: PlainFault): void {
    this.#notices.problem(id, fault.message);
  }

  /** The window was closed and went to the task bar, since there is no tray. */
  tellNoTray(): void {
    const { goesOn, noTray } = this.#options.texts();
    if (Notification.isSupported()) this.#notify({ title: goesOn, body: noTray, id: undefined });
  }

  cancelWhenDone(): void {
    this.#whenDone.cancel();
  }

  links(): Promise<LinkHandling> {
    return this.#platform.links.state();
  }

  becomeDefault(): Promise<Result<LinkHandling>> {
    return this.#platform.links.claim();
  }

  startsAtLogin(): Promise<boolean> {
    return this.#platform.autostart.isOn();
  }

  setStartAtLogin(on: boolean): Promise<Result<void>> {
    return this.#platform.autostart.set(on);
  }

  close(): void {
    this.#pulse.stop();
    this.#holds.close();
    this.#notices.close();
    this.#whenDone.close();
    this.#awake.set(false);
    this.#tray?.destroy();
    this.#tray = undefined;
  }

  async #call(about: string, run: (engine: EngineApi) => Promise<Result<unknown>>): Promise<void> {
    const called = await this.#options.source.call(run);
    if (!called.ok) this.#options.onFault(about, called);
  }

  #notify({ title, body, id }: SystemNotice): void {
    const notification = new Notification({ title, body });
    const over = (): void => void this.#shown.delete(notification);
    this.#shown.add(notification);
    notification.on('click', () => {
      over();
      if (id === undefined) this.#options.show();
      else this.#options.reveal(id);
    });
    notification.on('close', over);
    notification.on('failed', over);
    notification.show();
  }

  #count(countdown: DoneCountdown | undefined): void {
    // It asks for an answer: where nobody sees it, nobody can give one.
    if (countdown !== undefined && !(this.#options.window()?.isVisible() ?? false))
      this.#options.show();
    this.#options.onCountdown(countdown);
  }
}
