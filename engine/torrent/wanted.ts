import type { Bitfield } from '../core/bitfield.ts';
import { type Info, pieceSize } from '../core/metainfo/types.ts';
import { URGENCY } from '../core/picker/piece-order.ts';

/** By piece: 0 skip, 1 low, 4 normal, 7 high, 8 first of all. */
const NORMAL = 4;

/** Which pieces are to be had, how urgent each is, and how much of that is here. */
export class Wanted {
  readonly #info: Info;
  readonly #have: Bitfield;
  /** Undefined: all normal, as almost always. */
  #priority: Uint8Array | undefined;
  /** Wanted pieces that are not here yet. */
  missing = 0;
  /** Bytes of wanted pieces, and of those that are verified. */
  size = 0;
  done = 0;

  constructor(info: Info, have: Bitfield) {
    this.#info = info;
    this.#have = have;
    this.count();
  }

  /** All pieces alike, as almost always. */
  get isPlain(): boolean {
    return this.#priority === undefined;
  }

  needs(piece: number): boolean {
    return this.includes(piece) && !this.#have.get(piece);
  }

  includes(piece: number): boolean {
    if (this.#priority === undefined) return piece < this.#info.pieceCount;
    return (this.#priority[piece] as number) > 0;
  }

  set(byPiece: Uint8Array): void {
    this.#priority ??= new Uint8Array(this.#info.pieceCount).fill(NORMAL);
    this.#priority.set(byPiece);
  }

  urgency(piece: number): number {
    const priority = this.#priority?.[piece] ?? NORMAL;
    if (priority >= 8) return URGENCY.first;
    if (priority >= 7) return URGENCY.high;
    return priority >= NORMAL ? URGENCY.normal : URGENCY.low;
  }

  /** The piece's bit was set just now. False: it was not needed. */
  got(piece: number): boolean {
    if (!this.includes(piece)) return false;
    this.missing--;
    this.done += pieceSize(this.#info, piece);
    return true;
  }

  /** The piece's bit was cleared just now. False: it is not wanted. */
  lost(piece: number): boolean {
    if (!this.includes(piece)) return false;
    this.missing++;
    this.done -= pieceSize(this.#info, piece);
    return true;
  }

  /** The bits or the wishes changed in many places. */
  count(): void {
    this.missing = 0;
    this.size = 0;
    this.done = 0;
    // Thousands of complete torrents are counted at a start.
    if (this.isPlain && this.#have.hasAll) {
      this.size = this.#info.length;
      this.done = this.#info.length;
      return;
    }
    for (let piece = 0; piece < this.#info.pieceCount; piece++) {
      if (!this.includes(piece)) continue;
      const length = pieceSize(this.#info, piece);
      this.size += length;
      if (this.#have.get(piece)) this.done += length;
      else this.missing++;
    }
  }
}
