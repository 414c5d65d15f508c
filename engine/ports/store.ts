import type { InfoHash } from '../core/ids.ts';
import type { ShareLimits, ShareReason } from '../core/organise/share-limits.ts';
import type { Result } from '../core/result.ts';

export type StoreCode =
  | 'store-damaged'
  | 'store-busy'
  | 'store-full'
  | 'store-failed'
  | 'store-duplicate'
  /** Written by a later version of the program. */
  | 'store-newer';

/** How the user wants the torrent to be; survives restarts. */
export type Intent = 'running' | 'paused';

/** One file's size and time as they were when the have-bits were committed. Index as in the metainfo. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
}

/** What changes while a torrent runs, committed every few seconds and only after the data is synced. */
export interface Progress {
  /** One bit a piece, BEP 3 order. Never claims a piece that is not on the disk. */
  readonly have: Uint8Array;
  /** Pieces that were being written when this was committed: after a kill they are checked, the rest is not. */
  readonly inFlight: Uint8Array;
  /** Payload bytes, all time. Never go back. */
  readonly downloaded: number;
  readonly uploaded: number;
  /** Payload bytes that were thrown away: failed pieces and duplicates. */
  readonly wasted: number;
  readonly activeMs: number;
  readonly seedingMs: number;
  /** What `seedingMs` was when the last payload byte was sent; absent: 0. */
  readonly sentAtMs?: number;
  /** Milliseconds since 1970; absent while incomplete. */
  readonly completedAt?: number;
  /** By file index; undefined where the file does not exist. Empty until the files were first looked at. */
  readonly stamps: readonly (FileStamp | undefined)[];
  /** True only when written by a clean stop: then nothing is checked at the next start. */
  readonly clean: boolean;
}

export interface StoredTorrent {
  readonly infoHash: InfoHash;
  /** The .torrent file as it came, or undefined while a magnet waits for its metadata. */
  readonly metainfo: Uint8Array | undefined;
  /** The magnet link as given, when the torrent came as one. */
  readonly magnet: string | undefined;
  readonly name: string;
  readonly savePath: string;
  readonly addedAt: number;
  readonly intent: Intent;
  readonly queuePosition: number;
  /** By file index: 0 skip, 1 low, 4 normal, 7 high. Empty: all normal. */
  readonly priorities: Uint8Array;
  /** Everything else the user decided for this torrent (category, tags, limits, edited trackers), as JSON. */
  readonly options: TorrentOptions;
  readonly progress: Progress;
}

/** What has to be known of all torrents before any of them is read. */
export interface StoredPlace {
  readonly infoHash: InfoHash;
  readonly queuePosition: number;
  /** It is not in the list. */
  readonly removed: TorrentOptions['removed'];
}

/** Options of one torrent; absent keys mean the default. Additive: old profiles lack new keys. */
export interface TorrentOptions {
  /** By which rules its files were named; absent: by those of the first version (`posix-1`). */
  readonly naming?: 2;
  /** It is not in the list any more: since when (ms since 1970), and whether its files go to the trash. */
  readonly removed?: { readonly at: number; readonly trash: boolean };
  /** Paths that the user gave to files, by file index, below the save folder, parted by "/". */
  readonly names?: Readonly<Record<string, string>>;
  /** Files of it may have this behind their names on the disk while they are incomplete: both names are looked for. */
  readonly suffix?: string;
  /** Tiers as edited by the user; absent: those of the metainfo or magnet. */
  readonly trackers?: readonly (readonly string[])[];
  /** Where the files go when all are there; they grow elsewhere. */
  readonly finalPath?: string;
  /** As edited by the user; absent: those of the metainfo or magnet. */
  readonly webSeeds?: readonly { readonly url: string; readonly kind: 'files' | 'pieces' }[];
  readonly sequential?: boolean;
  readonly firstLast?: boolean;
  readonly superSeeding?: boolean;
  readonly category?: string;
  readonly tags?: readonly string[];
  /** Bytes per second; 0 or absent: none of its own. */
  readonly upLimit?: number;
  readonly downLimit?: number;
  readonly forced?: boolean;
  readonly share?: ShareLimits;
  /** The share limit that was acted upon: it acts once. */
  readonly shareReached?: ShareReason;
  /** The user resumed it after a share limit: none counts until they are set anew. */
  readonly shareWaived?: boolean;
  /** How many turns it has had as a seed, while seeds wait for each other. */
  readonly seedTurns?: number;
  /** Peers known at the last stop, "host:port", so that a restart need not wait for a tracker. */
  readonly peers?: readonly string[];
}

