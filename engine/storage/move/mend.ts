import type { Info } from '../../core/metainfo/types.ts';
import { done, type Result } from '../../core/result.ts';
import type { Disk, DiskCode } from '../../ports/disk.ts';
import {
  foldersOf,
  isSameButCase,
  type MoveJournal,
  type Pair,
  pairsOf,
  stagingRoot,
  topOf,
} from './places.ts';

type Done = Result<void, DiskCode>;

/**
 * The store still names the old place: everything is put back there and what was made is removed. Does what
 * is left to do, so it may be called again after it was cut off itself.
 */
export async function putBack(disk: Disk, info: Info, journal: MoveJournal): Promise<Done> {
  const { from, to, phase } = journal;
  const kept = new Set(journal.kept);
  const pairs = pairsOf(disk, info, from, to).filter(({ file }) => !kept.has(file));
  const undone =
    phase === 'renaming'
      ? await renameBack(disk, info, journal, pairs)
      : await removeCopies(disk, pairs, phase === 'placing');
  if (!undone.ok) return undone;
  const staging = stagingRoot(disk, info, to);
  const folders = phase === 'renaming' ? [] : [...foldersOf(disk, info, to, staging), staging];
  return removeEmpty(disk, [...folders, ...journal.made]);
}

async function renameBack(
  disk: Disk,
  info: Info,
  { from, to, whole }: MoveJournal,
  pairs: readonly Pair[],
): Promise<Done> {
  const top = whole ? topOf(disk, info, from, to) : undefined;
  const steps = top === undefined ? pairs : [top, ...pairs];
  for (const step of steps) {
    const source = await exists(disk, step.from);
    if (typeof source !== 'boolean') return source;
    if (source) continue;
    const back = await moveIfThere(disk, step.to, step.from);
    if (!back.ok) return back;
  }
  return done;
}

/** Never the only copy: what has no source any more stays. */
async function removeCopies(disk: Disk, pairs: readonly Pair[], placed: boolean): Promise<Done> {
  for (const pair of pairs) {
    const source = await exists(disk, pair.from);
    if (typeof source !== 'boolean') return source;
    if (!source) continue;
    const staged = await exists(disk, pair.staged);
    if (typeof staged !== 'boolean') return staged;
    // While copies are put in place, one that is not staged any more is there: nothing else can be.
    const path = staged ? pair.staged : placed ? pair.to : undefined;
    const removed = path === undefined ? done : await disk.remove(path);
    if (!removed.ok) return removed;
  }
  return done;
}

/** The store names the new place: the files are there, and what is left at the old one goes. */
export async function clearAway(disk: Disk, info: Info, journal: MoveJournal): Promise<Done> {
  const { from, to } = journal;
  for (const pair of pairsOf(disk, info, from, to)) {
    const finished = await finish(disk, pair);
    if (!finished.ok) return finished;
  }
  const staging = stagingRoot(disk, info, to);
  const still = new Set(from.root === to.root ? foldersOf(disk, info, to) : []);
  return removeEmpty(disk, [
    ...foldersOf(disk, info, to, staging),
    staging,
    ...foldersOf(disk, info, from).filter((folder) => !still.has(folder)),
  ]);
}

/** A rename may be lost in a power cut after the store had it: then it is made again. */
async function finish(disk: Disk, pair: Pair): Promise<Done> {
  const target = await disk.stat(pair.to);
  if (!target.ok) {
    if (target.code !== 'disk-missing') return target;
    const placed = await moveIfThere(disk, pair.staged, pair.to);
    if (!placed.ok || placed.value) return placed.ok ? done : placed;
    const moved = await moveIfThere(disk, pair.from, pair.to);
    return moved.ok ? done : moved;
  }
  const source = await disk.stat(pair.from);
  if (!source.ok) return source.code === 'disk-missing' ? done : source;
  const isCopy = source.value.size === target.value.size && source.value.kind === 'file';
  return isCopy && !(await isItself(disk, pair)) ? disk.remove(pair.from) : done;
}

/** What is at the old name is the file itself: by other capitals, or since a link or mount makes the folders one. */
async function isItself(disk: Disk, { from, to }: Pair): Promise<boolean> {
  if (isSameButCase(from, to)) return true;
  const [old, now] = [disk.above(from), disk.above(to)];
  if (!isSameButCase(from.slice(old.length), to.slice(now.length))) return false;
  return disk.isSame(old, now);
}

async function moveIfThere(
  disk: Disk,
  from: string,
  to: string,
): Promise<Result<boolean, DiskCode>> {
  const there = await exists(disk, from);
  if (typeof there !== 'boolean') return there;
  if (!there) return { ok: true, value: false };
  const moved = await disk.rename(from, to);
  return moved.ok ? { ok: true, value: true } : moved;
}

async function exists(disk: Disk, path: string): Promise<boolean | (Done & { ok: false })> {
  const stat = await disk.stat(path);
  if (stat.ok) return true;
  return stat.code === 'disk-missing' ? false : stat;
}

/** In the order given; one that holds something, or is gone, is passed over. */
export async function removeEmpty(disk: Disk, folders: readonly string[]): Promise<Done> {
  for (const folder of folders) {
    const stat = await disk.stat(folder);
    if (!stat.ok || stat.value.kind !== 'folder') continue;
    const removed = await disk.remove(folder);
    if (!removed.ok && removed.code !== 'disk-exists') return removed;
  }
  return done;
}
