import { Bitfield } from '../../core/bitfield.ts';
import { type ForeignTorrent, foreignBits } from '../../core/foreign/types.ts';
import { Layout } from '../../core/layout.ts';
import { withPart } from '../../core/metainfo/part-names.ts';
import type { Info } from '../../core/metainfo/types.ts';
import type { Disk } from '../../ports/disk.ts';
import type { FileStamp } from '../../ports/store.ts';
import type { StorageContext } from '../../storage/context.ts';
import type { PartFile } from '../../storage/part-file.ts';
import { type ForeignParts, ownParts, readParts } from './parts.ts';

/** Clocks of file systems are as coarse as this. */
const SLACK_MS = 2_000;
/** Looks at once at so many files. */
const LOOKS = 32;

/** Where the files of a torrent are, of those places that the client names. */
export interface Place {
  readonly folder: string;
  /** The folder itself is there. */
  readonly isThere: boolean;
  /** Some have the client's suffix of the incomplete. */
  readonly carries: boolean;
  readonly stamps: readonly (FileStamp | undefined)[];
  /** What pieces have in files that are not there lies in these, the client's or ours. */
  readonly parts?: ForeignParts | undefined;
  readonly own?: PartFile | undefined;
}

/** `info` has the client's own names. The first folder with the most of its files; the main one where there are none. */
export async function findFiles(
  context: StorageContext,
  foreign: ForeignTorrent,
  info: Info,
): Promise<Place> {
  const { disk } = context;
  let best: Place | undefined;
  let most = -1;
  for (const folder of [foreign.savePath, ...foreign.otherPaths]) {
    const place = await lookIn(disk, folder, info, foreign.partSuffix);
    const count = place.stamps.filter((stamp) => stamp !== undefined).length;
    if (count > most) {
      best = place;
      most = count;
    }
    if (count === info.files.length) break;
  }
  const place = best as Place;
  if (!foreign.priorities.includes(0)) return place;
  const { partsFile } = foreign;
  const own = await ownParts(context, place.folder, info);
  if (partsFile === '') return { ...place, own };
  return { ...place, own, parts: await readParts(disk, place.folder, partsFile, info) };
}

const isKept = ({ own, parts }: Place, piece: number, file: number): boolean =>
  own?.has(piece, file) === true || parts?.slots.has(piece) === true;

/** It is not wanted, and what pieces have in it lies elsewhere. */
export const isApart = (foreign: ForeignTorrent, place: Place, file: number): boolean =>
  foreign.priorities[file] === 0 && place.stamps[file] === undefined;

async function lookIn(disk: Disk, folder: string, info: Info, suffix: string): Promise<Place> {
  const stamps: (FileStamp | undefined)[] = new Array(info.files.length).fill(undefined);
  let carries = false;
  const root = await disk.stat(folder);
  const isThere = root.ok && root.value.kind !== 'file';
  const look = async (index: number): Promise<void> => {
    const file = info.files[index];
    if (file === undefined || file.pad) return;
    stamps[index] = await stampOf(disk, disk.join(folder, ...file.path));
    if (stamps[index] !== undefined || suffix === '') return;
    stamps[index] = await stampOf(disk, disk.join(folder, ...withPart(file.path, suffix)));
    carries ||= stamps[index] !== undefined;
  };
  for (let from = 0; isThere && from < info.files.length; from += LOOKS)
    await Promise.all(Array.from({ length: LOOKS }, (_, i) => look(from + i)));
  return { folder, isThere, carries, stamps };
}

async function stampOf(disk: Disk, path: string): Promise<FileStamp | undefined> {
  const stat = await disk.stat(path);
  if (!stat.ok || stat.value.kind !== 'file') return undefined;
  return { size: stat.value.size, mtimeMs: stat.value.mtimeMs };
}

/** What of the client's word can be believed without reading a byte. */
export interface Belief {
  readonly have: Bitfield;
  /** It said that it has them; they are to be checked. */
  readonly doubted: Bitfield;
  /** Wanted files that it had something of, and that are gone or shorter now, by index. */
  readonly lost: readonly number[];
  /** Files are there that it says nothing of. */
  readonly unknown: boolean;
  /** When the last of what is wanted was written; 0 while some of it is missing. */
  readonly wholeSince: number;
}

/** It is believed where its files are there, long enough, and not younger than its word. */
export function believe(foreign: ForeignTorrent, info: Info, place: Place): Belief {
  const have = new Bitfield(info.pieceCount, foreignBits(info, foreign.have));
  const doubted = new Bitfield(info.pieceCount);
  const lost: number[] = [];
  const layout = new Layout(info);
  for (const [index, file] of info.files.entries()) {
    const range = layout.piecesOf(index);
    if (file.pad || range === undefined) continue;
    const stamp = place.stamps[index];
    const isChanged =
      stamp !== undefined &&
      (stamp.mtimeMs > foreign.savedAt + SLACK_MS || stamp.size > file.length);
    let isShort = false;
    for (let piece = have.nextSet(range.first); piece !== -1 && piece <= range.last; ) {
      const needed = Math.min(file.length, (piece + 1) * info.pieceLength - file.offset);
      const isElsewhere = isApart(foreign, place, index) && isKept(place, piece, index);
      const ends = (stamp?.size ?? -1) < needed && !isElsewhere;
      if (ends || isChanged) doubted.set(piece);
      isShort ||= ends;
      piece = have.nextSet(piece + 1);
    }
    if (isShort && foreign.priorities[index] !== 0) lost.push(index);
  }
  for (let piece = doubted.nextSet(0); piece !== -1; piece = doubted.nextSet(piece + 1))
    have.clear(piece);
  // Nothing claimed, and yet files: they are looked at, as of any torrent that is added.
  const unknown = foreign.have === undefined && place.stamps.some((stamp) => stamp !== undefined);
  return { have, doubted, lost, unknown, wholeSince: wholeSince(foreign, info, place, have) };
}

function wholeSince(foreign: ForeignTorrent, info: Info, place: Place, have: Bitfield): number {
  const layout = new Layout(info);
  let last = 0;
  for (const index of info.files.keys()) {
    const range = layout.piecesOf(index);
    if (range === undefined || foreign.priorities[index] === 0) continue;
    const lack = have.nextClear(range.first);
    if (lack !== -1 && lack <= range.last) return 0;
    last = Math.max(last, place.stamps[index]?.mtimeMs ?? 0);
  }
  return last;
}
