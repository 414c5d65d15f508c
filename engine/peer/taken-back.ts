import { BLOCK } from '../core/ids.ts';

/** What was taken back and not answered; beyond that the oldest is forgotten. */
const MAX = 4_096;
/** More blocks than any piece has. */
const BLOCKS = 2 ** 20;

/**
 * Requests that were cancelled at a peer with the Fast extension, which answers them all the same (BEP 6): its
 * reject of the first request must not be taken for one of a second for the same block.
 */
export class TakenBack {
  readonly #open = new Set<number>();

  add(piece: number, begin: number): void {
    if (this.#open.size >= MAX) {
      const [oldest] = this.#open;
      this.#open.delete(oldest as number);
    }
    this.#open.add(piece * BLOCKS + begin / BLOCK);
  }

  /** True: this is the answer to a request that was taken back. */
  answered(piece: number, begin: number): boolean {
    return this.#open.size > 0 && this.#open.delete(piece * BLOCKS + begin / BLOCK);
  }
}
