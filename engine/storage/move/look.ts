import type { Info } from '../../core/metainfo/types.ts';
import { fault, ok, type Result } from '../../core/result.ts';
import type { Disk, DiskCode, FileStat } from '../../ports/disk.ts';
import { isSameButCase, type Pair, type Place, pairsOf } from './places.ts';

export type MoveCode =
  | DiskCode
  | 'move-exists'
  | 'move-differs'
  | 'move-stopped'
  | 'move-unequal'
  | 'move-source-missing';

/** A file that is there to be moved. */
export interface Cargo extends Pair {
  readonly size: number;
  readonly mtimeMs: number;
}

export interface Look {
  readonly cargo: readonly Cargo[];
  /** Something lies where the file is to lie, whether or not there is one to be moved: a download would meet it. */
  readonly taken: readonly Pair[];
  /** Of all that is to be moved. */
  readonly bytes: number;
}

const missing = (stat: Result<FileStat, DiskCode>): boolean =>
  !stat.ok && stat.code === 'disk-missing';

/** What is there to be moved, and what is in the way. Changes nothing. */
export async function lookAtMove(
  disk: Disk,
  info: Info,
  from: Place,
  to: Place,
): Promise<Result<Look, MoveCode>> {
  const cargo: Cargo[] = [];
  const taken: Pair[] = [];
  for (const pair of pairsOf(disk, info, from, to)) {
    const source = await disk.stat(pair.from);
    if (!source.ok && source.code !== 'disk-missing') return source;
    if (source.ok) {
      if (source.value.kind !== 'file')
        return fault('disk-link', pair.from, `${pair.from} is no plain file and is not moved.`);
      const { size, mtimeMs } = source.value;
      cargo.push({ ...pair, size, mtimeMs });
    }
    if (isSameButCase(pair.from, pair.to)) continue;
    const target = await disk.stat(pair.to);
    if (!target.ok && target.code !== 'disk-missing') return target;
    if (target.ok) taken.push(pair);
    // It has to fit there by its own name, too, one day.
    if (pair.whole === undefined || isSameButCase(pair.from, pair.whole)) continue;
    const whole = await disk.stat(pair.whole);
    if (!whole.ok && whole.code !== 'disk-missing') return whole;
    if (whole.ok) taken.push({ ...pair, to: pair.whole });
  }
  return ok({ cargo, taken, bytes: cargo.reduce((sum, { size }) => sum + size, 0) });
}

/** The folders at the target that are not there yet, deepest first, those above its root among them. */
export async function missingFolders(
  disk: Disk,
  root: string,
  paths: readonly string[],
): Promise<Result<string[], DiskCode>> {
  const absent = new Set<string>();
  const known = new Set<string>();
  const walk = async (path: string): Promise<Result<void, DiskCode>> => {
    for (let part = path; !known.has(part); part = disk.above(part)) {
      known.add(part);
      const stat = await disk.stat(part);
      if (!missing(stat)) return stat.ok ? ok(undefined) : stat;
      absent.add(part);
    }
    return ok(undefined);
  };
  for (const path of [...paths, root]) {
    const walked = await walk(path);
    if (!walked.ok) return walked;
  }
  return ok([...absent].sort((a, b) => b.length - a.length));
}

/** Nothing lies in the folder but these files, and folders that hold nothing else. */
export async function holdsOnly(
  disk: Disk,
  folder: string,
  files: ReadonlySet<string>,
): Promise<boolean> {
  const names = await disk.list(folder);
  if (!names.ok) return false;
  for (const name of names.value) {
    const path = disk.join(folder, name);
    if (files.has(path)) continue;
    const stat = await disk.stat(path);
    if (!stat.ok || stat.value.kind !== 'folder' || !(await holdsOnly(disk, path, files)))
      return false;
  }
  return true;
}
