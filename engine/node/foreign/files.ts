import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const MAX_FILE = 256 * 1024 * 1024;

export interface ReadFile {
  readonly bytes: Uint8Array;
  readonly mtimeMs: number;
}

/** Undefined where it is not there, may not be read, or is too large to be what it should be. */
export async function readIf(...path: readonly string[]): Promise<ReadFile | undefined> {
  try {
    const file = join(...path);
    const { size, mtimeMs } = await stat(file);
    if (size > MAX_FILE) return undefined;
    return { bytes: new Uint8Array(await readFile(file)), mtimeMs };
  } catch {
    return undefined;
  }
}

export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}

export async function isThere(...path: readonly string[]): Promise<boolean> {
  try {
    await stat(join(...path));
    return true;
  } catch {
    return false;
  }
}