/** Payload that one torrent moved on one day, to be added to what is kept. */
export interface TrafficRow {
  /** "2026-03-31" */
  readonly day: string;
  readonly infoHash: InfoHash;
  readonly name: string;
  readonly downloaded: number;
  readonly uploaded: number;
}

/** All that was kept, summed; torrents that were removed count as well. */
export interface TrafficSums {
  /** Oldest first. What was moved before days were counted has the day ''. */
  readonly days: readonly Omit<TrafficRow, 'infoHash' | 'name'>[];
  /** Those that moved most first. */
  readonly torrents: readonly Omit<TrafficRow, 'day'>[];
}

/** What the user or the session changes of a torrent after it was added. */
export type TorrentChange = Partial<
  Pick<StoredTorrent, 'intent' | 'queuePosition' | 'savePath' | 'name' | 'priorities' | 'options'>
>;

export interface StoreEvents {
  /** A failed commit that will be tried again, or the news that a damaged file was set aside. Shown to the user. */
  trouble(code: StoreCode, message: string): void;
}

/**
 * The profile's state. A promise that resolves `ok` means: committed, and there after a power cut.
 * Writes are applied in the order of the calls.
 */
export interface Store {
  /** All torrents, in the order of the queue. */
  loadPlaces(): Promise<Result<readonly StoredPlace[], StoreCode>>;
  /** Those torrents, in that order; who is not there is passed over. */
  loadTorrents(ids: readonly InfoHash[]): Promise<Result<readonly StoredTorrent[], StoreCode>>;
  addTorrent(torrent: StoredTorrent): Promise<Result<void, StoreCode>>;
  /** The metadata of a magnet has come. */
  setMetainfo(
    infoHash: InfoHash,
    metainfo: Uint8Array,
    name: string,
  ): Promise<Result<void, StoreCode>>;
  updateTorrent(infoHash: InfoHash, change: TorrentChange): Promise<Result<void, StoreCode>>;
  /** Many torrents, and values with them, in one transaction: all or nothing. Unknown torrents are passed over. */
  updateTorrents(
    changes: ReadonlyMap<InfoHash, TorrentChange>,
    values?: ReadonlyMap<string, unknown>,
  ): Promise<Result<void, StoreCode>>;
  /** Many torrents in one transaction. Unknown ones (removed meanwhile) are passed over. */
  saveProgress(batch: ReadonlyMap<InfoHash, Progress>): Promise<Result<void, StoreCode>>;
  /** Adds to what is kept: all of the rows or none. */
  addTraffic(rows: readonly TrafficRow[]): Promise<Result<void, StoreCode>>;
  loadTraffic(): Promise<Result<TrafficSums, StoreCode>>;
  removeTorrent(infoHash: InfoHash): Promise<Result<void, StoreCode>>;
  /** Settings and small state by key, JSON values: "settings.maxPeers", "dht.nodes", "listen.port". */
  loadValues(): Promise<Result<ReadonlyMap<string, unknown>, StoreCode>>;
  /** Undefined deletes the key. */
  saveValues(values: ReadonlyMap<string, unknown>): Promise<Result<void, StoreCode>>;
  /** Flushes and closes. Nothing may be called afterwards. */
  close(): Promise<void>;
}
