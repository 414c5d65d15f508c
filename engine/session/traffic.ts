import type { Statistics, Traffic } from '../api/statistics.ts';
import { dayOf } from '../core/calendar.ts';
import { done, ok, type Result } from '../core/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store, StoreCode, TrafficRow } from '../ports/store.ts';
import type { Torrent } from '../torrent/torrent.ts';

export interface TrafficHost {
  readonly ports: { readonly clock: Clock; readonly store: Store };
  readonly torrents: ReadonlyMap<string, Torrent>;
  /** The torrent's own totals are committed soon as well. */
  dirty(torrent: Torrent): void;
}

const COLLECT_MS = 5_000;

/** Keeps what was moved, by day and by torrent: counted where each torrent counts, and committed every few seconds. */
export class TrafficBook {
  readonly #host: TrafficHost;
  /** What of each torrent's counters of this run has been taken over. */
  readonly #taken = new Map<Torrent, Traffic>();
  /** Not committed yet, by day and torrent. */
  #pending = new Map<string, TrafficRow>();
  #saving: Promise<Result<void, StoreCode>> = Promise.resolve(done);
  readonly #startedAt: number;
  #collectedAt: number;
  /** Of torrents that have left the list since the start. */
  #gone: Traffic = { downloaded: 0, uploaded: 0 };

  constructor(host: TrafficHost) {
    this.#host = host;
    this.#startedAt = host.ports.clock.now();
    this.#collectedAt = this.#startedAt;
  }

  /** Once a second. */
  tick(): void {
    const now = this.#host.ports.clock.now();
    if (now - this.#collectedAt < COLLECT_MS) return;
    this.#collectedAt = now;
    void this.save();
  }

  /** Those torrents move nothing any more. */
  async left(torrents: Iterable<Torrent>): Promise<void> {
    for (const torrent of torrents) {
      this.#collect(torrent);
      const taken = this.#taken.get(torrent);
      this.#taken.delete(torrent);
      if (taken !== undefined) this.#gone = sum(this.#gone, taken);
    }
    await this.save();
  }

  /** Commits what was counted until now. */
  save(): Promise<Result<void, StoreCode>> {
    for (const torrent of this.#host.torrents.values()) this.#collect(torrent);
    this.#saving = this.#saving.then(() => this.#commit());
    return this.#saving;
  }

  async statistics(): Promise<Result<Statistics>> {
    const saved = await this.save();
    if (!saved.ok) return saved;
    const sums = await this.#host.ports.store.loadTraffic();
    if (!sums.ok) return sums;
    const { days, torrents } = sums.value;
    const seconds = Math.round((this.#host.ports.clock.now() - this.#startedAt) / 1000);
    return ok({
      session: { ...[...this.#taken.values()].reduce(sum, this.#gone), seconds },
      allTime: days.reduce(sum, { downloaded: 0, uploaded: 0 }),
      byDay: days.filter(({ day }) => day !== ''),
      byTorrent: torrents.map(({ infoHash, ...rest }) => ({ id: infoHash, ...rest })),
    });
  }

  #collect(torrent: Torrent): void {
    const { down, up } = torrent.tally;
    const before = this.#taken.get(torrent) ?? { downloaded: 0, uploaded: 0 };
    if (down.total === before.downloaded && up.total === before.uploaded) return;
    this.#taken.set(torrent, { downloaded: down.total, uploaded: up.total });
    const { clock } = this.#host.ports;
    const wall = clock.wallTime();
    this.#add({
      day: dayOf(wall, clock.utcOffset(wall)),
      infoHash: torrent.id,
      name: torrent.name,
      downloaded: down.total - before.downloaded,
      uploaded: up.total - before.uploaded,
    });
    this.#host.dirty(torrent);
  }

  #add(row: TrafficRow): void {
    const key = `${row.day} ${row.infoHash}`;
    const before = this.#pending.get(key);
    this.#pending.set(key, before === undefined ? row : { ...row, ...sum(before, row) });
  }

  async #commit(): Promise<Result<void, StoreCode>> {
    const rows = [...this.#pending.values()];
    if (rows.length === 0) return done;
    this.#pending = new Map();
    const saved = await this.#host.ports.store.addTraffic(rows);
    // All or nothing: what was not committed is tried again with what comes then.
    if (!saved.ok) for (const row of rows) this.#add(row);
    return saved;
  }
}

const sum = (a: Traffic, b: Traffic): Traffic => ({
  downloaded: a.downloaded + b.downloaded,
  uploaded: a.uploaded + b.uploaded,
});
