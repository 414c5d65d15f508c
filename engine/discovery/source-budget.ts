import type { Clock } from '../ports/clock.ts';

export interface BudgetLimits {
  /** Messages from one source in a window, and from all together. */
  readonly perSource: number;
  readonly inAll: number;
  readonly windowMs: number;
}

/** Counts messages by source in fixed windows. Bounded: what is beyond the total is refused unseen. */
export class SourceBudget {
  readonly #clock: Clock;
  readonly #limits: BudgetLimits;
  readonly #counts = new Map<string, number>();
  #windowEnd = 0;
  #all = 0;

  constructor(clock: Clock, limits: BudgetLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** True when one more message from this source may be looked at; it is counted then. */
  take(source: string, cost = 1): boolean {
    const now = this.#clock.now();
    if (now >= this.#windowEnd) {
      this.#windowEnd = now + this.#limits.windowMs;
      this.#counts.clear();
      this.#all = 0;
    }
    const count = this.#counts.get(source) ?? 0;
    if (count + cost > this.#limits.perSource || this.#all + cost > this.#limits.inAll)
      return false;
    this.#counts.set(source, count + cost);
    this.#all += cost;
    return true;
  }
}
