import type { Bitfield } from '../bitfield.ts';

/** Classes of urgency: within one, rarest first. */
export const URGENCY = { first: 0, high: 1, normal: 2, low: 3 } as const;
const CLASSES = 4;
/** Beyond this many holders a piece is common, and the order among common pieces does not matter. */
const MAX_AVAILABILITY = 127;
const LEVELS = MAX_AVAILABILITY + 1;
const BUCKETS = CLASSES * LEVELS;
const ABSENT = 0xffffffff;
const NONE_32 = new Uint32Array(0);
const NONE_16 = new Uint16Array(0);
const NONE_8 = new Uint8Array(0);
/** Every bucket is empty. Never written to. */
const NO_START = new Uint32Array(BUCKETS + 1);

/** Among equally rare pieces so many are compared. */
const COMPARED = 64;
/** Beyond so many holders it does not matter who of several fetches a piece. */
const RARE = 4;

/** How many others should rather fetch the piece than we; 0: nobody. */
export type Rank = (piece: number) => number;

/** A uniformly distributed integer in [0, bound). */
export type Below = (bound: number) => number;

/**
 * The pieces that wait to be started, in the order in which they should be: by urgency class, then by how
 * few peers hold them, then at random.
 *
 * Invariant: `order[start[k] … start[k+1])` are exactly the waiting pieces of bucket k, and
 * `place[order[i]] === i`. A piece that becomes more or less common moves by one swap at a bucket's edge.
 */
export class PieceOrder {
  // A seed has nothing to order: the tables are made when they are needed for the first time.
  readonly #pieceCount: number;
  #order: Uint32Array = NONE_32;
  #place: Uint32Array = NONE_32;
  #start: Uint32Array = NO_START;
  #availability: Uint16Array = NONE_16;
  #urgency: Uint8Array = NONE_8;
  readonly #below: Below;
  /** No waiting piece lies before this index (sequential mode). */
  #lowest = 0;

  /** `waiting(piece)` is asked once: is it still to be started? */
  constructor(pieceCount: number, waiting: (piece: number) => boolean, below: Below) {
    this.#pieceCount = pieceCount;
    this.#below = below;
    this.rebuild(waiting);
  }

  get waiting(): number {
    return this.#start[BUCKETS] as number;
  }

