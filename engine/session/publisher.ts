import type { EngineStatus, TorrentDelta } from '../api/engine-api.ts';
import type { Organisation } from '../api/organise.ts';
import type { TorrentSnapshot } from '../api/torrent.ts';
import type { InfoHash } from '../core/ids.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import { snapshotOf } from '../torrent/snapshot.ts';
import type { Torrent } from '../torrent/torrent.ts';

const DELTA_MS = 500;
/** What the user has just done is told at once; this long, several torrents go together. */
const SOON_MS = 20;
/** While thousands come back at a start, hundreds go together: each telling is work for the window. */
const RESTORING_MS = 150;

export interface PublisherHost {
  readonly clock: Clock;
  torrents(): Iterable<Torrent>;
  status(): EngineStatus;
  /** Torrents of the last time are still on their way. */
  isRestoring(): boolean;
  organisation(): Organisation;
  /** All torrents as they stand in the queue. */
  order(): readonly InfoHash[];
  deliver(delta: TorrentDelta): void;
}

type Change = Partial<TorrentSnapshot> & { readonly id: InfoHash };

/** Tells the watcher what changed, field by field, twice a second. Nobody watching: no work at all. */
export class Publisher {
  readonly #host: PublisherHost;
  readonly #changed = new Set<Torrent>();
  readonly #removed = new Set<InfoHash>();
  readonly #sent = new Map<InfoHash, TorrentSnapshot>();
  #status: Partial<EngineStatus> = {};
  #organised = false;
  #reordered = false;
  #timer: Timer | undefined;
  #early: Timer | undefined;

  constructor(host: PublisherHost) {
    this.#host = host;
  }

  watch(on: boolean): void {
    this.#timer?.end();
    this.#timer = undefined;
    this.#early?.end();
    this.#early = undefined;
    this.#sent.clear();
    this.#removed.clear();
    this.#changed.clear();
    this.#status = {};
    if (!on) return;
    for (const torrent of this.#host.torrents()) this.#changed.add(torrent);
    this.#organised = true;
    this.#beat();
    this.#timer = this.#host.clock.every(DELTA_MS, () => this.#beat());
  }

  changed(torrent: Torrent): void {
    if (this.#timer === undefined) return;
    this.#changed.add(torrent);
    if (!this.#sent.has(torrent.id)) this.soon();
  }

  /** Categories, tags or rules changed. */
  organised(): void {
    this.#organised = true;
    this.soon();
  }

  /** Positions in the queue moved, of many as a rule: nothing else of them is looked at. */
  reordered(): void {
    this.#reordered = true;
    this.soon();
  }

  removed(torrent: Torrent): void {
    if (this.#timer === undefined) return;
    this.#changed.delete(torrent);
    if (this.#sent.delete(torrent.id)) this.#removed.add(torrent.id);
    this.soon();
  }

  /** The watcher waits for the effect of a command: it does not wait for the next beat. */
  soon(): void {
    if (this.#timer === undefined || this.#early !== undefined) return;
    const ms = this.#host.isRestoring() ? RESTORING_MS : SOON_MS;
    this.#early = this.#host.clock.after(ms, () => {
      this.#early = undefined;
      this.#beat();
    });
  }

  #beat(): void {
    const added: TorrentSnapshot[] = [];
    const changed: Change[] = [];
    for (const torrent of this.#changed) {
      const snapshot = snapshotOf(torrent);
      const before = this.#sent.get(torrent.id);
      this.#sent.set(torrent.id, snapshot);
      if (before === undefined) {
        added.push(snapshot);
        continue;
      }
      const difference = differing(before, snapshot);
      if (difference !== undefined) changed.push({ ...difference, id: torrent.id });
    }
    this.#changed.clear();
    if (this.#reordered) this.#reorder(changed);
    const removed = [...this.#removed];
    this.#removed.clear();
    const now = this.#host.status();
    const status = differing(this.#status, now) ?? {};
    this.#status = now;
    const organised = this.#organised ? { organisation: this.#host.organisation() } : {};
    this.#organised = false;
    const parts = [added, changed, removed, Object.keys(status), Object.keys(organised)];
    if (parts.every((part) => part.length === 0)) return;
    this.#host.deliver({ added, changed, removed, status, ...organised });
  }

  #reorder(changed: Change[]): void {
    this.#reordered = false;
    this.#host.order().forEach((id, index) => {
      const before = this.#sent.get(id);
      const queuePosition = index + 1;
      if (before === undefined || before.queuePosition === queuePosition) return;
      this.#sent.set(id, { ...before, queuePosition });
      changed.push({ id, queuePosition });
    });
  }
}

/** The fields that differ, or undefined when none does. */
function differing<T extends object>(before: Partial<T>, now: T): Partial<T> | undefined {
  let difference: Partial<T> | undefined;
  for (const key of Object.keys(now) as (keyof T)[]) {
    if (Object.is(before[key], now[key])) continue;
    difference ??= {};
    difference[key] = now[key];
  }
  return difference;
}
