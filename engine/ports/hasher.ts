import type { Result } from '../core/result.ts';
import type { DiskCode } from './disk.ts';

/** Bytes of a file to be hashed; without a path, that many zeros (BEP 47 pad files). */
export interface HashSpan {
  readonly path: string | undefined;
  readonly offset: number;
  readonly length: number;
}

/** Pieces that lie back to back over spans of files. */
export interface HashRun {
  /** The files lie below it; none is opened through a link. */
  readonly root: string;
  /** Back to back, of the same length in all as the pieces. */
  readonly spans: readonly HashSpan[];
  readonly pieceLength: number;
  /** Of the last piece of the run. */
  readonly lastLength: number;
  readonly count: number;
}

export interface HashedRun {
  /** 20 bytes a piece. */
  readonly digests: Uint8Array;
  /** A 1 for each piece that was there whole; 0 where a file is missing or ends early, and then the digest is void. */
  readonly whole: Uint8Array;
}

/**
 * SHA-1 off the thread that runs the engine. Memory handed in is shared memory and must stay unchanged
 * until the promise settles.
 */
export interface Hasher {
  /** The 20-byte digest of the view. */
  sha1(view: Uint8Array): Promise<Uint8Array>;
  /**
   * Reads and hashes where the hashing is done, so that the bytes never cross a thread. Waits behind every
   * `sha1`: a check yields to a running transfer. A missing or short file is no fault; a disk that cannot be read is.
   */
  sha1OfFiles(run: HashRun): Promise<Result<HashedRun, DiskCode>>;
  /** This memory will not be hashed again. */
  forget(memory: SharedArrayBuffer): void;
  /** How many jobs run at once: whoever reads ahead keeps twice as many in flight. */
  readonly lanes: number;
  close(): Promise<void>;
}

/** SHA-1 of something small, at once, on the calling thread (handshakes, info dictionaries). */
export interface Sha1 {
  digest(...parts: readonly Uint8Array[]): Uint8Array;
}