  isWaiting(piece: number): boolean {
    return (this.#place[piece] ?? ABSENT) !== ABSENT;
  }

  availability(piece: number): number {
    return this.#availability[piece] ?? 0;
  }

  /** After many changes at once (urgencies, a check): one counting sort, shuffled within the buckets. */
  rebuild(waiting: (piece: number) => boolean): void {
    const pieces: number[] = [];
    for (let piece = 0; piece < this.#pieceCount; piece++) if (waiting(piece)) pieces.push(piece);
    this.#lowest = 0;
    if (pieces.length === 0 && this.waiting === 0) return;
    this.#prepare();
    const counts = new Uint32Array(BUCKETS + 1);
    this.#place.fill(ABSENT);
    for (const piece of pieces)
      counts[this.#bucket(piece) + 1] = (counts[this.#bucket(piece) + 1] as number) + 1;
    for (let i = pieces.length - 1; i > 0; i--) {
      const j = this.#below(i + 1);
      const other = pieces[j] as number;
      pieces[j] = pieces[i] as number;
      pieces[i] = other;
    }
    for (let k = 1; k <= BUCKETS; k++)
      counts[k] = (counts[k] as number) + (counts[k - 1] as number);
    this.#start.set(counts);
    const next = counts.slice();
    for (const piece of pieces) {
      const bucket = this.#bucket(piece);
      const at = next[bucket] as number;
      next[bucket] = at + 1;
      this.#put(at, piece);
    }
  }

  /** Takes effect at the next `rebuild`. */
  setUrgency(piece: number, urgency: number): void {
    if (this.#urgency.length === 0) {
      if (urgency === URGENCY.normal) return;
      this.#urgency = new Uint8Array(this.#pieceCount).fill(URGENCY.normal);
    }
    this.#urgency[piece] = urgency;
  }

  urgency(piece: number): number {
    return this.#urgency[piece] ?? URGENCY.normal;
  }

  /** One more peer holds the piece. */
  more(piece: number): void {
    if (this.#availability.length === 0) this.#availability = new Uint16Array(this.#pieceCount);
    const count = this.#availability[piece] as number;
    this.#availability[piece] = count + 1;
    if (count >= MAX_AVAILABILITY || !this.isWaiting(piece)) return;
    const bucket = this.#urgencyBase(piece) + count;
    const last = (this.#start[bucket + 1] as number) - 1;
    this.#swap(this.#place[piece] as number, last);
    this.#start[bucket + 1] = last;
  }

  /** One peer fewer. */
  fewer(piece: number): void {
    const count = this.availability(piece);
    if (count === 0) return;
    this.#availability[piece] = count - 1;
    if (count > MAX_AVAILABILITY || !this.isWaiting(piece)) return;
    const bucket = this.#urgencyBase(piece) + count;
    const first = this.#start[bucket] as number;
    this.#swap(this.#place[piece] as number, first);
    this.#start[bucket] = first + 1;
  }

  /** The piece was started, is had, or is not wanted any more. */
  remove(piece: number): void {
    let hole = this.#place[piece] ?? ABSENT;
    if (hole === ABSENT) return;
    // Each bucket from the piece's own on gives its last element to fill the hole before it.
    for (let bucket = this.#bucket(piece); bucket < BUCKETS; bucket++) {
      const last = (this.#start[bucket + 1] as number) - 1;
      this.#start[bucket + 1] = last;
      if (last < (this.#start[bucket] as number)) continue;
      if (last !== hole) this.#put(hole, this.#order[last] as number);
      hole = last;
    }
    this.#place[piece] = ABSENT;
  }

  /** The piece is to be started after all: it failed, or it is wanted again. */
  add(piece: number): void {
    if (this.isWaiting(piece)) return;
    this.#prepare();
    const bucket = this.#bucket(piece);
    let room = this.#start[BUCKETS] as number;
    for (let k = BUCKETS; k > bucket; k--) {
      this.#start[k] = (this.#start[k] as number) + 1;
      if (k === bucket + 1) break;
      const first = this.#start[k - 1] as number;
      if (first !== room) this.#put(room, this.#order[first] as number);
      room = first;
    }
    this.#put(room, piece);
    this.#lowest = Math.min(this.#lowest, piece);
  }

  /** The most urgent, then rarest piece that the peer has, and of those the one with the lowest rank; -1 for none. */
  rarest(has: Bitfield, rank?: Rank): number {
    const waiting = this.waiting;
    if (waiting === 0) return -1;
    if (has.count * 16 < waiting) return this.#rarestOfFew(has);
    for (let i = 0; i < waiting; i++) {
      const piece = this.#order[i] as number;
      if (!has.get(piece)) continue;
      if (rank === undefined || (this.#availability[piece] as number) > RARE) return piece;
      return this.#best(has, rank, i, this.#start[this.#bucket(piece) + 1] as number);
    }
    return -1;
  }

  /** Any piece that the peer has, at random: for the first pieces of a download. */
  anyone(has: Bitfield, rank: Rank): number {
    const waiting = this.waiting;
    if (waiting === 0) return -1;
    const from = this.#below(waiting);
    const piece = this.#best(has, rank, from, waiting);
    return piece !== -1 ? piece : this.#best(has, rank, 0, from);
  }

  /** The first piece by index that the peer has, urgent ones before all. */
  sequential(has: Bitfield): number {
    const urgent = this.#start[(URGENCY.first + 1) * LEVELS] as number;
    for (let i = 0; i < urgent; i++) {
      const piece = this.#order[i] as number;
      if (has.get(piece)) return piece;
    }
    const place = this.#place;
    while (this.#lowest < place.length && place[this.#lowest] === ABSENT) this.#lowest++;
    for (let piece = this.#lowest; piece < place.length; piece++) {
      if (place[piece] !== ABSENT && has.get(piece)) return piece;
    }
    return -1;
  }

  /** Of the first pieces from `from` on that the peer has, the one with the lowest rank; -1 for none before `to`. */
  #best(has: Bitfield, rank: Rank, from: number, to: number): number {
    let best = -1;
    let lowest = Number.POSITIVE_INFINITY;
    let compared = 0;
    for (let i = from; i < to && compared < COMPARED && lowest > 0; i++) {
      const piece = this.#order[i] as number;
      if (!has.get(piece)) continue;
      compared++;
      const ranked = rank(piece);
      if (ranked >= lowest) continue;
      lowest = ranked;
      best = piece;
    }
    return best;
  }

  /** A peer with little to offer: look at what it has instead of at what we want. */
  #rarestOfFew(has: Bitfield): number {
    let best = ABSENT;
    for (let piece = has.nextSet(0); piece !== -1; piece = has.nextSet(piece + 1)) {
      const place = this.#place[piece] as number;
      if (place < best) best = place;
    }
    return best === ABSENT ? -1 : (this.#order[best] as number);
  }

  #urgencyBase(piece: number): number {
    return this.urgency(piece) * LEVELS;
  }

  #bucket(piece: number): number {
    return this.#urgencyBase(piece) + Math.min(MAX_AVAILABILITY, this.availability(piece));
  }

  #prepare(): void {
    if (this.#start !== NO_START) return;
    this.#start = new Uint32Array(BUCKETS + 1);
    this.#order = new Uint32Array(this.#pieceCount);
    this.#place = new Uint32Array(this.#pieceCount).fill(ABSENT);
  }

  #put(at: number, piece: number): void {
    this.#order[at] = piece;
    this.#place[piece] = at;
  }

  #swap(a: number, b: number): void {
    if (a === b) return;
    const atA = this.#order[a] as number;
    this.#put(a, this.#order[b] as number);
    this.#put(b, atA);
  }
}
