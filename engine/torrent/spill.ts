import { BLOCK } from '../core/ids.ts';
import {
  type ActivePiece,
  BLOCK_STATE,
  NOBODY,
  type PieceMemory,
} from '../core/picker/active-piece.ts';
import type { Picker } from '../core/picker/picker.ts';
import type { Fault } from '../core/result.ts';
import type { DiskCode } from '../ports/disk.ts';
import type { PieceStorage } from '../storage/types.ts';

export interface SpillHost {
  now(): number;
  spillFailed(fault: Fault<DiskCode>): void;
}

/** A partial piece that nobody touched for this long may leave the memory. */
const STALE_MS = 5_000;

/**
 * When the pool of piece buffers is full, the partial piece that waits longest goes to the disk as it is,
 * and its later blocks follow one by one: memory stays bounded however large the pieces are.
 */
export class Spill {
  readonly #storage: PieceStorage;
  readonly #picker: Picker;
  readonly #host: SpillHost;
  /** Writes under way, by piece. */
  readonly #writes = new Map<ActivePiece, Promise<unknown>>();
  readonly #blocks = new Map<ActivePiece, Map<number, Uint8Array>>();
  #lastLook = Number.NEGATIVE_INFINITY;

  constructor(storage: PieceStorage, picker: Picker, host: SpillHost) {
    this.#storage = storage;
    this.#picker = picker;
    this.#host = host;
  }

  /** Looks for a piece to spill; the room is there once its writes are done. */
  makeRoom(): void {
    const now = this.#host.now();
    if (now - this.#lastLook < 100) return;
    this.#lastLook = now;
    let stalest: ActivePiece | undefined;
    for (const active of this.#picker.active.values()) {
      if (active.memory === undefined || active.verifying || active.receiving > 0) continue;
      if (active.owner !== NOBODY && now - active.touchedAt < STALE_MS) continue;
      if (stalest === undefined || active.touchedAt < stalest.touchedAt) stalest = active;
    }
    if (stalest !== undefined) this.#toDisk(stalest);
  }

  /** Memory for one block of a piece that has left the pool. */
  blockFor(active: ActivePiece, begin: number): Uint8Array {
    const bytes = new Uint8Array(active.blockLength(begin / BLOCK));
    let blocks = this.#blocks.get(active);
    if (blocks === undefined) {
      blocks = new Map();
      this.#blocks.set(active, blocks);
    }
    blocks.set(begin, bytes);
    return bytes;
  }

  blockCame(active: ActivePiece, begin: number): void {
    const blocks = this.#blocks.get(active);
    const bytes = blocks?.get(begin);
    // The piece was spilled while this block was on its way: its bytes are in the old memory, which was written after.
    if (bytes === undefined) return;
    blocks?.delete(begin);
    this.#write(active, begin, bytes);
  }

  /** Resolves when every early write of the piece has returned. */
  async settled(active: ActivePiece): Promise<void> {
    await this.#writes.get(active);
    this.#writes.delete(active);
    this.#blocks.delete(active);
  }

  #toDisk(active: ActivePiece): void {
    const memory = active.memory as PieceMemory;
    active.memory = undefined;
    for (let block = 0; block < active.blocks; block++) {
      if (active.state[block] !== BLOCK_STATE.received) continue;
      const first = block;
      while (block + 1 < active.blocks && active.state[block + 1] === BLOCK_STATE.received) block++;
      const end = block * BLOCK + active.blockLength(block);
      this.#write(active, first * BLOCK, memory.bytes.subarray(first * BLOCK, end));
    }
    const written = this.#writes.get(active) ?? Promise.resolve();
    void written.then(() => this.#storage.release(memory));
  }

  #write(active: ActivePiece, begin: number, bytes: Uint8Array): void {
    const write = this.#storage.writeBlock(active.piece, begin, bytes).then((wrote) => {
      if (!wrote.ok) this.#host.spillFailed(wrote);
    });
    const before = this.#writes.get(active);
    this.#writes.set(active, before === undefined ? write : Promise.all([before, write]));
  }
}
