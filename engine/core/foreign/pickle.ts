import { latin1Decode, utf8DecodeLenient } from '../bytes/text.ts';
import { fault, ok, type Result } from '../result.ts';
import { bytesIn, characters, integer, number, Unreadable } from './pickle-text.ts';

export type PickleValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | PickleObject;

/** An instance of some class: only its attributes are known here. */
export class PickleObject {
  readonly type: string;
  state: PickleValue = null;

  constructor(type: string) {
    this.type = type;
  }

  get(key: string): PickleValue | undefined {
    return this.state instanceof Map ? this.state.get(key) : undefined;
  }
}

const MARK = Symbol('mark');
type Slot = PickleValue | typeof MARK;
const MAX_STEPS = 5_000_000;

/**
 * Python's pickles (protocols 0 to 4) of plain data, as Deluge writes its state: version 1 in lines of text, version 2
 * in bytes. Nothing is ever called: classes become their names, instances what was stored of them.
 */
export function readPickle(bytes: Uint8Array): Result<PickleValue> {
  try {
    return ok(new Machine(bytes).run());
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return fault('pickle-damaged', '', error.message);
  }
}

class Machine {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #stack: Slot[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): PickleValue {
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      const code = this.#byte();
      if (code === 0x2e) return this.#pop();
      this.#step(code);
    }
    throw new Unreadable('it is too long');
  }

  #step(code: number): void {
    switch (code) {
      case 0x80: // PROTO
        this.#byte();
        break;
      case 0x95: // FRAME
        this.#take(8);
        break;
      case 0x28: // MARK
        this.#stack.push(MARK);
        break;
      case 0x30: // POP
        this.#stack.pop();
        break;
      case 0x4e: // NONE
        this.#stack.push(null);
        break;
      case 0x88: // NEWTRUE
      case 0x89: // NEWFALSE
        this.#stack.push(code === 0x88);
        break;
      default:
        this.#more(code);
    }
  }

  #more(code: number): void {
    switch (code) {
      case 0x4b: // BININT1
        this.#stack.push(this.#byte());
        break;
      case 0x4d: // BININT2
        this.#stack.push(this.#view.getUint16(this.#skip(2), true));
        break;
      case 0x4a: // BININT
        this.#stack.push(this.#view.getInt32(this.#skip(4), true));
        break;
      case 0x8a: // LONG1
        this.#stack.push(this.#long(this.#byte()));
        break;
      case 0x47: // BINFLOAT
        this.#stack.push(this.#view.getFloat64(this.#skip(8), false));
        break;
      case 0x58: // BINUNICODE
        this.#stack.push(utf8DecodeLenient(this.#take(this.#size())));
        break;
      case 0x8c: // SHORT_BINUNICODE
        this.#stack.push(utf8DecodeLenient(this.#take(this.#byte())));
        break;
      case 0x42: // BINBYTES
      case 0x54: // BINSTRING
        this.#stack.push(this.#take(this.#size()));
        break;
      case 0x43: // SHORT_BINBYTES
      case 0x55: // SHORT_BINSTRING
        this.#stack.push(this.#take(this.#byte()));
        break;
      default:
        this.#containers(code);
    }
  }

  #containers(code: number): void {
    switch (code) {
      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
        this.#stack.push([]);
        break;
      case 0x7d: // EMPTY_DICT
        this.#stack.push(new Map());
        break;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        this.#stack.push(Array.from({ length: code - 0x84 }, () => this.#pop()).reverse());
        break;
      case 0x74: // TUPLE
      case 0x6c: // LIST
        this.#stack.push(this.#sinceMark());
        break;
      case 0x61: // APPEND
        this.#appendAll([this.#pop()]);
        break;
      case 0x65: // APPENDS
        this.#appendAll(this.#sinceMark());
        break;
      case 0x73: // SETITEM
        this.#setAll([this.#pop(), this.#pop()].reverse());
        break;
      case 0x75: // SETITEMS
        this.#setAll(this.#sinceMark());
        break;
      default:
        this.#objects(code);
    }
  }

  #objects(code: number): void {
    switch (code) {
      case 0x63: // GLOBAL
        this.#stack.push(new PickleObject(`${this.#line()}.${this.#line()}`));
        break;
      case 0x93: {
        // STACK_GLOBAL
        const name = this.#pop();
        this.#stack.push(new PickleObject(`${String(this.#pop())}.${String(name)}`));
        break;
      }
      case 0x81: // NEWOBJ
      case 0x52: {
        // REDUCE
        this.#pop();
        const type = this.#pop();
        this.#stack.push(new PickleObject(type instanceof PickleObject ? type.type : ''));
        break;
      }
      case 0x62: {
        // BUILD
        const state = this.#pop();
        const object = this.#stack.at(-1);
        if (object instanceof PickleObject) object.state = state;
        break;
      }
      default:
        this.#memory(code);
    }
  }

  #memory(code: number): void {
    switch (code) {
      case 0x71: // BINPUT
        this.#memo.set(this.#byte(), this.#top());
        break;
      case 0x72: // LONG_BINPUT
        this.#memo.set(this.#size(), this.#top());
        break;
      case 0x94: // MEMOIZE
        this.#memo.set(this.#memo.size, this.#top());
        break;
      case 0x68: // BINGET
        this.#recall(this.#byte());
        break;
      case 0x6a: // LONG_BINGET
        this.#recall(this.#size());
        break;
      default:
        this.#text(code);
    }
  }

  /** Of the oldest protocol: each a line, or all that was stacked since a mark. */
  #text(code: number): void {
    switch (code) {
      case 0x49: // INT: 00 and 01 are no numbers
        this.#stack.push(integer(this.#line()));
        break;
      case 0x4c: // LONG
        this.#stack.push(number(this.#line().replace(/L$/, '')));
        break;
      case 0x46: // FLOAT
        this.#stack.push(number(this.#line()));
        break;
      case 0x53: // STRING
        this.#stack.push(bytesIn(this.#line().slice(1, -1)));
        break;
      case 0x56: // UNICODE
        this.#stack.push(characters(this.#line()));
        break;
      case 0x70: // PUT
        this.#memo.set(number(this.#line()), this.#top());
        break;
      case 0x67: // GET
        this.#recall(number(this.#line()));
        break;
      case 0x64: // DICT
        this.#dictSinceMark();
        break;
      case 0x69: // INST: what its making was given is not looked at
        this.#sinceMark();
        this.#stack.push(new PickleObject(`${this.#line()}.${this.#line()}`));
        break;
      default:
        throw new Unreadable(`it has an unknown instruction (${code} at byte ${this.#at - 1})`);
    }
  }

  #dictSinceMark(): void {
    const pairs = this.#sinceMark();
    this.#stack.push(new Map());
    this.#setAll(pairs);
  }

  #top(): PickleValue {
    const slot = this.#stack.at(-1);
    if (slot === undefined || slot === MARK) throw new Unreadable('its stack is empty');
    return slot;
  }

  #recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw new Unreadable('it refers to nothing');
    this.#stack.push(value);
  }

  #pop(): PickleValue {
    const slot = this.#stack.pop();
    if (slot === undefined || slot === MARK) throw new Unreadable('its stack is empty');
    return slot;
  }

  #sinceMark(): PickleValue[] {
    const from = this.#stack.lastIndexOf(MARK);
    if (from < 0) throw new Unreadable('a mark is missing');
    return this.#stack.splice(from).slice(1) as PickleValue[];
  }

  #appendAll(values: readonly PickleValue[]): void {
    const list = this.#stack.at(-1);
    if (!Array.isArray(list)) throw new Unreadable('a list is missing');
    for (const value of values) list.push(value);
  }

  #setAll(pairs: readonly PickleValue[]): void {
    const dict = this.#stack.at(-1);
    if (!(dict instanceof Map)) throw new Unreadable('a dictionary is missing');
    for (let i = 0; i + 1 < pairs.length; i += 2)
      dict.set(pairs[i] as PickleValue, pairs[i + 1] as PickleValue);
  }

  #byte(): number {
    return this.#bytes[this.#skip(1)] as number;
  }

  #size(): number {
    return this.#view.getUint32(this.#skip(4), true);
  }

  /** Little-endian, two's complement; precise up to 2^53. */
  #long(length: number): number {
    const bytes = this.#take(length);
    let value = 0;
    for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[i] as number);
    return length > 0 && (bytes[length - 1] as number) >= 0x80 ? value - 256 ** length : value;
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw new Unreadable('it ends early');
    const text = latin1Decode(this.#bytes.subarray(this.#at, end));
    this.#at = end + 1;
    return text;
  }

  #take(length: number): Uint8Array {
    const from = this.#skip(length);
    return this.#bytes.subarray(from, from + length);
  }

  #skip(length: number): number {
    const from = this.#at;
    if (from + length > this.#bytes.length) throw new Unreadable('it ends early');
    this.#at += length;
    return from;
  }
}
