import type { InfoHash } from '../core/ids.ts';
import type { Fault, Result } from '../core/result.ts';
import type { WatchFolder } from '../core/watch/folders.ts';

export type { WatchFolder } from '../core/watch/folders.ts';

/** A watch folder and how it fares. */
export interface WatchedFolder extends WatchFolder {
  /** Watched with the system's hints, or looked at every few seconds where there are none; or not: see `fault`. */
  readonly state: 'hinted' | 'polled' | 'stopped';
  readonly fault: Omit<Fault, 'ok'> | undefined;
  /** Files that somebody still writes, or that cannot be taken now. */
  readonly waiting: number;
  /** Files that are left alone until they change: they are no torrents. */
  readonly broken: number;
}

/** Files that were taken from a watch folder. */
export interface TakenFiles {
  readonly folder: string;
  readonly added: readonly { readonly id: InfoHash; readonly name: string }[];
  /** Those of torrents that were in the list already. */
  readonly present: readonly { readonly id: InfoHash; readonly name: string }[];
  /** Paths that whoever hears this is to put in the trash. */
  readonly discard: readonly string[];
}

/** Folders whose .torrent and .magnet files are taken as they come. */
export interface WatchApi {
  watchFolders(): Promise<Result<readonly WatchedFolder[]>>;
  /**
   * All of them. Where one makes no sense, or one that is new is not there, the fault names it and nothing is
   * changed. Without `keep` they are watched in this run only, instead of those that are kept.
   */
  setWatchFolders(folders: readonly WatchFolder[], keep?: boolean): Promise<Result<void>>;
  /** Where the caller saves torrents when nobody says otherwise: watch folders keep out of there. */
  setSaveFolders(folders: readonly string[]): Promise<Result<void>>;
}
