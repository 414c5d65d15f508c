import type { InfoHash } from '../core/ids.ts';
import type { Result } from '../core/result.ts';
import type { RemovedFiles } from './engine-api.ts';

/**
 * What to do where something lies at the target already: nothing; take what is the same and move the rest;
 * or go beside it under another name.
 */
export type OnMoveConflict = 'stop' | 'merge' | 'rename';

export interface FileRename {
  /** Index as in the metainfo. */
  readonly file: number;
  /** Below the save folder, elements parted by "/". */
  readonly path: string;
}

/** What of a torrent was found in a folder. */
export interface Located {
  readonly id: InfoHash;
  readonly folder: string;
  /** Without empty files. */
  readonly files: readonly {
    readonly path: string;
    readonly length: number;
    /** Below the folder; undefined where there is nothing of its size. */
    readonly found: string | undefined;
    /** Samples of its pieces are right; nobody looked, only the size is; the size is, and the content is not. */
    readonly match: 'hash' | 'size' | 'other' | 'missing';
  }[];
}

/** A torrent that was taken from the list and can come back. */
export interface RemovedTorrent {
  readonly id: InfoHash;
  readonly name: string;
  /** Bytes; 0 while the metadata was missing. */
  readonly size: number;
  readonly savePath: string;
  /** Milliseconds since 1970. */
  readonly removedAt: number;
  /** Whether files of it are there; `away`: its folder is not there, as when a drive is not connected. */
  readonly files: 'there' | 'gone' | 'away';
}

/** Where a torrent's files lie and what they are called. */
export interface FilesApi {
  /**
   * Brings the files into this folder, made where it is missing. Answers as soon as nothing is in the way
   * (`move-exists` otherwise, and nothing is changed); the state is `moving` until the news `moved`, or a
   * fault, by which all is where it was.
   */
  move(ids: readonly InfoHash[], folder: string, onConflict: OnMoveConflict): Promise<Result<void>>;
  /** What was copied is removed; the files are where they were. */
  stopMove(ids: readonly InfoHash[]): Promise<Result<void>>;
  /** Renames files, on the disk where they are there. Names are made safe; two files never share one. */
  renameFiles(id: InfoHash, changes: readonly FileRename[]): Promise<Result<void>>;
  /** Renames the folder, and so all files in it. Both below the save folder. */
  renameFolder(id: InfoHash, from: string, to: string): Promise<Result<void>>;
  /** Looks for the torrent's data in the folder, under any names. Changes nothing. */
  locate(id: InfoHash, folder: string): Promise<Result<Located>>;
  /** Takes what is there as the torrent's data, and checks it. `locate-nothing` where nothing fits. */
  takeLocated(id: InfoHash, folder: string): Promise<Result<void>>;
  /** Taken from the list in the last 30 days, the last first. */
  removed(): Promise<Result<readonly RemovedTorrent[]>>;
  /** Back into the list as they were: nothing is checked where sizes and times agree. */
  undoRemoval(ids: readonly InfoHash[]): Promise<Result<void>>;
  /** For good. Their files are not touched. */
  forgetRemoved(ids: readonly InfoHash[]): Promise<Result<void>>;
  /** Removed with their files, which were not yet in the trash when the program ended. */
  unfinishedRemovals(): Promise<Result<readonly RemovedFiles[]>>;
}
