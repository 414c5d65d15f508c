import type { Clock } from '../ports/clock.ts';

/** Resolves after that time, or once the other has settled. */
export async function within(clock: Clock, ms: number, other: Promise<unknown>): Promise<void> {
  let timer = { end: (): void => undefined };
  const late = new Promise<void>((resolve) => {
    timer = clock.after(ms, resolve);
  });
  try {
    await Promise.race([other, late]);
  } finally {
    timer.end();
  }
}
