import { createHash } from 'node:crypto';
import { Layout } from '../../../engine/core/layout.ts';
import { encodeInfo, encodeMetainfo } from '../../../engine/core/metainfo/build.ts';
import { parseMetainfo } from '../../../engine/core/metainfo/parse.ts';
import { type Info, pieceSize } from '../../../engine/core/metainfo/types.ts';
import { type Content, generatedContent } from '../fakes/content.ts';
import { sampledDigest } from '../fakes/hasher.ts';

/** Every simulated host saves here: generated content follows from the path. */
export const FOLDER = '/data';

export interface SimTorrentOptions {
  readonly name?: string;
  /** Bytes: a number for one file, or one number a file. */
  readonly content: number | readonly number[];
  readonly pieceLength?: number;
  /** With pad files: each file begins with a piece. */
  readonly padded?: boolean;
  readonly private?: boolean;
  readonly trackers?: readonly string[];
}

/** A torrent whose bytes nobody stores: they follow from path and position. */
export interface SimTorrent {
  readonly metainfo: Uint8Array;
  readonly info: Info;
  readonly content: Content;
  /** The torrent's bytes from `offset` on. */
  fill(offset: number, into: Uint8Array): void;
}

export const KiB = 1024;
export const MiB = 1024 * KiB;

export function makeTorrent(options: SimTorrentOptions): SimTorrent {
  const name = options.name ?? 'thing';
  const pieceLength = options.pieceLength ?? 256 * KiB;
  const lengths = typeof options.content === 'number' ? [options.content] : options.content;
  const content = generatedContent(1);
  let offset = 0;
  const files: { path: string[]; offset: number; length: number; pad: boolean }[] = [];
  const add = (path: string[], length: number, pad: boolean): void => {
    files.push({ path, offset, length, pad });
    offset += length;
  };
  for (const [index, length] of lengths.entries()) {
    const path = [`part ${Math.floor(index / 100)}`, `${index}.bin`];
    add(typeof options.content === 'number' ? [] : path, length, false);
    const over = offset % pieceLength;
    const isLast = index === lengths.length - 1;
    if (options.padded && over > 0 && !isLast) add([], pieceLength - over, true);
  }
  const layout = new Layout({ files, length: offset, pieceLength });
  const fill = (from: number, into: Uint8Array): void => {
    for (const span of layout.spans(from, into.length)) {
      const part = into.subarray(span.at, span.at + span.length);
      const { path, pad } = files[span.file] as (typeof files)[number];
      if (pad) part.fill(0);
      else content([FOLDER, name, ...path].join('/'), span.offset, part);
    }
  };
  const pieceCount = Math.ceil(offset / pieceLength);
  const pieceHashes = new Uint8Array(pieceCount * 20);
  for (let piece = 0; piece < pieceCount; piece++) {
    const bytes = new Uint8Array(pieceSize({ pieceLength, pieceCount, length: offset }, piece));
    fill(piece * pieceLength, bytes);
    pieceHashes.set(sampledDigest(bytes), piece * 20);
  }
  const rawInfo = encodeInfo({
    name,
    pieceLength,
    pieceHashes,
    content:
      typeof options.content === 'number'
        ? options.content
        : files.map(({ path, length, pad }) => ({ path, length, pad })),
    private: options.private ?? false,
  });
  const metainfo = encodeMetainfo(rawInfo, {
    trackers: options.trackers === undefined ? [] : [options.trackers],
  });
  const parsed = parseMetainfo(metainfo, name, (...parts) => sha1(parts));
  if (!parsed.ok) throw new Error(parsed.message);
  return { metainfo, info: parsed.value.info, content, fill };
}

export function sha1(parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}
