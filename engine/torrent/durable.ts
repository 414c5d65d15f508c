import { Bitfield } from '../core/bitfield.ts';
import { equalBytes } from '../core/bytes/bytes.ts';
import type { Progress } from '../ports/store.ts';
import type { Torrent } from './torrent.ts';

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
    this.#unsynced = true;
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
    this.#syncing = this.#sync().finally(() => {
      this.#syncing = undefined;
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
