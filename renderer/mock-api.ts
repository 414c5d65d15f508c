import { encodeDelta } from '../preload/contract/delta.ts';
import { desktopDefaults } from '../preload/contract/desktop-settings.ts';
import type {
  Api,
  EngineSettings,
  EventName,
  EventPayload,
  InfoHash,
  Offer,
  Removal,
  Result,
  TorrentSnapshot,
  WindowDelta,
} from '../preload/contract/index.ts';
import { engineSettings } from '../preload/contract/settings.ts';
import { UNDO_MS } from '../preload/contract/undo.ts';
import { mockAbout } from './mock/about.ts';
import { answerDetails } from './mock/details.ts';
import { makeOffers } from './mock/offers.ts';
import { mockOrganise } from './mock/organise.ts';
import {
  importSources,
  makeImport,
  makeLocated,
  makeNotices,
  makeRemoved,
  makeStalled,
} from './mock/rare.ts';
import { refusals } from './mock/refusals.ts';
import { makeSpeed } from './mock/speed.ts';
import { makeStatistics } from './mock/statistics.ts';
import { findFiles, makeTorrents, NOW, organisation, seeded, step } from './mock/swarm.ts';
import { mockUpdates } from './mock/updates.ts';
import { asWatched, mockWatched } from './mock/watch.ts';

const GiB = 1024 ** 3;

/**
 * `window.api` for a plain browser: the same face with made-up torrents, for work on the looks and for
 * pictures of rare states. The address sets the scene: `?torrents=12&theme=dark&language=de`, and `still` (nothing moves),
 * `offer=4`, `link` (of an offer), `engine=failed`, `fault`, `notices`, `causes` (one torrent for each reason not to move),
 * `removed`, `close`, `whenDone`, `refuse` (the dialogs' requests), `free=2` (GiB), `sources=0` and `watch=0` (none), `accent=%23c2410c`.
 */
type Listeners = { [K in EventName]?: Set<(payload: EventPayload<K>) => void> };

const ok = <T>(value: T): Promise<Result<T>> => Promise.resolve({ ok: true, value });
const done = (): Promise<Result<void>> => ok(undefined);

