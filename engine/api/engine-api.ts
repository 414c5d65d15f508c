import type { InfoHash } from '../core/ids.ts';
import type { Fault, Result } from '../core/result.ts';
import type { EngineSettings } from '../settings/schema.ts';
import type { CreateApi } from './create.ts';
import type { DetailsAnswer, DetailsPart, FileTable, SpeedGraph } from './details.ts';
import type { FilesApi } from './files-api.ts';
import type { ImportApi } from './import.ts';
import type { Organisation, OrganiseApi, ShareLimits } from './organise.ts';
import type { PolicyApi } from './policy.ts';
import type { Statistics } from './statistics.ts';
import type { TorrentSnapshot } from './torrent.ts';
import type { TakenFiles, WatchApi } from './watch.ts';
import type { WebSeedAddress } from './web-seeds.ts';

export type TorrentSource =
  | { readonly kind: 'metainfo'; readonly bytes: Uint8Array; readonly fileName: string }
  | { readonly kind: 'magnet'; readonly uri: string };

export interface AddTorrent {
  readonly source: TorrentSource;
  readonly savePath: string;
  readonly paused: boolean;
  /** Believe that the data in the folder is complete (the user made it just now). */
  readonly skipCheck?: boolean;
  /** By file index: 0 skip, 1 low, 4 normal, 7 high. */
  readonly priorities?: readonly number[] | Uint8Array;
  readonly sequential?: boolean;
  readonly firstLast?: boolean;
  readonly superSeeding?: boolean;
  /** Announced to as well, each in a tier of its own. */
  readonly extraTrackers?: readonly string[];
  readonly category?: string;
  readonly tags?: readonly string[];
  /** Bytes per second; 0: none of its own. */
  readonly downLimit?: number;
  readonly upLimit?: number;
  readonly share?: ShareLimits;
  /** In front of all others in the queue. */
  readonly first?: boolean;
  readonly forced?: boolean;
  /**
   * The rules decide what is not given here; with `path`, the folder too, where a rule or the category has one.
   * Labels are what came with the torrent, a watch folder's for instance.
   */
  readonly rules?: { readonly path: boolean; readonly labels?: readonly string[] };
}

/** Bytes per second; 0: none. */
export interface TransferLimits {
  readonly downLimit: number;
  readonly upLimit: number;
}

export interface AddedTorrent {
  readonly id: InfoHash;
  readonly name: string;
}

/** What a .torrent file says, for a look before adding. */
export interface TorrentPreview {
  readonly id: InfoHash;
  readonly name: string;
  readonly size: number;
  readonly private: boolean;
  readonly comment: string;
  /** Empty while only a magnet link is known. */
  readonly files: FileTable;
  /** It is in the list already. */
  readonly present: boolean;
  /** Its trackers that the torrent in the list lacks; empty unless it is present, and for private ones. */
  readonly newTrackers: readonly string[];
}

/** Files, by the numbers of the file table, and what they are to be: 0 skip, 1 low, 4 normal, 7 high. */
export interface PriorityChange {
  readonly files: readonly number[] | Uint32Array;
  readonly priority: number;
}

export interface EngineStatus {
  /** The port that takes connections; 0 while none does. */
  readonly listenPort: number;
  readonly listenFault: Omit<Fault, 'ok'> | undefined;
  readonly portState: 'open' | 'closed' | 'unknown';
  readonly portMap: PortMapStatus;
  readonly downRate: number;
  readonly upRate: number;
  readonly dhtNodes: number;
  readonly dhtState: 'off' | 'starting' | 'on' | 'failed';
  readonly connections: number;
  readonly slowMode: boolean;
  /** Milliseconds since 1970 at which the schedule switches slow mode next; 0: it does not. */
  readonly slowSwitch: number;
  /** Torrents of the last time that are not in the list yet, in the first seconds of a start with thousands. */
  readonly restoring: number;
}

