import { type Names, withNames } from '../../core/metainfo/names.ts';
import { maySuffix, onDisk } from '../../core/metainfo/part-names.ts';
import type { Info } from '../../core/metainfo/types.ts';
import { collisionKey } from '../../core/paths/element.ts';
import type { Disk } from '../../ports/disk.ts';

/** Where a torrent's files lie, and what the user calls them. */
export interface Place {
  readonly root: string;
  readonly names: Names;
  /** Files that have the suffix of the incomplete there. */
  readonly carrying?: readonly number[];
  /** That suffix, where it is not our own. */
  readonly suffix?: string;
}

/** One file of the torrent, and where it is and is to be. Absolute paths. */
export interface Pair {
  /** Index in the info; PARTS for the file that holds pieces of unwanted files. */
  readonly file: number;
  readonly from: string;
  readonly to: string;
  /** Where a copy of it grows. */
  readonly staged: string;
  /** Where it will lie without the suffix that it carries. */
  readonly whole?: string;
}

export const PARTS = -1;

/**
 * What the store keeps while files are on their way, so that a kill at any point can be mended: before the
 * torrent's row names the new place everything is put back, after it the rest is cleared away.
 */
export interface MoveJournal {
  readonly from: Place;
  readonly to: Place;
  /** Files are renamed; or copied into the staging folder; or copies, whole and checked, are put in place. */
  readonly phase: 'renaming' | 'copying' | 'placing';
  /** Indexes of files that are not brought: they lay at the target already, or are nowhere. */
  readonly kept: readonly number[];
  /** The folder around all files is renamed as one. */
  readonly whole: boolean;
  /** Folders that were not there before, deepest first. */
  readonly made: readonly string[];
}

export const partsName = (info: Info): string => `.skein-${info.infoHash}.parts`;

/** A folder at the target in which copies grow: nobody takes a half for a whole. */
export const stagingRoot = (disk: Disk, info: Info, to: Place): string =>
  disk.join(to.root, `.skein-${info.infoHash}.moving`);

/** As the disk has it there. */
export function infoAt(info: Info, { names, carrying = [], suffix }: Place): Info {
  const named = withNames(info, names);
  if (carrying.length === 0) return named;
  return onDisk(named, carrying.filter(maySuffix(named, suffix)), suffix);
}

/** All files whose path changes. `info` as the torrent has it, without names. */
export function pairsOf(disk: Disk, info: Info, from: Place, to: Place): Pair[] {
  const before = infoAt(info, from);
  const after = infoAt(info, to);
  const own = withNames(info, to.names);
  const staging = stagingRoot(disk, info, to);
  const pairs: Pair[] = [];
  const add = (file: number, old: readonly string[], now: readonly string[]): void => {
    const whole = own.files[file]?.path ?? now;
    const pair = {
      ...(whole === now ? {} : { whole: disk.join(to.root, ...whole) }),
      file,
      from: disk.join(from.root, ...old),
      to: disk.join(to.root, ...now),
      staged: disk.join(staging, ...now),
    };
    if (pair.from !== pair.to) pairs.push(pair);
  };
  before.files.forEach((file, index) => {
    if (!file.pad) add(index, file.path, after.files[index]?.path ?? file.path);
  });
  add(PARTS, [partsName(info)], [partsName(info)]);
  return pairs;
}

/** The folders of the torrent below its root, deepest first. */
export function foldersOf(disk: Disk, info: Info, place: Place, root = place.root): string[] {
  const folders = new Set<string>();
  for (const file of withNames(info, place.names).files) {
    if (file.pad) continue;
    for (let depth = file.path.length - 1; depth > 0; depth--)
      folders.add(disk.join(root, ...file.path.slice(0, depth)));
  }
  return [...folders].sort((a, b) => b.length - a.length);
}

/**
 * The one folder around all files, when only it or what it lies in changes: then one rename does it all, and
 * the files are at one side or the other at every moment.
 */
export function topOf(
  disk: Disk,
  info: Info,
  from: Place,
  to: Place,
): { readonly from: string; readonly to: string; readonly name: string } | undefined {
  const before = infoAt(info, from).files.filter((file) => !file.pad);
  const after = infoAt(info, to).files.filter((file) => !file.pad);
  const [old] = before[0]?.path ?? [];
  const [now] = after[0]?.path ?? [];
  if (old === undefined || now === undefined) return undefined;
  const isWhole = before.every((file, index) => {
    const path = after[index]?.path ?? [];
    return (
      file.path.length > 1 &&
      file.path[0] === old &&
      path[0] === now &&
      file.path.slice(1).join('/') === path.slice(1).join('/')
    );
  });
  if (!isWhole) return undefined;
  return { from: disk.join(from.root, old), to: disk.join(to.root, now), name: now };
}

/** Other capitals of the same path: where the file system does not tell them apart, the same file. */
export const isSameButCase = (a: string, b: string): boolean => collisionKey(a) === collisionKey(b);
