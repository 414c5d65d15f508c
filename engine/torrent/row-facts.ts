import { copiesOf } from '../core/picker/copies.ts';
import { parseUrl } from '../core/url.ts';
import type { Torrent } from './torrent.ts';

const AVAILABILITY_MS = 5_000;
/** A row's times are told anew when they have drifted this far: a machine that slept was not active. */
const DRIFT_MS = 5_000;
/** Moving torrents are active now; to the second nobody needs it, and each telling is a delta. */
const ACTIVITY_MS = 10_000;
const MAX_HOSTS = 50;
const MAX_TEXT = 500;

export interface Times {
  readonly activeMs: number;
  readonly seedingMs: number;
  /** The clock's time at which they were so, and since when they go on; 0: they stand still. */
  readonly timesAt: number;
}

const shortened = (text: string | undefined): string => (text ?? '').slice(0, MAX_TEXT);

/**
 * What a row shows that would be dear to work out each time it is looked at, or that would make it change
 * all the time: kept here, and told anew only when it really is.
 */
export class RowFacts {
  readonly #torrent: Torrent;
  trackerTrouble: 'none' | 'some' | 'all' = 'none';
  #hosts: readonly string[] = [];
  #availability = -1;
  #measuredAt = Number.NEGATIVE_INFINITY;
  #times: Times | undefined;
  #wasSeeding = false;
  #lastActiveAt = 0;

  constructor(torrent: Torrent) {
    this.#torrent = torrent;
  }

  get trackerHosts(): readonly string[] {
    return this.#hosts;
  }

  get comment(): string {
    return shortened(this.#torrent.metainfo?.comment);
  }

  get createdBy(): string {
    return shortened(this.#torrent.metainfo?.createdBy);
  }

  setTrackers(urls: readonly string[]): void {
    const hosts = new Set<string>();
    for (const url of urls) {
      const host = parseUrl(url)?.host;
      if (host !== undefined && hosts.size < MAX_HOSTS) hosts.add(host);
    }
    const next = [...hosts];
    if (next.join(' ') !== this.#hosts.join(' ')) this.#hosts = next;
  }

  /** Copies in the swarm, our own not counted; -1 while nobody is connected or nothing is missing. */
  get availability(): number {
    const { transfer, swarm, info } = this.#torrent;
    if (transfer === undefined || info === undefined || transfer.isComplete) return -1;
    const now = this.#torrent.now();
    if (now - this.#measuredAt < AVAILABILITY_MS) return this.#availability;
    this.#measuredAt = now;
    let seeds = 0;
    let peers = 0;
    for (const peer of swarm.peers.values()) {
      if (peer.peerId === undefined) continue;
      peers++;
      if (peer.isSeed) seeds++;
    }
    const { order } = transfer.picker;
    const copies = seeds + copiesOf((piece) => order.availability(piece), info.pieceCount);
    this.#availability = peers === 0 ? -1 : Math.round(copies * 1000) / 1000;
    return this.#availability;
  }

  /** Milliseconds since 1970 at which data last moved, to ten seconds; 0: not since the start. */
  get lastActiveAt(): number {
    const { tally, host } = this.#torrent;
    if (tally.isMoving(this.#torrent.now())) {
      this.#lastActiveAt = Math.floor(host.ports.clock.wallTime() / ACTIVITY_MS) * ACTIVITY_MS;
    }
    return this.#lastActiveAt;
  }

  /** Time online, and of that complete. Told once; whoever shows it counts on. */
  get times(): Times {
    const { tally, online, host } = this.#torrent;
    const seeding = this.#torrent.isSeeding();
    const wall = host.ports.clock.wallTime();
    const before = this.#times;
    if (before !== undefined && this.#wasSeeding === seeding && before.timesAt > 0 === online) {
      const shown = before.activeMs + (online ? wall - before.timesAt : 0);
      if (Math.abs(shown - tally.activeMs) < DRIFT_MS) return before;
    }
    this.#wasSeeding = seeding;
    this.#times = {
      activeMs: Math.round(tally.activeMs),
      seedingMs: Math.round(tally.seedingMs),
      timesAt: online ? wall : 0,
    };
    return this.#times;
  }
}
