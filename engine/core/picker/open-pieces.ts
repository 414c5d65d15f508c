import type { Bitfield } from '../bitfield.ts';
import type { ActivePiece, PieceMemory } from './active-piece.ts';

/** Pieces under way of which blocks are free. Joining and leaving cost nothing that grows with their number. */
export class OpenPieces<M extends PieceMemory> {
  readonly #list: ActivePiece<M>[] = [];

  get isEmpty(): boolean {
    return this.#list.length === 0;
  }

  add(active: ActivePiece<M>): void {
    if (active.openAt !== -1) return;
    active.openAt = this.#list.length;
    this.#list.push(active);
  }

  remove(active: ActivePiece<M>): void {
    const at = active.openAt;
    if (at === -1) return;
    active.openAt = -1;
    const last = this.#list.pop() as ActivePiece<M>;
    if (last === active) return;
    this.#list[at] = last;
    last.openAt = at;
  }

  /** Of those that the peer has and that fit, the one with the fewest free blocks. */
  fullest(
    peer: { readonly has: Bitfield },
    fits: (piece: ActivePiece<M>) => boolean,
  ): ActivePiece<M> | undefined {
    let best: ActivePiece<M> | undefined;
    for (const open of this.#list) {
      if (!peer.has.get(open.piece) || !fits(open)) continue;
      if (best === undefined || open.free < best.free) best = open;
    }
    return best;
  }
}
