import { utf8DecodeStrict } from '../bytes/text.ts';
import { contentStart, stringContent, type Tape } from './scan.ts';

const DICT = 0x64;
const LIST = 0x6c;
const INTEGER = 0x69;
const MINUS = 0x2d;
const ZERO = 0x30;

/**
 * One decoded value: a view into the input, made when asked for. Bytes that it returns are views too, so
 * they live as long as the input stays unchanged.
 */
export class BencodeValue {
  protected readonly tape: Tape;
  protected readonly entry: number;

  constructor(tape: Tape, entry: number) {
    this.tape = tape;
    this.entry = entry;
  }

  get kind(): 'integer' | 'bytes' | 'list' | 'dict' {
    switch (this.tape.bytes[this.start]) {
      case INTEGER:
        return 'integer';
      case LIST:
        return 'list';
      case DICT:
        return 'dict';
      default:
        return 'bytes';
    }
  }

  /** Offset of the value's first byte in the input. */
  get start(): number {
    return this.tape.starts[this.entry] as number;
  }

  /** Offset after the value's last byte. */
  get end(): number {
    return this.tape.ends[this.entry] as number;
  }

  /** The value as it was encoded. */
  get raw(): Uint8Array {
    return this.tape.bytes.subarray(this.start, this.end);
  }

  asInteger(): number | undefined {
    if (this.kind !== 'integer') return undefined;
    const { bytes } = this.tape;
    const negative = bytes[this.start + 1] === MINUS;
    let value = 0;
    for (let at = this.start + (negative ? 2 : 1); at < this.end - 1; at++) {
      value = value * 10 + ((bytes[at] as number) - ZERO);
    }
    return negative ? -value : value;
  }

  asBytes(): Uint8Array | undefined {
    return this.kind === 'bytes' ? stringContent(this.tape.bytes, this.start, this.end) : undefined;
  }

  /** Undefined also when the bytes are not well-formed UTF-8. */
  asText(): string | undefined {
    const bytes = this.asBytes();
    return bytes && utf8DecodeStrict(bytes);
  }

  asList(): BencodeList | undefined {
    return this.kind === 'list' ? new BencodeList(this.tape, this.entry) : undefined;
  }

  asDict(): BencodeDict | undefined {
    return this.kind === 'dict' ? new BencodeDict(this.tape, this.entry) : undefined;
  }
}

export class BencodeList extends BencodeValue {
  *[Symbol.iterator](): Generator<BencodeValue, void, undefined> {
    const { nexts } = this.tape;
    const after = nexts[this.entry] as number;
    for (let entry = this.entry + 1; entry < after; entry = nexts[entry] as number) {
      yield new BencodeValue(this.tape, entry);
    }
  }

  /** Walks the list. */
  count(): number {
    const { nexts } = this.tape;
    const after = nexts[this.entry] as number;
    let count = 0;
    for (let entry = this.entry + 1; entry < after; entry = nexts[entry] as number) count++;
    return count;
  }
}

/**
 * Keys are looked up by one char per byte, so "length" is itself and binary keys go through
 * `latin1Decode`. Each look-up walks the keys: read a few known keys, or iterate over `entries`.
 */
export class BencodeDict extends BencodeValue {
  *entries(): Generator<[key: Uint8Array, value: BencodeValue], void, undefined> {
    const { bytes, starts, ends, nexts } = this.tape;
    const after = nexts[this.entry] as number;
    for (let key = this.entry + 1; key < after; key = nexts[key + 1] as number) {
      yield [
        stringContent(bytes, starts[key] as number, ends[key] as number),
        new BencodeValue(this.tape, key + 1),
      ];
    }
  }

  get(key: string): BencodeValue | undefined {
    const { nexts } = this.tape;
    const after = nexts[this.entry] as number;
    for (let entry = this.entry + 1; entry < after; entry = nexts[entry + 1] as number) {
      if (this.isKey(entry, key)) return new BencodeValue(this.tape, entry + 1);
    }
    return undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  integer(key: string): number | undefined {
    return this.get(key)?.asInteger();
  }

  bytes(key: string): Uint8Array | undefined {
    return this.get(key)?.asBytes();
  }

  text(key: string): string | undefined {
    return this.get(key)?.asText();
  }

  list(key: string): BencodeList | undefined {
    return this.get(key)?.asList();
  }

  dict(key: string): BencodeDict | undefined {
    return this.get(key)?.asDict();
  }

  private isKey(entry: number, key: string): boolean {
    const { bytes, starts, ends } = this.tape;
    const start = contentStart(bytes, starts[entry] as number);
    if ((ends[entry] as number) - start !== key.length) return false;
    for (let i = 0; i < key.length; i++) {
      if (bytes[start + i] !== key.charCodeAt(i)) return false;
    }
    return true;
  }
}
