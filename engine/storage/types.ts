import type { Fault, Result } from '../core/result.ts';
import type { DiskCode } from '../ports/disk.ts';
import type { FileStamp } from '../ports/store.ts';
import type { FileNames } from './file-names.ts';

/** A piece's bytes on their way to the disk, in shared memory from the session's bounded pool. */
export interface PieceBuffer {
  /** Exactly as long as the piece. The memory is taken with the first look at it. */
  readonly bytes: Uint8Array;
}

/** What a torrent's storage tells its owner. */
export interface StorageEvents {
  /**
   * Somebody else changed, cut or removed the file. Its pieces (first … last) must not be served or claimed
   * until they are checked again; what the storage had cached of them is gone already. Once per change.
   */
  fileChanged(file: number, firstPiece: number, lastPiece: number, why: Fault<DiskCode>): void;
}

/** Pieces looked at, and of how many. */
export type CheckProgress = (done: number, total: number) => void;

export interface OpenReport {
  /** Pieces whose bits must not be believed: their files are gone, shorter, or changed since the stamps. */
  readonly doubtful: readonly number[];
  /** The save folder itself is gone (a drive that is not there). It is never created again by itself. */
  readonly rootMissing: boolean;
  /** None of the torrent's files exists. */
  readonly untouched: boolean;
  /** Some of them carry the suffix of the incomplete. */
  readonly carrying: boolean;
}

/** One torrent's files, addressed by piece. Nothing is called after `close`. */
export interface PieceStorage {
  /**
   * Looks at the files: sizes, and times where `clean`. Creates nothing. With `mayCarry` some of them may have the
   * suffix of the incomplete; of a torrent that nobody has looked at yet they may anyway.
   */
  open(
    have: Uint8Array,
    stamps: readonly (FileStamp | undefined)[],
    clean: boolean,
    mayCarry?: boolean,
  ): Promise<Result<OpenReport, DiskCode>>;
  /** Room in the pool, or undefined when the pool is full: then flush a partial piece with `writeBlock`, or wait. */
  acquire(piece: number): PieceBuffer | undefined;
  release(buffer: PieceBuffer): void;
  /** Hashes off-thread and compares. The buffer stays the caller's. */
  verify(piece: number, buffer: PieceBuffer): Promise<boolean>;
  /**
   * Puts a verified piece on its way to the disk; resolves when the write has returned. The storage owns the
   * buffer from here and releases it. On a fault nothing is lost but the piece.
   */
  write(piece: number, buffer: PieceBuffer): Promise<Result<void, DiskCode>>;
  /** Writes part of a piece early. The bytes are copied before it returns, or written from place and left unchanged by the caller until it resolves. */
  writeBlock(piece: number, begin: number, bytes: Uint8Array): Promise<Result<void, DiskCode>>;
  /** Reads the piece back and hashes it; false also where its files end early. */
  verifyOnDisk(piece: number): Promise<Result<boolean, DiskCode>>;
  /** Bytes for an upload when they are in the cache. The memory stays as it is until `letGo`. */
  cached(piece: number, begin: number, length: number): Uint8Array | undefined;
  /** All of the piece is in the cache for uploads: giving it costs no disk. */
  isCached(piece: number): boolean;
  /**
   * Brings the surroundings of this range into the cache and returns the range. The memory stays as it is until
   * `letGo`. The fault `disk-changed` was told through `fileChanged` already; the disk itself is well.
   */
  read(piece: number, begin: number, length: number): Promise<Result<Uint8Array, DiskCode>>;
  /**
   * The bytes of a `cached` or `read` have left for the kernel (or will not be sent). Forgetting to call it
   * keeps cache memory from being used again, and never sends wrong bytes.
   */
  letGo(bytes: Uint8Array): void;
  /** A peer has asked for this range and will be served soon: reading starts now. */
  readAhead(piece: number, begin: number): void;
  /**
   * Checks the given pieces (undefined: all) in order, reading ahead; the result has a bit for each good one.
   * Ends early, with what is known, when `stopped()` turns true.
   */
  check(
    pieces: readonly number[] | undefined,
    progress: CheckProgress,
    stopped: () => boolean,
  ): Promise<Result<Uint8Array, DiskCode>>;
  /**
   * Everything whose `write` has resolved is on the disk when this resolves. After a fault the system may have
   * thrown the data away: pieces written since the last good sync are to be checked.
   */
  sync(): Promise<Result<void, DiskCode>>;
  /** Sizes and times now, by file index. */
  stamps(): Promise<readonly (FileStamp | undefined)[]>;
  /**
   * Creates the folders and the empty files; files with bytes come, sparse and in full size, with their first
   * write. Bytes that an existing file has beyond its length stay. The root itself is never created. Idempotent.
   */
  prepare(): Promise<Result<void, DiskCode>>;
  /** Writes zeros where wanted files have no bytes yet, until `stopped()` turns true. */
  allocate(stopped: () => boolean): Promise<Result<void, DiskCode>>;
  /** File index -> wanted. A file that is not wanted is not created; shared boundary pieces go to a part file. */
  setWanted(wanted: readonly boolean[]): void;
  /** What the files are called on the disk, and who gives them other names. */
  readonly names: FileNames;
  freeBytes(): Promise<Result<number, DiskCode>>;
  /** Waits for writes under way, closes the files. */
  close(): Promise<void>;
  /** Absolute paths of all files that the torrent may have created, and the folders it made, deepest first. */
  paths(): { readonly files: readonly string[]; readonly folders: readonly string[] };
}
