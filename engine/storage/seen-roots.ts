import type { Clock } from '../ports/clock.ts';

const BELIEVED_MS = 250;
const MOST = 100;

/** Save folders that were there a moment ago. */
export class SeenRoots {
  readonly #clock: Clock;
  readonly #seenAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  has(root: string): boolean {
    return this.#clock.now() - (this.#seenAt.get(root) ?? Number.NEGATIVE_INFINITY) < BELIEVED_MS;
  }

  add(root: string): void {
    if (this.#seenAt.size >= MOST) this.#seenAt.clear();
    this.#seenAt.set(root, this.#clock.now());
  }

  delete(root: string): void {
    this.#seenAt.delete(root);
  }
}
