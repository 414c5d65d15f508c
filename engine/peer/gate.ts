import { BLOCK } from '../core/ids.ts';
import type { TokenBucket } from '../core/token-bucket.ts';
import type { Clock, Timer } from '../ports/clock.ts';

/** Someone who was held back by a limit. */
export interface Waiter {
  /** The limits that hold for it: global, the torrent's, its own. */
  readonly buckets: readonly TokenBucket[];
  /** So many bytes are paid for. False: it was in debt for more, and stays in the line. */
  grant(bytes: number): boolean;
  /** Goes on, and waits again when it is held back again. */
  wake(): void;
}

const BEAT_MS = 50;
/** Limits may change: those who wait look again at least so often. */
const LONGEST_MS = 1_000;

/**
 * One direction of traffic under limits. Those who must wait stand in one line, and what comes free is divided
 * among them, a block's worth at the least, so that all get the same. No timer runs while nobody waits.
 */
export class Gate {
  readonly #clock: Clock;
  /** In the order of their turns. */
  readonly #line = new Set<Waiter>();
  /** How many waited when something was last divided. */
  #crowd = 0;
  #timer: Timer | undefined;
  #dueAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Bytes that may pass now; Infinity without limits. */
  static available(buckets: readonly TokenBucket[], nowMs: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const bucket of buckets) least = Math.min(least, bucket.available(nowMs));
    return least;
  }

  static spend(buckets: readonly TokenBucket[], bytes: number, nowMs: number): void {
    for (const bucket of buckets) bucket.spend(bytes, nowMs);
  }

  /** Nobody competes: whoever comes may go at once, if there is something left. */
  get isOpen(): boolean {
    return this.#line.size === 0 && this.#crowd <= 1;
  }

  wait(waiter: Waiter): void {
    this.#line.add(waiter);
    // Others may have longer to wait than this one.
    const now = this.#clock.now();
    this.#arm(now + Gate.#waitMs(waiter, now), now);
  }

  leave(waiter: Waiter): void {
    this.#line.delete(waiter);
    if (this.#line.size === 0) this.close();
  }

  /** A limit changed: look again now. */
  poke(): void {
    if (this.#line.size > 0) this.#beat();
  }

  close(): void {
    this.#timer?.end();
    this.#timer = undefined;
  }

  /** An equal part of what each limit has left for those who still wait for it. */
  static #share(buckets: readonly TokenBucket[], nowMs: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const bucket of buckets)
      least = Math.min(least, Math.floor(bucket.available(nowMs) / bucket.line--));
    return least;
  }

  #schedule(): void {
    const now = this.#clock.now();
    let soonest = now + LONGEST_MS;
    for (const waiter of this.#line) {
      soonest = Math.min(soonest, now + Gate.#waitMs(waiter, now));
      if (soonest <= now + BEAT_MS) break;
    }
    this.#arm(soonest, now);
  }

  /** The next beat comes no later than `at`. */
  #arm(at: number, now: number): void {
    if (this.#timer !== undefined && this.#dueAt <= at) return;
    this.#timer?.end();
    this.#dueAt = Math.max(at, now + BEAT_MS);
    this.#timer = this.#clock.after(this.#dueAt - now, () => this.#beat());
  }

  static #waitMs({ buckets }: Waiter, nowMs: number): number {
    let longest = 0;
    for (const bucket of buckets) longest = Math.max(longest, bucket.waitMs(nowMs));
    return longest;
  }

  #beat(): void {
    this.close();
    const now = this.#clock.now();
    this.#crowd = this.#line.size;
    for (const { buckets } of this.#line) for (const bucket of buckets) bucket.line = 0;
    for (const { buckets } of this.#line) for (const bucket of buckets) bucket.line++;
    for (const waiter of [...this.#line]) {
      if (!this.#line.has(waiter)) continue;
      const available = Gate.available(waiter.buckets, now);
      const share = Math.max(BLOCK, Gate.#share(waiter.buckets, now));
      // Without a turn it keeps its place; after one it goes to the end.
      if (available <= 0) continue;
      this.#line.delete(waiter);
      const paid = share === Number.POSITIVE_INFINITY ? BLOCK : share;
      Gate.spend(waiter.buckets, paid, now);
      if (waiter.grant(paid)) waiter.wake();
      else this.#line.add(waiter);
    }
    if (this.#line.size > 0) this.#schedule();
  }
}
