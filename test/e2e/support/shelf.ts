import { createHash } from 'node:crypto';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encodeInfo, encodeMetainfo } from '../../../engine/core/metainfo/build.ts';

const MiB = 1024 * 1024;

export interface Exhibit {
  readonly name: string;
  readonly bytes: number;
  /** How much of it is on the disk already, 0 … 1. */
  readonly there: number;
  /** Files of a folder of that name; one file when left out. */
  readonly files?: number;
}

const sha1 = (bytes: Uint8Array): Uint8Array => createHash('sha1').update(bytes).digest();

/** Zeros as far as the data is there, and something that nobody has behind it: big torrents without big disks. */
function pieceHashes(bytes: number, pieceLength: number, there: number): Uint8Array {
  const count = Math.ceil(bytes / pieceLength);
  const hashes = new Uint8Array(count * 20);
  const full = sha1(new Uint8Array(pieceLength));
  const last = sha1(new Uint8Array(bytes - (count - 1) * pieceLength));
  for (let piece = 0; piece < count; piece++) {
    const known = piece < Math.round(count * there);
    hashes.set(
      known ? (piece === count - 1 ? last : full) : sha1(Buffer.from(`nobody has ${piece}`)),
      piece * 20,
    );
  }
  return hashes;
}

async function sparse(path: string, bytes: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w');
  await file.truncate(bytes);
  await file.close();
}

/** Writes the .torrent and as much of its data as there is; returns the path of the .torrent. */
export async function exhibit(
  dir: string,
  saved: string,
  one: Exhibit,
  announce: string,
): Promise<string> {
  const { name, there, files = 1 } = one;
  const pieceLength = 4 * MiB;
  const each = Math.floor(one.bytes / files);
  const bytes = each * files;
  const list = Array.from({ length: files }, (_, index) => ({
    path: [`${String(index + 1).padStart(2, '0')} - part ${index + 1}.mkv`],
    length: each,
  }));
  const info = encodeInfo({
    name,
    pieceLength,
    pieceHashes: pieceHashes(bytes, pieceLength, there),
    content: files === 1 ? bytes : list,
  });
  if (there > 0) {
    if (files === 1) await sparse(join(saved, name), bytes);
    else for (const file of list) await sparse(join(saved, name, ...file.path), each);
  }
  const path = join(dir, `${name.replaceAll('/', '_')}.torrent`);
  await writeFile(path, encodeMetainfo(info, { trackers: [[announce]] }));
  return path;
}
