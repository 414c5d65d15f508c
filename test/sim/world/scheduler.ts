import type { Clock, Timer } from '../../../engine/ports/clock.ts';

interface Event extends Timer {
  readonly at: number;
  readonly sequence: number;
  run: (() => void) | undefined;
}

/**
 * Virtual time. Events run in the order of their time and, within one moment, of their scheduling. Between
 * two events every promise that can settle has settled, as between two turns of a real event loop.
 */
export class Scheduler {
  now = 0;
  readonly #heap: Event[] = [];
  #sequence = 0;

  schedule(delayMs: number, run: () => void): Timer {
    const event: Event = {
      at: this.now + Math.max(delayMs, 0),
      sequence: this.#sequence++,
      run,
      end() {
        event.run = undefined;
      },
    };
    this.#push(event);
    return event;
  }

  get waiting(): number {
    return this.#heap.length;
  }

  /** Runs until the condition holds; false when `limitMs` of virtual time passed, or nothing is left to happen. */
  async until(condition: () => boolean, limitMs = 3_600_000): Promise<boolean> {
    const deadline = this.now + limitMs;
    await settled();
    while (!condition()) {
      const next = this.#heap[0];
      if (next === undefined || next.at > deadline) return false;
      this.#pop();
      if (next.run === undefined) continue;
      this.now = next.at;
      const run = next.run;
      next.run = undefined;
      run();
      await settled();
    }
    return true;
  }

  /** Lets this much virtual time pass. */
  async pass(ms: number): Promise<void> {
    let over = false;
    this.schedule(ms, () => {
      over = true;
    });
    await this.until(() => over, ms);
  }

  /** Runs until the promise settles, and returns its value. */
  async settle<T>(promise: Promise<T>, limitMs?: number): Promise<T> {
    let over = false;
    const mark = (): void => {
      over = true;
    };
    promise.then(mark, mark);
    if (!(await this.until(() => over, limitMs)))
      throw new Error(`nothing settled it by ${this.now} ms`);
    return promise;
  }

  /** A clock on this time. `wallStart` is its milliseconds since 1970 at the beginning. */
  clock(wallStart = 1_800_000_000_000): Clock {
    const every = (ms: number, callback: () => void): Timer => {
      let timer: Timer;
      const arm = (): void => {
        timer = this.schedule(Math.max(ms, 1), () => {
          arm();
          callback();
        });
      };
      arm();
      return { end: () => timer.end() };
    };
    return {
      now: () => this.now,
      wallTime: () => wallStart + Math.floor(this.now),
      utcOffset: () => 0,
      after: (ms, callback) => this.schedule(ms, callback),
      every,
    };
  }

  #push(event: Event): void {
    const heap = this.#heap;
    heap.push(event);
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(event, heap[parent] as Event)) break;
      heap[at] = heap[parent] as Event;
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Event;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (right < heap.length && before(heap[right] as Event, heap[child] as Event)) child = right;
      if (!before(heap[child] as Event, last)) break;
      heap[at] = heap[child] as Event;
      at = child;
    }
    heap[at] = last;
  }
}

const before = (a: Event, b: Event): boolean =>
  a.at < b.at || (a.at === b.at && a.sequence < b.sequence);

/** All microtasks have run when a macrotask does. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
