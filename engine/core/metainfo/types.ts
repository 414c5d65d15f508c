import type { Endpoint } from '../endpoint.ts';
import type { InfoHash } from '../ids.ts';

export interface MetainfoFile {
  /** Path below the save folder, sanitised, at least one element. For multi-file torrents the torrent's name leads. */
  readonly path: readonly string[];
  readonly length: number;
  /** Of the file's first byte in the torrent. */
  readonly offset: number;
  /** BEP 47: zeros that are never written to the disk. Symbolic links too: without length, never made. */
  readonly pad: boolean;
  /** BEP 47 attribute x. */
  readonly executable: boolean;
}

/** What the info dictionary says (BEP 3), checked. A magnet gets it from peers. */
export interface Info {
  readonly infoHash: InfoHash;
  /** The dictionary as it came: the info-hash is its SHA-1, and it is what we serve to others (BEP 9). */
  readonly raw: Uint8Array;
  readonly name: string;
  readonly pieceLength: number;
  readonly pieceCount: number;
  /** 20 bytes a piece. */
  readonly pieceHashes: Uint8Array;
  readonly length: number;
  readonly files: readonly MetainfoFile[];
  readonly multiFile: boolean;
  /** BEP 27. */
  readonly private: boolean;
  readonly source: string | undefined;
}

export interface Metainfo {
  readonly info: Info;
  /** BEP 12; one tier from `announce` where there is no list. Only http, https and udp URLs. */
  readonly trackers: readonly (readonly string[])[];
  /** BEP 19 url-list. */
  readonly webSeeds: readonly string[];
  /** BEP 17 httpseeds. */
  readonly httpSeeds: readonly string[];
  /** BEP 5 nodes, host names allowed. */
  readonly nodes: readonly Endpoint[];
  readonly comment: string | undefined;
  readonly createdBy: string | undefined;
  /** Seconds since 1970. */
  readonly creationDate: number | undefined;
}

/** Bytes of one piece; the last may be shorter. */
export const pieceSize = (
  info: Pick<Info, 'pieceLength' | 'pieceCount' | 'length'>,
  piece: number,
): number =>
  piece === info.pieceCount - 1 ? info.length - piece * info.pieceLength : info.pieceLength;
