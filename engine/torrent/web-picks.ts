import { Bitfield } from '../core/bitfield.ts';
import { BLOCK } from '../core/ids.ts';
import type { Layout } from '../core/layout.ts';
import type { Info } from '../core/metainfo/types.ts';
import type { ActivePiece } from '../core/picker/active-piece.ts';
import type { PickerPeer } from '../core/picker/types.ts';
import { Requests } from '../peer/requests.ts';
import type { Transfer } from './transfer.ts';
import type { RunHost } from './web-run.ts';

export interface PicksHost {
  readonly info: Info;
  readonly layout: Layout;
  readonly transfer: Transfer;
  now(): number;
}

/** Where a stream begins, and the first byte behind its last. */
export interface Stretch {
  readonly at: number;
  readonly end: number;
}

/** One request goes on over so many bytes at the most; then it is looked at anew what is wanted most. */
const MAX_RUN = 64 * 1024 * 1024;
/** A piece that is here already is read over rather than asked around. */
const MAX_GAP = 256 * 1024;

/** What a web seed is asked for: to the picker it is a seed that never chokes. */
export class WebPicks implements PickerPeer, RunHost {
  readonly id: number;
  current: ActivePiece | undefined;
  fast = true;
  suspect = false;
  readonly patience = 1_000;
  readonly suggestions: readonly number[] = [];
  has: Bitfield;
  readonly #all: Bitfield;
  readonly #only: Bitfield;
  readonly #requests = new Requests();
  readonly #host: PicksHost;

  constructor(id: number, host: PicksHost) {
    this.id = id;
    this.#host = host;
    this.#all = new Bitfield(host.info.pieceCount);
    this.#all.setAll();
    this.has = this.#all;
    this.#only = new Bitfield(host.info.pieceCount);
  }

  get isSeed(): boolean {
    return this.#all.hasAll;
  }

  /** The server lacks everything. */
  get hasNone(): boolean {
    return this.#all.hasNone;
  }

  /** When the oldest open request was sent; NaN when there is none. */
  get oldestSentAt(): number {
    return this.#requests.oldestSentAt;
  }

  isAskedFor(piece: number, begin: number): boolean {
    return this.#requests.has(piece, begin);
  }

  ask(piece: number, begin: number): void {
    this.#requests.add(piece, begin, this.#host.now());
  }

  takeRequest(piece: number, begin: number): boolean {
    return this.#requests.remove(piece, begin) !== undefined;
  }

  /** The server does not have these pieces. */
  lack(first: number, last: number): void {
    for (let piece = first; piece <= last; piece++) this.#all.clear(piece);
  }

  /** It may have everything again. */
  forgive(): void {
    if (!this.#all.hasAll) this.#all.setAll();
  }

  /** From the first block that the picker gives on to the end of a gap, GetRight's way (BEP 19). */
  next(): Stretch | undefined {
    const { picker } = this.#host.transfer;
    const { pieceLength, pieceCount, length } = this.#host.info;
    if (this.#requests.count === 0 && picker.fill(this, 1) > 0) {
      const rest = this.current?.free ?? 0;
      if (rest > 0) picker.fill(this, rest);
    }
    const asked = this.#asked();
    const [at] = asked;
    if (at === undefined) return undefined;
    let end = at;
    for (const offset of asked) {
      if (offset - end > MAX_GAP) break;
      end = offset + BLOCK;
    }
    const last = Math.floor((end - 1) / pieceLength);
    const urgency = picker.order.urgency(last);
    if (end >= Math.min((last + 1) * pieceLength, length)) {
      for (let piece = last + 1; piece < pieceCount && end - at < MAX_RUN; piece++) {
        if (!this.isWaiting(piece) || picker.order.urgency(piece) !== urgency) break;
        end = (piece + 1) * pieceLength;
      }
    }
    return { at, end: Math.min(end, length) };
  }

  /** For servers that know no ranges: from the beginning of the first file that holds something wanted. */
  fromFile(): Stretch | undefined {
    const { info, layout, transfer } = this.#host;
    for (const [index, file] of info.files.entries()) {
      const pieces = file.pad ? undefined : layout.piecesOf(index);
      if (pieces === undefined) continue;
      for (let piece = pieces.first; piece <= pieces.last; piece++) {
        if (this.#all.get(piece) && transfer.wanted.needs(piece))
          return { at: file.offset, end: info.length };
      }
    }
    return undefined;
  }

  /** It could give the piece, which nobody fetches yet. */
  isWaiting(piece: number): boolean {
    return this.#all.get(piece) && this.#host.transfer.picker.order.isWaiting(piece);
  }

  /** Asks the picker for a piece, so that nobody else fetches it. */
  reserve(piece: number): void {
    const { picker } = this.#host.transfer;
    if (!this.#all.get(piece) || picker.isEndgame) return;
    this.#only.set(piece);
    this.has = this.#only;
    picker.fill(this, Math.ceil(this.#host.info.pieceLength / BLOCK));
    this.has = this.#all;
    this.#only.clear(piece);
  }

  /** Nothing of what comes from here on for a while is for us: others have taken it. */
  isPassedOver(at: number): boolean {
    const { pieceLength } = this.#host.info;
    const piece = Math.floor(at / pieceLength);
    if (this.#requests.has(piece, at - piece * pieceLength)) return false;
    const next = this.#asked().find((offset) => offset >= at);
    return next === undefined ? at % pieceLength !== 0 : next - at > MAX_GAP;
  }

  /** Others may fetch what was asked for. */
  drop(): void {
    const { picker } = this.#host.transfer;
    this.#requests.drain((piece, begin) => picker.dropRequest(piece, begin, this.id));
    picker.leave(this);
  }

  #asked(): number[] {
    const { pieceLength } = this.#host.info;
    const offsets: number[] = [];
    this.#requests.each((piece, begin) => offsets.push(piece * pieceLength + begin));
    return offsets.sort((a, b) => a - b);
  }
}
