import { readU16, readU32 } from '../bytes/bytes.ts';
import { copyToShared } from '../bytes/copy.ts';
import { decodeHandshake, type Handshake, PROTOCOL } from './handshake.ts';
import { HANDSHAKE_LENGTH, MAX_BLOCK, MAX_EXTENDED, MAX_EXTENDED_KEPT, MSG } from './ids.ts';

export type WireCode =
  | 'wire-not-bittorrent'
  | 'wire-bad-length'
  | 'wire-too-long'
  | 'wire-rejected';

/**
 * Who the messages go to. Answering `false` to a message ends the decoding with `wire-rejected`: the
 * connection broke a rule. Byte views are the receiver's to keep, but for `blockBytes`, which has none.
 */
export interface WireSink {
  handshake(handshake: Handshake): boolean;
  keepAlive(): void;
  choke(): void;
  unchoke(): void;
  interested(): void;
  notInterested(): void;
  have(piece: number): boolean;
  bitfield(bits: Uint8Array): boolean;
  haveAll(): boolean;
  haveNone(): boolean;
  request(piece: number, begin: number, length: number): boolean;
  cancel(piece: number, begin: number, length: number): void;
  reject(piece: number, begin: number, length: number): boolean;
  suggest(piece: number): void;
  allowedFast(piece: number): boolean;
  port(port: number): void;
  extended(id: number, payload: Uint8Array): boolean;
  /**
   * A block is about to arrive. The receiver calls `aim` on the decoder to say where its bytes go; without
   * it they are dropped.
   */
  blockStarts(piece: number, begin: number, length: number): boolean;
  /** Some bytes of the block have come: for rates and time-outs. */
  blockBytes(count: number): void;
  blockEnds(piece: number, begin: number, length: number): boolean;
}

const STAGE = { handshake: 0, head: 1, body: 2, block: 3, skip: 4, dead: 5 } as const;
type Stage = (typeof STAGE)[keyof typeof STAGE];

/** Exact message length (id included) of the fixed-size messages; -1 for the others. */
const FIXED = new Int8Array(21).fill(-1);
for (const id of [
  MSG.choke,
  MSG.unchoke,
  MSG.interested,
  MSG.notInterested,
  MSG.haveAll,
  MSG.haveNone,
]) {
  FIXED[id] = 1;
}
for (const id of [MSG.have, MSG.suggest, MSG.allowedFast]) FIXED[id] = 5;
for (const id of [MSG.request, MSG.cancel, MSG.reject]) FIXED[id] = 13;
FIXED[MSG.port] = 3;

/**
 * The peer wire, incrementally: chunks in, calls out. Nothing is allocated before its length has passed
 * the bound of its type, and a block's bytes are copied once, to where the receiver aims them.
 */
export class WireDecoder {
  readonly #sink: WireSink;
  #stage: Stage = STAGE.handshake;
  /** The handshake, or a message's length, id and fixed arguments, as far as they have come. */
  readonly #head = new Uint8Array(HANDSHAKE_LENGTH);
  #headFilled = 0;
  #headNeeded = HANDSHAKE_LENGTH;
  #body: Uint8Array = this.#head;
  #bodyFilled = 0;
  #left = 0;
  #target: Uint8Array | undefined;
  #targetAt = 0;
  #piece = 0;
  #begin = 0;
  #blockLength = 0;
  #maxBitfield: number;

  /** `maxBitfield` in bytes: exact once the piece count is known, a bound before. */
  constructor(sink: WireSink, maxBitfield: number) {
    this.#sink = sink;
    this.#maxBitfield = maxBitfield;
  }

  set maxBitfield(bytes: number) {
    this.#maxBitfield = bytes;
  }

  /** The handshake was read by someone else: messages follow. */
  skipHandshake(): void {
    this.#expectHead();
  }

  /** To be called from `blockStarts`: the block's bytes go to `target` from `at` on. */
  aim(target: Uint8Array, at: number): void {
    this.#target = target;
    this.#targetAt = at;
  }

  /** The receiver took its memory back: the rest of the block that is arriving is dropped. */
  loseAim(): void {
    this.#target = undefined;
  }

