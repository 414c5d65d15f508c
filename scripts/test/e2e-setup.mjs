import { ensureBuilt } from '../build/index.mjs';
import { ensurePackedForTests } from '../build/pack.mjs';
import { setUp } from '../setup/index.mjs';
import { startDisplays } from './displays.mjs';

/**
 * Playwright's global set-up: the app as built and as packed, and displays.
 * @param {{ workers: number }} config
 */
export default async function prepare({ workers }) {
  const electron = await setUp();
  await ensureBuilt('app');
  await ensurePackedForTests(electron);
  return startDisplays(workers);
}
