import { type Bencodable, encodeBencode } from '../bencode/encode.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { utf8Encode } from '../bytes/text.ts';
import type { Endpoint } from '../endpoint.ts';

/** What surrounds the info dictionary. Nothing of it is covered by the info-hash. */
export interface MetainfoExtras {
  /** BEP 12 tiers. */
  readonly trackers?: readonly (readonly string[])[];
  /** BEP 19. */
  readonly webSeeds?: readonly string[];
  /** BEP 5. */
  readonly nodes?: readonly Endpoint[];
  readonly comment?: string | undefined;
  readonly createdBy?: string | undefined;
  /** Seconds since 1970. */
  readonly creationDate?: number | undefined;
}

export interface NewFile {
  /** Below the torrent's folder, as on the disk. */
  readonly path: readonly string[];
  readonly length: number;
  /** BEP 47: zeros that let the next file start with a piece. The path is made here. */
  readonly pad?: boolean;
  readonly executable?: boolean;
}

export interface NewInfo {
  readonly name: string;
  readonly pieceLength: number;
  /** 20 bytes a piece. */
  readonly pieceHashes: Uint8Array;
  /** A number: one file of that many bytes. Otherwise the files of a folder, in the order of their bytes. */
  readonly content: number | readonly NewFile[];
  /** BEP 27. */
  readonly private?: boolean;
  readonly source?: string | undefined;
}

/** The info dictionary (BEP 3), whose SHA-1 is the info-hash. */
export function encodeInfo(info: NewInfo): Uint8Array<ArrayBuffer> {
  const { content } = info;
  return encodeBencode({
    name: info.name,
    'piece length': info.pieceLength,
    pieces: info.pieceHashes,
    length: typeof content === 'number' ? content : undefined,
    files: typeof content === 'number' ? undefined : content.map(fileEntry),
    private: info.private ? 1 : undefined,
    source: info.source,
  });
}

function fileEntry(file: NewFile): Bencodable {
  const attr = (file.pad ? 'p' : '') + (file.executable ? 'x' : '');
  return {
    attr: attr === '' ? undefined : attr,
    length: file.length,
    path: file.pad ? ['.pad', String(file.length)] : file.path,
  };
}

/** A .torrent file around an info dictionary as it came: from `encodeInfo`, or from peers (BEP 9). */
export function encodeMetainfo(
  rawInfo: Uint8Array,
  extras: MetainfoExtras,
): Uint8Array<ArrayBuffer> {
  const tiers = (extras.trackers ?? []).filter((tier) => tier.length > 0);
  const several = tiers.length > 1 || (tiers[0]?.length ?? 0) > 1;
  const before = encodeBencode({
    announce: tiers[0]?.[0],
    'announce-list': several ? tiers : undefined,
    comment: extras.comment,
    'created by': extras.createdBy,
    'creation date': extras.creationDate,
  });
  const after = encodeBencode({
    nodes: nonEmpty(extras.nodes?.map((node) => [node.host, node.port])),
    'url-list': nonEmpty(extras.webSeeds),
  });
  // Keys are sorted, and "info" stands between: the two dictionaries are joined around the raw bytes.
  return concatBytes([before.subarray(0, -1), utf8Encode('4:info'), rawInfo, after.subarray(1)]);
}

const nonEmpty = <T>(list: readonly T[] | undefined): readonly T[] | undefined =>
  list !== undefined && list.length > 0 ? list : undefined;

const SMALLEST_PIECE = 16 * 1024;
const LARGEST_PIECE = 16 * 1024 * 1024;
const PIECES_WANTED = 2000;

/** A power of two from 16 KiB to 16 MiB that cuts `length` bytes into at most 2,000 pieces where it can. */
export function choosePieceLength(length: number): number {
  let pieceLength = SMALLEST_PIECE;
  while (pieceLength < LARGEST_PIECE && length / pieceLength > PIECES_WANTED) pieceLength *= 2;
  return pieceLength;
}
