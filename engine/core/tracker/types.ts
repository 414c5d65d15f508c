import type { Endpoint } from '../endpoint.ts';
import type { Fault, Success } from '../result.ts';

/** What is told to a tracker (BEP 3). Counts are bytes since the torrent was started. */
export interface AnnounceRequest {
  /** 20 bytes each. */
  readonly infoHash: Uint8Array;
  readonly peerId: Uint8Array;
  readonly port: number;
  readonly uploaded: number;
  readonly downloaded: number;
  readonly left: number;
  readonly event: 'started' | 'completed' | 'stopped' | undefined;
  readonly numWant: number;
  /** 32 bits, the same for both address families (BEP 7, BEP 15). */
  readonly key: number;
  /** As the tracker gave it; HTTP only. */
  readonly trackerId: Uint8Array | undefined;
}

export interface AnnounceReply {
  readonly peers: readonly Endpoint[];
  /** Seconds, as the tracker gave them; 1,800 where it gave none. */
  readonly interval: number;
  readonly minInterval: number | undefined;
  readonly seeds: number | undefined;
  readonly leechers: number | undefined;
  readonly downloads: number | undefined;
  readonly warning: string | undefined;
  readonly trackerId: Uint8Array | undefined;
  /** BEP 24, a literal. */
  readonly externalIp: string | undefined;
}

export interface ScrapeEntry {
  /** Lower-case hex. */
  readonly infoHash: string;
  readonly seeds: number;
  readonly leechers: number;
  readonly downloads: number;
}

/** `tracker-refused`: it said why not. `tracker-garbled`: no reply of a tracker. */
export type TrackerReplyCode = 'tracker-refused' | 'tracker-garbled';

export type TrackerReply<T> =
  | Success<T>
  | (Fault<TrackerReplyCode> & {
      /** BEP 31: the tracker asked for this pause; Infinity for ever. */
      readonly retryMs?: number;
    });

export const DEFAULT_INTERVAL = 1800;
/** Peers taken from one reply: more than anybody can use. */
export const MAX_REPLY_PEERS = 2000;
export const MAX_MESSAGE_LENGTH = 500;
