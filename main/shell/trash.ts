import type { Dirent } from 'node:fs';
import { readdir, rmdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type Fault, fault, type RemovedFiles } from '../../engine/api/index.ts';

export type TrashItem = (path: string) => Promise<void>;

const isInside = (root: string, path: string): boolean => {
  const way = relative(root, path);
  return way !== '' && !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
};

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

async function entries(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** True when the folder holds nothing but our own files and folders. */
async function isAllOurs(
  folder: string,
  files: ReadonlySet<string>,
  folders: ReadonlySet<string>,
): Promise<boolean> {
  for (const entry of await entries(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!folders.has(path) || !(await isAllOurs(path, files, folders))) return false;
    } else if (!files.has(path)) {
      return false;
    }
  }
  return true;
}

/**
 * Moves what a torrent created to the system's trash. A folder that holds nothing else goes in one piece,
 * so that it comes back in one piece; otherwise file by file, and the folders that are empty then are
 * removed. Paths outside the torrent's root are never touched. Returns what could not be moved.
 */
export async function trashRemoved(
  removed: RemovedFiles,
  trashItem: TrashItem,
): Promise<readonly Fault[]> {
  const root = resolve(removed.root);
  const absolute = (path: string): string => resolve(root, path);
  const files = removed.files.map(absolute).filter((path) => isInside(root, path));
  const folders = removed.folders.map(absolute).filter((path) => isInside(root, path));
  const fileSet = new Set(files);
  const folderSet = new Set(folders);
  const faults: Fault[] = [];
  const trash = async (path: string): Promise<void> => {
    try {
      await trashItem(path);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      faults.push(
        fault('trash-failed', path, `“${path}” could not be moved to the trash: ${reason}`),
      );
    }
  };

  const gone: string[] = [];
  const tops = folders.filter((folder) => !folderSet.has(dirname(folder)));
  for (const top of tops) {
    if ((await exists(top)) && (await isAllOurs(top, fileSet, folderSet))) {
      await trash(top);
      gone.push(top);
    }
  }
  const isGone = (path: string): boolean => gone.some((top) => path === top || isInside(top, path));
  for (const file of files) {
    if (!isGone(file) && (await exists(file))) await trash(file);
  }
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) {
    if (isGone(folder)) continue;
    // Not empty, or gone already: both are fine, nothing of the user's is touched.
    await rmdir(folder).catch(() => undefined);
  }
  return faults;
}
