import { toHex } from '../core/bytes/bytes.ts';
import { BLOCK } from '../core/ids.ts';
import { type ActivePiece, NOBODY } from '../core/picker/active-piece.ts';
import type { Sha1 } from '../ports/hasher.ts';

/** Whoever sends blocks: a peer, or a web seed, whose host is its URL. */
export interface Sender {
  readonly id: number;
  readonly endpoint: { readonly host: string };
  suspect: boolean;
}

interface Sample {
  readonly sender: number;
  readonly digest: string;
}

/** A piece that was bad, and who had a hand in it. */
interface Failure {
  readonly hosts: Set<string>;
  /** By block. Empty where the bytes were on the disk only. */
  readonly samples: Sample[][];
}

/** Failed pieces whose blocks we remember, and senders whose address we remember. */
const MAX_SUSPECT_PIECES = 64;
const MAX_SENDERS = 4096;
/** Tries of one block that are remembered. */
const MAX_SAMPLES = 4;

/**
 * Finds out who sends bad data. A sole sender of a bad piece is caught at once; where several took part,
 * each block's hash is kept, and whoever's block differs once the piece is right was the liar. Until then
 * all of them are suspects: they fetch pieces of their own, so that the next bad one has a sole sender, and
 * a good one clears its sender.
 */
export class Trust {
  readonly #sha1: Sha1;
  readonly #ban: (host: string, why: string) => void;
  readonly #hosts = new Map<number, string>();
  readonly #failures = new Map<number, Failure>();
  readonly #suspects = new Set<string>();
  readonly #banned = new Set<string>();

  constructor(sha1: Sha1, ban: (host: string, why: string) => void) {
    this.#sha1 = sha1;
    this.#ban = ban;
  }

  /** To be called with each peer that sends a block, so that it can be found after it left. */
  sees(peer: Sender): void {
    if (this.#hosts.has(peer.id)) return;
    if (this.#hosts.size >= MAX_SENDERS) {
      const [oldest] = this.#hosts.keys();
      if (oldest !== undefined) this.#hosts.delete(oldest);
    }
    this.#hosts.set(peer.id, peer.endpoint.host);
    // Whoever was banned is back: the ban has run out.
    this.#banned.delete(peer.endpoint.host);
    peer.suspect = this.isSuspect(peer);
  }

  isSuspect(peer: Sender): boolean {
    return this.#suspects.has(peer.endpoint.host);
  }

  /** The piece was bad. `bytes` are its bytes; undefined when they are on the disk only. */
  failed(active: ActivePiece, bytes: Uint8Array | undefined): void {
    const hosts = this.#hostsOf(active);
    const [only] = hosts;
    if (hosts.size === 1 && only !== undefined) {
      this.#banOnce(only, `It alone sent piece ${active.piece}, which was bad.`);
      return;
    }
    const failure = this.#failureOf(active);
    for (const host of hosts) {
      failure.hosts.add(host);
      this.#suspects.add(host);
    }
    if (bytes !== undefined) this.#remember(failure, active, bytes);
  }

  /**
   * The piece is good: compares with what was kept of earlier tries, and clears whom there is nothing against.
   * True when that may have changed who is a suspect.
   */
  passed(active: ActivePiece, bytes: Uint8Array | undefined): boolean {
    if (this.#suspects.size === 0 && this.#failures.size === 0) return false;
    const hosts = this.#hostsOf(active);
    const [only] = hosts;
    if (hosts.size === 1 && only !== undefined) this.#clear(only);
    const failure = this.#failures.get(active.piece);
    if (failure !== undefined) {
      this.#failures.delete(active.piece);
      if (bytes !== undefined) this.#compare(failure, active, bytes);
    }
    return true;
  }

  /** The peer was caught with something else than a piece. */
  catch(peer: Sender, why: string): void {
    this.#banOnce(peer.endpoint.host, why);
  }

  #compare(failure: Failure, active: ActivePiece, bytes: Uint8Array): void {
    const liars = new Set<string>();
    failure.samples.forEach((tries, block) => {
      if (tries.length === 0) return;
      const good = this.#digest(bytes, block, active.blockLength(block));
      for (const { sender, digest } of tries) {
        const host = this.#hosts.get(sender);
        if (digest !== good && host !== undefined) liars.add(host);
      }
    });
    if (liars.size === 0) return;
    for (const host of liars) this.#banOnce(host, `It sent a bad block of piece ${active.piece}.`);
    for (const host of failure.hosts) {
      if (!liars.has(host) && !this.#isInFailure(host)) this.#clear(host);
    }
  }

  #isInFailure(host: string): boolean {
    for (const { hosts } of this.#failures.values()) if (hosts.has(host)) return true;
    return false;
  }

  #clear(host: string): void {
    this.#suspects.delete(host);
    for (const { hosts } of this.#failures.values()) hosts.delete(host);
  }

  #hostsOf(active: ActivePiece): Set<string> {
    const hosts = new Set<string>();
    // A sender that we no longer know is someone of its own: nobody pays for it.
    for (const sender of active.sender)
      if (sender !== NOBODY) hosts.add(this.#hosts.get(sender) ?? `peer ${sender}`);
    return hosts;
  }

  #failureOf(active: ActivePiece): Failure {
    let failure = this.#failures.get(active.piece);
    if (failure !== undefined) return failure;
    if (this.#failures.size >= MAX_SUSPECT_PIECES) {
      const [oldest] = this.#failures.keys();
      if (oldest !== undefined) this.#failures.delete(oldest);
    }
    failure = { hosts: new Set(), samples: Array.from({ length: active.blocks }, () => []) };
    this.#failures.set(active.piece, failure);
    return failure;
  }

  #remember(failure: Failure, active: ActivePiece, bytes: Uint8Array): void {
    for (let block = 0; block < active.blocks; block++) {
      const tries = failure.samples[block] as Sample[];
      if (tries.length >= MAX_SAMPLES) continue;
      const digest = this.#digest(bytes, block, active.blockLength(block));
      tries.push({ sender: active.sender[block] as number, digest });
    }
  }

  #banOnce(host: string, why: string): void {
    this.#suspects.delete(host);
    if (this.#banned.has(host)) return;
    this.#banned.add(host);
    this.#ban(host, why);
  }

  #digest(bytes: Uint8Array, block: number, length: number): string {
    return toHex(this.#sha1.digest(bytes.subarray(block * BLOCK, block * BLOCK + length)));
  }
}
