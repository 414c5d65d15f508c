import type { TokenBucket } from '../core/token-bucket.ts';
import type { Clock, Timer } from '../ports/clock.ts';

/** Someone who was held back by a limit. */
export interface Waiter {
  /** The limits that hold for it: global, the torrent's, its own. */
  readonly buckets: readonly TokenBucket[];
  /** Goes on with about one block's worth, and waits again when it is held back again. */
  wake(): void;
}

const BEAT_MS = 50;

/**
 * One direction of traffic under limits. Those who must wait stand in one line and are woken in turn, so
 * that all get the same share. No timer runs while nobody waits.
 */
export class Gate {
  readonly #clock: Clock;
  #line = new Set<Waiter>();
  #timer: Timer | undefined;

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

  wait(waiter: Waiter): void {
    this.#line.add(waiter);
    this.#schedule();
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

  #schedule(): void {
    if (this.#timer !== undefined) return;
    const now = this.#clock.now();
    let soonest = 1000;
    for (const waiter of this.#line) {
      let longest = 0;
      for (const bucket of waiter.buckets) longest = Math.max(longest, bucket.waitMs(now));
      soonest = Math.min(soonest, longest);
      if (soonest <= BEAT_MS) break;
    }
    this.#timer = this.#clock.after(Math.max(BEAT_MS, soonest), () => this.#beat());
  }

  #beat(): void {
    this.close();
    const now = this.#clock.now();
    // Rounds: everyone in line goes once, and as long as something passes there is another round.
    for (let passed = true; passed; ) {
      passed = false;
      const round = this.#line;
      this.#line = new Set();
      for (const waiter of round) {
        if (Gate.available(waiter.buckets, now) > 0) {
          passed = true;
          waiter.wake();
        } else {
          this.#line.add(waiter);
        }
      }
    }
    if (this.#line.size > 0) this.#schedule();
  }
}
