import { existsSync, readFileSync } from 'node:fs';
import { copyFile, cp, mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { inCache, inRoot } from './paths.mjs';
import { SetupProblem, step } from './report.mjs';
import { capture } from './run.mjs';

const shippedNapi = 10;
const moduleFolder = inRoot('node_modules', 'better-sqlite3');
const built = join(moduleFolder, 'build', 'Release', 'better_sqlite3.node');

const moduleVersion = () =>
  JSON.parse(readFileSync(join(moduleFolder, 'package.json'), 'utf8')).version;

/** Electron 36 is the first with Node-API 10. An overriding one that does not say its version is taken for a current one. */
const napiOf = (electron) => (Number.parseInt(electron.version, 10) < 36 ? 9 : shippedNapi);

const napiOfNode = Number(process.versions.napi);

/** Where better-sqlite3's own build is kept; another version, system or processor makes another. */
const cachedBuild = () =>
  inCache('better-sqlite3', `${moduleVersion()}-${process.platform}-${process.arch}.node`);

const buildServes = (electron) => Math.min(napiOfNode, napiOf(electron)) < shippedNapi;

/** True if the binding will have to be compiled for this Electron or this Node. */
export const mustCompileSqlite = (electron) => buildServes(electron) && !existsSync(cachedBuild());

/** Node's own include folder, which its official archives and libnode-dev bring; node-gyp downloads it otherwise. */
function headers() {
  const configured = process.env.npm_config_nodedir;
  const beside = resolve(dirname(process.execPath), '..');
  return [configured, beside].find(
    (folder) => folder && existsSync(join(folder, 'include', 'node', 'node_api.h')),
  );
}

async function compile(work) {
  const require = createRequire(import.meta.url);
  const args = [
    require.resolve('node-gyp/bin/node-gyp.js'),
    'rebuild',
    '--release',
    '--force_build=1',
  ];
  const nodedir = headers();
  if (nodedir) args.push(`--nodedir=${nodedir}`);
  // Without a fixed version the addon asks for what these older runtimes have, not for Node-API 10.
  const flags = '-UNAPI_VERSION -DNAPI_EXPERIMENTAL -DNODE_API_EXPERIMENTAL_NO_WARNING';
  const { code, output } = await capture(process.execPath, args, {
    cwd: work,
    env: { ...process.env, CXXFLAGS: `${process.env.CXXFLAGS ?? ''} ${flags}`.trim() },
  });
  if (code === 0) return;
  throw new SetupProblem(
    `SQLite's binding could not be built:\n${output.trim().split('\n').slice(-25).join('\n')}`,
    'It needs Python 3, make, a C++20 compiler and the headers of this Node:\n' +
      '  Fedora: sudo dnf install python3 make gcc-c++\n' +
      '  Debian, Ubuntu: sudo apt-get install python3 make g++   (and libnode-dev for Debian’s own Node)\n' +
      'A current Node (22.14 or newer) and Electron need no build: the shipped binding serves them.',
  );
}

async function build(cached) {
  const work = inCache(`better-sqlite3-${process.pid}.partial`);
  try {
    // Inside the project, so that the sources find node-addon-api; a failed build leaves no trace in node_modules.
    await cp(moduleFolder, work, {
      recursive: true,
      filter: (path) =>
        !path.startsWith(join(moduleFolder, 'build')) && !path.includes('prebuilds'),
    });
    await compile(work);
    await mkdir(dirname(cached), { recursive: true });
    await rename(join(work, 'build', 'Release', 'better_sqlite3.node'), cached);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const sameFile = (a, b) =>
  existsSync(a) && existsSync(b) && readFileSync(a).equals(readFileSync(b));

async function place(cached) {
  if (sameFile(cached, built)) return;
  await mkdir(dirname(built), { recursive: true });
  const beside = `${built}.${process.pid}`;
  await copyFile(cached, beside);
  await rename(beside, built);
}

async function placeOwnBuild() {
  const cached = cachedBuild();
  if (!existsSync(cached)) {
    await step('Building SQLite’s binding for this Node (about a minute)', () => build(cached));
  }
  await place(cached);
}

/**
 * better-sqlite3 ships bindings for Node-API 10 and newer. For an older Node or Electron it is
 * built once from its own sources and kept in the cache; one build serves all runtimes here. Where
 * none is needed an earlier build is taken away, since the package prefers it.
 * @param {import('./electron.mjs').ElectronFound} electron
 */
export async function ensureSqlite(electron) {
  if (buildServes(electron)) await placeOwnBuild();
  else await rm(join(moduleFolder, 'build'), { recursive: true, force: true });
}

/** The same for what runs in this Node only, whichever Electron there is. */
export async function ensureSqliteForNode() {
  if (napiOfNode < shippedNapi) await placeOwnBuild();
}
