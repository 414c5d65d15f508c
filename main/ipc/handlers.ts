import { basename, isAbsolute } from 'node:path';
import { clipboard, dialog } from 'electron';
import { done, ok, type Result } from '../../engine/api/index.ts';
import type { EngineSettings, Scene, StartState } from '../../preload/contract/index.ts';
import { aboutHandlers } from '../about/handlers.ts';
import type { Countries, PeersAnswer } from '../countries.ts';
import type { Desktop } from '../desktop/desktop.ts';
import type { DesktopStore } from '../desktop-store.ts';
import type { EngineSupervisor } from '../engine-supervisor.ts';
import { folderFacts } from '../folders.ts';
import { type Intake, linksOfText } from '../intake.ts';
import type { Removals } from '../removals.ts';
import { openPath, reveal } from '../shell/open.ts';
import type { Texts } from '../shell/texts.ts';
import { updateHandlers } from '../updates/handlers.ts';
import type { Updates } from '../updates/updates.ts';
import { fileHandlers } from './file-handlers.ts';
import { organiseHandlers } from './organise-handlers.ts';
import type { Handlers } from './register.ts';

export interface HandlerParts {
  readonly profile: string;
  readonly supervisor: EngineSupervisor;
  readonly store: DesktopStore;
  readonly intake: Intake;
  readonly removals: Removals;
  readonly updates: Updates;
  readonly desktop: Pick<Desktop, 'links' | 'becomeDefault' | 'cancelWhenDone'>;
  window(): Electron.BrowserWindow;
  readonly countries: Countries;
  texts(): Texts;
  downloads(): string;
  /** The window listens now; what it should know at once. */
  pageStarted(): Promise<StartState>;
  keepScene(scene: Scene): void;
  quit(): void;
  answerClose(action: 'background' | 'quit' | 'stay'): void;
}

export async function chooseTorrents(
  parts: Pick<HandlerParts, 'window' | 'texts' | 'intake'>,
): Promise<Result<void>> {
  const texts = parts.texts();
  const chosen = await dialog.showOpenDialog(parts.window(), {
    title: texts.openTorrents,
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: texts.torrentFiles, extensions: ['torrent'] },
      { name: texts.allFiles, extensions: ['*'] },
    ],
  });
  if (!chosen.canceled) await parts.intake.open(chosen.filePaths);
  return done;
}

async function choose(
  parts: HandlerParts,
  from: string,
  what: 'openDirectory' | 'openFile',
): Promise<Result<string | undefined>> {
  const chosen = await dialog.showOpenDialog(parts.window(), {
    ...(what === 'openDirectory' ? { title: parts.texts().chooseFolder } : {}),
    properties: [what, 'createDirectory'],
    ...(isAbsolute(from) ? { defaultPath: from } : {}),
  });
  return ok(chosen.canceled ? undefined : chosen.filePaths[0]);
}

