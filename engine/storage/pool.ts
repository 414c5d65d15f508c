import type { Clock, Timer } from '../ports/clock.ts';
import type { PieceBuffer } from './types.ts';

const KiB = 1024;
const GRAIN = 16 * KiB;
const SLAB = 4 * 1024 * KiB;
const IDLE_MS = 30_000;

/** A slot of a slab. Freed when every hold is let go. */
export class PoolBuffer {
  bytes: Uint8Array;
  readonly slab: Slab;
  readonly offset: number;
  holds = 0;

  constructor(slab: Slab, offset: number) {
    this.slab = slab;
    this.offset = offset;
    this.bytes = new Uint8Array(slab.memory, offset, slab.size.bytes);
  }
}

/** All slots of one size, over all slabs that are split so. */
class Size {
  readonly bytes: number;
  /** The one freed last is at the end. */
  free: PoolBuffer[] = [];
  /** How many of the free ones are spoken for. */
  reserved = 0;

  constructor(bytes: number) {
    this.bytes = bytes;
  }

  get available(): number {
    return this.free.length - this.reserved;
  }
}

class Slab {
  readonly memory: SharedArrayBuffer;
  size: Size;
  slots: PoolBuffer[] = [];
  used = 0;
  /** Since when no slot is in use. */
  idleSince = 0;

  constructor(bytes: number, size: Size) {
    this.memory = new SharedArrayBuffer(bytes);
    this.size = size;
    this.split(size);
  }

  /** Only while it is idle. */
  split(size: Size): void {
    this.leave();
    this.size = size;
    this.slots = [];
    for (let at = 0; at + size.bytes <= this.memory.byteLength; at += size.bytes)
      this.slots.push(new PoolBuffer(this, at));
    size.free.unshift(...this.slots.toReversed());
  }

  /** Its slots are given out no more. */
  leave(): void {
    if (this.slots.length > 0) this.size.free = this.size.free.filter(({ slab }) => slab !== this);
    this.slots = [];
  }

  /** Nothing of it is in use, and those who have spoken for memory find it elsewhere. */
  get isIdle(): boolean {
    return this.used === 0 && this.size.available >= this.slots.length;
  }
}

/**
 * Room for one piece: it counts from the start, but is memory only from its first use on. What is asked for
 * arrives much later, and meanwhile the memory serves others and stays in the processor's caches.
 */
export class Lease implements PieceBuffer {
  readonly #length: number;
  readonly #bind: (length: number) => PoolBuffer;
  buffer: PoolBuffer | undefined;
  readonly size: Size;
  ended = false;

  constructor(length: number, size: Size, bind: (length: number) => PoolBuffer) {
    this.#length = length;
    this.size = size;
    this.#bind = bind;
  }

  get bytes(): Uint8Array {
    if (this.ended) throw new Error('A piece buffer was used after its release.');
    this.buffer ??= this.#bind(this.#length);
    return this.buffer.bytes;
  }
}

/**
 * Bounded shared memory for pieces, one contiguous buffer each, over a few large blocks ("slabs") that the
 * hash workers learn once. A slot used last is given out first: it is in the caches still, and a first
 * touch of others costs a page fault. A slab that nobody has used for 30 s goes back to the system.
 */
export class PiecePool {
  #limit: number;
  #held = 0;
  readonly #clock: Clock;
  readonly #slabs: Slab[] = [];
  readonly #sizes = new Map<number, Size>();
  readonly #byMemory = new Map<ArrayBufferLike, Slab>();
  readonly #waiting = new Set<() => void>();
  #sweep: Timer | undefined;
  /** Told when a block of memory is given up, so that workers forget it too. */
  onDropped: ((memory: SharedArrayBuffer) => void) | undefined;

  constructor(limitBytes: number, clock: Clock) {
    this.#limit = limitBytes;
    this.#clock = clock;
  }

  /** Bytes of memory held, in use or not. */
  get held(): number {
    return this.#held;
  }

  /** A smaller limit takes effect as buffers come back. */
  setLimit(bytes: number): void {
    this.#limit = bytes;
    this.#shrink();
    this.#wake();
  }

  get limit(): number {
    return this.#limit;
  }

