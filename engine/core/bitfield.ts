import { fault, ok, type Result } from './result.ts';

export type BitfieldCode = 'bitfield-size' | 'bitfield-spare-bits';

const POPCOUNT = Uint8Array.from({ length: 256 }, (_, byte) => {
  let bits = 0;
  for (let rest = byte; rest > 0; rest >>= 1) bits += rest & 1;
  return bits;
});

function countBits(bytes: Uint8Array): number {
  let bits = 0;
  for (let i = 0; i < bytes.length; i++) bits += POPCOUNT[bytes[i] as number] as number;
  return bits;
}

/** One bit a piece; the high bit of the first byte is piece 0, spare bits at the end are zero (BEP 3). */
export class Bitfield {
  /** Number of pieces. */
  readonly size: number;
  /** In BEP 3 order, ready for the wire and the store. Change it through the methods only: they keep the count. */
  readonly bytes: Uint8Array;
  #count: number;

  /** All clear. With `bytes` the memory is taken over, and must have the right length and no spare bit set. */
  constructor(size: number, bytes?: Uint8Array) {
    this.size = size;
    this.bytes = bytes ?? new Uint8Array((size + 7) >>> 3);
    this.#count = bytes === undefined ? 0 : countBits(bytes);
  }

  /** Copies what a peer or the store sent. Wrong length or a spare bit that is set are faults (BEP 3: drop the connection). */
  static parse(bytes: Uint8Array, size: number): Result<Bitfield, BitfieldCode> {
    const length = (size + 7) >>> 3;
    if (bytes.length !== length) {
      return fault(
        'bitfield-size',
        '',
        `The bitfield has ${bytes.length} bytes instead of ${length}.`,
        {
          bytes: bytes.length,
          expected: length,
        },
      );
    }
    const spare = length * 8 - size;
    if (spare > 0 && ((bytes[length - 1] as number) & ((1 << spare) - 1)) !== 0) {
      return fault('bitfield-spare-bits', '', 'The bitfield has bits set beyond the last piece.');
    }
    return ok(new Bitfield(size, bytes.slice()));
  }

  /** How many bits are set. */
  get count(): number {
    return this.#count;
  }

  get hasAll(): boolean {
    return this.#count === this.size;
  }

  get hasNone(): boolean {
    return this.#count === 0;
  }

  /** False for an index out of range. */
  get(index: number): boolean {
    return (
      index >= 0 &&
      index < this.size &&
      ((this.bytes[index >>> 3] as number) & (0x80 >>> (index & 7))) !== 0
    );
  }

  /** True when the bit was clear before. An index out of range changes nothing. */
  set(index: number): boolean {
    if (index < 0 || index >= this.size) return false;
    const at = index >>> 3;
    const bit = 0x80 >>> (index & 7);
    const byte = this.bytes[at] as number;
    if ((byte & bit) !== 0) return false;
    this.bytes[at] = byte | bit;
    this.#count++;
    return true;
  }

  /** True when the bit was set before. An index out of range changes nothing. */
  clear(index: number): boolean {
    if (!this.get(index)) return false;
    const at = index >>> 3;
    this.bytes[at] = (this.bytes[at] as number) & ~(0x80 >>> (index & 7));
    this.#count--;
    return true;
  }

  /** BEP 6 have all. */
  setAll(): void {
    this.bytes.fill(0xff);
    const spare = this.bytes.length * 8 - this.size;
    if (spare > 0) this.bytes[this.bytes.length - 1] = (0xff << spare) & 0xff;
    this.#count = this.size;
  }

  /** BEP 6 have none. */
  clearAll(): void {
    this.bytes.fill(0);
    this.#count = 0;
  }

  /** Every index, set or not. */
  *keys(): Generator<number> {
    for (let index = 0; index < this.size; index++) yield index;
  }

  copy(): Bitfield {
    return new Bitfield(this.size, this.bytes.slice());
  }

  /** The first index at or after `from` whose bit is set, or -1. */
  nextSet(from = 0): number {
    return this.#next(Math.max(0, from), 0);
  }

  /** The first index at or after `from` whose bit is clear, or -1. */
  nextClear(from = 0): number {
    return this.#next(Math.max(0, from), 0xff);
  }

  /** True when a bit is set here that is clear in `other` of the same size: what makes a peer interesting. */
  hasBeyond(other: Bitfield): boolean {
    if (this.#count > other.count) return true;
    const { bytes } = this;
    const theirs = other.bytes;
    for (let i = 0; i < bytes.length; i++)
      if (((bytes[i] as number) & ~(theirs[i] as number)) !== 0) return true;
    return false;
  }

  #next(from: number, flip: number): number {
    const { bytes, size } = this;
    if (from >= size) return -1;
    let at = from >>> 3;
    let byte = ((bytes[at] as number) ^ flip) & (0xff >>> (from & 7));
    while (byte === 0) {
      if (++at >= bytes.length) return -1;
      byte = (bytes[at] as number) ^ flip;
    }
    const index = at * 8 + Math.clz32(byte) - 24;
    return index < size ? index : -1;
  }
}
