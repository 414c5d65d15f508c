/**
 * A limit in bytes per second. Spending may go into debt, so that a large chunk passes whole and the
 * next ones wait: the average is exact. Time is an argument.
 */
export class TokenBucket {
  /** Bytes per second; 0 is no limit. */
  #rate: number;
  #tokens = 0;
  /** How many wait for it; kept by the gate that divides it. */
  line = 0;
  #at: number;

  constructor(rate: number, nowMs: number) {
    this.#rate = rate;
    this.#at = nowMs;
    this.#tokens = this.#burst();
  }

  get rate(): number {
    return this.#rate;
  }

  /** Takes effect at once: saved-up tokens beyond the new burst are gone, and debt is at most one second's. */
  setRate(rate: number, nowMs: number): void {
    this.#refill(nowMs);
    this.#rate = rate;
    this.#tokens = Math.max(-rate, Math.min(this.#tokens, this.#burst()));
  }

  /** Bytes that may be spent now: Infinity without a limit, 0 while in debt. */
  available(nowMs: number): number {
    if (this.#rate === 0) return Number.POSITIVE_INFINITY;
    this.#refill(nowMs);
    return Math.max(0, this.#tokens);
  }

  spend(bytes: number, nowMs: number): void {
    if (this.#rate === 0) return;
    this.#refill(nowMs);
    this.#tokens -= bytes;
  }

  /** Milliseconds until something may be spent again; 0 when it may. */
  waitMs(nowMs: number): number {
    if (this.#rate === 0) return 0;
    this.#refill(nowMs);
    return this.#tokens > 0 ? 0 : Math.ceil(((1 - this.#tokens) * 1000) / this.#rate);
  }

  /** A quarter of a second's worth smooths timer jitter without making bursts. */
  #burst(): number {
    return this.#rate / 4;
  }

  #refill(nowMs: number): void {
    const elapsed = nowMs - this.#at;
    if (elapsed <= 0) return;
    this.#at = nowMs;
    this.#tokens = Math.min(this.#burst(), this.#tokens + (elapsed * this.#rate) / 1000);
  }
}
