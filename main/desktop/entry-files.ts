import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { done, fault, type Result } from '../../engine/api/index.ts';
import { dataFolders, dataHome, type Environment } from './xdg.ts';

/** The file's text, or undefined when it is not there or cannot be read. */
export const readText = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch(() => undefined);

/** Whole or not at all, with the folders above it. */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
): Promise<Result<void>> {
  const partial = `${path}.new`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(partial, content);
    await rename(partial, path);
    return done;
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    return fault('file-write', path, `${path} could not be written: ${(error as Error).message}`);
  }
}

export const ownEntryPath = (env: Environment, name: string): string =>
  join(dataHome(env), 'applications', name);

/** The entry that the desktop would use: the user's own, or a package's. */
export async function findEntry(
  env: Environment,
  name: string,
): Promise<{ readonly path: string; readonly text: string } | undefined> {
  for (const folder of dataFolders(env)) {
    const path = join(folder, 'applications', name);
    const text = await readText(path);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}
