import type { InfoHash } from '../core/ids.ts';

/** Payload bytes, wire overhead not counted. They never go back. */
export interface Traffic {
  readonly downloaded: number;
  readonly uploaded: number;
}

export interface DayTraffic extends Traffic {
  /** "2026-03-31" in the time zone that the machine had that day. */
  readonly day: string;
}

export interface TorrentTraffic extends Traffic {
  readonly id: InfoHash;
  /** As it was called last; torrents that are no longer in the list count as well. */
  readonly name: string;
}

/** What this profile has moved. */
export interface Statistics {
  /** Since the engine started. */
  readonly session: Traffic & { readonly seconds: number };
  readonly allTime: Traffic;
  /** Oldest first; days on which nothing moved are left out. */
  readonly byDay: readonly DayTraffic[];
  /** Those that moved most first. */
  readonly byTorrent: readonly TorrentTraffic[];
}
