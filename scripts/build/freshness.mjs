import { lstatSync, readdirSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inRoot } from '../setup/paths.mjs';

/** Newest change below a path in ms; folders count, since removing a file changes only its folder. */
function newest(path) {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (!entry) return 0;
  if (!entry.isDirectory()) return entry.mtimeMs;
  let latest = entry.mtimeMs;
  for (const name of readdirSync(path)) {
    if (name === 'node_modules') continue;
    latest = Math.max(latest, newest(join(path, name)));
  }
  return latest;
}

const stampOf = (name) => inRoot('out', `.${name}.stamp`);

/** @param {string} name of the build @param {string[]} sources paths in the project */
export function isFresh(name, sources) {
  const stamp = lstatSync(stampOf(name), { throwIfNoEntry: false });
  if (!stamp) return false;
  return sources.every((source) => newest(inRoot(source)) <= stamp.mtimeMs);
}

/** Remembers that a build has every change made before `startedAt` (ms). */
export async function markBuilt(name, startedAt) {
  const stamp = stampOf(name);
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, '');
  await utimes(stamp, new Date(startedAt), new Date(startedAt));
}
