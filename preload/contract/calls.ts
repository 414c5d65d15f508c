import * as v from 'valibot';
import type { DetailsAnswer, DetailsPart, InfoHash, SpeedGraph } from '../../engine/api/index.ts';
import type { Statistics } from '../../engine/api/statistics.ts';
import type { EngineSettings } from '../../engine/settings/schema.ts';
import { aboutCalls } from './about-calls.ts';
import { type Call, call } from './call.ts';
import { type DesktopSettings, isDesktopChange } from './desktop-settings.ts';
import { fileCalls } from './file-calls.ts';
import { organiseCalls, organiseWishes } from './organise-calls.ts';
import { policyCalls } from './policy-calls.ts';
import { scene } from './scene.ts';
import * as s from './schemas.ts';
import type { FolderFacts, LinkHandling, Removal, SaveFolders, StartState } from './types.ts';
import { updateCalls } from './update-calls.ts';
import { viewState } from './view-state.ts';
import { watchCalls } from './watch-calls.ts';

const torrents = v.strictObject({ ids: s.infoHashes });

const acceptedOffer = v.strictObject({
  offer: s.token,
  savePath: s.path,
  paused: v.boolean(),
  sequential: v.optional(v.boolean()),
  skipCheck: v.optional(v.boolean()),
  /** By file number. */
  priorities: v.optional(s.priorities),
  ...organiseWishes,
});

const detailsParts = [
  'facts',
  'files',
  'progress',
  'pieces',
  'peers',
  'trackers',
  'speed',
  'log',
  'webSeeds',
] as const satisfies readonly DetailsPart[];

/** Every call there is. Main's handlers, `window.api` and the renderer's types are derived from this map. */
export const calls = {
  start: call(s.nothing).returns<StartState>(),
  restartEngine: call(s.nothing).returns<void>(),
  quit: call(s.nothing).returns<void>(),
  answerClose: call(
    v.strictObject({ action: v.picklist(['background', 'quit', 'stay']), remember: v.boolean() }),
  ).returns<void>(),

  chooseTorrents: call(s.nothing).returns<void>(),
  openPaths: call(
    v.strictObject({ paths: v.pipe(v.array(s.path), v.maxLength(10_000)) }),
  ).returns<void>(),
  openBytes: call(
    v.strictObject({
      name: s.text(1024),
      bytes: v.pipe(
        v.instance(Uint8Array),
        v.check((bytes) => bytes.length <= s.MAX_TORRENT_FILE, 'too large'),
      ),
    }),
  ).returns<void>(),
  /** Pasted or dropped text: magnet links and paths of .torrent files, one a line. */
  openText: call(v.strictObject({ text: s.text(s.MAX_TEXT) })).returns<void>(),
  acceptOffers: call(
    v.pipe(v.array(acceptedOffer), v.minLength(1), v.maxLength(10_000)),
  ).returns<void>(),
  dismissOffers: call(
    v.strictObject({ offers: v.pipe(v.array(s.token), v.maxLength(10_000)) }),
  ).returns<void>(),

  saveFolders: call(s.nothing).returns<SaveFolders>(),
  folderFacts: call(v.strictObject({ path: s.path })).returns<FolderFacts>(),
  /** Undefined when the user closed the dialog. */
  chooseFolder: call(v.strictObject({ from: s.text(4096) })).returns<string | undefined>(),

  pause: call(torrents).returns<void>(),
  resume: call(torrents).returns<void>(),
  recheck: call(torrents).returns<void>(),
  announceNow: call(torrents).returns<void>(),
  remove: call(v.strictObject({ ids: s.infoHashes, files: v.boolean() })).returns<Removal>(),
  undoRemove: call(v.strictObject({ removal: s.token })).returns<void>(),
  setPriorities: call(
    v.strictObject({
      id: s.infoHash,
      changes: v.pipe(
        v.array(v.strictObject({ files: s.fileNumbers, priority: s.priority })),
        v.maxLength(100),
      ),
    }),
  ).returns<void>(),
  addTrackers: call(v.strictObject({ id: s.infoHash, urls: s.urls })).returns<void>(),
  setTrackers: call(
    v.strictObject({ id: s.infoHash, tiers: v.pipe(v.array(s.urls), v.maxLength(500)) }),
  ).returns<void>(),
  addPeer: call(v.strictObject({ id: s.infoHash, address: s.text(100) })).returns<void>(),
  banPeer: call(v.strictObject({ address: s.text(100) })).returns<void>(),
  setWebSeeds: call(v.strictObject({ id: s.infoHash, seeds: s.webSeeds })).returns<void>(),
  setLimits: call(v.strictObject({ ids: s.infoHashes, limits: s.limits })).returns<void>(),
  limitPeer: call(
    v.strictObject({ id: s.infoHash, address: s.text(64), limits: s.limits }),
  ).returns<void>(),
  details: call(
    v.strictObject({
      id: s.infoHash,
      part: v.picklist(detailsParts),
      seen: v.optional(s.count(Number.MAX_SAFE_INTEGER)),
    }),
  ).returns<DetailsAnswer<DetailsPart>>(),
  speed: call(s.nothing).returns<SpeedGraph>(),
  /** Shows the torrent's folder (or one of its files) in the system's file manager. */
  reveal: call(
    v.strictObject({ id: s.infoHash, file: v.optional(s.count(1_000_000)) }),
  ).returns<void>(),
  /** The torrents with a file that fits; `*` and `?` stand for any characters. */
  findFiles: call(v.strictObject({ pattern: s.text(300) })).returns<readonly InfoHash[]>(),
  /** Opens the torrent's folder, its only file, or one of its files; programs are only shown in their folder. */
  open: call(
    v.strictObject({ id: s.infoHash, file: v.optional(s.count(1_000_000)) }),
  ).returns<void>(),
  /** Puts a magnet link for each on the clipboard, one a line. */
  copyMagnets: call(torrents).returns<void>(),
  copyText: call(v.strictObject({ text: s.text(s.MAX_COPIED) })).returns<void>(),

  ...organiseCalls,
  ...policyCalls,
  ...aboutCalls,
  ...updateCalls,
  ...fileCalls,
  ...watchCalls,

  linkHandling: call(s.nothing).returns<LinkHandling>(),
  becomeDefault: call(s.nothing).returns<LinkHandling>(),
  /** The countdown before quitting, sleeping or shutting down. */
  cancelWhenDone: call(s.nothing).returns<void>(),
  setDesktop: call(
    v.custom<Partial<DesktopSettings>>(isDesktopChange, 'not a desktop setting'),
  ).returns<DesktopSettings>(),
  engineSettings: call(s.nothing).returns<EngineSettings>(),
  setEngine: call(
    v.record(s.text(100), v.union([v.boolean(), v.number(), s.text(s.MAX_TEXT)])),
  ).returns<EngineSettings>(),
  statistics: call(s.nothing).returns<Statistics>(),
  saveView: call(viewState).returns<void>(),
  keepScene: call(scene).returns<void>(),
  /** What stands on top of the list. */
  keepFirst: call(v.strictObject({ ids: s.firstRows })).returns<void>(),
} as const;

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type CallArgument<K extends CallName> = v.InferOutput<Calls[K]['argument']>;
export type CallReply<K extends CallName> =
  Calls[K] extends Call<v.GenericSchema, infer R> ? R : never;

export const callChannel = (name: string): string => `call:${name}`;
