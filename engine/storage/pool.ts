import type { Clock, Timer } from '../ports/clock.ts';
import type { PieceBuffer } from './types.ts';

const KiB = 1024;
const GRAIN = 16 * KiB;
const SLAB = 4 * 1024 * KiB;
const IDLE_MS = 30_000;

/** A slot of a slab. Freed when every hold is let go. */
export class PoolBuffer implements PieceBuffer {
  bytes: Uint8Array;
  readonly slab: Slab;
  readonly offset: number;
  holds = 0;

  constructor(slab: Slab, offset: number) {
    this.slab = slab;
    this.offset = offset;
    this.bytes = new Uint8Array(slab.memory, offset, slab.slotSize);
  }
}

class Slab {
  readonly memory: SharedArrayBuffer;
  slotSize = 0;
  slots: PoolBuffer[] = [];
  free: PoolBuffer[] = [];
  /** Since when no slot is in use. */
  idleSince = 0;

  constructor(bytes: number) {
    this.memory = new SharedArrayBuffer(bytes);
  }

  split(slotSize: number): void {
    this.slotSize = slotSize;
    this.slots = [];
    for (let at = 0; at + slotSize <= this.memory.byteLength; at += slotSize)
      this.slots.push(new PoolBuffer(this, at));
    this.free = this.slots.slice().reverse();
  }

  get idle(): boolean {
    return this.free.length === this.slots.length;
  }
}

/**
 * Bounded shared memory for pieces, one contiguous buffer each, over a few large blocks ("slabs") that the
 * hash workers learn once. A slot used last is given out first: its pages are there already, and a first
 * touch costs a page fault. A slab that nobody has used for 30 s goes back to the system.
 */
export class PiecePool {
  #limit: number;
  #held = 0;
  readonly #clock: Clock;
  readonly #slabs: Slab[] = [];
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

  /** Undefined when the pool is full. One buffer is always given, however small the limit, or nothing could ever move. */
  acquire(length: number): PoolBuffer | undefined {
    const slotSize = Math.max(GRAIN, Math.ceil(length / GRAIN) * GRAIN);
    const slab = this.#withFree(slotSize) ?? this.#resplit(slotSize) ?? this.#grow(slotSize);
    const buffer = slab?.free.pop();
    if (buffer === undefined) return undefined;
    buffer.holds = 1;
    if (buffer.bytes.length !== length)
      buffer.bytes = new Uint8Array(buffer.slab.memory, buffer.offset, length);
    return buffer;
  }

  /** Ends one hold; the last one frees the buffer. */
  release(buffer: PoolBuffer): void {
    if (buffer.holds === 0) throw new Error('A piece buffer was released twice.');
    if (--buffer.holds > 0) return;
    const { slab } = buffer;
    slab.free.push(buffer);
    if (slab.idle) {
      slab.idleSince = this.#clock.now();
      if (this.#held > this.#limit) this.#shrink();
      else this.#sweep ??= this.#clock.every(IDLE_MS / 2, () => this.#dropIdle());
    }
    this.#wake();
  }

  /** The buffer in use that a view lies in. */
  bufferOf(view: Uint8Array): PoolBuffer | undefined {
    const slab = this.#byMemory.get(view.buffer);
    const buffer = slab?.slots[Math.floor(view.byteOffset / slab.slotSize)];
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
    for (const slab of this.#slabs.slice()) if (slab.idle) this.#drop(slab);
  }

  #withFree(slotSize: number): Slab | undefined {
    for (const slab of this.#slabs)
      if (slab.slotSize === slotSize && slab.free.length > 0) return slab;
    return undefined;
  }

  #resplit(slotSize: number): Slab | undefined {
    for (const slab of this.#slabs) {
      if (!slab.idle || slab.memory.byteLength < slotSize) continue;
      // A slab made for one huge piece is not chopped up while a fresh one is allowed.
      if (slab.memory.byteLength > SLAB && slotSize < SLAB && this.#held + SLAB <= this.#limit)
        continue;
      slab.split(slotSize);
      return slab;
    }
    return undefined;
  }

  #grow(slotSize: number): Slab | undefined {
    const wanted = slotSize > SLAB / 2 ? slotSize : Math.floor(SLAB / slotSize) * slotSize;
    for (const slab of this.#slabs.slice()) {
      if (this.#held + wanted <= this.#limit) break;
      if (slab.idle) this.#drop(slab);
    }
    const room = Math.floor((this.#limit - this.#held) / slotSize) * slotSize;
    if (room <= 0 && this.#slabs.length > 0) return undefined;
    const slab = new Slab(Math.max(slotSize, Math.min(wanted, room)));
    slab.split(slotSize);
    this.#slabs.push(slab);
    this.#byMemory.set(slab.memory, slab);
    this.#held += slab.memory.byteLength;
    return slab;
  }

  #shrink(): void {
    for (const slab of this.#slabs.slice()) {
      if (this.#held <= this.#limit) return;
      if (slab.idle) this.#drop(slab);
    }
  }

  #dropIdle(): void {
    const now = this.#clock.now();
    let waiting = false;
    for (const slab of this.#slabs.slice()) {
      if (!slab.idle) continue;
      if (now - slab.idleSince >= IDLE_MS) this.#drop(slab);
      else waiting = true;
    }
    if (waiting) return;
    this.#sweep?.end();
    this.#sweep = undefined;
  }

  #drop(slab: Slab): void {
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
