import { latin1Decode } from '../bytes/text.ts';
import { type Fault, fault, ok, type Result } from '../result.ts';

export type BencodeCode =
  | 'bencode-too-large'
  | 'bencode-too-deep'
  | 'bencode-too-many'
  | 'bencode-truncated'
  | 'bencode-syntax'
  | 'bencode-integer'
  | 'bencode-length'
  | 'bencode-key'
  | 'bencode-key-order'
  | 'bencode-key-twice'
  | 'bencode-trailing';

export interface BencodeLimits {
  /** Bytes of the whole input. */
  readonly maxBytes: number;
  /** Containers inside each other, the outermost counted. */
  readonly maxDepth: number;
  /** Values and keys. */
  readonly maxTokens: number;
  /** Accepts keys that are not in order, as some programs write them. A key that comes twice stays an error. */
  readonly unsortedKeys: boolean;
}

/**
 * Every value and key of checked bencode, in the order of the bytes. One entry is three numbers: the
 * offset of its first byte, the offset after its last, and the entry after it and all that it contains.
 */
export interface Tape {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly nexts: Uint32Array;
  readonly count: number;
}

const DICT = 0x64;
const LIST = 0x6c;
const INTEGER = 0x69;
const END = 0x65;
const COLON = 0x3a;
const MINUS = 0x2d;
const ZERO = 0x30;
/** Eight digits reach beyond any input that the limits let in. */
const LENGTH_DIGITS = 8;
const INTEGER_DIGITS = 16;

const isDigit = (byte: number | undefined): byte is number =>
  byte !== undefined && byte >= ZERO && byte <= ZERO + 9;

/** An open list or dictionary. */
interface Open {
  readonly entry: number;
  readonly dict: boolean;
  /** Entry of the last key, −1 before the first. */
  lastKey: number;
  unsorted: boolean;
}

class Scanner {
  readonly #bytes: Uint8Array;
  readonly #limits: BencodeLimits;
  #starts: Uint32Array<ArrayBuffer>;
  #ends: Uint32Array<ArrayBuffer>;
  #nexts: Uint32Array<ArrayBuffer>;
  #count = 0;
  #at = 0;
  #keyDue = false;
  readonly #open: Open[] = [];

  constructor(bytes: Uint8Array, limits: BencodeLimits) {
    // A plain view also of Node's Buffer, whose own views cost several times as much.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#limits = limits;
    const room = Math.min(limits.maxTokens, 16 + (bytes.length >>> 4));
    this.#starts = new Uint32Array(room);
    this.#ends = new Uint32Array(room);
    this.#nexts = new Uint32Array(room);
  }

  /** Reads one value from the start. The work is linear in the bytes and never recursive. */
  scan(): Result<Tape, BencodeCode> {
    if (this.#bytes.length > this.#limits.maxBytes) {
      return this.#wrong('bencode-too-large', `${this.#bytes.length} bytes are too many`);
    }
    do {
      const wrong = this.#step();
      if (wrong) return wrong;
    } while (this.#open.length > 0);
    return ok({
      bytes: this.#bytes,
      starts: this.#starts,
      ends: this.#ends,
      nexts: this.#nexts,
      count: this.#count,
    });
  }

  #step(): Fault<BencodeCode> | undefined {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) return this.#truncated();
    const top = this.#open.at(-1);
    if (byte === END && top !== undefined) return this.#close(top);
    if (this.#keyDue && top !== undefined) return this.#key(top, byte);
    if (byte === LIST || byte === DICT) return this.#enter(byte === DICT);
    const wrong = byte === INTEGER ? this.#integer() : this.#string(byte);
    if (!wrong) this.#keyDue = top?.dict === true;
    return wrong;
  }

  #key(top: Open, byte: number): Fault<BencodeCode> | undefined {
    if (!isDigit(byte)) return this.#wrong('bencode-key', 'a key is not a string');
    const entry = this.#count;
    const wrong = this.#string(byte);
    if (wrong) return wrong;
    if (top.lastKey >= 0) {
      const order = this.#compareKeys(top.lastKey, entry);
      if (order === 0) return this.#wrong('bencode-key-twice', 'a key comes twice');
      if (order > 0) {
        if (!this.#limits.unsortedKeys) {
          return this.#wrong('bencode-key-order', 'the keys are not in order');
        }
        top.unsorted = true;
      }
    }
    top.lastKey = entry;
    this.#keyDue = false;
    return undefined;
  }

