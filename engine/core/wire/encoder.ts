import { writeU16, writeU32 } from '../bytes/bytes.ts';
import { MSG } from './ids.ts';

/** Length prefix, id, piece and begin of a `piece` message; the payload follows in the same write. */
export const BLOCK_HEADER = 13;

export function writeBlockHeader(
  into: Uint8Array,
  at: number,
  piece: number,
  begin: number,
  length: number,
): void {
  writeU32(into, at, 9 + length);
  into[at + 4] = MSG.piece;
  writeU32(into, at + 5, piece);
  writeU32(into, at + 9, begin);
}

/**
 * Gathers small messages so that they leave in one write. `take` hands the bytes over for good; the next
 * message starts a fresh buffer, because the socket may still read the old one.
 */
export class MessageWriter {
  #buffer = new Uint8Array(0);
  #length = 0;
  #lastTaken = 64;

  get length(): number {
    return this.#length;
  }

  take(): Uint8Array {
    const bytes = this.#buffer.subarray(0, this.#length);
    this.#lastTaken = this.#length;
    this.#buffer = new Uint8Array(0);
    this.#length = 0;
    return bytes;
  }

  raw(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#buffer.set(bytes, at);
  }

  keepAlive(): void {
    const at = this.#reserve(4);
    writeU32(this.#buffer, at, 0);
  }

  /** choke, unchoke, interested, not interested, have all, have none. */
  bare(id: number): void {
    this.#start(id, 0);
  }

  /** have, suggest, allowed fast. */
  piece(id: number, piece: number): void {
    const at = this.#start(id, 4);
    writeU32(this.#buffer, at, piece);
  }

  /** request, cancel, reject. */
  range(id: number, piece: number, begin: number, length: number): void {
    const at = this.#start(id, 12);
    writeU32(this.#buffer, at, piece);
    writeU32(this.#buffer, at + 4, begin);
    writeU32(this.#buffer, at + 8, length);
  }

  port(port: number): void {
    const at = this.#start(MSG.port, 2);
    writeU16(this.#buffer, at, port);
  }

  bitfield(bits: Uint8Array): void {
    const at = this.#start(MSG.bitfield, bits.length);
    this.#buffer.set(bits, at);
  }

  extended(id: number, payload: Uint8Array): void {
    const at = this.#start(MSG.extended, 1 + payload.length);
    this.#buffer[at] = id;
    this.#buffer.set(payload, at + 1);
  }

  #start(id: number, payload: number): number {
    const at = this.#reserve(5 + payload);
    writeU32(this.#buffer, at, 1 + payload);
    this.#buffer[at + 4] = id;
    return at + 5;
  }

  #reserve(count: number): number {
    const at = this.#length;
    if (at + count > this.#buffer.length) {
      const room = Math.max(at + count, this.#buffer.length * 2, this.#lastTaken);
      const grown = new Uint8Array(room);
      grown.set(this.#buffer.subarray(0, at));
      this.#buffer = grown;
    }
    this.#length = at + count;
    return at;
  }
}