export function createMockApi(): Api {
  const scene = new URLSearchParams(location.search);
  // What is told in “minutes ago” is the same in every picture.
  if (scene.has('still')) Date.now = () => NOW;
  const made = scene.has('causes')
    ? makeStalled()
    : makeTorrents(Number(scene.get('torrents') ?? 12));
  const rows = new Map<InfoHash, TorrentSnapshot>(made.map((row) => [row.id, row]));
  const random = seeded(3);
  const listeners: Listeners = {};
  let desktop = {
    ...desktopDefaults,
    theme: (scene.get('theme') ?? 'system') as 'system',
    language: (scene.get('language') ?? 'en') as 'en',
  };
  let settings = Object.fromEntries(
    Object.entries(engineSettings).map(([key, setting]) => [key, setting.default]),
  ) as unknown as EngineSettings;
  let offers = scene.has('offer')
    ? makeOffers(Number(scene.get('offer')) || 1, scene.has('link'))
    : [];
  let removals: Removal[] = [];
  let watched = scene.get('watch') === '0' ? [] : mockWatched;
  const free = Number(scene.get('free') ?? 182);
  let next = 1;

  const emit = <K extends EventName>(name: K, payload: EventPayload<K>): void => {
    for (const listener of listeners[name] ?? []) listener(payload);
  };
  const nothing = { full: false, last: false, added: [], changed: [], removed: [], status: {} };
  const tell = (delta: WindowDelta): void => emit('delta', encodeDelta(delta));
  const status = () => {
    const all = [...rows.values()];
    return {
      listenPort: 51413,
      listenFault: undefined,
      portState: 'open' as const,
      portMap: {
        state: 'mapped' as const,
        method: 'upnp' as const,
        gateway: '192.168.1.1',
        externalHost: '198.51.100.7',
        externalPort: 51413,
      },
      downRate: all.reduce((sum, row) => sum + row.downRate, 0),
      upRate: all.reduce((sum, row) => sum + row.upRate, 0),
      dhtNodes: 347,
      dhtState: 'on' as const,
      connections: all.reduce((sum, row) => sum + row.peers, 0),
      slowMode: settings.slowMode,
      slowSwitch: settings.slowScheduled ? Date.now() + 3_600_000 : 0,
      restoring: 0,
    };
  };
  const full = (): void =>
    tell({
      full: true,
      last: true,
      added: [...rows.values()],
      changed: [],
      removed: [],
      status: status(),
      organisation,
    });
  const change = (
    ids: readonly InfoHash[],
    to: (row: TorrentSnapshot) => Partial<TorrentSnapshot>,
  ): void => {
    const changed = ids.flatMap((id) => {
      const row = rows.get(id);
      if (row === undefined) return [];
      const difference = to(row);
      rows.set(id, { ...row, ...difference });
      return [{ id, ...difference }];
    });
    tell({ ...nothing, changed, status: status() });
  };
  const tick = (): void => {
    const moving = [...rows.values()].filter(
      (row) => row.downRate > 0 || row.upRate > 0 || row.state === 'checking',
    );
    change(
      moving.slice(0, 500).map((row) => row.id),
      (row) => step(row, random),
    );
  };
  const setOffers = (now: Offer[]): void => {
    offers = now;
    emit('offers', offers);
  };
  const setRemovals = (now: Removal[]): void => {
    removals = now;
    emit('removals', removals);
  };
  const commit = (removal: Removal): void => {
    if (!removals.includes(removal)) return;
    for (const id of removal.ids) rows.delete(id);
    tell({ ...nothing, removed: removal.ids, status: status() });
    setRemovals(removals.filter((one) => one !== removal));
  };

  return {
    start: () => {
      setTimeout(() => {
        full();
        if (!scene.has('still')) setInterval(tick, 500);
        // Once the window listens.
        setTimeout(() => {
          if (scene.has('close')) emit('closeAsked', null);
          if (scene.has('whenDone')) emit('whenDone', { action: 'shutdown', seconds: 52 });
        }, 200);
      }, 0);
      const failed = {
        code: 'store-failed',
        subject: '/home/ada/.config/Skein/skein.db',
        message: 'The database “skein.db” cannot be opened: the disk is full.',
      };
      return ok({
        version: '0.1.0',
        platform: 'linux',
        locale: 'en-GB',
        desktop,
        accent: scene.get('accent') ?? undefined,
        view: undefined,
        scene: undefined,
        engine:
          scene.get('engine') === 'failed'
            ? ({ phase: 'failed', fault: failed } as const)
            : scene.get('engine') === 'restarting'
              ? ({ phase: 'restarting', fault: failed } as const)
              : ({ phase: 'running' } as const),
        offers,
        removals,
        notices: makeNotices(scene, rows),
      });
    },
    restartEngine: done,
    quit: done,
    answerClose: done,
    chooseTorrents: () => {
      setOffers(makeOffers(1));
      return done();
    },
    openPaths: done,
    openBytes: done,
    openText: () =>
      Promise.resolve({
        ok: false,
        code: 'nothing-to-add',
        subject: '',
        message: 'There is no magnet link and no .torrent file in that text.',
      }),
    acceptOffers: () => {
      setOffers([]);
      return done();
    },
    dismissOffers: () => {
      setOffers([]);
      return done();
    },
    saveFolders: () =>
      ok({
        preferred: '/home/ada/Downloads',
        recent: ['/home/ada/Downloads', '/mnt/media/Films', '/mnt/media/ISO images'],
      }),
    folderFacts: ({ path }) => ok({ free: free * GiB, missing: path.length > 30, writable: true }),
    chooseFolder: () => ok('/mnt/media/Films'),
    pause: ({ ids }) => {
      change(ids, () => ({
        state: 'paused',
        paused: true,
        downRate: 0,
        upRate: 0,
        eta: -1,
        peers: 0,
        seeds: 0,
      }));
      return done();
    },
    resume: ({ ids }) => {
      change(ids, (row) => ({
        state: row.done >= row.size ? 'seeding' : 'downloading',
        paused: false,
      }));
      return done();
    },
    recheck: ({ ids }) => {
      change(ids, () => ({ state: 'checking', checked: 0 }));
      return done();
    },
    announceNow: done,
    move: ({ ids, folder }) => {
      change(ids, () => ({ savePath: folder }));
      return done();
    },
    stopMove: done,
    chooseFile: () => ok(undefined),
    createTorrent: ({ saveAs }) => ok({ id: '0'.repeat(40) as InfoHash, file: saveAs }),
    creating: () => ok(undefined),
    stopCreating: done,
    importSources: () => ok(scene.get('sources') === '0' ? [] : importSources),
    importPreview: () => ok(makeImport(rows)),
    importTorrents: () => ok(makeImport(rows)),
    exportTorrents: done,
    locate: ({ id, folder }) => ok(makeLocated(id, folder)),
    takeLocated: done,
    removed: () => ok(scene.has('removed') ? makeRemoved(rows) : []),
    watchFolders: () => ok(watched),
    setWatchFolders: ({ folders }) => {
      watched = folders.map(asWatched);
      return done();
    },
    undoRemoval: done,
    forgetRemoved: done,
    renameFiles: done,
    renameFolder: done,
    remove: ({ ids, files }) => {
      const removal: Removal = { removal: `removal-${next++}`, ids, files };
      setRemovals([...removals, removal]);
      setTimeout(() => commit(removal), UNDO_MS);
      return ok(removal);
    },
    undoRemove: ({ removal }) => {
      setRemovals(removals.filter((one) => one.removal !== removal));
      return done();
    },
    setPriorities: done,
    addTrackers: done,
    setTrackers: done,
    addPeer: done,
    banPeer: done,
    setWebSeeds: done,
    setLimits: ({ ids, limits }) => {
      change(ids, () => limits);
      return done();
    },
    limitPeer: done,
    speed: () => ok(makeSpeed(26e6, 9e6)),
    details: ({ id, part, seen }) => {
      const row = rows.get(id);
      return row === undefined
        ? Promise.resolve({
            ok: false,
            code: 'torrent-unknown',
            subject: id,
            message: 'This torrent is not in the list any more.',
          })
        : ok(answerDetails(row, part, seen));
    },
    reveal: done,
    ...mockAbout,
    ...mockUpdates(scene),
    findFiles: ({ pattern }) => ok(findFiles([...rows.values()], pattern)),
    open: done,
    copyMagnets: ({ ids }) =>
      navigator.clipboard
        .writeText(ids.map((id) => `magnet:?xt=urn:btih:${id}`).join('\n'))
        .then(done),
    copyText: ({ text }) => navigator.clipboard.writeText(text).then(done),
    setPolicy: ({ ids, ...policy }) => {
      change(ids, () => policy);
      return ok(undefined);
    },
    ...mockOrganise(rows, change, (changed) => tell({ ...nothing, organisation: changed })),
    linkHandling: () => ok({ magnet: 'other', torrent: 'skein', change: 'here' } as const),
    becomeDefault: () => ok({ magnet: 'skein', torrent: 'skein', change: 'here' } as const),
    cancelWhenDone: done,
    setDesktop: (changeOf) => {
      desktop = { ...desktop, ...changeOf } as typeof desktop;
      emit('desktop', desktop);
      return ok(desktop);
    },
    engineSettings: () => ok(settings),
    setEngine: (changeOf) => {
      settings = { ...settings, ...changeOf } as EngineSettings;
      change([], () => ({}));
      return ok(settings);
    },
    statistics: () => ok(makeStatistics([...rows.values()])),
    saveView: done,
    keepScene: done,
    keepFirst: done,
    on: (name, listener) => {
      const set = ((listeners[name] as Set<typeof listener> | undefined) ?? new Set()) as Set<
        typeof listener
      >;
      (listeners as Record<string, unknown>)[name] = set;
      set.add(listener);
      return () => {
        set.delete(listener);
      };
    },
    pathOf: () => '',
    ...(scene.has('refuse') ? refusals : {}),
  };
}
