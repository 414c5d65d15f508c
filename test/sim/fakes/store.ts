import type { InfoHash } from '../../../engine/core/ids.ts';
import { done, fault, ok, type Result } from '../../../engine/core/result.ts';
import type { Clock } from '../../../engine/ports/clock.ts';
import type {
  Progress,
  Store,
  StoreCode,
  StoredPlace,
  StoredTorrent,
  StoreEvents,
  TrafficRow,
  TrafficSums,
} from '../../../engine/ports/store.ts';

export interface FakeStoreKnobs {
  /** Milliseconds of a commit. */
  latencyMs: number;
  /** Every write ends so, and tells of trouble, until it is taken away. */
  fault: StoreCode | undefined;
  /** Torrents can be read so many times, and then end so, until it is taken away. */
  readFault: { readonly code: StoreCode; after: number } | undefined;
  /** The process dies at the write of this running number (from 1), before it is committed or after. */
  crash: { readonly at: number; readonly when: 'before' | 'after' } | undefined;
}

/**
 * A profile in memory. What was acknowledged survives `crash`; what was under way is lost or not, as with the
 * real one, and here it is lost.
 */
export class FakeProfile {
  readonly knobs: FakeStoreKnobs = {
    latencyMs: 0,
    fault: undefined,
    crash: undefined,
    readFault: undefined,
  };
  torrents = new Map<InfoHash, StoredTorrent>();
  values = new Map<string, string>();
  traffic: readonly TrafficRow[] = [];
  readonly #clock: Clock;
  #epoch = 0;
  #writes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Commits so far. */
  get writes(): number {
    return this.#writes;
  }

  open(events: StoreEvents): Store {
    return new FakeStore(this, events, this.#epoch);
  }

  /** The process dies: its store never answers again. */
  crash(): void {
    this.#epoch++;
  }

  async commit<T>(
    epoch: number,
    events: StoreEvents,
    write: (torrents: Map<InfoHash, StoredTorrent>) => Result<T, StoreCode>,
  ): Promise<Result<T, StoreCode>> {
    if (this.knobs.latencyMs > 0) {
      await new Promise<void>((resolve) => this.#clock.after(this.knobs.latencyMs, resolve));
    }
    if (epoch !== this.#epoch) return new Promise(() => undefined);
    const code = this.knobs.fault;
    if (code !== undefined) {
      const why = fault(code, 'fake store', `Fake store: ${code}.`);
      events.trouble(code, why.message);
      return why;
    }
    this.#writes++;
    const { crash } = this.knobs;
    const dies = crash?.at === this.#writes;
    if (dies && crash.when === 'before') this.crash();
    if (epoch !== this.#epoch) return new Promise(() => undefined);
    const result = write(this.torrents);
    if (!dies) return result;
    this.crash();
    return new Promise(() => undefined);
  }
}

class FakeStore implements Store {
  readonly #profile: FakeProfile;
  readonly #events: StoreEvents;
  readonly #epoch: number;
  #closed = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(profile: FakeProfile, events: StoreEvents, epoch: number) {
    this.#profile = profile;
    this.#events = events;
    this.#epoch = epoch;
  }

  loadPlaces(): Promise<Result<readonly StoredPlace[], StoreCode>> {
    return this.#inOrder(async () =>
      ok(
        [...this.#profile.torrents.values()]
          .sort((a, b) => a.queuePosition - b.queuePosition || a.addedAt - b.addedAt)
          .map(({ infoHash, queuePosition, options }) => ({
            infoHash,
            queuePosition,
            removed: options.removed,
          })),
      ),
    );
  }

  loadTorrents(ids: readonly InfoHash[]): Promise<Result<readonly StoredTorrent[], StoreCode>> {
    return this.#inOrder(async () => {
      const { readFault } = this.#profile.knobs;
      if (readFault !== undefined && readFault.after-- <= 0)
        return fault(readFault.code, 'fake store', `Fake store: ${readFault.code}.`);
      return ok(ids.flatMap((id) => structuredClone(this.#profile.torrents.get(id)) ?? []));
    });
  }

  addTorrent(torrent: StoredTorrent): Promise<Result<void, StoreCode>> {
    const copy = structuredClone(torrent);
    return this.#write((torrents) => {
      if (torrents.has(copy.infoHash)) {
        return fault('store-duplicate', copy.infoHash, 'The torrent is in the list already.');
      }
      torrents.set(copy.infoHash, copy);
      return done;
    });
  }

  setMetainfo(
    infoHash: InfoHash,
    metainfo: Uint8Array,
    name: string,
  ): Promise<Result<void, StoreCode>> {
    return this.#change(infoHash, { metainfo: metainfo.slice(), name });
  }

  updateTorrent(
    infoHash: InfoHash,
    change: Partial<StoredTorrent>,
  ): Promise<Result<void, StoreCode>> {
    return this.#change(infoHash, structuredClone(change));
  }

  updateTorrents(
    changes: ReadonlyMap<InfoHash, Partial<StoredTorrent>>,
    values: ReadonlyMap<string, unknown> = new Map(),
  ): Promise<Result<void, StoreCode>> {
    const copy = structuredClone(changes);
    const texts = [...values].map(([key, value]) => [key, JSON.stringify(value)] as const);
    return this.#write((torrents) => {
      for (const [infoHash, change] of copy) merge(torrents, infoHash, change);
      this.#setValues(texts);
      return done;
    });
  }

