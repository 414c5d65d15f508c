import process from 'node:process';
import { ensureBuilt } from '../build/index.mjs';
import { ensurePackedForTests } from '../build/pack.mjs';
import { setUp } from '../setup/index.mjs';
import { needsVirtualDisplay, startVirtualDisplay } from '../setup/virtual-display.mjs';

/** Playwright's global set-up: the app as built and as packed, and a display for both. */
export default async function prepare() {
  const electron = await setUp();
  await ensureBuilt('app');
  await ensurePackedForTests(electron);
  if (!needsVirtualDisplay()) return undefined;
  const { env, stop } = await startVirtualDisplay();
  Object.assign(process.env, env);
  return stop;
}
