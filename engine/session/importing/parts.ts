import { readU32 } from '../../core/bytes/bytes.ts';
import { Layout } from '../../core/layout.ts';
import { type Info, pieceSize } from '../../core/metainfo/types.ts';
import { done, type Result } from '../../core/result.ts';
import type { Disk } from '../../ports/disk.ts';
import type { StorageContext } from '../../storage/context.ts';
import { PartFile } from '../../storage/part-file.ts';

/**
 * libtorrent, too, keeps in a file of its own what pieces have in files that are not wanted: the number of pieces and
 * their length, for each piece the number of its slot or -1, up to a whole KiB, and then the slots, each as long as
 * a piece, in which bytes lie where they lie in the piece. All numbers are big-endian.
 */
export interface ForeignParts {
  readonly path: string;
  readonly root: string;
  /** By piece: where its slot begins. */
  readonly slots: ReadonlyMap<number, number>;
}

const FIELD = 4;
const NONE = 0xffff_ffff;

/** Undefined where there is none, or it is not this torrent's. */
export async function readParts(
  disk: Disk,
  root: string,
  name: string,
  info: Info,
): Promise<ForeignParts | undefined> {
  const path = disk.join(root, name);
  const opened = await disk.open(root, path, 'read');
  if (!opened.ok) return undefined;
  try {
    const head = new Uint8Array((2 + info.pieceCount) * FIELD);
    const read = await opened.value.read(head, 0);
    const isOurs =
      readU32(head, 0) === info.pieceCount && readU32(head, FIELD) === info.pieceLength;
    if (!read.ok || read.value < head.length || !isOurs) return undefined;
    const begin = Math.ceil(head.length / 1024) * 1024;
    const slots = new Map<number, number>();
    for (let piece = 0; piece < info.pieceCount; piece++) {
      const slot = readU32(head, (2 + piece) * FIELD);
      if (slot !== NONE) slots.set(piece, begin + slot * info.pieceLength);
    }
    return { path, root, slots };
  } finally {
    await opened.value.close();
  }
}

/** What our own part file has in that folder: from an earlier life of the torrent, or where an export was made. */
export async function ownParts(
  context: StorageContext,
  root: string,
  info: Info,
): Promise<PartFile | undefined> {
  const owner = {};
  const parts = new PartFile(context, root, new Layout(info), owner);
  const loaded = await parts.load();
  await context.files.closeAllOf(owner);
  return loaded.ok && !parts.isEmpty ? parts : undefined;
}

/** What these pieces have in these files goes to our own part file, where we look for it. */
export async function takeParts(
  context: StorageContext,
  info: Info,
  parts: ForeignParts,
  isMissing: (file: number) => boolean,
): Promise<Result<void>> {
  const layout = new Layout(info);
  const owner = {};
  const ours = new PartFile(context, parts.root, layout, owner);
  const theirs = await context.disk.open(parts.root, parts.path, 'read');
  if (!theirs.ok) return theirs;
  try {
    const loaded = await ours.load();
    if (!loaded.ok) return loaded;
    for (const [piece, at] of parts.slots) {
      for (const span of layout.spans(piece * info.pieceLength, pieceSize(info, piece))) {
        if (!isMissing(span.file)) continue;
        const bytes = new Uint8Array(span.length);
        const read = await theirs.value.read(bytes, at + span.at);
        if (!read.ok) return read;
        const written = await ours.write(piece, span.file, span.at, bytes.subarray(0, read.value));
        if (!written.ok) return written;
      }
    }
    const synced = await ours.sync();
    return synced.ok ? done : synced;
  } finally {
    await theirs.value.close();
    await context.files.closeAllOf(owner);
  }
}
