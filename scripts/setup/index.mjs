import { isDebian } from './debian.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { describeElectron, ensureElectron } from './electron.mjs';
import { withLock } from './lock.mjs';
import { checkNode } from './node-version.mjs';
import { testPrograms, virtualDisplay } from './packages.mjs';
import { say } from './report.mjs';
import { ensureSqlite, ensureSqliteForNode } from './sqlite.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';

/**
 * Brings this machine to where the app and its tests run. Each part first looks whether there is
 * anything to do, so that the second time costs a fraction of a second.
 * @param {string[][]} [packages] of Debian, beside those that the app needs
 * @returns {Promise<import('./electron.mjs').ElectronFound>}
 */
export async function setUp(packages = []) {
  checkNode();
  return withLock('setup', async () => {
    await ensureDependencies();
    const electron = await ensureElectron();
    say(describeElectron(electron));
    await ensureSystemLibraries(electron, packages);
    await ensureSqlite(electron);
    return electron;
  });
}

/** What the command line tool needs: no Electron, and not a word when nothing is to be done. */
export async function setUpForNode() {
  checkNode();
  await withLock('setup', async () => {
    await ensureDependencies();
    await ensureSqliteForNode();
  });
}

/** The same, and what the tests drive. What is missing afterwards the tests themselves name. */
export async function setUpForTests() {
  const electron = await setUp([...testPrograms, ...virtualDisplay]);
  if (!isDebian()) {
    const names = testPrograms.map((row) => row[0]).join(' ');
    say(`Tests against other clients need these programs: ${names}`);
  }
  return electron;
}
