import { toHex } from '../core/bytes/bytes.ts';
import { BLOCK } from '../core/ids.ts';
import type { ActivePiece } from '../core/picker/active-piece.ts';
import type { Peer } from '../peer/peer.ts';
import type { Sha1 } from '../ports/hasher.ts';

interface Sample {
  readonly sender: number;
  readonly digest: string;
}

/** Failed pieces whose blocks we remember, and senders whose address we remember. */
const MAX_SUSPECT_PIECES = 64;
const MAX_SENDERS = 4096;
/** A peer that had a hand in this many failed pieces, alone or not, is not worth the trouble. */
const MAX_HASH_FAILURES = 4;

/**
 * Finds out who sends bad data. A sole sender of a bad piece is caught at once; where several took part,
 * each block's hash is kept, and whoever's block differs once the piece is right was the liar.
 */
export class Trust {
  readonly #sha1: Sha1;
  readonly #ban: (host: string, why: string) => void;
  readonly #hosts = new Map<number, string>();
  readonly #suspects = new Map<number, Sample[][]>();
  readonly #failures = new Map<string, number>();

  constructor(sha1: Sha1, ban: (host: string, why: string) => void) {
    this.#sha1 = sha1;
    this.#ban = ban;
  }

  /** To be called with each peer that sends a block, so that it can be found after it left. */
  sees(peer: Peer): void {
    if (this.#hosts.has(peer.id)) return;
    if (this.#hosts.size >= MAX_SENDERS) {
      const [oldest] = this.#hosts.keys();
      if (oldest !== undefined) this.#hosts.delete(oldest);
    }
    this.#hosts.set(peer.id, peer.endpoint.host);
  }

  /** The piece was bad. `bytes` are its bytes; undefined when they are on the disk only. */
  failed(active: ActivePiece, bytes: Uint8Array | undefined): void {
    const hosts = new Set<string>();
    for (const sender of active.sender) {
      const host = this.#hosts.get(sender);
      if (host !== undefined) hosts.add(host);
    }
    if (hosts.size === 1) {
      for (const host of hosts)
        this.#banOnce(host, `It alone sent piece ${active.piece}, which was bad.`);
      return;
    }
    for (const host of hosts) this.#loseTrust(host);
    if (bytes !== undefined) this.#remember(active, bytes);
  }

  /** The piece is good now: compares with what was kept of earlier tries. */
  passed(active: ActivePiece, bytes: Uint8Array | undefined): void {
    const samples = this.#suspects.get(active.piece);
    if (samples === undefined) return;
    this.#suspects.delete(active.piece);
    if (bytes === undefined) return;
    for (let block = 0; block < active.blocks; block++) {
      const tries = samples[block];
      if (tries === undefined) continue;
      const good = this.#digest(bytes, block, active.blockLength(block));
      for (const { sender, digest } of tries) {
        const host = this.#hosts.get(sender);
        if (digest !== good && host !== undefined) {
          this.#banOnce(host, `It sent a bad block of piece ${active.piece}.`);
        }
      }
    }
  }

  /** The peer was caught with something else than a piece. */
  catch(peer: Peer, why: string): void {
    this.#banOnce(peer.endpoint.host, why);
  }

  #remember(active: ActivePiece, bytes: Uint8Array): void {
    let samples = this.#suspects.get(active.piece);
    if (samples === undefined) {
      if (this.#suspects.size >= MAX_SUSPECT_PIECES) {
        const [oldest] = this.#suspects.keys();
        if (oldest !== undefined) this.#suspects.delete(oldest);
      }
      samples = Array.from({ length: active.blocks }, () => []);
      this.#suspects.set(active.piece, samples);
    }
    for (let block = 0; block < active.blocks; block++) {
      const tries = samples[block] as Sample[];
      if (tries.length >= 4) continue;
      const digest = this.#digest(bytes, block, active.blockLength(block));
      tries.push({ sender: active.sender[block] as number, digest });
    }
  }

  #loseTrust(host: string): void {
    const failures = (this.#failures.get(host) ?? 0) + 1;
    this.#failures.set(host, failures);
    if (failures >= MAX_HASH_FAILURES)
      this.#banOnce(host, `It had a hand in ${failures} bad pieces.`);
  }

  #banOnce(host: string, why: string): void {
    this.#failures.delete(host);
    this.#ban(host, why);
  }

  #digest(bytes: Uint8Array, block: number, length: number): string {
    return toHex(this.#sha1.digest(bytes.subarray(block * BLOCK, block * BLOCK + length)));
  }
}
