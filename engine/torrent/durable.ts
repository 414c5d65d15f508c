import { Bitfield } from '../core/bitfield.ts';
import { equalBytes } from '../core/bytes/bytes.ts';
import type { Timer } from '../ports/clock.ts';
import type { Progress } from '../ports/store.ts';
import type { Torrent } from './torrent.ts';

/**
 * How long what was written may wait for a sync. Each one makes the disk write out all that there is at once,
 * which slows the transfer down, and on a disk with a head every other program too.
 */
const SYNC_MS = 5_000;
/** A disk that needs long for a sync gets as long to itself, up to this. */
const MAX_SYNC_MS = 30_000;

/**
 * What may be told to the store. A piece that was verified and written is at first only in the system's
 * cache: it is told as in flight, to be checked after a kill. Once a sync that began later has ended, its
 * bit is true even after a power cut, and only then is it told as had.
 */
export class Durable {
  readonly #torrent: Torrent;
  #stored: Progress;
  stamps: Progress['stamps'];
  /** Bits that are safe; undefined until the files were looked at. */
  #safe: Uint8Array | undefined;
  #unsynced = false;
  #syncing: Promise<void> | undefined;
  #syncDue = Number.NEGATIVE_INFINITY;
  #syncTimer: Timer | undefined;

  constructor(torrent: Torrent, stored: Progress) {
    this.#torrent = torrent;
    this.#stored = stored;
    this.stamps = stored.stamps;
  }

  /** The files were looked at and checked: bits that the store had are safe, new ones are to be synced. */
  opened(): void {
    const have = this.#torrent.transfer?.have.bytes;
    if (have === undefined || this.#safe !== undefined) return;
    // Never written to: a sync puts another in its place.
    this.#safe =
      this.#stored.have.length === have.length ? this.#stored.have : new Uint8Array(have.length);
    this.#unsynced = !this.#stored.clean || !equalBytes(this.#safe, have);
  }

  /** A clean seed as it was stored: there is nothing to tell. */
  get isAsStored(): boolean {
    return (
      this.#stored.clean &&
      !this.#unsynced &&
      this.stamps === this.#stored.stamps &&
      this.stamps.length > 0 &&
      this.#torrent.isSeeding() &&
      this.#torrent.tally.completedAt === this.#stored.completedAt
    );
  }

  /** Bits that are true after a power cut, too; undefined until the files were looked at. */
  get safe(): Bitfield | undefined {
    const { transfer } = this.#torrent;
    if (transfer === undefined || this.#safe === undefined) return undefined;
    return new Bitfield(transfer.have.size, this.#safe);
  }

  /** The files lie elsewhere now, and have other times. */
  restamp(stamps: Progress['stamps']): void {
    this.stamps = stamps;
    this.#stored = { ...this.#stored, stamps };
  }

  /** Something was written. */
  wrote(): void {
    if (this.#unsynced) return;
    this.#unsynced = true;
    this.#syncDue = Math.max(this.#syncDue, this.#torrent.now() + SYNC_MS);
  }

  /** What to commit now. A complete, synced torrent is clean even after a kill: nothing is written to it. */
  progress(): Progress {
    const { tally, transfer } = this.#torrent;
    if (transfer === undefined || this.#safe === undefined)
      return { ...this.#stored, ...tally.totals() };
    this.#startSync();
    const safe = this.#safe;
    const now = transfer.have.bytes;
    const have = safe.map((byte, i) => byte & (now[i] as number));
    const inFlight = now.map((byte, i) => byte & ~(safe[i] as number));
    for (const piece of transfer.underWay) {
      inFlight[piece >>> 3] = (inFlight[piece >>> 3] as number) | (0x80 >>> (piece & 7));
    }
    const clean = this.#torrent.isSeeding() && !this.#unsynced && this.#syncing === undefined;
    return { have, inFlight, ...tally.totals(), stamps: this.stamps, clean };
  }

  /** After the last write: everything is on the disk, and the next start checks nothing. */
  async settle(): Promise<void> {
    const { storage } = this.#torrent;
    this.#syncTimer?.end();
    this.#syncTimer = undefined;
    if (storage === undefined || this.#safe === undefined) return;
    while (this.#syncing !== undefined) await this.#syncing;
    if (this.#unsynced) await this.#sync();
    this.stamps = await storage.stamps();
  }

  /** What to commit after `settle`. */
  settled(): Progress {
    const { tally, transfer } = this.#torrent;
    if (transfer === undefined || this.#safe === undefined)
      return { ...this.#stored, ...tally.totals() };
    const inFlight = new Uint8Array(this.#safe.length);
    return {
      have: this.#safe,
      inFlight,
      ...tally.totals(),
      stamps: this.stamps,
      clean: !this.#unsynced,
    };
  }

  #startSync(): void {
    if (!this.#unsynced || this.#syncing !== undefined) return;
    const startedAt = this.#torrent.now();
    // What is complete has no next pieces that a sync could wait for.
    if (startedAt < this.#syncDue && !this.#torrent.isSeeding()) {
      this.#syncTimer ??= this.#torrent.host.ports.clock.after(this.#syncDue - startedAt, () => {
        this.#syncTimer = undefined;
        this.#startSync();
      });
      return;
    }
    this.#syncing = this.#sync().finally(() => {
      const now = this.#torrent.now();
      this.#syncing = undefined;
      this.#syncDue = now + Math.min(MAX_SYNC_MS, Math.max(SYNC_MS, now - startedAt));
      this.#torrent.host.dirty(this.#torrent);
    });
  }

  async #sync(): Promise<void> {
    const { storage, transfer } = this.#torrent;
    if (storage === undefined || transfer === undefined) return;
    this.#unsynced = false;
    const before = transfer.have.bytes.slice();
    const synced = await storage.sync();
    if (!synced.ok) {
      this.#unsynced = true;
      this.#torrent.diskFailed(synced);
      return;
    }
    // Both at once: a bit whose file has no stamp yet would be doubted after a kill.
    const stamps = await storage.stamps();
    const was = this.#safe;
    this.#safe = before;
    this.stamps = stamps;
    this.#torrent.partNames.synced(was, before);
  }
}
