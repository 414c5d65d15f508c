import { BLOCK } from '../core/ids.ts';
import { Gate, type Waiter } from './gate.ts';
import type { Peer } from './peer.ts';

/**
 * The download limit of one peer: it stops reading when the limit is used up, and the network's own flow
 * control slows the sender. A wake-up is paid for in advance, so that not all who wait are woken at once.
 */
export class DownThrottle implements Waiter {
  readonly #peer: Peer;
  readonly #gate: Gate;
  readonly #now: () => number;
  #prepaid = 0;
  /** We ourselves have stopped reading: the peer is not to blame for the silence. */
  isHolding = false;

  constructor(peer: Peer, gate: Gate, now: () => number) {
    this.#peer = peer;
    this.#gate = gate;
    this.#now = now;
  }

  get buckets() {
    return this.#peer.downBuckets;
  }

  /** To be called with the bytes that count after each chunk. */
  took(bytes: number): void {
    const now = this.#now();
    const owed = Math.max(0, bytes - this.#prepaid);
    this.#prepaid = Math.max(0, this.#prepaid - bytes);
    Gate.spend(this.buckets, owed, now);
    if (Gate.available(this.buckets, now) > 0) return;
    this.isHolding = true;
    this.#peer.connection.pause();
    this.#gate.wait(this);
  }

  wake(): void {
    this.isHolding = false;
    if (this.#peer.ended) return;
    const advance = BLOCK - this.#prepaid;
    this.#prepaid = BLOCK;
    const now = this.#now();
    Gate.spend(this.buckets, advance, now);
    // The silence until now was ours.
    this.#peer.lastBlockAt = now;
    this.#peer.connection.resume();
  }

  close(): void {
    this.#gate.leave(this);
  }
}
