import process from 'node:process';
import { needsVirtualDisplay, startVirtualDisplay } from '../setup/virtual-display.mjs';

/** What the workers of Playwright read: the variables of each one's display. */
const DISPLAYS = 'SKEIN_TEST_DISPLAYS';

/**
 * A display for each worker, where there is none: windows of two tests on one would take each other's focus.
 * @param {number} workers
 * @returns {Promise<() => Promise<void>>} ends them
 */
export async function startDisplays(workers) {
  if (!needsVirtualDisplay()) return async () => undefined;
  const displays = await Promise.all(Array.from({ length: workers }, () => startVirtualDisplay()));
  process.env[DISPLAYS] = JSON.stringify(displays.map(({ env }) => env));
  return async () => {
    await Promise.all(displays.map(({ stop }) => stop()));
  };
}

/** In a worker: takes the display that is its own. Playwright numbers those that run at the same time. */
export function takeDisplay() {
  const { [DISPLAYS]: displays, TEST_PARALLEL_INDEX: index } = process.env;
  if (displays === undefined || index === undefined) return;
  Object.assign(process.env, JSON.parse(displays)[Number(index)]);
}
