/** A piece that somebody waits for. */
export interface DuePiece {
  readonly piece: number;
  /** When it should be here (ms of the clock). */
  readonly at: number;
}

/** Pieces that are wanted by a certain time, as for playing a file while it comes: few, in the order of their times. */
export class DuePieces {
  #list: DuePiece[] = [];

  /** The soonest first. */
  get list(): readonly DuePiece[] {
    return this.#list;
  }

  /** Replaces all. Of two for one piece the sooner holds. */
  set(deadlines: Iterable<DuePiece>): void {
    const soonest = new Map<number, number>();
    for (const { piece, at } of deadlines)
      soonest.set(piece, Math.min(at, soonest.get(piece) ?? Number.POSITIVE_INFINITY));
    this.#list = [...soonest].map(([piece, at]) => ({ piece, at })).sort((a, b) => a.at - b.at);
  }

  /** It is here, or no longer wanted. */
  drop(piece: number): void {
    if (this.#list.some((deadline) => deadline.piece === piece))
      this.#list = this.#list.filter((deadline) => deadline.piece !== piece);
  }
}