/** What all torrents together are doing: enough for a tray icon, at next to no cost. */
export interface EngineSummary {
  /** Payload bytes per second. */
  readonly downRate: number;
  readonly upRate: number;
  /** Torrents that download or wait for their metadata, that seed, that cannot go on. */
  readonly downloading: number;
  readonly seeding: number;
  readonly failed: number;
  /** Wanted and verified bytes of those that download. */
  readonly size: number;
  readonly done: number;
  readonly slowMode: boolean;
}

/** Whether a router sends connections from outside on to our port. */
export interface PortMapStatus {
  /** Off: the setting is, or only this machine can connect. None: nobody does it; `fault` says why. */
  readonly state: 'off' | 'searching' | 'mapped' | 'none';
  readonly method?: 'pcp' | 'nat-pmp' | 'upnp';
  /** The router's address on the local network. */
  readonly gateway?: string;
  /** The router's address outside, by its own word. One that is not public: there is another router behind it. */
  readonly externalHost?: string | undefined;
  readonly externalPort?: number;
  readonly fault?: Omit<Fault, 'ok'>;
}

/** Field by field what has changed since the last delta. The first delta after `watch` carries everything. */
export interface TorrentDelta {
  readonly added: readonly TorrentSnapshot[];
  readonly changed: readonly (Partial<TorrentSnapshot> & { readonly id: InfoHash })[];
  readonly removed: readonly InfoHash[];
  readonly status: Partial<EngineStatus>;
  /** Categories, tags and rules, when any of it changed. */
  readonly organisation?: Organisation;
}

/** Things worth a line in the log, a toast or a notification. */
export type EngineNews =
  | {
      readonly kind: 'completed';
      readonly id: InfoHash;
      readonly name: string;
      readonly seconds: number;
      /** Its files go there now, from the folder of the incomplete: the news `moved`, or a fault, follows. */
      readonly movesTo?: string;
    }
  | { readonly kind: 'seeding'; readonly id: InfoHash; readonly name: string }
  /** Data on the disk was read and compared with its hashes, all of it or the pieces in doubt; `size` in bytes. */
  | { readonly kind: 'checked'; readonly id: InfoHash; readonly size: number }
  /** Its files are all in this folder now. */
  | {
      readonly kind: 'moved';
      readonly id: InfoHash;
      readonly name: string;
      readonly folder: string;
    }
  | { readonly kind: 'fault'; readonly id: InfoHash | undefined; readonly fault: Omit<Fault, 'ok'> }
  | { readonly kind: 'taken'; readonly files: TakenFiles }
  | { readonly kind: 'listening'; readonly host: string; readonly port: number }
  /** The metadata of a link that is being looked at. */
  | { readonly kind: 'peeked'; readonly preview: TorrentPreview };

export interface EngineEvents {
  delta: TorrentDelta;
  news: EngineNews;
}

/**
 * The engine's whole face. Every method can be called across a message port: arguments and results are
 * plain data. Ids that are not in the list give the fault `torrent-unknown`.
 */
