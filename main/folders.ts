import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { done, fault, ok, type Result } from '../engine/api/index.ts';
import type { FolderFacts } from '../preload/contract/index.ts';

/** The folder itself, or the nearest one above it that exists. */
async function nearest(
  path: string,
): Promise<{ readonly path: string; readonly folder: boolean } | undefined> {
  for (let at = resolve(path); ; at = dirname(at)) {
    try {
      return { path: at, folder: (await stat(at)).isDirectory() };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      const absent = code === 'ENOENT' || code === 'ENOTDIR';
      if (!absent || dirname(at) === at) return undefined;
    }
  }
}

async function mayWrite(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Free bytes at a folder and whether it can be written; it need not exist yet. */
export async function folderFacts(path: string): Promise<Result<FolderFacts>> {
  if (!isAbsolute(path)) return fault('folder-relative', path, `“${path}” is not a full path.`);
  const there = await nearest(path);
  if (there === undefined) return fault('folder-denied', path, `“${path}” cannot be looked into.`);
  if (!there.folder) {
    return fault('folder-is-file', path, `“${basename(there.path)}” is a file, not a folder.`);
  }
  try {
    const { bavail, bsize } = await statfs(there.path);
    return ok({
      free: bavail * bsize,
      missing: there.path !== resolve(path),
      writable: await mayWrite(there.path),
    });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    return fault('folder-denied', path, `“${path}” cannot be used (${code}).`);
  }
}

/** Ok when torrents can be saved there. */
export async function checkSaveFolder(path: string): Promise<Result<void>> {
  const facts = await folderFacts(path);
  if (!facts.ok) return facts;
  if (facts.value.writable) return done;
  return fault('folder-denied', path, `“${path}” cannot be written by your user.`);
}