  #enter(dict: boolean): Fault<BencodeCode> | undefined {
    if (this.#open.length >= this.#limits.maxDepth) {
      return this.#wrong('bencode-too-deep', 'the values are nested too deeply');
    }
    const entry = this.#count;
    const wrong = this.#push(this.#at, 0);
    if (wrong) return wrong;
    this.#at++;
    this.#open.push({ entry, dict, lastKey: -1, unsorted: false });
    this.#keyDue = dict;
    return undefined;
  }

  #close(top: Open): Fault<BencodeCode> | undefined {
    if (top.dict && !this.#keyDue) return this.#wrong('bencode-syntax', 'a key has no value');
    if (top.unsorted && this.#hasKeyTwice(top)) {
      return this.#wrong('bencode-key-twice', 'a key comes twice');
    }
    this.#at++;
    this.#ends[top.entry] = this.#at;
    this.#nexts[top.entry] = this.#count;
    this.#open.pop();
    this.#keyDue = this.#open.at(-1)?.dict === true;
    return undefined;
  }

  #integer(): Fault<BencodeCode> | undefined {
    const start = this.#at;
    let at = start + 1;
    const negative = this.#bytes[at] === MINUS;
    if (negative) at++;
    const first = at;
    let value = 0;
    let byte = this.#bytes[at];
    while (isDigit(byte) && at - first <= INTEGER_DIGITS) {
      value = value * 10 + (byte - ZERO);
      byte = this.#bytes[++at];
    }
    if (byte === undefined) return this.#truncated();
    const digits = at - first;
    const padded = this.#bytes[first] === ZERO && (digits > 1 || negative);
    if (byte !== END || digits === 0 || padded || !Number.isSafeInteger(value)) {
      return this.#wrong('bencode-integer', 'an integer is malformed or too large');
    }
    this.#at = at + 1;
    return this.#push(start, this.#at);
  }

  #string(first: number): Fault<BencodeCode> | undefined {
    if (!isDigit(first)) return this.#wrong('bencode-syntax', 'there is no value');
    const start = this.#at;
    let at = start;
    let length = 0;
    let byte: number | undefined = first;
    while (isDigit(byte) && at - start <= LENGTH_DIGITS) {
      length = length * 10 + (byte - ZERO);
      byte = this.#bytes[++at];
    }
    if (byte === undefined) return this.#truncated();
    const digits = at - start;
    if (byte !== COLON || digits > LENGTH_DIGITS || (first === ZERO && digits > 1)) {
      return this.#wrong('bencode-length', "a string's length is malformed");
    }
    const end = at + 1 + length;
    if (end > this.#bytes.length) return this.#truncated();
    this.#at = end;
    return this.#push(start, end);
  }

  #push(start: number, end: number): Fault<BencodeCode> | undefined {
    if (this.#count >= this.#limits.maxTokens) {
      return this.#wrong('bencode-too-many', 'there are too many values');
    }
    if (this.#count === this.#starts.length) this.#grow();
    this.#starts[this.#count] = start;
    this.#ends[this.#count] = end;
    this.#count++;
    this.#nexts[this.#count - 1] = this.#count;
    return undefined;
  }

  #grow(): void {
    const room = Math.min(this.#limits.maxTokens, Math.ceil(this.#count * 1.5) + 16);
    const larger = (old: Uint32Array): Uint32Array<ArrayBuffer> => {
      const array = new Uint32Array(room);
      array.set(old);
      return array;
    };
    this.#starts = larger(this.#starts);
    this.#ends = larger(this.#ends);
    this.#nexts = larger(this.#nexts);
  }

  #content(entry: number): Uint8Array {
    return stringContent(this.#bytes, this.#starts[entry] as number, this.#ends[entry] as number);
  }

  #compareKeys(a: number, b: number): number {
    const bytes = this.#bytes;
    const endA = this.#ends[a] as number;
    const endB = this.#ends[b] as number;
    let atA = contentStart(bytes, this.#starts[a] as number);
    let atB = contentStart(bytes, this.#starts[b] as number);
    while (atA < endA && atB < endB) {
      const order = (bytes[atA++] as number) - (bytes[atB++] as number);
      if (order !== 0) return order;
    }
    return endA - atA - (endB - atB);
  }

  /** Only for dictionaries out of order: elsewhere two equal keys are neighbours. */
  #hasKeyTwice(top: Open): boolean {
    const seen = new Set<string>();
    let keys = 0;
    for (let key = top.entry + 1; key < this.#count; key = this.#nexts[key + 1] as number) {
      seen.add(latin1Decode(this.#content(key)));
      keys++;
    }
    return seen.size !== keys;
  }

  #truncated(): Fault<BencodeCode> {
    return fault('bencode-truncated', '', `it ends too early, after ${this.#bytes.length} bytes`, {
      offset: this.#bytes.length,
    });
  }

  #wrong(code: BencodeCode, what: string): Fault<BencodeCode> {
    return fault(code, '', `${what} (at byte ${this.#at})`, { offset: this.#at });
  }
}

/** Offset of the string's first byte; `start` is that of its length. */
export function contentStart(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] !== COLON) at++;
  return at + 1;
}

export const stringContent = (bytes: Uint8Array, start: number, end: number): Uint8Array =>
  bytes.subarray(contentStart(bytes, start), end);

/** Checks the value at the start of `bytes`; what follows it is the caller's to judge. */
export const scanBencode = (bytes: Uint8Array, limits: BencodeLimits): Result<Tape, BencodeCode> =>
  new Scanner(bytes, limits).scan();
