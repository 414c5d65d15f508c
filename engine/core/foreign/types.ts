import type { InfoHash } from '../ids.ts';
import type { Info } from '../metainfo/types.ts';
import type { ShareLimits, ShareReason } from '../organise/share-limits.ts';

export type ForeignClient = 'qbittorrent' | 'transmission' | 'deluge' | 'skein';

/** What another client says it has: a byte or a bit a piece, a bit a block of 16 KiB, or everything. */
export type ForeignHave =
  | { readonly kind: 'all' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'pieces'; readonly bits: Uint8Array }
  | { readonly kind: 'blocks'; readonly bits: Uint8Array };

/** What was decided for one torrent beside its files; what is absent is left to the settings. */
export interface ForeignWishes {
  readonly sequential?: true;
  readonly firstLast?: true;
  readonly superSeeding?: true;
  readonly forced?: true;
  /** Bytes per second. */
  readonly downLimit?: number;
  readonly upLimit?: number;
  readonly share?: ShareLimits;
  /** Of our own exports: the share limit that acted already, or the user's wish that none does. */
  readonly shareReached?: ShareReason;
  readonly shareWaived?: true;
  /** Of our own exports: as the user edited them. */
  readonly webSeeds?: readonly { readonly url: string; readonly kind: 'files' | 'pieces' }[];
}

/** A torrent as another client keeps it, or as we exported it. */
export interface ForeignTorrent {
  readonly infoHash: InfoHash;
  readonly name: string;
  readonly metainfo: Uint8Array | undefined;
  readonly magnet: string | undefined;
  /** Where the files are now. */
  readonly savePath: string;
  /** Folders where they may be instead: not every client writes down in which of its folders they are. */
  readonly otherPaths: readonly string[];
  /** Where they go when all are there; empty: they stay. */
  readonly finalPath: string;
  /** Below the save folder, by file index, elements parted by "/"; where one is missing or empty: as the torrent says. */
  readonly paths: readonly string[];
  /** What the names of files that are not complete may end with on the disk; empty: nothing. */
  readonly partSuffix: string;
  /** Beside the files, where what pieces have in unwanted files is kept, in libtorrent's form; empty: nowhere. */
  readonly partsFile: string;
  /** By file index: 0 skip, 1 low, 4 normal, 7 high; empty: all normal. */
  readonly priorities: readonly number[];
  readonly paused: boolean;
  readonly category: string;
  readonly tags: readonly string[];
  /** In tiers; undefined: as the torrent says. */
  readonly trackers: readonly (readonly string[])[] | undefined;
  readonly wishes: ForeignWishes;
  readonly downloaded: number;
  readonly uploaded: number;
  readonly wasted: number;
  /** Milliseconds since 1970; 0 unknown. */
  readonly addedAt: number;
  readonly completedAt: number;
  readonly activeMs: number;
  readonly seedingMs: number;
  /** Of the seeding, since a byte of payload was sent. Other clients do not say: it counts from now. */
  readonly quietMs: number;
  readonly have: ForeignHave | undefined;
  /** When the client wrote this down: files that changed since are checked. */
  readonly savedAt: number;
}

const BLOCK = 16 * 1024;

/** One bit a piece. Nothing is claimed that the client did not. */
export function foreignBits(info: Info, have: ForeignHave | undefined): Uint8Array {
  const bits = new Uint8Array(Math.ceil(info.pieceCount / 8));
  for (let piece = 0; piece < info.pieceCount; piece++) {
    if (hasPiece(info, have, piece))
      bits[piece >>> 3] = (bits[piece >>> 3] as number) | (0x80 >>> (piece & 7));
  }
  return bits;
}

function hasPiece(info: Info, have: ForeignHave | undefined, piece: number): boolean {
  switch (have?.kind) {
    case undefined:
      return false;
    case 'all':
      return true;
    case 'bytes':
      return ((have.bytes[piece] ?? 0) & 1) !== 0;
    case 'pieces':
      return isSet(have.bits, piece);
    case 'blocks': {
      const end = Math.min(info.length, (piece + 1) * info.pieceLength);
      const last = Math.floor((end - 1) / BLOCK);
      for (let at = Math.floor((piece * info.pieceLength) / BLOCK); at <= last; at++)
        if (!isSet(have.bits, at)) return false;
      return true;
    }
  }
}

const isSet = (bits: Uint8Array, at: number): boolean =>
  ((bits[at >>> 3] ?? 0) & (0x80 >>> (at & 7))) !== 0;
