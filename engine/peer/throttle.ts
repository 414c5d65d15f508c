import type { TokenBucket } from '../core/token-bucket.ts';
import type { Gate } from './gate.ts';
import { Turn } from './turn.ts';

/** Who is read from: a peer, or a web seed. */
export interface Throttled {
  readonly downBuckets: readonly TokenBucket[];
  readonly ended: boolean;
  lastBlockAt: number;
  readonly connection: { pause(): void; resume(): void };
}

/**
 * The download limit of one peer: it stops reading when the limit is used up, and the network's own flow
 * control slows the sender.
 */
export class DownThrottle {
  readonly #peer: Throttled;
  readonly #now: () => number;
  readonly #turn: Turn;

  constructor(peer: Throttled, gate: Gate, now: () => number) {
    this.#peer = peer;
    this.#now = now;
    this.#turn = new Turn(
      gate,
      () => peer.downBuckets,
      now,
      () => this.#goOn(),
    );
  }

  /** We ourselves have stopped reading: the peer is not to blame for the silence. */
  get isHolding(): boolean {
    return this.#turn.isWaiting;
  }

  /** To be called with the bytes that count after each chunk. */
  took(bytes: number): void {
    this.#turn.passed(bytes);
    if (!this.#turn.mayPass()) this.#peer.connection.pause();
  }

  close(): void {
    this.#turn.close();
  }

  #goOn(): void {
    if (this.#peer.ended) return;
    // The silence until now was ours.
    this.#peer.lastBlockAt = this.#now();
    this.#peer.connection.resume();
  }
}
