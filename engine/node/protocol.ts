import type { EngineApi, EngineEvents, Result } from '../api/index.ts';

/** What main gives the worker at its start. */
export interface HostOptions {
  readonly profileDir: string;
  readonly version: string;
  /** Settings for this run only, as typed: "key=value". */
  readonly set?: readonly string[];
  /** A window is about to be drawn: torrents that it does not show at first come when `shown` is told. */
  readonly window?: boolean;
}

export type EngineMethod = keyof EngineApi;

/** A delta over the port, as `encodeDelta` writes it; `full` on the first after `watch`. */
export interface PortDelta {
  readonly full: boolean;
  readonly text: string;
}

export type PortEvents = Omit<EngineEvents, 'delta'> & { delta: PortDelta };

export interface CallMessage {
  readonly kind: 'call';
  readonly id: number;
  readonly method: EngineMethod;
  readonly args: readonly unknown[];
}

export type ToHost = CallMessage | { readonly kind: 'shown' };

export type HostMessage =
  | { readonly kind: 'started'; readonly result: Result<void> }
  | { readonly kind: 'reply'; readonly id: number; readonly result: Result<unknown> }
  | { readonly kind: 'delta'; readonly value: PortDelta }
  | { readonly kind: 'news'; readonly value: EngineEvents['news'] };

/** Every method of the engine, as values; a missing or unknown one does not compile. */
const methodTable: Readonly<Record<EngineMethod, true>> = {
  preview: true,
  add: true,
  pause: true,
  resume: true,
  remove: true,
  recheck: true,
  move: true,
  createTorrent: true,
  creating: true,
  stopCreating: true,
  importSources: true,
  importPreview: true,
  importTorrents: true,
  exportTorrents: true,
  locate: true,
  takeLocated: true,
  removed: true,
  undoRemoval: true,
  forgetRemoved: true,
  unfinishedRemovals: true,
  stopMove: true,
  watchFolders: true,
  setWatchFolders: true,
  setSaveFolders: true,
  renameFiles: true,
  renameFolder: true,
  addPeer: true,
  announceNow: true,
  setTrackers: true,
  addTrackers: true,
  setPriorities: true,
  banPeer: true,
  peek: true,
  unpeek: true,
  setWebSeeds: true,
  setLimits: true,
  limitPeer: true,
  details: true,
  magnets: true,
  findFiles: true,
  list: true,
  status: true,
  speed: true,
  statistics: true,
  summary: true,
  settings: true,
  setSettings: true,
  watch: true,
  keepFirst: true,
  loadValues: true,
  saveValues: true,
  networkChanged: true,
  organisation: true,
  moveInQueue: true,
  hold: true,
  setForced: true,
  setShareLimits: true,
  setPolicy: true,
  setDeadlines: true,
  setCategory: true,
  setTags: true,
  saveCategory: true,
  removeCategory: true,
  createTag: true,
  renameTag: true,
  removeTag: true,
  saveRules: true,
  previewRules: true,
  stop: true,
};

export const engineMethods = Object.keys(methodTable) as readonly EngineMethod[];
