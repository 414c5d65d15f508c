import { join } from 'node:path';
import countryFile from '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb?asset';
import { app, nativeImage, nativeTheme, session, shell } from 'electron';
import { done, type InfoHash } from '../engine/api/index.ts';
import type {
  DesktopSettings,
  Notice,
  PlainFault,
  Scene,
  StartState,
} from '../preload/contract/index.ts';
import type { CommandLine } from './command-line.ts';
import { Countries } from './countries.ts';
import { Desktop } from './desktop/desktop.ts';
import { tellMachine } from './desktop/machine.ts';
import { commandAgain } from './desktop/platform.ts';
import { DesktopStore } from './desktop-store.ts';
import { EngineSupervisor } from './engine-supervisor.ts';
import { Intake } from './intake.ts';
import { chooseTorrents, createHandlers } from './ipc/handlers.ts';
import { registerCalls } from './ipc/register.ts';
import { keepLate } from './late-links.ts';
import type { MainLog } from './log.ts';
import { OriginMark, systemMarker } from './origin-mark.ts';
import { Publisher } from './publisher.ts';
import { Removals } from './removals.ts';
import { RunOnCompletion } from './run-on-completion.ts';
import { onAccentChange, systemAccent } from './shell/accent.ts';
import { harden } from './shell/hardening.ts';
import windowIcon from './shell/icons/window-256.png?inline';
import { setMenu } from './shell/menu.ts';
import { ORIGIN, PAGE, servePage } from './shell/protocol.ts';
import { type Texts, textsFor } from './shell/texts.ts';
import { trashRemoved } from './shell/trash.ts';
import { hasTrayHost } from './shell/tray.ts';
import { MainWindow } from './shell/window.ts';
import { createUpdater } from './updates/electron-updater.ts';
import { Updates } from './updates/updates.ts';
import { WatchFolders } from './watch-folders.ts';

export interface SkeinOptions {
  readonly profile: string;
  /** What a later start needs on its command line to be the same Skein. */
  readonly ownArguments: readonly string[];
  /** Settings of the engine for this run only, as typed. */
  readonly set: readonly string[];
  readonly log: MainLog;
  /** The development server's page instead of the built one. */
  readonly devUrl: string | undefined;
  /** The folder with the built main, preload and renderer. */
  readonly out: string;
  readonly nonce: string;
  /** A window hidden for this long lets its page go. */
  readonly releaseAfterMs: number;
}

/** The window is shown with the user's settings when they come this fast, and without them otherwise. */
const SETTINGS_WAIT_MS = 1500;
/** Quit ends in under 5 s whatever happens: removals, then the engine, then the rest. */
const COMMIT_MS = 700;
const ENGINE_STOP_MS = 3600;
const MAX_NOTICES = 100;

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The running app: owns the engine's worker, the window and the tray icon, and ends them. */
export class Skein {
  readonly #options: SkeinOptions;
  readonly #supervisor: EngineSupervisor;
  readonly #publisher: Publisher;
  readonly #store: DesktopStore;
  readonly #removals: Removals;
  readonly #runner: RunOnCompletion;
  readonly #originMark: OriginMark;
  readonly #intake: Intake;
  readonly #watchFolders: WatchFolders;
  readonly #desktop: Desktop;
  readonly #updates: Updates;
  readonly #countries = new Countries(countryFile);
  readonly #loaded: Promise<void>;
  #window: MainWindow | undefined;
  /** For a page that does not listen yet. */
  #notices: Notice[] = [];
  #pageListens = false;
  #settingsLoaded: () => void = () => undefined;
  #quitting: Promise<void> | undefined;
  #mayClose = false;
  #wantedAgain = false;
  #scene: Scene | undefined;
  #release: NodeJS.Timeout | undefined;