  /** Undefined while all is well. After a code the decoder takes nothing more. */
  push(chunk: Uint8Array): WireCode | undefined {
    let at = 0;
    while (at < chunk.length) {
      switch (this.#stage) {
        case STAGE.handshake:
        case STAGE.head: {
          const take = Math.min(this.#headNeeded - this.#headFilled, chunk.length - at);
          for (let i = 0; i < take; i++) this.#head[this.#headFilled + i] = chunk[at + i] as number;
          this.#headFilled += take;
          at += take;
          const code = this.#stage === STAGE.handshake ? this.#onHandshake() : this.#onHead();
          if (code !== undefined) return this.#die(code);
          break;
        }
        case STAGE.block: {
          const take = Math.min(this.#left, chunk.length - at);
          if (this.#target !== undefined) {
            copyToShared(this.#target, this.#targetAt, chunk, at, take);
            this.#targetAt += take;
          }
          at += take;
          this.#left -= take;
          this.#sink.blockBytes(take);
          if (this.#left === 0) {
            this.#expectHead();
            if (!this.#sink.blockEnds(this.#piece, this.#begin, this.#blockLength)) {
              return this.#die('wire-rejected');
            }
          }
          break;
        }
        case STAGE.body: {
          const take = Math.min(this.#left, chunk.length - at);
          this.#body.set(chunk.subarray(at, at + take), this.#bodyFilled);
          this.#bodyFilled += take;
          at += take;
          this.#left -= take;
          if (this.#left === 0 && !this.#onBody()) return this.#die('wire-rejected');
          break;
        }
        case STAGE.skip: {
          const take = Math.min(this.#left, chunk.length - at);
          at += take;
          this.#left -= take;
          if (this.#left === 0) this.#expectHead();
          break;
        }
        case STAGE.dead:
          return undefined;
      }
    }
    return undefined;
  }

  /** Ends the decoding from outside, also from within a call of the sink. */
  stop(): void {
    this.#stage = STAGE.dead;
    this.#target = undefined;
  }

  #die(code: WireCode): WireCode | undefined {
    if (this.#stage === STAGE.dead) return undefined;
    this.stop();
    return code;
  }

  #expectHead(): void {
    if (this.#stage === STAGE.dead) return;
    this.#stage = STAGE.head;
    this.#headFilled = 0;
    this.#headNeeded = 4;
    this.#target = undefined;
  }

  #onHandshake(): WireCode | undefined {
    // A stranger is told apart by the first bytes, not only after 68 of them.
    const known = Math.min(this.#headFilled, PROTOCOL.length);
    for (let i = 0; i < known; i++) {
      if (this.#head[i] !== PROTOCOL[i]) return 'wire-not-bittorrent';
    }
    if (this.#headFilled < HANDSHAKE_LENGTH) return undefined;
    const handshake = decodeHandshake(this.#head) as Handshake;
    this.#expectHead();
    return this.#sink.handshake(handshake) ? undefined : 'wire-rejected';
  }

  #onHead(): WireCode | undefined {
    if (this.#headFilled < this.#headNeeded) return undefined;
    const head = this.#head;
    const length = readU32(head, 0);
    if (this.#headNeeded === 4) {
      if (length === 0) {
        this.#expectHead();
        this.#sink.keepAlive();
      } else {
        this.#headNeeded = 5;
      }
      return undefined;
    }
    const id = head[4] as number;
    if (this.#headNeeded === 5) {
      const fixed = id < FIXED.length ? (FIXED[id] as number) : -1;
      if (fixed !== -1) {
        if (length !== fixed) return 'wire-bad-length';
        if (fixed > 1) {
          this.#headNeeded = 4 + fixed;
          return undefined;
        }
      } else if (id === MSG.piece) {
        if (length < 10) return 'wire-bad-length';
        if (length > 9 + MAX_BLOCK) return 'wire-too-long';
        this.#headNeeded = 13;
        return undefined;
      } else {
        return this.#onLongHead(id, length - 1);
      }
    }
    if (id === MSG.piece) return this.#onBlockHead(length - 9);
    this.#expectHead();
    return this.#dispatch(id) ? undefined : 'wire-rejected';
  }

  #onBlockHead(length: number): WireCode | undefined {
    this.#piece = readU32(this.#head, 5);
    this.#begin = readU32(this.#head, 9);
    this.#blockLength = length;
    this.#left = length;
    this.#stage = STAGE.block;
    this.#target = undefined;
    return this.#sink.blockStarts(this.#piece, this.#begin, length) ? undefined : 'wire-rejected';
  }

  #onLongHead(id: number, length: number): WireCode | undefined {
    if (id === MSG.bitfield) {
      if (length > this.#maxBitfield) return 'wire-too-long';
    } else {
      if (length > MAX_EXTENDED) return 'wire-too-long';
      if (id === MSG.extended && length === 0) return 'wire-bad-length';
    }
    this.#left = length;
    const kept = id === MSG.bitfield || (id === MSG.extended && length <= MAX_EXTENDED_KEPT);
    if (!kept) {
      this.#stage = STAGE.skip;
      if (length === 0) this.#expectHead();
      return undefined;
    }
    this.#body = new Uint8Array(length);
    this.#bodyFilled = 0;
    this.#stage = STAGE.body;
    if (length === 0) return this.#onBody() ? undefined : 'wire-rejected';
    return undefined;
  }

  #onBody(): boolean {
    const body = this.#body;
    const id = this.#head[4];
    this.#body = this.#head;
    this.#expectHead();
    return id === MSG.bitfield
      ? this.#sink.bitfield(body)
      : this.#sink.extended(body[0] as number, body.subarray(1));
  }

  #dispatch(id: number): boolean {
    const sink = this.#sink;
    const head = this.#head;
    switch (id) {
      case MSG.choke:
        sink.choke();
        return true;
      case MSG.unchoke:
        sink.unchoke();
        return true;
      case MSG.interested:
        sink.interested();
        return true;
      case MSG.notInterested:
        sink.notInterested();
        return true;
      case MSG.have:
        return sink.have(readU32(head, 5));
      case MSG.haveAll:
        return sink.haveAll();
      case MSG.haveNone:
        return sink.haveNone();
      case MSG.suggest:
        sink.suggest(readU32(head, 5));
        return true;
      case MSG.allowedFast:
        return sink.allowedFast(readU32(head, 5));
      case MSG.request:
        return sink.request(readU32(head, 5), readU32(head, 9), readU32(head, 13));
      case MSG.cancel:
        sink.cancel(readU32(head, 5), readU32(head, 9), readU32(head, 13));
        return true;
      case MSG.reject:
        return sink.reject(readU32(head, 5), readU32(head, 9), readU32(head, 13));
      default:
        sink.port(readU16(head, 5));
        return true;
    }
  }
}
