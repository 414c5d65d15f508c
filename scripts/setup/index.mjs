import { ensurePackages, isDebian } from './debian.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { describeElectron, ensureElectron } from './electron.mjs';
import { checkNode } from './node-version.mjs';
import { testPrograms, virtualDisplay } from './packages.mjs';
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

/** The same, and what the tests drive. What is missing afterwards the tests themselves name. */
export async function setUpForTests() {
  const electron = await setUp();
  if (isDebian()) {
    const command = await ensurePackages('the tests', [...testPrograms, ...virtualDisplay]);
    if (command) say(`Some tests are left out until these are installed: ${command}`);
  } else {
    const names = testPrograms.map((row) => row[0]).join(' ');
    say(`Tests against other clients need these programs: ${names}`);
  }
  return electron;
}
