import type { InfoHash } from '../../core/ids.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';

const MINUTE = 60_000;
/** BEP 5's nodes forget peers after half an hour at the latest. */
const INTERVAL_MS = 15 * MINUTE;
/** With thousands of torrents the round takes longer: so much time for each. */
const EACH_MS = 1_000;
/** Without peers the next try comes sooner, and later each time. */
const HUNGRY_MS = MINUTE;
/** The table had nobody to ask. */
const DEAF_MS = 10_000;
const AT_ONCE = 6;
const GAP_MS = 250;

interface Entry {
  /** By the clock's now. */
  at: number;
  /** Look-ups in a row that found nobody. */
  barren: number;
  /** Look-ups in a row in which no node answered. */
  deaf: number;
  found: number;
  running: boolean;
  /** By the clock's now: when the last look-up ended. */
  endedAt: number;
  /** Look-ups in a row that were early because the torrent was short of peers. */
  early: number;
}

export interface LookupsHost {
  readonly clock: Clock;
  readonly random: Random;
  /** Resolves with how many nodes answered. */
  run(id: InfoHash): Promise<number>;
  /** The torrent wants peers and is connected to hardly any. */
  isShort(id: InfoHash): boolean;
}

/** When each torrent is looked up and announced: one line for all, the newest first, a few at once. */
export class Lookups {
  readonly #host: LookupsHost;
  readonly #entries = new Map<InfoHash, Entry>();
  #running = 0;
  #timer: Timer | undefined;
  #awake = false;
  #lastStart = Number.NEGATIVE_INFINITY;

  constructor(host: LookupsHost) {
    this.#host = host;
  }

  get size(): number {
    return this.#entries.size;
  }

  add(id: InfoHash): void {
    if (this.#entries.has(id)) return;
    this.#entries.set(id, {
      at: Number.NEGATIVE_INFINITY,
      barren: 0,
      deaf: 0,
      found: 0,
      endedAt: 0,
      early: 0,
      running: false,
    });
    this.#plan();
  }

  remove(id: InfoHash): void {
    this.#entries.delete(id);
    this.#plan();
  }

  /** Peers came of the torrent's look-up. */
  found(id: InfoHash, count: number): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) entry.found += count;
  }

  /** The next try is now. */
  hurry(id: InfoHash): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.running) return;
    entry.at = Number.NEGATIVE_INFINITY;
    this.#plan();
  }

  /** All of them, after a change of the network or of our port. */
  hurryAll(): void {
    for (const entry of this.#entries.values()) {
      entry.at = Math.min(entry.at, this.#host.clock.now());
      entry.barren = 0;
      entry.deaf = 0;
    }
    this.#plan();
  }

  /** To be called every few seconds: what the last look-up found was of no use to those who are still alone. */
  look(): void {
    const now = this.#host.clock.now();
    for (const [id, entry] of this.#entries) {
      if (entry.running || entry.at <= now) continue;
      if (!this.#host.isShort(id)) entry.early = 0;
      else if (now - entry.endedAt >= Math.min(HUNGRY_MS * 2 ** entry.early, INTERVAL_MS)) {
        entry.early++;
        entry.at = now;
      }
    }
    this.#plan();
  }

  /** Only while the table has somebody to ask. */
  wake(): void {
    this.#awake = true;
    this.#plan();
  }

  sleep(): void {
    this.#awake = false;
    this.#timer?.end();
    this.#timer = undefined;
  }

  #plan(): void {
    this.#timer?.end();
    this.#timer = undefined;
    if (!this.#awake || this.#running >= AT_ONCE) return;
    const next = this.#next();
    if (next === undefined) return;
    const now = this.#host.clock.now();
    const at = Math.max(next[1].at, this.#lastStart + GAP_MS, now);
    this.#timer = this.#host.clock.after(at - now, () => this.#start());
  }

  #next(): [InfoHash, Entry] | undefined {
    let best: [InfoHash, Entry] | undefined;
    for (const pair of this.#entries) {
      if (!pair[1].running && (best === undefined || pair[1].at < best[1].at)) best = pair;
    }
    return best;
  }

  #start(): void {
    const next = this.#next();
    if (next === undefined) return;
    const [id, entry] = next;
    this.#lastStart = this.#host.clock.now();
    this.#running++;
    entry.running = true;
    entry.found = 0;
    void this.#host.run(id).then((answered) => {
      this.#running--;
      entry.running = false;
      entry.endedAt = this.#host.clock.now();
      entry.at = this.#host.clock.now() + this.#pause(entry, answered);
      this.#plan();
    });
    this.#plan();
  }

  #pause(entry: Entry, answered: number): number {
    if (answered === 0 && entry.found === 0)
      return Math.min(DEAF_MS * 2 ** entry.deaf++, INTERVAL_MS);
    entry.deaf = 0;
    entry.barren = entry.found > 0 ? 0 : entry.barren + 1;
    const regular = Math.max(INTERVAL_MS, this.#entries.size * EACH_MS);
    const wanted =
      entry.barren === 0 ? regular : Math.min(regular, HUNGRY_MS * 2 ** (entry.barren - 1));
    return wanted * (1 + this.#host.random.below(200) / 1000);
  }
}