  constructor(options: SkeinOptions) {
    this.#options = options;
    this.#loaded = new Promise((resolve) => {
      this.#settingsLoaded = resolve;
    });
    this.#supervisor = new EngineSupervisor({
      script: join(options.out, 'main', 'engine-host.js'),
      host: { profileDir: options.profile, version: app.getVersion(), set: options.set },
      onState: (state) => this.#engineState(state),
      onDelta: (delta) => this.#publisher.delta(delta),
      onNews: (news) => {
        // First the mark: the user's program may take the files elsewhere.
        void this.#originMark.news(news).then(() => this.#runner.news(news));
        if (news.kind === 'fault') {
          this.#notify({ kind: 'fault', fault: news.fault });
          this.#desktop.problem(news.id, news.fault);
        } else if (news.kind === 'completed') {
          this.#desktop.finished(news.id, news.name);
          this.#notify({ kind: 'completed', id: news.id, name: news.name });
        } else if (news.kind === 'moved') {
          this.#notify({ kind: 'moved', id: news.id, name: news.name, folder: news.folder });
        } else if (news.kind === 'taken') {
          void this.#watchFolders.taken(news.files);
        } else if (news.kind === 'peeked') this.#intake.peeked(news.preview);
      },
    });
    const source = this.#supervisor;
    this.#publisher = new Publisher(source, (text) => this.#window?.send('delta', text));
    this.#desktop = this.#createDesktop(source);
    this.#updates = new Updates({
      updater: createUpdater(options.log),
      why: app.isPackaged ? 'system' : 'development',
      version: app.getVersion(),
      isWanted: () => this.#store.settings.checkUpdates,
      now: () => Date.now(),
      onState: (state) => this.#window?.send('update', state),
      onFault: (fault) => options.log.fault('updates', fault),
    });
    const system = {
      read: async () => ({ startAtLogin: await this.#desktop.startsAtLogin() }),
      write: async ({ startAtLogin }: Partial<DesktopSettings>) =>
        startAtLogin === undefined ? done : this.#desktop.setStartAtLogin(startAtLogin),
    };
    this.#store = new DesktopStore(source, system, (settings) => {
      nativeTheme.themeSource = settings.theme;
      this.#desktop.apply(settings);
      this.#watchFolders.settingsChanged();
      this.#window?.send('desktop', settings);
    });
    this.#originMark = new OriginMark({
      source,
      mark: systemMarker(process.platform),
      onFault: (fault) => options.log.fault('marks', fault),
    });
    this.#runner = new RunOnCompletion({
      source,
      command: () => this.#store.settings.runOnCompletion,
      onOutput: (line) => options.log.info(line),
      onFault: (fault) => this.#notify({ kind: 'fault', fault }),
    });
    this.#removals = new Removals({
      source,
      trash: (removed) => trashRemoved(removed, (path) => shell.trashItem(path)),
      onChange: (removals) => this.#window?.send('removals', removals),
      onFault: (fault) => this.#notify({ kind: 'fault', fault }),
    });
    const revive = async (id: InfoHash): Promise<boolean> => {
      const removal = this.#removals.holding(id);
      return removal !== undefined && (await this.#removals.undo(removal)).ok;
    };
    this.#watchFolders = new WatchFolders({
      source,
      saveFolder: () => this.#saveFolder(),
      trashItem: (path) => shell.trashItem(path),
      revive,
      onNotice: (notice) => this.#notify(notice),
      onFault: (fault) => this.#notify({ kind: 'fault', fault }),
    });
    this.#intake = new Intake({
      source,
      silentFolder: () => (this.#store.settings.skipAddDialog ? this.#saveFolder() : undefined),
      startPaused: () => this.#store.settings.startPaused,
      revive,
      onOffers: (offers) => this.#window?.send('offers', offers),
      onNotice: (notice) => this.#notify(notice),
      onSaved: (folder) => this.#report('recent folders', this.#store.rememberFolder(folder)),
    });
  }

  startEngine(): void {
    void this.#supervisor.start();
  }

  /** The app is ready: window, tray, calls. Resolves when the window is shown (or kept hidden). */
  async startShell(hidden: boolean): Promise<void> {
    const { devUrl, out, log, nonce } = this.#options;
    const origin = devUrl === undefined ? ORIGIN : new URL(devUrl).origin;
    harden(app, session.defaultSession, {
      origin,
      onDenied: (what) => log.info(`denied: ${what}`),
    });
    servePage(session.defaultSession, join(out, 'renderer'), nonce);
    setMenu();
    const window = this.#createWindow(devUrl ?? PAGE, origin);
    this.#window = window;
    registerCalls(this.#handlers(window), {
      isTrusted: (event) => window.isTrusted(event),
      onRefused: (name, why) => log.error(`refused call ${name}: ${why}`),
      onCrash: (name, error) => log.error(`call ${name} crashed`, error),
    });
    this.#listenToApp();
    const tray = hasTrayHost();
    // Who will see the window sees it with its rows: they are sent before it is shown.
    if (!hidden) this.#publisher.setVisible(true);
    const arranged = Promise.race([this.#loaded, after(SETTINGS_WAIT_MS)]).then(() =>
      window.restoreBounds(this.#store.bounds),
    );
    await Promise.all([window.load(), arranged]);
    if (!hidden || !(await tray)) this.#showFirst(window);
    this.#supervisor.windowShown();
    const trayHost = await tray;
    if (this.#quitting !== undefined) return;
    this.#desktop.start(trayHost);
    this.#releaseLater(window.isVisible);
    this.#updates.start();
  }

  #showFirst(window: MainWindow): void {
    if (this.#quitting === undefined) window.show(this.#store.bounds?.maximized);
  }

  /** Torrents from a command line, ours or a second one's. */
  open(line: CommandLine, show: boolean): void {
    if (this.#quitting !== undefined) {
      this.#openLate(line, show);
      return;
    }
    if (show || line.links.length > 0) this.#window?.show();
    void this.#intake.open(line.links, line.saveTo);
  }

  /** Somebody wants Skein while it ends: it is back right afterwards, with what was handed over. */
  #openLate(line: CommandLine, show: boolean): void {
    this.#wantedAgain ||= show;
    try {
      keepLate(this.#options.profile, line);
    } catch (error) {
      this.#options.log.error('late links', error);
    }
  }

  /** Saves everything and ends; then the machine sleeps or shuts down, if it is to. */
  quit(action?: 'sleep' | 'shutdown'): void {
    this.#quitting ??= this.#end(action);
  }

  #createDesktop(source: EngineSupervisor): Desktop {
    const { ownArguments, log } = this.#options;
    return new Desktop({
      source,
      ownArguments,
      icon: () => nativeImage.createFromDataURL(windowIcon).toPNG(),
      texts: () => this.#texts(),
      settings: () => this.#store.settings,
      change: (change) => this.#report('desktop settings', this.#store.change(change)),
      window: () => this.#window?.browserWindow,
      show: () => this.#window?.show(),
      reveal: (id) => {
        this.#window?.show();
        this.#notify({ kind: 'reveal', id });
      },
      add: () => {
        this.#window?.show();
        void this.#chooseTorrents();
      },
      quit: (action) => this.quit(action),
      onCountdown: (countdown) => this.#window?.send('whenDone', countdown),
      onFault: (about, fault) => log.fault(about, fault),
    });
  }

  #createWindow(url: string, origin: string): MainWindow {
    return new MainWindow({
      preload: join(this.#options.out, 'preload', 'index.cjs'),
      url,
      origin,
      icon: nativeImage.createFromDataURL(windowIcon),
      mayClose: () => this.#mayClose,
      onCloseAsked: () => this.#closeAsked(),
      onVisible: (visible) => {
        this.#publisher.setVisible(visible);
        this.#releaseLater(visible);
      },
      onPageGone: (reason) => {
        if (reason !== 'navigation' && reason !== 'released')
          this.#options.log.error(`the window's process is gone: ${reason}`);
        this.#pageListens = false;
        this.#publisher.setListening(false);
      },
      onBounds: (bounds) => this.#report('window bounds', this.#store.saveBounds(bounds)),
    });
  }

  #handlers(window: MainWindow): ReturnType<typeof createHandlers> {
    return createHandlers({
      profile: this.#options.profile,
      supervisor: this.#supervisor,
      countries: this.#countries,
      store: this.#store,
      intake: this.#intake,
      removals: this.#removals,
      desktop: this.#desktop,
      updates: this.#updates,
      window: () => window.browserWindow,
      texts: () => this.#texts(),
      downloads: () => this.#downloads(),
      pageStarted: () => this.#pageStarted(),
      keepScene: (scene) => {
        this.#scene = scene;
      },
      quit: () => this.quit(),
      answerClose: (action) => {
        if (action === 'background') this.#toBackground();
        else if (action === 'quit') this.quit();
      },
    });
  }

  async #chooseTorrents(): Promise<void> {
    const window = this.#window;
    if (window === undefined) return;
    const texts = (): Texts => this.#texts();
    await chooseTorrents({ window: () => window.browserWindow, texts, intake: this.#intake });
  }

  #listenToApp(): void {
    // The window being closed is not the end of Skein.
    app.on('window-all-closed', () => undefined);
    app.on('activate', () => this.#window?.show());
    onAccentChange((accent) => this.#window?.send('accent', accent));
    app.on('before-quit', (event) => {
      if (this.#mayClose) return;
      event.preventDefault();
      this.quit();
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => this.quit());
  }

  async #pageStarted(): Promise<StartState> {
    await Promise.race([this.#loaded, after(SETTINGS_WAIT_MS)]);
    this.#pageListens = true;
    this.#publisher.setListening(true);
    const notices = this.#notices;
    this.#notices = [];
    return {
      version: app.getVersion(),
      platform: process.platform,
      locale: app.getLocale(),
      desktop: this.#store.settings,
      accent: systemAccent(),
      view: this.#store.view,
      scene: this.#scene,
      engine: this.#supervisor.state,
      offers: this.#intake.offers,
      removals: this.#removals.all,
      notices,
    };
  }

  #engineState(state: EngineSupervisor['state']): void {
    if (state.phase === 'running') {
      this.#watchFolders.engineStarted();
      void this.#store.load().then((loaded) => {
        if (!loaded.ok) this.#options.log.fault('desktop settings', loaded);
        if (this.#store.view !== undefined) this.#window?.send('view', this.#store.view);
        this.#settingsLoaded();
      });
      this.#publisher.engineStarted();
      this.#desktop.engineStarted();
      void this.#removals.finish();
    } else if (state.phase !== 'starting') {
      this.#options.log.fault('engine', state.fault);
      this.#settingsLoaded();
    }
    this.#window?.send('engine', state);
  }

  #notify(notice: Notice): void {
    if (notice.kind === 'fault') this.#options.log.fault('notice', notice.fault);
    else if (notice.kind === 'added') this.#options.log.info(`added “${notice.name}”`);
    if (this.#pageListens) this.#window?.send('notice', notice);
    else if (this.#notices.length < MAX_NOTICES) this.#notices.push(notice);
  }

  #closeAsked(): void {
    const { close } = this.#store.settings;
    if (close === 'quit') this.quit();
    else if (close === 'background' || !this.#pageListens) this.#toBackground();
    else this.#window?.send('closeAsked', null);
  }

  /** Without a place for the icon a hidden window could not be brought back. */
  #toBackground(): void {
    if (this.#desktop.hasTray) {
      this.#window?.hide();
      return;
    }
    this.#window?.minimize();
    if (this.#store.toldNoTray) return;
    this.#report('what was told', this.#store.rememberNoTray());
    this.#desktop.tellNoTray();
    this.#notify({ kind: 'noTray' });
  }

  /** A page that nobody has looked at for a while takes no memory: it comes back where it was. */
  #releaseLater(visible: boolean): void {
    clearTimeout(this.#release);
    if (visible || this.#quitting !== undefined || !this.#desktop.hasTray) return;
    this.#release = setTimeout(() => this.#window?.release(), this.#options.releaseAfterMs);
  }

  async #end(action: 'sleep' | 'shutdown' | undefined): Promise<void> {
    clearTimeout(this.#release);
    this.#window?.hide();
    clearTimeout(this.#release);
    this.#desktop.close();
    this.#runner.close();
    this.#watchFolders.close();
    this.#updates.stop();
    await Promise.race([this.#removals.commitAll(), after(COMMIT_MS)]);
    const stopped = await this.#supervisor.stop(ENGINE_STOP_MS);
    if (!stopped.ok) this.#options.log.fault('quit', stopped);
    this.#mayClose = true;
    this.#window?.destroy();
    if (action !== undefined) {
      const told = await tellMachine(action);
      if (!told.ok) this.#options.log.fault(action, told);
    }
    this.#options.log.close();
    if (this.#wantedAgain && action === undefined) {
      const [execPath = '', ...args] = commandAgain(this.#options.ownArguments);
      app.relaunch({ execPath, args });
    }
    app.quit();
  }

  #texts(): Texts {
    return textsFor(this.#store.settings.language, app.getLocale());
  }

  /** Where torrents are saved when nobody says otherwise. */
  #saveFolder(): string {
    return this.#store.settings.defaultFolder || this.#downloads();
  }

  #downloads(): string {
    return app.getPath('downloads');
  }

  #report(
    about: string,
    saved: Promise<{ readonly ok: true } | ({ readonly ok: false } & PlainFault)>,
  ): void {
    void saved.then((result) => {
      if (!result.ok) this.#options.log.fault(about, result);
    });
  }
}