  saveProgress(batch: ReadonlyMap<InfoHash, Progress>): Promise<Result<void, StoreCode>> {
    const copy = structuredClone(batch);
    return this.#write((torrents) => {
      for (const [infoHash, progress] of copy) {
        const torrent = torrents.get(infoHash);
        if (torrent === undefined) continue;
        torrents.set(infoHash, { ...torrent, progress: notBack(torrent.progress, progress) });
      }
      return done;
    });
  }

  removeTorrent(infoHash: InfoHash): Promise<Result<void, StoreCode>> {
    return this.#write((torrents) => {
      torrents.delete(infoHash);
      return done;
    });
  }

  addTraffic(rows: readonly TrafficRow[]): Promise<Result<void, StoreCode>> {
    const copy = structuredClone(rows);
    return this.#write(() => {
      this.#profile.traffic = [...this.#profile.traffic, ...copy];
      return done;
    });
  }

  loadTraffic(): Promise<Result<TrafficSums, StoreCode>> {
    return this.#inOrder(async () => ok(sumsOf(this.#profile.traffic)));
  }

  loadValues(): Promise<Result<ReadonlyMap<string, unknown>, StoreCode>> {
    return this.#inOrder(async () =>
      ok(
        new Map([...this.#profile.values].map(([key, json]) => [key, JSON.parse(json) as unknown])),
      ),
    );
  }

  saveValues(values: ReadonlyMap<string, unknown>): Promise<Result<void, StoreCode>> {
    const texts = [...values].map(([key, value]) => [key, JSON.stringify(value)] as const);
    return this.#write(() => {
      this.#setValues(texts);
      return done;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#last;
  }

  #change(infoHash: InfoHash, change: Partial<StoredTorrent>): Promise<Result<void, StoreCode>> {
    return this.#write((torrents) => {
      merge(torrents, infoHash, change);
      return done;
    });
  }

  #setValues(texts: readonly (readonly [string, string | undefined])[]): void {
    for (const [key, json] of texts) {
      if (json === undefined) this.#profile.values.delete(key);
      else this.#profile.values.set(key, json);
    }
  }

  #write(
    act: (torrents: Map<InfoHash, StoredTorrent>) => Result<void, StoreCode>,
  ): Promise<Result<void, StoreCode>> {
    return this.#inOrder(() => this.#profile.commit(this.#epoch, this.#events, act));
  }

  #inOrder<T>(act: () => Promise<Result<T, StoreCode>>): Promise<Result<T, StoreCode>> {
    if (this.#closed)
      return Promise.resolve(fault('store-failed', 'fake store', 'The store is closed.'));
    const result = this.#last.then(act);
    this.#last = result;
    return result;
  }
}

function merge(
  torrents: Map<InfoHash, StoredTorrent>,
  infoHash: InfoHash,
  change: Partial<StoredTorrent>,
): void {
  const torrent = torrents.get(infoHash);
  if (torrent === undefined) return;
  const known = Object.entries(change).filter(([, value]) => value !== undefined);
  torrents.set(infoHash, { ...torrent, ...Object.fromEntries(known) });
}

const notBack = (before: Progress, now: Progress): Progress => ({
  ...structuredClone(now),
  downloaded: Math.max(before.downloaded, now.downloaded),
  uploaded: Math.max(before.uploaded, now.uploaded),
  wasted: Math.max(before.wasted, now.wasted),
  activeMs: Math.max(before.activeMs, now.activeMs),
  seedingMs: Math.max(before.seedingMs, now.seedingMs),
});

function sumsOf(rows: readonly TrafficRow[]): TrafficSums {
  const sum = <K>(key: (row: TrafficRow) => K): Map<K, TrafficRow> => {
    const sums = new Map<K, TrafficRow>();
    for (const row of rows) {
      const before = sums.get(key(row)) ?? { downloaded: 0, uploaded: 0 };
      sums.set(key(row), {
        ...row,
        downloaded: before.downloaded + row.downloaded,
        uploaded: before.uploaded + row.uploaded,
      });
    }
    return sums;
  };
  const days = [...sum((row) => row.day).values()].map(({ day, downloaded, uploaded }) => ({
    day,
    downloaded,
    uploaded,
  }));
  const torrents = [...sum((row) => row.infoHash).values()].map(({ day: _day, ...rest }) => rest);
  const moved = (row: { downloaded: number; uploaded: number }): number =>
    row.downloaded + row.uploaded;
  return {
    days: days.sort((a, b) => (a.day < b.day ? -1 : 1)),
    torrents: torrents.sort((a, b) => moved(b) - moved(a)),
  };
}