/** The calls of the contract, one line each where the part they belong to does the work. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { supervisor, store, intake, removals, desktop } = parts;
  return {
    start: async () => ok(await parts.pageStarted()),
    restartEngine: () => {
      supervisor.restart();
      return done;
    },
    quit: () => {
      parts.quit();
      return done;
    },
    answerClose: async ({ action, remember }) => {
      const saved = remember && action !== 'stay' ? await store.change({ close: action }) : done;
      parts.answerClose(action);
      return saved.ok ? done : saved;
    },

    chooseTorrents: () => chooseTorrents(parts),
    openPaths: async ({ paths }) => {
      await intake.open(paths);
      return done;
    },
    openBytes: async ({ name, bytes }) => {
      await intake.openBytes({ fileName: basename(name), bytes });
      return done;
    },
    openText: async ({ text }) => {
      const links = linksOfText(text);
      if (!links.ok) return links;
      await intake.open(links.value);
      return done;
    },
    acceptOffers: (accepted) => intake.accept(accepted),
    dismissOffers: ({ offers }) => {
      intake.dismiss(offers);
      return done;
    },

    saveFolders: () =>
      ok({
        preferred: store.settings.defaultFolder || parts.downloads(),
        recent: store.recentFolders,
      }),
    folderFacts: ({ path }) => folderFacts(path),
    chooseFolder: ({ from }) => choose(parts, from, 'openDirectory'),
    chooseFile: ({ from }) => choose(parts, from, 'openFile'),

    pause: async ({ ids }) => {
      const paused = await supervisor.call((engine) => engine.pause(ids));
      return paused.ok ? done : paused;
    },
    resume: ({ ids }) => supervisor.call((engine) => engine.resume(ids)),
    recheck: ({ ids }) => supervisor.call((engine) => engine.recheck(ids)),
    announceNow: ({ ids }) => supervisor.call((engine) => engine.announceNow(ids)),
    remove: ({ ids, files }) => removals.remove(ids, files),
    undoRemove: ({ removal }) => removals.undo(removal),
    addTrackers: ({ id, urls }) => supervisor.call((engine) => engine.addTrackers(id, urls)),
    setTrackers: ({ id, tiers }) => supervisor.call((engine) => engine.setTrackers(id, tiers)),
    addPeer: ({ id, address }) => supervisor.call((engine) => engine.addPeer(id, address)),
    banPeer: ({ address }) => supervisor.call((engine) => engine.banPeer(address)),
    setPriorities: ({ id, changes }) =>
      supervisor.call((engine) => engine.setPriorities(id, changes)),
    setWebSeeds: ({ id, seeds }) => supervisor.call((engine) => engine.setWebSeeds(id, seeds)),
    setLimits: ({ ids, limits }) => supervisor.call((engine) => engine.setLimits(ids, limits)),
    limitPeer: ({ id, address, limits }) =>
      supervisor.call((engine) => engine.limitPeer(id, address, limits)),
    details: async ({ id, part, seen }) => {
      const details = await supervisor.call((engine) => engine.details(id, part, seen));
      return part === 'peers' ? parts.countries.tell(details as PeersAnswer) : details;
    },
    speed: () => supervisor.call((engine) => engine.speed()),
    reveal: ({ id, file }) => supervisor.call((engine) => reveal(engine, id, file)),
    findFiles: ({ pattern }) => supervisor.call((engine) => engine.findFiles(pattern)),
    open: ({ id, file }) => supervisor.call((engine) => openPath(engine, id, file)),
    copyMagnets: async ({ ids }) => {
      const links = await supervisor.call((engine) => engine.magnets(ids));
      if (!links.ok) return links;
      clipboard.writeText(links.value.join('\n'));
      return done;
    },
    copyText: ({ text }) => {
      clipboard.writeText(text);
      return done;
    },

    setPolicy: ({ ids, ...change }) => supervisor.call((engine) => engine.setPolicy(ids, change)),
    ...organiseHandlers(supervisor, intake),
    ...aboutHandlers(parts.profile),
    ...updateHandlers(parts.updates, supervisor, parts.profile),
    ...fileHandlers(supervisor),

    linkHandling: async () => ok(await desktop.links()),
    becomeDefault: () => desktop.becomeDefault(),
    cancelWhenDone: () => {
      desktop.cancelWhenDone();
      return done;
    },
    setDesktop: (change) => store.change(change),
    engineSettings: () => supervisor.call((engine) => engine.settings()),
    // The engine checks every key and value itself.
    setEngine: (change) =>
      supervisor.call((engine) => engine.setSettings(change as Partial<EngineSettings>)),
    statistics: () => supervisor.call((engine) => engine.statistics()),
    saveView: (view) => store.saveView(view),
    keepFirst: ({ ids }) => supervisor.call((engine) => engine.keepFirst(ids)),
    keepScene: (scene) => {
      parts.keepScene(scene);
      return done;
    },
  };
}
