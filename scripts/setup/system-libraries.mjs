import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ensurePackages, isDebian } from './debian.mjs';
import { buildTools, electronLibraries, otherSystems, virtualDisplay } from './packages.mjs';
import { SetupProblem, say } from './report.mjs';
import { capture } from './run.mjs';
import { needsVirtualDisplay } from './virtual-display.mjs';

/** Names of shared libraries that the loader does not find. */
async function missingLibraries(executable) {
  const { code, output } = await capture('ldd', [executable]);
  if (code !== 0) return [];
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}

/** Everything that Electron needs of a Linux system; other systems bring it. */
export async function ensureSystemLibraries(electron) {
  if (process.platform !== 'linux') return;
  const rows = needsVirtualDisplay()
    ? [...electronLibraries, ...virtualDisplay]
    : electronLibraries;
  const command = isDebian() ? await ensurePackages('Electron', rows) : undefined;
  const missing = await missingLibraries(electron.executable);
  if (missing.length > 0) {
    const others = Object.entries(otherSystems).map(([name, line]) => `${name}: ${line}`);
    throw new SetupProblem(
      `Electron cannot start: ${missing.join(', ')} not found.`,
      command ?? others.join('\n'),
    );
  }
  if (command) say(`Some libraries that Electron uses are missing: ${command}`);
  checkSandbox(electron);
}

/** Compiler and Python, only asked for where the binding has to be built. */
export async function ensureBuildTools() {
  if (!isDebian()) return;
  const command = await ensurePackages('building SQLite’s binding', buildTools);
  if (command)
    throw new SetupProblem('A compiler is needed once, to build SQLite’s binding.', command);
}

const readNumber = (path) => (existsSync(path) ? Number(readFileSync(path, 'utf8')) : undefined);

/**
 * Chromium's sandbox needs user namespaces, or a helper that belongs to root. Some systems allow
 * neither out of the box, and Electron then ends with an abort that explains nothing.
 */
function checkSandbox(electron) {
  if (process.getuid?.() === 0) return;
  const forbidden =
    readNumber('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === 1 ||
    readNumber('/proc/sys/kernel/unprivileged_userns_clone') === 0;
  if (!forbidden) return;
  const helper = join(electron.dist, 'chrome-sandbox');
  try {
    accessSync(helper, constants.X_OK);
    const { uid, mode } = statSync(helper);
    if (uid === 0 && (mode & 0o4000) !== 0) return;
  } catch {
    // Not there or not executable: the commands below say so as well.
  }
  throw new SetupProblem(
    'This system lets no ordinary program make a sandbox, so Electron needs its helper installed.',
    `sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  );
}
