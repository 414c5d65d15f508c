import type { SpeedGraph } from '../core/speed-history.ts';
import type { PeerSnapshot, TorrentFault, TrackerSnapshot } from './torrent.ts';

export type { SpeedGraph, SpeedSeries, SpeedSpan } from '../core/speed-history.ts';

import type { WebSeedSnapshot } from './web-seeds.ts';

/** What does not move: asked for again it costs nothing. */
export interface TorrentFacts {
  readonly pieceLength: number;
  readonly pieceCount: number;
  /** Without pad files. */
  readonly fileCount: number;
  readonly comment: string;
  readonly createdBy: string;
  /** Seconds since 1970, as the .torrent says; 0 when it does not. */
  readonly creationDate: number;
  /** Bytes that came and were of no use. */
  readonly wasted: number;
}

/**
 * The files, pad files left out: entry i of each array is one file. Travels once: a hundred thousand paths as
 * one string cross a message port in a few milliseconds, as an array in a few hundred.
 */
export interface FileTable {
  /** Joined by “\n”, which no path holds; below the save folder, elements by “/”. Empty for no files. */
  readonly paths: string;
  readonly lengths: Float64Array;
  /** The number by which commands name the file. */
  readonly numbers: Uint32Array;
}

/** What moves of the files, in the order of the table. */
export interface FileProgress {
  /** Verified bytes. */
  readonly done: Float64Array;
  /** 0 skip, 1 low, 4 normal, 7 high. */
  readonly priorities: Uint8Array;
  /** Copies of the file's rarest piece among the connected peers; our own is not counted. */
  readonly availability: Uint16Array;
}

export interface PieceStates {
  readonly count: number;
  /** One bit a piece, the first in the highest bit: verified. */
  readonly have: Uint8Array;
  /** One bit a piece: blocks of it are here or asked for. */
  readonly active: Uint8Array;
  /** Connected peers that hold the piece, one byte a piece; 255 stands for more, too. */
  readonly availability: Uint8Array;
}

/**
 * What can happen to a torrent. The subject is: of trackers the URL, of peers the address, of a changed file
 * its path, else empty.
 */
export type JournalCode =
  | 'started'
  | 'stopped'
  | 'metadata'
  | 'checking'
  | 'checked'
  | 'completed'
  | 'fault'
  | 'recovered'
  | 'file-changed'
  | 'piece-failed'
  | 'peer-banned'
  | 'tracker-answered'
  | 'tracker-failed';

export interface JournalEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly level: 'info' | 'warn' | 'error';
  readonly code: JournalCode;
  readonly subject: string;
  readonly fault: TorrentFault | undefined;
}

/** What can be looked at of one torrent. */
export interface DetailsParts {
  readonly facts: TorrentFacts;
  readonly files: FileTable;
  readonly progress: FileProgress;
  readonly pieces: PieceStates;
  readonly peers: readonly PeerSnapshot[];
  readonly trackers: readonly TrackerSnapshot[];
  readonly speed: SpeedGraph;
  /** The last 200 lines of this run at the most, oldest first. */
  readonly log: readonly JournalEntry[];
  readonly webSeeds: readonly WebSeedSnapshot[];
}

export type DetailsPart = keyof DetailsParts;

export interface DetailsAnswer<P extends DetailsPart> {
  /** Another one: the part has changed. */
  readonly version: number;
  /** Undefined: what was given out with this version, which the asker has seen, still holds. */
  readonly value: DetailsParts[P] | undefined;
}
