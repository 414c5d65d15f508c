import { utf8Encode } from '../core/bytes/text.ts';
import { Layout } from '../core/layout.ts';
import { choosePieceLength } from '../core/metainfo/build.ts';
import { isLeftOut } from '../core/paths/pattern.ts';
import { type Fault, fault, ok, type Result } from '../core/result.ts';
import type { Disk, DiskCode } from '../ports/disk.ts';
import type { Hasher } from '../ports/hasher.ts';

export type CreateCode =
  | DiskCode
  | 'create-empty'
  | 'create-piece-size'
  | 'create-changed'
  | 'create-stopped';

export interface FoundFile {
  /** Below the source, as on the disk; empty when the source is a file itself. */
  readonly path: readonly string[];
  readonly length: number;
}

export interface HashedContent {
  /** A number: one file of that many bytes. */
  readonly content: number | readonly FoundFile[];
  readonly pieceLength: number;
  /** 20 bytes a piece. */
  readonly pieceHashes: Uint8Array;
}

const SMALLEST_PIECE = 16 * 1024;
const LARGEST_PIECE = 64 * 1024 * 1024;
const RUN = 8 * 1024 * 1024;
const MAX_FILES = 1_000_000;

/**
 * Finds and hashes what a new torrent is made of, on all lanes. `pieceLength` 0 chooses by size. Links and
 * what is neither file nor folder are left out, and what the patterns `leaveOut` mean (core/paths/pattern).
 * Progress in bytes.
 */
export async function hashContent(
  ports: { readonly disk: Disk; readonly hasher: Hasher },
  parent: string,
  name: string,
  pieceLength: number,
  progress: (done: number, total: number) => void,
  stopped: () => boolean,
  leaveOut: readonly string[] = [],
): Promise<Result<HashedContent, CreateCode>> {
  const source = ports.disk.join(parent, name);
  const found = await findFiles(ports.disk, source, leaveOut);
  if (!found.ok) return found;
  const files = found.value;
  const length = files.reduce((sum, file) => sum + file.length, 0);
  if (length === 0)
    return fault('create-empty', source, `${source} holds no data to make a torrent of.`);
  const size = pieceLength === 0 ? choosePieceLength(length) : pieceLength;
  if (size < SMALLEST_PIECE || size > LARGEST_PIECE || (size & (size - 1)) !== 0) {
    return fault(
      'create-piece-size',
      source,
      `${size} bytes is not a piece size: a power of two from 16 KiB to 64 MiB.`,
    );
  }
  const hashes = await hashAll(ports, parent, source, files, length, size, progress, stopped);
  if (!hashes.ok) return hashes;
  const single = files.length === 1 && files[0]?.path.length === 0;
  return ok({ content: single ? length : files, pieceLength: size, pieceHashes: hashes.value });
}

async function findFiles(
  disk: Disk,
  source: string,
  leaveOut: readonly string[],
): Promise<Result<readonly FoundFile[], CreateCode>> {
  const found: { readonly file: FoundFile; readonly key: Uint8Array }[] = [];
  const folders: (readonly string[])[] = [[]];
  for (let path = folders.pop(); path !== undefined; path = folders.pop()) {
    const at = disk.join(source, ...path);
    const stat = await disk.stat(at);
    if (!stat.ok) return stat;
    if (stat.value.kind === 'file') {
      found.push({ file: { path, length: stat.value.size }, key: utf8Encode(path.join('/')) });
      if (found.length > MAX_FILES) {
        return fault('create-empty', source, `${source} holds more than ${MAX_FILES} files.`, {
          files: found.length,
        });
      }
    } else if (stat.value.kind === 'folder') {
      const names = await disk.list(at);
      if (!names.ok) return names;
      for (const each of names.value) {
        const below = [...path, each];
        if (!isLeftOut(below, leaveOut)) folders.push(below);
      }
    }
  }
  // By the bytes of the whole path, as other makers sort, so that the same input gives the same info-hash.
  found.sort((a, b) => compareBytes(a.key, b.key));
  return ok(found.map(({ file }) => file));
}

async function hashAll(
  { disk, hasher }: { readonly disk: Disk; readonly hasher: Hasher },
  parent: string,
  source: string,
  files: readonly FoundFile[],
  length: number,
  pieceLength: number,
  progress: (done: number, total: number) => void,
  stopped: () => boolean,
): Promise<Result<Uint8Array, CreateCode>> {
  const pieces = Math.ceil(length / pieceLength);
  const hashes = new Uint8Array(pieces * 20);
  const layout = new Layout({ files: withOffsets(files), length, pieceLength });
  const most = Math.max(1, Math.floor(RUN / pieceLength));
  const flights = new Set<Promise<void>>();
  let failed: Fault<CreateCode> | undefined;
  let done = 0;
  for (let first = 0; first < pieces && failed === undefined && !stopped(); first += most) {
    const count = Math.min(most, pieces - first);
    const bytes = Math.min(length, (first + count) * pieceLength) - first * pieceLength;
    const spans = layout.spans(first * pieceLength, bytes).map((span) => ({
      path: disk.join(source, ...(files[span.file] as FoundFile).path),
      offset: span.offset,
      length: span.length,
    }));
    const lastLength = bytes - (count - 1) * pieceLength;
    const flight = hasher
      .sha1OfFiles({ root: parent, spans, pieceLength, lastLength, count })
      .then((hashed) => {
        flights.delete(flight);
        if (!hashed.ok) failed ??= hashed;
        else if (hashed.value.whole.includes(0)) {
          failed ??= fault('create-changed', source, `${source} changed while it was being read.`);
        } else {
          hashes.set(hashed.value.digests.subarray(0, count * 20), first * 20);
          done += bytes;
          progress(done, length);
        }
      });
    flights.add(flight);
    if (flights.size >= hasher.lanes * 2) await Promise.race(flights);
  }
  await Promise.all(flights);
  if (failed !== undefined) return failed;
  return stopped() ? fault('create-stopped', source, 'Stopped.') : ok(hashes);
}

function withOffsets(
  files: readonly FoundFile[],
): { readonly offset: number; readonly length: number }[] {
  let offset = 0;
  return files.map(({ length }) => {
    const file = { offset, length };
    offset += length;
    return file;
  });
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
