import { existsSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename } from 'node:path';
import { inRoot } from '../setup/paths.mjs';

/** The oldest Electron that the code runs in is the set-up's fallback, 33: this is its Node and its Chromium. */
export const nodeTarget = 'node20.18';
export const chromeTarget = 'chrome130';

/** Everything else is bundled, so that the package holds two modules instead of two hundred. */
export const external = [
  'electron',
  'better-sqlite3',
  ...builtinModules.flatMap((name) => [name, `node:${name}`]),
];

/** Every file of engine/node/workers becomes workers/NAME.js beside the bundle; see engine/node/worker-url.ts. */
export function workerEntries() {
  const folder = inRoot('engine', 'node', 'workers');
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return Object.fromEntries(
    files.map((name) => [`workers/${basename(name, '.ts')}`, `${folder}/${name}`]),
  );
}

/** Flat names: code that resolves a worker beside itself must find it from a shared chunk too. */
export const output = {
  format: /** @type {const} */ ('es'),
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
};
