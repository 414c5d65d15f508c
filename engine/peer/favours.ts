/** Suggestions of a peer that are kept. */
const MAX_SUGGESTIONS = 16;
/** Pieces that a peer may allow us; what is beyond is passed over. */
const MAX_ALLOWED = 64;
/** More pieces than a peer is asked for at a time. */
const MAX_REFUSED_ONCE = 4_096;

/** Pieces that are given without an unchoke, those that are not given in spite of one, and hints (BEP 6, 16). */
export class Favours {
  /** Pieces that the peer gives even while it chokes us. */
  readonly allowed = new Set<number>();
  /** Pieces that it may ask for while we choke it, and how many bytes of each it may still have. */
  readonly granted = new Map<number, number>();
  /** Pieces that it would like us to fetch, the newest last. */
  readonly suggestions: number[] = [];
  /** Pieces that we suggested and that it has not fetched. */
  readonly suggestedTo = new Set<number>();
  /** While we super-seed: the pieces that it was shown. Undefined: it knows of everything. */
  shown: Set<number> | undefined;
  /** Pieces of which it rejected a block though it does not choke us, and when; the oldest first. */
  readonly #refusedOnce = new Map<number, number>();
  /** Pieces that it has and refuses to give. */
  readonly refused: number[] = [];
  refusedAt = 0;

  allow(piece: number): void {
    if (this.allowed.size < MAX_ALLOWED) this.allowed.add(piece);
  }

  /** A request that was sent at that time is refused. True: so was one for the same piece, before this was sent. */
  refuse(piece: number, sentAt: number, nowMs: number): boolean {
    const first = this.#refusedOnce.get(piece);
    if (first !== undefined) return sentAt > first && this.#refusedOnce.delete(piece);
    if (this.#refusedOnce.size >= MAX_REFUSED_ONCE) {
      const [oldest] = this.#refusedOnce.keys();
      this.#refusedOnce.delete(oldest as number);
    }
    this.#refusedOnce.set(piece, nowMs);
    return false;
  }

  suggest(piece: number): void {
    this.suggestions.push(piece);
    if (this.suggestions.length > MAX_SUGGESTIONS) this.suggestions.shift();
  }
}
