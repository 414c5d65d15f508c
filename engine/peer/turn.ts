import type { TokenBucket } from '../core/token-bucket.ts';
import { Gate, type Waiter } from './gate.ts';

/**
 * One peer's share of a limit, in one direction. What it takes beyond what is paid for becomes its own debt,
 * and it waits in line until its turns have paid it off: who takes large chunks gets no more than others.
 */
export class Turn implements Waiter {
  readonly #buckets: () => readonly TokenBucket[];
  readonly #gate: Gate;
  readonly #now: () => number;
  readonly #goOn: () => void;
  /** Paid for and not used yet; below 0: used and not paid for. */
  #credit = 0;
  isWaiting = false;

  constructor(
    gate: Gate,
    buckets: () => readonly TokenBucket[],
    now: () => number,
    goOn: () => void,
  ) {
    this.#gate = gate;
    this.#buckets = buckets;
    this.#now = now;
    this.#goOn = goOn;
  }

  get buckets(): readonly TokenBucket[] {
    return this.#buckets();
  }

  /** False: the owner is called when it may go on. */
  mayPass(): boolean {
    if (this.isWaiting) return false;
    if (this.#credit > 0) return true;
    const now = this.#now();
    if (this.#gate.isOpen) {
      Gate.spend(this.buckets, -this.#credit, now);
      this.#credit = 0;
      if (Gate.available(this.buckets, now) > 0) return true;
    } else if (Gate.available(this.buckets, now) === Number.POSITIVE_INFINITY) {
      this.#credit = 0;
      return true;
    }
    this.isWaiting = true;
    this.#gate.wait(this);
    return false;
  }

  /** So many bytes have passed. */
  passed(bytes: number): void {
    if (this.#credit > 0 || !this.#gate.isOpen) this.#credit -= bytes;
    else Gate.spend(this.buckets, bytes, this.#now());
  }

  grant(bytes: number): boolean {
    this.#credit += bytes;
    return this.#credit > 0;
  }

  wake(): void {
    this.isWaiting = false;
    this.#goOn();
  }

  /** What it owes is paid by all; it may begin anew. */
  close(): void {
    this.#gate.leave(this);
    if (this.#credit < 0) Gate.spend(this.buckets, -this.#credit, this.#now());
    this.#credit = 0;
    this.isWaiting = false;
  }
}
