import { ok, type Result } from '../../core/result.ts';
import type { Disk, FileStat } from '../../ports/disk.ts';

const MAX_DEPTH = 16;
/** Folders below one watch folder that are looked into. */
const MAX_FOLDERS = 2_000;

export interface Walked {
  /** .torrent and .magnet files by their path below the folder, parted by "/", in order. */
  readonly files: ReadonlyMap<string, FileStat>;
  /** Absolute, the folder itself first. */
  readonly folders: readonly string[];
  /** All of it was seen. */
  readonly isWhole: boolean;
}

export const isMagnetFile = (name: string): boolean => /\.magnet$/i.test(name);

/** Hidden files are somebody's work in progress. */
const isWanted = (name: string): boolean =>
  !name.startsWith('.') && (/\.torrent$/i.test(name) || isMagnetFile(name));

const isFolderName = (name: string): boolean => !name.startsWith('.');

/** What lies in a watch folder. Links are told as what they are, and not followed. */
export async function walk(disk: Disk, root: string, subfolders: boolean): Promise<Result<Walked>> {
  const files = new Map<string, FileStat>();
  const folders: string[] = [];
  let isWhole = true;
  const waiting: (readonly string[])[] = [[]];
  for (let below = waiting.shift(); below !== undefined; below = waiting.shift()) {
    const at = disk.join(root, ...below);
    const names = await disk.list(at);
    if (!names.ok) {
      if (below.length === 0) return names;
      isWhole = false;
      continue;
    }
    folders.push(at);
    for (const name of [...names.value].sort()) {
      const mayDescend = subfolders && below.length < MAX_DEPTH && isFolderName(name);
      if (!isWanted(name) && !mayDescend) continue;
      const stat = await disk.stat(disk.join(at, name));
      if (!stat.ok) {
        // Gone between the list and the look is gone; anything else may come back.
        isWhole &&= stat.code === 'disk-missing';
      } else if (stat.value.kind === 'folder') {
        if (!mayDescend) continue;
        if (folders.length + waiting.length < MAX_FOLDERS) waiting.push([...below, name]);
        else isWhole = false;
      } else if (isWanted(name)) files.set([...below, name].join('/'), stat.value);
    }
  }
  return ok({ files, folders, isWhole });
}
