import { existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { ensurePackages, isDebian } from './debian.mjs';
import { buildTools, electronLibraries, otherSystems, virtualDisplay } from './packages.mjs';
import { SetupProblem, say } from './report.mjs';
import { capture } from './run.mjs';
import { mustCompileSqlite } from './sqlite.mjs';
import { needsVirtualDisplay } from './virtual-display.mjs';

/** Names of shared libraries that the loader does not find. */
async function missingLibraries(executable) {
  const { code, output } = await capture('ldd', [executable]);
  if (code !== 0) return [];
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}

const isCommand = (name) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));

/** What the app needs here, and what its tests need beside it. */
function neededRows(electron, more) {
  const rows = [...electronLibraries, ...more];
  if (needsVirtualDisplay()) rows.push(...virtualDisplay);
  if (mustCompileSqlite(electron)) rows.push(...buildTools.filter(([name]) => !isCommand(name)));
  return rows;
}

/**
 * Everything that Electron and SQLite need of a Linux system; other systems bring it.
 * @param {import('./electron.mjs').ElectronFound} electron
 * @param {string[][]} [more] further packages, see packages.mjs
 */
export async function ensureSystemLibraries(electron, more = []) {
  if (process.platform !== 'linux') return;
  const command = isDebian() ? await ensurePackages(neededRows(electron, more)) : undefined;
  const missing = await missingLibraries(electron.executable);
  if (missing.length > 0) {
    const others = Object.entries(otherSystems).map(([name, line]) => `${name}: ${line}`);
    throw new SetupProblem(
      `Electron cannot start: ${missing.join(', ')} not found.`,
      command ?? others.join('\n'),
    );
  }
  if (command) say(`Not everything that Skein and its tests use is installed: ${command}`);
  await checkSandbox(electron);
}

const readNumber = (path) => (existsSync(path) ? Number(readFileSync(path, 'utf8')) : undefined);

/** Tries what Chromium does: a user namespace with a network of its own. */
async function namespacesForbidden() {
  // AppArmor may judge the trying program differently from Electron.
  if (readNumber('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === 1) return true;
  const { code } = await capture('unshare', ['--user', '--net', 'true']);
  return code !== 0 && code !== 127;
}

function helperInstalled(helper) {
  const entry = statSync(helper, { throwIfNoEntry: false });
  return entry !== undefined && entry.uid === 0 && (entry.mode & 0o4000) !== 0;
}

/**
 * Chromium's sandbox needs user namespaces, or a helper that belongs to root. Some systems allow
 * neither out of the box, and Electron then ends with an abort that explains little.
 */
async function checkSandbox(electron) {
  if (process.getuid?.() === 0) return;
  const helper = join(electron.dist, 'chrome-sandbox');
  if (helperInstalled(helper) || !(await namespacesForbidden())) return;
  throw new SetupProblem(
    'This system lets no ordinary program make a sandbox, so Electron needs its helper installed.',
    `sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  );
}
