import type { Fault } from '../core/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { DiskCode } from '../ports/disk.ts';
import { PiecePool, type PoolBuffer } from './pool.ts';

/** Bytes of one read for uploads. A multiple of the block, so that no block that peers ask for crosses an edge. */
export const CHUNK = 256 * 1024;

/** A range of a chunk that could not be read. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly why: Fault<DiskCode>;
  readonly file: number;
  /** The torrent was told of the change already. */
  readonly told: boolean;
}

/** A range of one torrent in memory, or on its way. */
export class Chunk {
  readonly owner: Map<number, Chunk>;
  readonly index: number;
  readonly buffer: PoolBuffer;
  /** Undefined once it is filled. */
  filling: Promise<void> | undefined;
  gaps: readonly Gap[] = [];
  /** The cache's count of uses at the last one. */
  usedAt = 0;
  /** Out of the cache; whoever waits for the fill may still use it. */
  dropped = false;
  /** Its first use has not started the read of the next one yet. */
  fresh = true;

  constructor(owner: Map<number, Chunk>, index: number, buffer: PoolBuffer) {
    this.owner = owner;
    this.index = index;
    this.buffer = buffer;
  }
}

/**
 * The session's memory for uploads: chunks of all torrents, bounded. What was not used for longest leaves
 * first; a hit costs one store, and the search for the oldest a scan of as many chunks as there are (128 in
 * 32 MiB) for each 256 KiB read. Memory that a socket still holds is not used again before it is let go.
 */
export class ReadCache {
  readonly #pool: PiecePool;
  readonly #chunks: Chunk[] = [];
  #uses = 0;

  constructor(limitBytes: number, clock: Clock) {
    this.#pool = new PiecePool(limitBytes, clock);
  }

  get held(): number {
    return this.#pool.held;
  }

  setLimit(bytes: number): void {
    this.#pool.setLimit(bytes);
    while (this.#pool.held > bytes && this.#evict());
  }

  /** A new chunk to fill, in the owner's table; undefined when all memory is held by sockets and fills. */
  claim(owner: Map<number, Chunk>, index: number, length: number): Chunk | undefined {
    let buffer = this.#pool.acquire(CHUNK);
    while (buffer === undefined) {
      if (!this.#evict()) return undefined;
      buffer = this.#pool.acquire(CHUNK);
    }
    if (buffer.bytes.length !== length) buffer.bytes = buffer.bytes.subarray(0, length);
    const chunk = new Chunk(owner, index, buffer);
    owner.set(index, chunk);
    this.#chunks.push(chunk);
    return chunk;
  }

  drop(chunk: Chunk): void {
    if (chunk.dropped) return;
    const at = this.#chunks.indexOf(chunk);
    const last = this.#chunks.pop() as Chunk;
    if (last !== chunk) this.#chunks[at] = last;
    this.#forget(chunk);
  }

  /** Notes a use: the chunk's memory stays as it is until `letGo`. */
  hold(chunk: Chunk): void {
    chunk.usedAt = ++this.#uses;
    chunk.buffer.holds++;
  }

  release(buffer: PoolBuffer): void {
    this.#pool.release(buffer);
  }

  /** Views that are not of the cache are passed over. */
  letGo(view: Uint8Array): void {
    const buffer = this.#pool.bufferOf(view);
    if (buffer !== undefined) this.#pool.release(buffer);
  }

  close(): void {
    this.#pool.close();
  }

  #evict(): boolean {
    let oldest: Chunk | undefined;
    for (const chunk of this.#chunks) {
      // More than our own hold: a socket or a reader has it.
      if (chunk.filling !== undefined || chunk.buffer.holds > 1) continue;
      if (oldest === undefined || chunk.usedAt < oldest.usedAt) oldest = chunk;
    }
    if (oldest === undefined) return false;
    this.drop(oldest);
    return true;
  }

  #forget(chunk: Chunk): void {
    chunk.dropped = true;
    if (chunk.owner.get(chunk.index) === chunk) chunk.owner.delete(chunk.index);
    this.#pool.release(chunk.buffer);
  }
}
