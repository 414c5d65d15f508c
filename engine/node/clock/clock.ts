import { performance } from 'node:perf_hooks';
import type { Clock, Timer } from '../../ports/clock.ts';

/** Node fires a timer that is longer than this at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Real time. The timers keep the process alive: whoever started one ends it. */
export const nodeClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  utcOffset: (wallMs) => -new Date(wallMs).getTimezoneOffset(),
  after,
  every(ms, callback) {
    const handle = setInterval(callback, Math.min(Math.max(ms, 1), LONGEST_MS));
    return { end: () => clearInterval(handle) };
  },
};

function after(ms: number, callback: () => void): Timer {
  let handle: NodeJS.Timeout;
  const arm = (rest: number): void => {
    handle =
      rest > LONGEST_MS
        ? setTimeout(() => arm(rest - LONGEST_MS), LONGEST_MS)
        : setTimeout(callback, Math.max(rest, 0));
  };
  arm(ms);
  return { end: () => clearTimeout(handle) };
}
