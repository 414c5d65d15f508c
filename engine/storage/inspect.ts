import { Bitfield } from '../core/bitfield.ts';
import { done, type Fault, ok, type Result } from '../core/result.ts';
import type { DiskCode, FileStat } from '../ports/disk.ts';
import type { FileStamp } from '../ports/store.ts';
import { Gate } from './gate.ts';
import { indexes, LOOKS, type StampBook } from './stamp-book.ts';
import { stampOf, type TorrentFiles } from './torrent-files.ts';
import type { OpenReport } from './types.ts';

/**
 * Compares the files with what was known of them. After a clean stop sizes and times must be the same; after a
 * kill times say nothing (we may have written since they were noted), but a file must still hold its pieces.
 */
export async function inspect(
  files: TorrentFiles,
  book: StampBook,
  have: Uint8Array,
  stamps: readonly (FileStamp | undefined)[],
  clean: boolean,
  mayCarry: boolean,
): Promise<Result<OpenReport, DiskCode>> {
  const root = await files.rootSeen();
  if (!root.ok) return withoutRoot(root);
  const opened = await files.unwanted.parts.load();
  if (!opened.ok) return opened;
  const { layout, names } = files;
  const claimed = new Bitfield(layout.info.pieceCount, have.slice());
  const named = mayCarry ? await names.look(claimed, stamps) : done;
  if (!named.ok) return named;
  // What cannot be moved now stays readable where it is, and `prepare` tries again.
  if (!files.unwanted.parts.isEmpty) await files.unwanted.move();
  const doubtful = new Bitfield(layout.info.pieceCount);
  const now = new Array<FileStamp | undefined>(layout.fileCount).fill(undefined);
  let untouched = true;
  let missed = false;
  const found = (file: number, stat: FileStat | undefined): void => {
    const range = layout.piecesOf(file);
    const stamp = stat && stampOf(stat);
    now[file] = stamp;
    if (stamp === undefined) missed = true;
    else {
      if (layout.info.files[file]?.length !== 0) untouched = false;
    }
    if (range === undefined) return;
    const from = firstDoubtful(files, file, stat, stamps, clean);
    if (from === undefined) {
      if (stamp !== undefined) files.watch.expect(file, stamp);
      return;
    }
    for (
      let piece = claimed.nextSet(from);
      piece >= 0 && piece <= range.last;
      piece = claimed.nextSet(piece + 1)
    ) {
      if (!files.unwanted.has(piece, file)) doubtful.set(piece);
    }
  };
  const isGone = await missingFolders(files);
  const looked = await lookAtAll(files, isGone, found);
  if (!looked.ok) return looked;
  // The drive may have gone meanwhile: then nothing is known of its files.
  const still = missed ? await files.rootThere() : done;
  if (!still.ok) return withoutRoot(still);
  if (missed && !mayCarry && stamps.length === 0 && claimed.hasNone) {
    const left = await names.lookForLeft(
      indexes(layout.fileCount).filter((file) => now[file] === undefined),
      isGone,
    );
    if (!left.ok) return left;
    const again = names.count > 0 ? await lookAtAll(files, isGone, found) : done;
    if (!again.ok) return again;
  }
  book.fill(now);
  const list: number[] = [];
  for (let piece = doubtful.nextSet(); piece >= 0; piece = doubtful.nextSet(piece + 1))
    list.push(piece);
  return ok({ doubtful: list, rootMissing: false, untouched, carrying: names.count > 0 });
}

const withoutRoot = (why: Fault<DiskCode>): Result<OpenReport, DiskCode> =>
  why.code === 'disk-missing'
    ? ok({ doubtful: [], rootMissing: true, untouched: true, carrying: false })
    : why;

/** The first piece of the file that must not be believed, or undefined when all can. */
function firstDoubtful(
  files: TorrentFiles,
  file: number,
  stat: FileStat | undefined,
  stamps: readonly (FileStamp | undefined)[],
  clean: boolean,
): number | undefined {
  const { layout } = files;
  const first = (layout.piecesOf(file) as { first: number }).first;
  if (stat === undefined) return first;
  if (stamps.length > 0) {
    const stamp = stamps[file];
    // A file that came since then may be half moved out of the part file, or not ours.
    if (stamp === undefined) return first;
    if (clean && (stamp.size !== stat.size || stamp.mtimeMs !== stat.mtimeMs)) return first;
  }
  if (stat.size >= files.length(file)) return undefined;
  return Math.floor((layout.start(file) + stat.size) / layout.info.pieceLength);
}

/** Whether a file's folder below the root is missing: thousands of files that were never here cost one look. */
async function missingFolders(files: TorrentFiles): Promise<(file: number) => boolean> {
  const folders = new Map<string, boolean>();
  const folderOf = (file: number): string | undefined => {
    const path = files.names.path(file);
    return path.length > 1 ? path[0] : undefined;
  };
  for (let file = 0; file < files.layout.fileCount; file++) {
    const folder = folderOf(file);
    if (folder !== undefined && !folders.has(folder))
      folders.set(folder, await files.lacks(folder));
  }
  return (file) => folders.get(folderOf(file) ?? '') === true;
}

async function lookAtAll(
  files: TorrentFiles,
  isGone: (file: number) => boolean,
  found: (file: number, stat: FileStat | undefined) => void,
): Promise<Result<void, DiskCode>> {
  const gate = new Gate(LOOKS);
  let failed: Result<void, DiskCode> = ok(undefined);
  const look = async (file: number): Promise<void> => {
    if (!failed.ok) return;
    const stat = await files.stat(file);
    if (stat.ok) found(file, stat.value);
    else if (stat.code === 'disk-missing') found(file, undefined);
    else failed = stat;
  };
  let batch: Promise<void>[] = [];
  for (let file = 0; file < files.layout.fileCount; file++) {
    if (files.isPad(file)) continue;
    if (isGone(file)) {
      found(file, undefined);
      continue;
    }
    batch.push(gate.run(() => look(file)));
    if (batch.length < 1_024) continue;
    // In batches, so that a torrent of a million files does not hold a million promises.
    await Promise.all(batch);
    batch = [];
  }
  await Promise.all(batch);
  return failed;
}
