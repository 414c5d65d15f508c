import type { ActivePiece } from '../core/picker/active-piece.ts';
import type { Fault } from '../core/result.ts';
import type { DiskCode } from '../ports/disk.ts';
import type { Transfer } from './transfer.ts';
import type { Trust } from './trust.ts';

export interface VerifyHost {
  /** The piece is verified and written: its bit may be set. */
  pieceDone(piece: number): void;
  pieceFailed(active: ActivePiece): void;
  diskFailed(fault: Fault<DiskCode>): void;
}

/**
 * A piece with all its blocks: hashed off the thread, then written, then had. Whatever goes wrong on the
 * way, the piece is either had or to be fetched again, and its memory is back in the pool.
 */
export class Verify {
  readonly #transfer: Transfer;
  readonly #trust: () => Trust;
  readonly #host: VerifyHost;
  #busy = 0;
  #idle: (() => void)[] = [];

  constructor(transfer: Transfer, trust: () => Trust, host: VerifyHost) {
    this.#transfer = transfer;
    this.#trust = trust;
    this.#host = host;
  }

  filled(active: ActivePiece): void {
    this.#busy++;
    void this.#take(active).then(() => {
      this.#busy--;
      if (this.#busy > 0) return;
      for (const resume of this.#idle.splice(0)) resume();
    });
  }

  /** Resolves when no piece is between its last block and the disk. */
  async settled(): Promise<void> {
    if (this.#busy > 0) await new Promise<void>((resume) => this.#idle.push(resume));
  }

  async #take(active: ActivePiece): Promise<void> {
    const { memory } = active;
    if (memory === undefined) return this.#takeFromDisk(active);
    const { storage } = this.#transfer;
    if (!(await storage.verify(active.piece, memory))) {
      this.#distrust(active, memory.bytes);
      this.#bad(active);
      return;
    }
    this.#trustAgain(active, memory.bytes);
    // The storage owns the memory from here.
    active.memory = undefined;
    const wrote = await storage.write(active.piece, memory);
    if (wrote.ok) this.#good(active);
    else this.#unwritten(active, wrote);
  }

  async #takeFromDisk(active: ActivePiece): Promise<void> {
    await this.#transfer.spill.settled(active);
    const verified = await this.#transfer.storage.verifyOnDisk(active.piece);
    if (!verified.ok) this.#unwritten(active, verified);
    else if (verified.value) {
      this.#trustAgain(active, undefined);
      this.#good(active);
    } else {
      this.#distrust(active, undefined);
      this.#bad(active);
    }
  }

  #distrust(active: ActivePiece, bytes: Uint8Array | undefined): void {
    this.#trust().failed(active, bytes);
    this.#markSuspects();
  }

  #trustAgain(active: ActivePiece, bytes: Uint8Array | undefined): void {
    if (this.#trust().passed(active, bytes)) this.#markSuspects();
  }

  #markSuspects(): void {
    for (const peer of this.#transfer.peers()) peer.suspect = this.#trust().isSuspect(peer);
  }

  #good(active: ActivePiece): void {
    this.#transfer.picker.close(active);
    this.#host.pieceDone(active.piece);
  }

  #bad(active: ActivePiece): void {
    this.#transfer.picker.restart(active);
    this.#host.pieceFailed(active);
  }

  #unwritten(active: ActivePiece, fault: Fault<DiskCode>): void {
    this.#transfer.giveUp(active);
    this.#host.diskFailed(fault);
  }
}
