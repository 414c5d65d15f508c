import { toHex } from '../core/bytes/bytes.ts';
import { req2 } from '../core/mse/protocol.ts';
import type { Sha1Digest } from '../core/sha1.ts';

/** Torrents by the name that the encrypted handshake calls them: a hash of the info-hash. */
export class MseNames {
  readonly #sha1: Sha1Digest;
  readonly #infoHashes = new Map<string, Uint8Array>();

  constructor(sha1: Sha1Digest) {
    this.#sha1 = sha1;
  }

  add(infoHash: Uint8Array): void {
    this.#infoHashes.set(this.#name(infoHash), infoHash);
  }

  remove(infoHash: Uint8Array): void {
    this.#infoHashes.delete(this.#name(infoHash));
  }

  find(name: Uint8Array): Uint8Array | undefined {
    return this.#infoHashes.get(toHex(name));
  }

  #name(infoHash: Uint8Array): string {
    return toHex(req2(infoHash, this.#sha1));
  }
}
