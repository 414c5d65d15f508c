import { readFileSync } from 'node:fs';
import { inRoot, root } from './paths.mjs';
import { SetupProblem, step } from './report.mjs';
import { capture, npm } from './run.mjs';

const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

/**
 * True if the packages in node_modules are those of the lock file.
 * @param {Record<string, { version?: string, optional?: boolean, peer?: boolean }>} wanted
 * @param {Record<string, { version?: string }>} installed
 */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    // Optional packages of other platforms are in the lock file but not in the folder.
    if (found === undefined) return entry.optional === true || entry.peer === true;
    return found.version === entry.version;
  });
}

/** Times are not compared, since a checkout changes them. */
function dependenciesInstalled() {
  try {
    // npm writes this file last, so an interrupted installation has none.
    const installed = packagesOf(inRoot('node_modules', '.package-lock.json'));
    return isInstalled(packagesOf(inRoot('package-lock.json')), installed);
  } catch {
    return false;
  }
}

export async function ensureDependencies() {
  if (dependenciesInstalled()) return;
  await step('Installing dependencies (npm ci)', async () => {
    // npm would try to compile SQLite's binding by itself; sqlite.mjs does that where it is needed.
    const { command, args, shell } = npm([
      'ci',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]);
    const { code, output } = await capture(command, args, { cwd: root, shell });
    if (code === 0) return;
    throw new SetupProblem(
      `npm ci failed:\n${output.trim()}`,
      'Check the connection to the npm registry and start again.',
    );
  });
}