export interface EngineApi
  extends OrganiseApi,
    FilesApi,
    ImportApi,
    CreateApi,
    PolicyApi,
    WatchApi {
  preview(source: TorrentSource): Promise<Result<TorrentPreview>>;
  /** Resolves when the torrent is committed. */
  add(torrent: AddTorrent): Promise<Result<AddedTorrent>>;
  /** Tells which of them ran before; who is not in the list runs no more, which is no fault. */
  pause(ids: readonly InfoHash[] | 'all'): Promise<Result<readonly InfoHash[]>>;
  resume(ids: readonly InfoHash[] | 'all'): Promise<Result<void>>;
  /**
   * Takes the torrents from the list; for 30 days that can be undone. The value lists files and folders
   * (deepest first). With `files` the caller puts them in the trash and then calls `forgetRemoved`; after a
   * crash in between `unfinishedRemovals` tells what is left to do. Those in `running` were paused for the
   * removal only: they come back running.
   */
  remove(
    ids: readonly InfoHash[],
    files?: boolean,
    running?: readonly InfoHash[],
  ): Promise<Result<readonly RemovedFiles[]>>;
  recheck(ids: readonly InfoHash[]): Promise<Result<void>>;
  addPeer(id: InfoHash, address: string): Promise<Result<void>>;
  announceNow(ids: readonly InfoHash[]): Promise<Result<void>>;
  setTrackers(id: InfoHash, tiers: readonly (readonly string[])[]): Promise<Result<void>>;
  /** Adds those that it does not have yet, each in a tier of its own. */
  addTrackers(id: InfoHash, urls: readonly string[]): Promise<Result<void>>;
  setPriorities(id: InfoHash, changes: readonly PriorityChange[]): Promise<Result<void>>;
  /** Ends its connections, in all torrents, and lets it in no more for a day. `address`: host, or host and port. */
  banPeer(address: string): Promise<Result<void>>;
  /**
   * Fetches the metadata of a magnet link that is not in the list, to be looked at before adding: news
   * `peeked` tells when it is here. Nothing is kept, and nothing but the metadata is asked for.
   */
  peek(uri: string): Promise<Result<void>>;
  /** Nobody looks any more. Adding the torrent ends its peek as well, and keeps what it found. */
  unpeek(id: InfoHash): Promise<Result<void>>;
  /** All of its web seeds, http or https; a torrent keeps those that it came with until they are set. */
  setWebSeeds(id: InfoHash, seeds: readonly WebSeedAddress[]): Promise<Result<void>>;
  /** The torrents' own limits, beside those of the session. */
  setLimits(ids: readonly InfoHash[], limits: TransferLimits): Promise<Result<void>>;
  /** For the connections with one host, until the torrent leaves the list. `address`: host, or host and port. */
  limitPeer(id: InfoHash, address: string, limits: TransferLimits): Promise<Result<void>>;
  /** One part of what there is to know of a torrent. `seen`: the version that the asker has, which need not travel again. */
  details<P extends DetailsPart>(
    id: InfoHash,
    part: P,
    seen?: number,
  ): Promise<Result<DetailsAnswer<P>>>;
  /** A magnet link for each, with name and trackers, in the order of the ids. */
  magnets(ids: readonly InfoHash[]): Promise<Result<readonly string[]>>;
  /**
   * The torrents with a file whose name holds the text, or fits it when it has `*` or `?`; with a slash the
   * whole path is meant. Case does not matter.
   */
  findFiles(pattern: string): Promise<Result<readonly InfoHash[]>>;
  /** Those that are in the list, of `ids` or of all. */
  list(ids?: readonly InfoHash[]): Promise<Result<readonly TorrentSnapshot[]>>;
  status(): Promise<Result<EngineStatus>>;
  /** How fast it went, all torrents together, in this run. */
  speed(): Promise<Result<SpeedGraph>>;
  /** Up to this moment, exact: what is not committed yet is committed first. */
  statistics(): Promise<Result<Statistics>>;
  summary(): Promise<Result<EngineSummary>>;
  settings(): Promise<Result<EngineSettings>>;
  setSettings(change: Partial<EngineSettings>): Promise<Result<EngineSettings>>;
  /** Deltas flow only while watched: a hidden window costs nothing. The first carries everything. */
  watch(on: boolean): Promise<Result<void>>;
  /** What a window shows on top: at the next start these come back before all others. */
  keepFirst(ids: readonly InfoHash[]): Promise<Result<void>>;
  /** Values of other parts kept in the same profile ("desktop.*", "window.*"). */
  loadValues(prefix: string): Promise<Result<Readonly<Record<string, unknown>>>>;
  saveValues(values: Readonly<Record<string, unknown>>): Promise<Result<void>>;
  /** Network came back, the machine woke up: everything is bound and announced again. */
  networkChanged(): Promise<Result<void>>;
  /** Saves everything, tells trackers goodbye (3 s at the most), closes. */
  stop(): Promise<Result<void>>;
}

export interface RemovedFiles {
  readonly id: InfoHash;
  readonly root: string;
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

export interface Engine extends EngineApi {
  /** Resolves when all torrents of the last time are in the list: ten thousand take seconds, and come by and by. */
  readonly restored: Promise<void>;
  on<K extends keyof EngineEvents>(
    event: K,
    listener: (value: EngineEvents[K]) => void,
  ): () => void;
}
