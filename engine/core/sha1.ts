/** The 20-byte SHA-1 of the parts, one after the other. Whoever calls core brings it. */
export type Sha1Digest = (...parts: readonly Uint8Array[]) => Uint8Array;
