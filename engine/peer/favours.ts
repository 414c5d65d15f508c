/** Pieces that are given without an unchoke, and those that are not given in spite of one (BEP 6). */
export class Favours {
  /** Pieces that the peer gives even while it chokes us. */
  readonly allowed = new Set<number>();
  /** Pieces that it may ask for while we choke it. */
  readonly granted = new Set<number>();
  /** The last piece of which it rejected a block though it does not choke us. */
  lastRefused = -1;
  /** Pieces that it has and refuses to give. */
  readonly refused: number[] = [];
  refusedAt = 0;
}
