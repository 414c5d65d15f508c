/** Waiting by condition. Nothing in the tests sleeps for a fixed time and hopes. */

export interface UntilOptions {
  /** Milliseconds after which the wait fails. */
  readonly timeout?: number;
  /** Milliseconds between two looks. */
  readonly interval?: number;
  /** What is waited for: the words of the failure. May be computed late, to show the last state. */
  readonly what: string | (() => string);
}

export const delay = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Looks at `condition` until it gives something truthy, which is returned. An exception of the condition
 * counts as "not yet" (a daemon that does not answer yet) and is part of the failure after the timeout.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  options: UntilOptions,
): Promise<NonNullable<T>> {
  const end = performance.now() + (options.timeout ?? 10_000);
  let last: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value as NonNullable<T>;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() >= end) break;
    await delay(options.interval ?? 25);
  }
  const what = typeof options.what === 'function' ? options.what() : options.what;
  const cause = last === undefined ? '' : `; last error: ${String(last)}`;
  throw new Error(`Waited ${options.timeout ?? 10_000} ms in vain for ${what}${cause}`);
}

/** The promise's value, or a failure that says what did not come in time. */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${ms} ms in vain for ${what}`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
