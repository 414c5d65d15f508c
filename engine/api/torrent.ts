import type { InfoHash } from '../core/ids.ts';
import type { ShareLimits, ShareReason } from '../core/organise/share-limits.ts';
import type { Fault } from '../core/result.ts';
import type { QueueReason } from './organise.ts';

/**
 * What a torrent is doing, one word. `stalled` is not a state: a downloading torrent with no rate says why
 * in its diagnosis.
 */
export type TorrentState =
  | 'metadata'
  | 'checking'
  /** Its files are brought to another place. */
  | 'moving'
  | 'queued'
  | 'downloading'
  | 'seeding'
  | 'paused'
  | 'missing'
  | 'error';

/**
 * Why a torrent does not move, one cause. Waiting for a place in the queue, for power, for
 * a network that costs nothing or for room on the disk; paused by a rule; the disk;
 * nobody is known or reachable (and why: all trackers fail, there are none and the DHT is off or knows nobody,
 * our port is closed); those who are connected have not given the metadata, have nothing that we need, or let
 * us wait; or our own limit holds. The words are in `fault`, `trackerFault` and `missingPieces`.
 */
export type StallReason =
  | 'queued'
  | 'on-battery'
  | 'on-metered'
  | 'disk-low'
  | 'paused-by-rule'
  | 'disk-full'
  | 'folder-missing'
  | 'file-error'
  | 'no-peers'
  | 'trackers-failing'
  | 'no-trackers'
  | 'dht-off'
  | 'dht-empty'
  | 'port-closed'
  | 'no-metadata'
  | 'pieces-missing'
  | 'choked'
  | 'limited';

export type TorrentFault = Omit<Fault, 'ok'>;

/** One row of the list. Plain data, cheap to compare field by field: deltas carry changed fields only. */
export interface TorrentSnapshot {
  readonly id: InfoHash;
  readonly name: string;
  readonly state: TorrentState;
  /** The user's wish; `paused` in the state follows it, but an error may hide it. */
  readonly paused: boolean;
  /** Bytes of the wanted files; 0 while the metadata is missing. */
  readonly size: number;
  /** Verified bytes of the wanted files. */
  readonly done: number;
  /** Fraction checked, 0 … 1, while checking. */
  readonly checked: number;
  /** Fraction copied, 0 … 1, while moving to another volume. */
  readonly moved: number;
  /** Payload bytes per second, smoothed. */
  readonly downRate: number;
  readonly upRate: number;
  readonly downloaded: number;
  readonly uploaded: number;
  /** Connected, and how many of those are complete. */
  readonly peers: number;
  readonly seeds: number;
  /** Known in the swarm by tracker scrape or DHT; -1 unknown. */
  readonly swarmPeers: number;
  readonly swarmSeeds: number;
  /** Seconds; -1 unknown or not moving. */
  readonly eta: number;
  readonly savePath: string;
  readonly private: boolean;
  readonly addedAt: number;
  /** Milliseconds since 1970; 0 while incomplete. */
  readonly completedAt: number;
  /** Its place in the queue, 1 is the first: downloads and complete torrents stand in one row. */
  readonly queuePosition: number;
  /** Runs beside the queue. */
  readonly forced: boolean;
  /** How it fetches and gives; see `TransferPolicy`. */
  readonly sequential: boolean;
  readonly firstLast: boolean;
  readonly superSeeding: boolean;
  /** Whose turn it waits for; absent unless `queued`. */
  readonly queuedBy: QueueReason | undefined;
  /** Empty: none. */
  readonly category: string;
  /** Sorted. The same array as long as nothing changes. */
  readonly tags: readonly string[];
  /** Its own share limits; what is absent is inherited. */
  readonly share: ShareLimits;
  /** The share limit that paused it or began super-seeding; absent when it goes on unlimited by them. */
  readonly shareReached: ShareReason | undefined;
  /** Its own limits in bytes per second; 0: none. */
  readonly downLimit: number;
  readonly upLimit: number;
  /** Why it does not move; absent when it does. */
  readonly fault: TorrentFault | undefined;
  /** Why nothing comes; absent while something does, or nothing is wanted. */
  readonly stall: StallReason | undefined;
  /** With the cause `pieces-missing`: wanted pieces that nobody has who is connected; otherwise 0. */
  readonly missingPieces: number;
  /** Bytes of all files, wanted or not; 0 while the metadata is missing. */
  readonly totalSize: number;
  readonly pieceCount: number;
  readonly pieceLength: number;
  readonly fileCount: number;
  /** The first 500 characters; empty when there is none. */
  readonly comment: string;
  readonly createdBy: string;
  /** Milliseconds since 1970, as the .torrent says; 0 when it does not. */
  readonly createdAt: number;
  /** Payload bytes thrown away: failed pieces and duplicates. */
  readonly wasted: number;
  /** Totals at the start of this run: what came since is the difference. */
  readonly downloadedBefore: number;
  readonly uploadedBefore: number;
  /** Whole copies that the connected peers hold between them; -1 while none is, or nothing is missing. */
  readonly availability: number;
  /** Milliseconds since 1970 at which data last moved, to ten seconds; 0: not in this run. */
  readonly lastActiveAt: number;
  /** Milliseconds online and complete, as of `timesAt`; both go on since then unless it is 0. */
  readonly activeMs: number;
  readonly seedingMs: number;
  readonly timesAt: number;
  /** Hosts of its trackers, each once; empty when it has none. */
  readonly trackers: readonly string[];
  /** Some of its trackers fail while others work, or all that answered. */
  readonly trackerTrouble: 'none' | 'some' | 'all';
  /** A tracker's last complaint, shown until the next success. */
  readonly trackerFault: TorrentFault | undefined;
}

export interface PeerSnapshot {
  readonly address: string;
  /** ISO 3166, two letters, from a database that the shell has; absent: unknown, or not asked. */
  readonly country?: string;
  readonly client: string;
  /** 0 … 1 */
  readonly progress: number;
  readonly downRate: number;
  readonly upRate: number;
  readonly downloaded: number;
  readonly uploaded: number;
  readonly incoming: boolean;
  readonly source: PeerSource;
  readonly amChoking: boolean;
  readonly amInterested: boolean;
  readonly peerChoking: boolean;
  readonly peerInterested: boolean;
  readonly encrypted: boolean;
  readonly optimistic: boolean;
  readonly snubbed: boolean;
  /** Limits of its own in bytes per second; 0: none. */
  readonly downLimit: number;
  readonly upLimit: number;
}

/** Who told us of a peer. */
export type PeerSource = 'tracker' | 'dht' | 'pex' | 'lsd' | 'incoming' | 'manual' | 'resume';

export interface TrackerSnapshot {
  readonly url: string;
  readonly tier: number;
  readonly state: 'idle' | 'announcing' | 'working' | 'failing' | 'off';
  /** The tracker's failure reason or warning, or our own sentence; empty when all is well. */
  readonly message: string;
  /** -1 unknown. */
  readonly seeds: number;
  readonly leechers: number;
  readonly downloads: number;
  /** Milliseconds since 1970; 0: none planned. */
  readonly nextAnnounce: number;
  readonly lastAnnounce: number;
  readonly failures: number;
}
