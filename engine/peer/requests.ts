import { BLOCK } from '../core/ids.ts';

/**
 * The requests on their way to one peer, oldest first, in flat arrays: nothing is allocated per block.
 * Answers usually come in order, so a look-up finds its entry at the head.
 */
export class Requests {
  #piece = new Uint32Array(64);
  #begin = new Uint32Array(64);
  #sentAt = new Float64Array(64);
  #head = 0;
  #tail = 0;
  /** When the latest of those was sent that have been answered. */
  #answeredTo = Number.NEGATIVE_INFINITY;

  get count(): number {
    return this.#tail - this.#head;
  }

  /** When the oldest was sent; NaN when there is none. */
  get oldestSentAt(): number {
    return this.count === 0 ? Number.NaN : (this.#sentAt[this.#head] as number);
  }

  add(piece: number, begin: number, nowMs: number): void {
    if (this.#tail === this.#piece.length) this.#makeRoom();
    this.#piece[this.#tail] = piece;
    this.#begin[this.#tail] = begin;
    this.#sentAt[this.#tail] = nowMs;
    this.#tail++;
  }

  has(piece: number, begin: number): boolean {
    return this.#find(piece, begin) !== -1;
  }

  /** The time at which it was sent, or undefined when it was not asked for. */
  remove(piece: number, begin: number): number | undefined {
    const at = this.#find(piece, begin);
    if (at === -1) return undefined;
    const sentAt = this.#sentAt[at] as number;
    // What was sent before it moves up by one: usually nothing.
    this.#piece.copyWithin(this.#head + 1, this.#head, at);
    this.#begin.copyWithin(this.#head + 1, this.#head, at);
    this.#sentAt.copyWithin(this.#head + 1, this.#head, at);
    this.#head++;
    if (this.#head === this.#tail) {
      this.#head = 0;
      this.#tail = 0;
    }
    return sentAt;
  }

  /** Looks at all, oldest first. */
  each(look: (piece: number, begin: number) => void): void {
    for (let i = this.#head; i < this.#tail; i++)
      look(this.#piece[i] as number, this.#begin[i] as number);
  }

  /** Takes all out, oldest first. */
  drain(each: (piece: number, begin: number) => void): void {
    const [head, tail] = [this.#head, this.#tail];
    this.#head = 0;
    this.#tail = 0;
    const piece = this.#piece.slice(head, tail);
    const begin = this.#begin.slice(head, tail);
    for (let i = 0; i < piece.length; i++) each(piece[i] as number, begin[i] as number);
  }

  /** As `remove`, for one that is answered now. */
  answer(piece: number, begin: number): number | undefined {
    const sentAt = this.remove(piece, begin);
    if (sentAt !== undefined && sentAt > this.#answeredTo) this.#answeredTo = sentAt;
    return sentAt;
  }

  /** The oldest was sent so long (ms) before one that has been answered. */
  isOvertaken(byMs: number): boolean {
    return this.#answeredTo - this.oldestSentAt > byMs;
  }

  /** Takes out those that are overtaken, oldest first. */
  drainOvertaken(byMs: number, each: (piece: number, begin: number) => void): void {
    while (this.isOvertaken(byMs)) {
      const piece = this.#piece[this.#head] as number;
      const begin = this.#begin[this.#head] as number;
      this.remove(piece, begin);
      each(piece, begin);
    }
  }

  /** Takes out what is asked for of the piece, oldest first, except for the next `keep` requests to be answered. */
  drainPiece(piece: number, keep: number, each: (begin: number) => void): void {
    const first = this.#head + keep;
    let kept = first;
    const begins: number[] = [];
    for (let i = first; i < this.#tail; i++) {
      if (this.#piece[i] === piece) {
        begins.push(this.#begin[i] as number);
        continue;
      }
      this.#piece[kept] = this.#piece[i] as number;
      this.#begin[kept] = this.#begin[i] as number;
      this.#sentAt[kept] = this.#sentAt[i] as number;
      kept++;
    }
    this.#tail = Math.min(this.#tail, kept);
    for (const begin of begins) each(begin);
  }

  get bytes(): number {
    return this.count * BLOCK;
  }

  #find(piece: number, begin: number): number {
    for (let i = this.#head; i < this.#tail; i++) {
      if (this.#piece[i] === piece && this.#begin[i] === begin) return i;
    }
    return -1;
  }

  #makeRoom(): void {
    const count = this.count;
    const room = this.#head >= this.#piece.length / 2 ? this.#piece.length : this.#piece.length * 2;
    const grow = <A extends Uint32Array | Float64Array>(old: A, fresh: A): A => {
      fresh.set(old.subarray(this.#head, this.#tail));
      return fresh;
    };
    this.#piece = grow(this.#piece, new Uint32Array(room));
    this.#begin = grow(this.#begin, new Uint32Array(room));
    this.#sentAt = grow(this.#sentAt, new Float64Array(room));
    this.#head = 0;
    this.#tail = count;
  }
}
