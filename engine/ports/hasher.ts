/**
 * SHA-1 off the thread that runs the engine. Memory handed in is shared memory and must stay unchanged
 * until the promise settles.
 */
export interface Hasher {
  /** The 20-byte digest of the view. */
  sha1(view: Uint8Array): Promise<Uint8Array>;
  /** How many jobs run at once: whoever reads ahead keeps twice as many in flight. */
  readonly lanes: number;
  close(): Promise<void>;
}

/** SHA-1 of something small, at once, on the calling thread (handshakes, info dictionaries). */
export interface Sha1 {
  digest(...parts: readonly Uint8Array[]): Uint8Array;
}
