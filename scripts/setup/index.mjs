import { ensureDependencies } from './dependencies.mjs';
import { describeElectron, ensureElectron } from './electron.mjs';
import { checkNode } from './node-version.mjs';
import { say } from './report.mjs';
import { ensureSqlite } from './sqlite.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';

/**
 * Brings this machine to where the app and its tests run. Each part first looks whether there is
 * anything to do, so that the second time costs a fraction of a second.
 * @returns {Promise<import('./electron.mjs').ElectronFound>}
 */
export async function setUp() {
  checkNode();
  await ensureDependencies();
  const electron = await ensureElectron();
  say(describeElectron(electron));
  await ensureSystemLibraries(electron);
  await ensureSqlite(electron);
  return electron;
}
