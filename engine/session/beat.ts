import { Deadlines } from '../core/deadlines.ts';
import type { Clock } from '../ports/clock.ts';

/** How long between two beats. */
export const BEAT_MS = 1_000;
/** A machine that slept was not active meanwhile: no beat counts for more. */
const LONGEST_MS = 5_000;

/** What is looked after once a second while it has anything to do. */
export interface Resting {
  /** Returns the clock's time before which it need not be called again; Infinity: not before it is woken. */
  tick(): number;
}

/**
 * Who is awake is looked after with each beat; who rests costs nothing until its time comes or it is woken.
 * Thousands of idle seeds are then as cheap as one.
 */
export class Beat<T extends Resting> {
  readonly #clock: Clock;
  readonly #awake = new Set<T>();
  readonly #due = new Deadlines<T>();
  #at: number;
  #awakeMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#at = clock.now();
  }

  /** Those that are looked after now. */
  get awake(): ReadonlySet<T> {
    return this.#awake;
  }

  /** Milliseconds that passed while the machine did not sleep. */
  get awakeMs(): number {
    return this.#awakeMs + Math.min(LONGEST_MS, this.#clock.now() - this.#at);
  }

  wake(one: T): void {
    this.#awake.add(one);
  }

  forget(one: T): void {
    this.#awake.delete(one);
    this.#due.delete(one);
  }

  /** To be called every `BEAT_MS`. */
  beat(): void {
    const now = this.#clock.now();
    this.#awakeMs = this.awakeMs;
    this.#at = now;
    for (let one = this.#due.take(now); one !== undefined; one = this.#due.take(now))
      this.wake(one);
    for (const one of this.#awake) {
      const next = one.tick();
      if (next <= now + BEAT_MS) continue;
      this.#awake.delete(one);
      if (next === Number.POSITIVE_INFINITY) this.#due.delete(one);
      else this.#due.set(one, next);
    }
  }
}
