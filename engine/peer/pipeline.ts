import { BLOCK } from '../core/ids.ts';

/** Seconds of transfer to keep asked for: hides the round trip and the other side's disk. */
const QUEUE_SECONDS = 3;
/** Where memory is short. */
const SHORT_QUEUE_SECONDS = 1;
const MIN_DEPTH = 8;
/** Our own bound, and what we tell others that we take (BEP 10 reqq). */
export const MAX_QUEUE = 2000;
/** What a peer takes that does not say (BEP 10). */
const DEFAULT_REQQ = 250;

/**
 * How many requests to keep on their way to a peer. It begins small and doubles with every round trip while
 * the rate still grows (slow start), then follows rate × time.
 */
export class Pipeline {
  #depth = MIN_DEPTH;
  #slowStart = true;
  #lastRate = 0;
  #limit = DEFAULT_REQQ;

  get depth(): number {
    return this.#depth;
  }

  /** The least that keeps the peer busy. */
  get shortDepth(): number {
    const enough = Math.ceil((this.#lastRate * SHORT_QUEUE_SECONDS) / BLOCK);
    return Math.min(this.#depth, Math.max(MIN_DEPTH, enough));
  }

  /** The peer said how many requests it keeps; some say 0 or nonsense. */
  setPeerQueue(reqq: number): void {
    this.#limit = Math.max(MIN_DEPTH, Math.min(MAX_QUEUE, reqq));
    this.#depth = Math.min(this.#depth, this.#limit);
  }

  /** To be called with each block that came. */
  blockCame(): void {
    if (this.#slowStart && this.#depth < this.#limit) this.#depth++;
  }

  /** To be called once a second with the payload rate in bytes/s. */
  tick(rate: number): void {
    if (this.#slowStart && rate > 0 && rate < this.#lastRate * 1.1) this.#slowStart = false;
    this.#lastRate = rate;
    if (this.#slowStart) return;
    const wanted = Math.ceil((rate * QUEUE_SECONDS) / BLOCK);
    this.#depth = Math.min(this.#limit, Math.max(MIN_DEPTH, wanted));
  }

  /** The peer stopped sending: ask it for one block at a time until it sends again. */
  stall(): void {
    this.#depth = 1;
    this.#slowStart = true;
    this.#lastRate = 0;
  }
}
