import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fault, ok, type Result } from '../../core/result.ts';
import { diskFault } from '../disk/fault.ts';

/** Larger than any list of torrents, and small enough to be read at once. */
const MAX_FILE = 256 * 1024 * 1024;

export interface ReadFile {
  readonly bytes: Uint8Array;
  readonly mtimeMs: number;
}

/** Undefined where it is not there. */
export async function readIf(...path: readonly string[]): Promise<Result<ReadFile | undefined>> {
  const file = join(...path);
  try {
    const { size, mtimeMs } = await stat(file);
    if (size > MAX_FILE)
      return fault('foreign-damaged', file, `${file} is too large for what it should be.`, {
        size,
      });
    return ok({ bytes: new Uint8Array(await readFile(file)), mtimeMs });
  } catch (error) {
    return isAbsent(error) ? ok(undefined) : diskFault(error, file, 'read');
  }
}

/** Sorted; empty where there is no such folder, or it may not be listed. */
export async function namesIn(...folder: readonly string[]): Promise<readonly string[]> {
  try {
    return (await readdir(join(...folder))).sort();
  } catch {
    return [];
  }
}

export async function isThere(...path: readonly string[]): Promise<boolean> {
  return (await timeOf(...path)) !== undefined;
}

/** When it was last written; undefined where it is not there. */
export async function timeOf(...path: readonly string[]): Promise<number | undefined> {
  try {
    return (await stat(join(...path))).mtimeMs;
  } catch {
    return undefined;
  }
}

export const isAbsent = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

export const textIn = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

export const half = (name: string): Result<never> =>
  fault('foreign-half', name, `The .torrent file that belongs to “${name}” is not there.`);