  /**
   * Room for a piece, its memory taken when it is first used. Undefined when the pool is full; one buffer is
   * always given, however small the limit, or nothing could ever move.
   */
  reserve(length: number): Lease | undefined {
    const size = this.#sizeFor(length);
    if (!this.#makeAvailable(size)) return undefined;
    size.reserved++;
    return new Lease(length, size, (bytes) => {
      size.reserved--;
      return this.#take(size, bytes);
    });
  }

  /** As `reserve`, with the memory at once. */
  acquire(length: number): PoolBuffer | undefined {
    const size = this.#sizeFor(length);
    return this.#makeAvailable(size) ? this.#take(size, length) : undefined;
  }

  /** Gives the room back, used or not. */
  end(lease: Lease): void {
    if (lease.ended) throw new Error('A piece buffer was released twice.');
    if (lease.buffer === undefined) {
      lease.size.reserved--;
      this.#wake();
    } else {
      this.release(lease.buffer);
    }
    lease.ended = true;
  }

  /** Ends one hold; the last one frees the buffer. */
  release(buffer: PoolBuffer): void {
    if (buffer.holds === 0) throw new Error('A piece buffer was released twice.');
    if (--buffer.holds > 0) return;
    const { slab } = buffer;
    slab.size.free.push(buffer);
    if (--slab.used === 0) {
      slab.idleSince = this.#clock.now();
      if (this.#held > this.#limit) this.#shrink();
      else this.#sweep ??= this.#clock.every(IDLE_MS / 2, () => this.#dropIdle());
    }
    this.#wake();
  }

  /** The buffer in use that a view lies in. */
  bufferOf(view: Uint8Array): PoolBuffer | undefined {
    const slab = this.#byMemory.get(view.buffer);
    const buffer = slab?.slots[Math.floor(view.byteOffset / slab.size.bytes)];
    return buffer !== undefined && buffer.holds > 0 ? buffer : undefined;
  }

  /** Calls back once, the next time that memory comes free. Returns how to take that back. */
  whenFree(callback: () => void): () => void {
    this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  close(): void {
    this.#sweep?.end();
    this.#sweep = undefined;
    this.#waiting.clear();
    for (const slab of this.#slabs.slice()) if (slab.isIdle) this.#drop(slab);
  }

  #sizeFor(length: number): Size {
    const bytes = Math.max(GRAIN, Math.ceil(length / GRAIN) * GRAIN);
    let size = this.#sizes.get(bytes);
    if (size === undefined) {
      size = new Size(bytes);
      this.#sizes.set(bytes, size);
    }
    return size;
  }

  #makeAvailable(size: Size): boolean {
    return size.available > 0 || this.#resplit(size) || this.#grow(size);
  }

  #take(size: Size, length: number): PoolBuffer {
    const buffer = size.free.pop() as PoolBuffer;
    buffer.holds = 1;
    buffer.slab.used++;
    if (buffer.bytes.length !== length)
      buffer.bytes = new Uint8Array(buffer.slab.memory, buffer.offset, length);
    return buffer;
  }

  #resplit(size: Size): boolean {
    for (const slab of this.#slabs) {
      if (!slab.isIdle || slab.memory.byteLength < size.bytes) continue;
      // A slab made for one huge piece is not chopped up while a fresh one is allowed.
      const isHuge = slab.memory.byteLength > SLAB && size.bytes < SLAB;
      if (isHuge && this.#held + SLAB <= this.#limit) continue;
      slab.split(size);
      return true;
    }
    return false;
  }

  #grow(size: Size): boolean {
    const wanted = size.bytes > SLAB / 2 ? size.bytes : Math.floor(SLAB / size.bytes) * size.bytes;
    for (const slab of this.#slabs.slice()) {
      if (this.#held + wanted <= this.#limit) break;
      if (slab.isIdle) this.#drop(slab);
    }
    const room = Math.floor((this.#limit - this.#held) / size.bytes) * size.bytes;
    if (room <= 0 && this.#slabs.length > 0) return false;
    const slab = new Slab(Math.max(size.bytes, Math.min(wanted, room)), size);
    this.#slabs.push(slab);
    this.#byMemory.set(slab.memory, slab);
    this.#held += slab.memory.byteLength;
    return true;
  }

  #shrink(): void {
    for (const slab of this.#slabs.slice()) {
      if (this.#held <= this.#limit) return;
      if (slab.isIdle) this.#drop(slab);
    }
  }

  #dropIdle(): void {
    const now = this.#clock.now();
    let waiting = false;
    for (const slab of this.#slabs.slice()) {
      if (!slab.isIdle) continue;
      if (now - slab.idleSince >= IDLE_MS) this.#drop(slab);
      else waiting = true;
    }
    if (waiting) return;
    this.#sweep?.end();
    this.#sweep = undefined;
  }

  #drop(slab: Slab): void {
    slab.leave();
    this.#slabs.splice(this.#slabs.indexOf(slab), 1);
    this.#byMemory.delete(slab.memory);
    this.#held -= slab.memory.byteLength;
    this.onDropped?.(slab.memory);
  }

  #wake(): void {
    if (this.#waiting.size === 0) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const callback of waiting) callback();
  }
}
