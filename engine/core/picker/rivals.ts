/**
 * Splits what only seeds have among the leechers who see each other: each puts the same claims on the same piece,
 * made of the peer ids that all of them know, and fetches first what is its own. So a seed is not asked by several
 * for the same piece at the same time, and nobody has to say a word.
 */
export class Rivals {
  readonly #own: number;
  #others: number[] = [];

  constructor(ownPeerId: Uint8Array) {
    this.#own = fold(ownPeerId);
  }

  /** Those who fetch as well. */
  set(peerIds: Iterable<Uint8Array>): void {
    this.#others = [];
    for (const id of peerIds) this.#others.push(fold(id));
  }

  /** How many of them come before us for this piece: 0 when it is ours. */
  before(piece: number): number {
    const own = claim(this.#own, piece);
    let count = 0;
    for (const other of this.#others) if (claim(other, piece) < own) count++;
    return count;
  }
}

/** FNV-1a. */
function fold(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The finaliser of MurmurHash3 over both. */
function claim(id: number, piece: number): number {
  let hash = id ^ Math.imul(piece + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
