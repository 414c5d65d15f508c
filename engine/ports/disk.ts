import type { PathStyle } from '../core/paths/element.ts';
import type { Result } from '../core/result.ts';

export type DiskCode =
  | 'disk-full'
  | 'disk-read-only'
  | 'disk-denied'
  | 'disk-missing'
  | 'disk-exists'
  | 'disk-io'
  | 'disk-link'
  | 'disk-name-too-long'
  | 'disk-busy'
  /** The file system cannot hold a file of this size. */
  | 'disk-too-large'
  /** Somebody else changed or cut the file. */
  | 'disk-changed'
  /** A rename cannot lead to another volume. */
  | 'disk-other-volume';

export interface FileStat {
  readonly size: number;
  /** Milliseconds since 1970, with the file system's precision. */
  readonly mtimeMs: number;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

/** 'write' and 'update' also read; only 'write' creates the file (not its folder) where it is missing. */
export type OpenMode = 'read' | 'write' | 'update';

export interface OpenFile {
  /** Fills the view from `offset`; returns the bytes read, fewer only at the end of the file. */
  read(into: Uint8Array, offset: number): Promise<Result<number, DiskCode>>;
  /** Writes all of the parts, back to back from `offset`, as one request where the system can. */
  write(parts: readonly Uint8Array[], offset: number): Promise<Result<void, DiskCode>>;
  truncate(size: number): Promise<Result<void, DiskCode>>;
  /** Data (not times) is on the disk when this resolves. */
  sync(): Promise<Result<void, DiskCode>>;
  stat(): Promise<Result<FileStat, DiskCode>>;
  /** Sets the time of the last change, as well as the system can. */
  setTime(mtimeMs: number): Promise<Result<void, DiskCode>>;
  close(): Promise<void>;
}

/**
 * Files by absolute path. The storage has joined and checked the path; the disk refuses to open, create
 * or write through a symbolic link below `root`.
 */
export interface Disk {
  /** Which names the file systems here can hold. */
  readonly pathStyle: PathStyle;
  /** Nothing is ever cut by opening. */
  open(root: string, path: string, mode: OpenMode): Promise<Result<OpenFile, DiskCode>>;
  /** Does not follow a link in the last element. */
  stat(path: string): Promise<Result<FileStat, DiskCode>>;
  /** Creates `path` and what is missing between it and `root`; where the two are equal, the root and all above it. */
  makeFolder(root: string, path: string): Promise<Result<void, DiskCode>>;
  /** Removes a file, or an empty folder. A missing one is no fault. */
  remove(path: string): Promise<Result<void, DiskCode>>;
  /** Never replaces: a target that exists is `disk-exists`. */
  rename(from: string, to: string): Promise<Result<void, DiskCode>>;
  /** Names in the folder. */
  list(path: string): Promise<Result<readonly string[], DiskCode>>;
  /**
   * Could files be written in this folder, existing or still to be made? Changes nothing; the fault names the
   * first thing in the way.
   */
  probe(folder: string): Promise<Result<void, DiskCode>>;
  freeBytes(path: string): Promise<Result<number, DiskCode>>;
  /** Names that came into the folder, or left it, stay so after a power cut, where the system can say so. */
  syncFolder(path: string): Promise<Result<void, DiskCode>>;
  /**
   * The path with the links on the way followed, as far as it may be looked at; those, too, that lead to what is not
   * there now, as on a drive that is away.
   */
  real(path: string): Promise<string>;
  /** Both lead to one folder or file, whatever they are called: by links, by a second mount, in other capitals. */
  isSame(path: string, other: string): Promise<boolean>;
  /** The folder that holds the path; the path itself where there is none above. */
  above(path: string): string;
  /** Joins with the platform's separator. */
  join(...parts: readonly string[]): string;
  /** Whether `path` lies below `root`, by the platform's rules, without looking at the disk. */
  inside(root: string, path: string): boolean;
  /** An id of the volume that holds the path, so that work on one spindle is not doubled. */
  volume(path: string): Promise<Result<string, DiskCode>>;
}
