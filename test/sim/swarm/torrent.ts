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
  const paths = lengths.map((_length, index) =>
    typeof options.content === 'number' ? [] : [`part ${Math.floor(index / 100)}`, `${index}.bin`],
  );
  const content = generatedContent(1);
  let offset = 0;
  const files = lengths.map((length) => {
    const file = { offset, length };
    offset += length;
    return file;
  });
  const layout = new Layout({ files, length: offset, pieceLength });
  const fill = (from: number, into: Uint8Array): void => {
    for (const span of layout.spans(from, into.length)) {
      const path = [FOLDER, name, ...(paths[span.file] as string[])].join('/');
      content(path, span.offset, into.subarray(span.at, span.at + span.length));
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
        : lengths.map((length, index) => ({ path: paths[index] as string[], length })),
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
