import { type ChokerRound, choke, give, slotsFor } from '../core/choker.ts';
import type { Below } from '../core/picker/piece-order.ts';
import { MSG } from '../core/wire/ids.ts';
import type { Peer } from '../peer/peer.ts';

export interface ChokingHost {
  readonly below: Below;
  now(): number;
  peers(): Iterable<Peer>;
  isSeeding(): boolean;
  /** Zeros while the metadata is missing. */
  content(): { readonly pieceLength: number; readonly length: number };
  /** 0: by the measured upload. */
  uploadSlots(): number;
  /** The peer's waiting requests are refused. */
  choked(peer: Peer): void;
}

const ROUND_MS = 10_000;
/** Free slots are filled at once so often in a second, and with the next beat after that. */
const MAX_FILLS = 50;
/**
 * A stranger's credit, and a seed's quantum, in pieces, and their bounds in bytes. The credit of a small torrent is
 * small: whoever takes it from everybody must not have most of the torrent for nothing.
 */
const CREDIT_PIECES = 2;
const CREDIT_PART = 1 / 64;
const MIN_CREDIT = 512 * 1024;
const MAX_CREDIT = 8 * 1024 * 1024;
const QUANTUM_PIECES = 20;
const MAX_QUANTUM = 20 * 1024 * 1024;
/** BEP 3: the optimistic unchoke goes on every third round. */
const ROUNDS_PER_OPTIMISTIC = 3;

/** Runs the choker on its 10-second rounds, and fills a free slot at once when someone becomes interested. */
export class Choking {
  readonly #host: ChokingHost;
  #nextRound = 0;
  #round = 0;
  #optimistic: ReadonlySet<number> = new Set();
  #slots = 4;
  #fills = 0;
  #unchoked = 0;

  constructor(host: ChokingHost) {
    this.#host = host;
  }

  get slots(): number {
    return this.#slots;
  }

  /** To be called about once a second. */
  tick(): void {
    const now = this.#host.now();
    this.#fills = 0;
    this.#countSlots(now);
    if (now >= this.#nextRound) {
      this.#nextRound = now + ROUND_MS;
      this.#run(choke, this.#round++ % ROUNDS_PER_OPTIMISTIC === 0);
    } else {
      this.changed();
    }
  }

  /** A peer became interested, or one with a slot left: a free slot does not wait for the next round. */
  changed(): void {
    if (this.#unchoked >= this.#slots || this.#fills >= MAX_FILLS) return;
    this.#fills++;
    this.#run(give, false);
  }

  /** A peer lost interest or is gone; its slot is free. */
  freed(peer: Peer): void {
    if (!peer.amChoking) this.#unchoked--;
    this.changed();
  }

  /** One more or one less a second: what a burst into empty buffers measures is not what the line carries. */
  #countSlots(now: number): void {
    const fixed = this.#host.uploadSlots();
    if (fixed > 0) {
      this.#slots = Math.max(2, fixed);
      return;
    }
    let upRate = 0;
    for (const peer of this.#host.peers()) upRate += peer.up.rate(now, 9);
    this.#slots += Math.sign(slotsFor(upRate) - this.#slots);
  }

  #run(decide: typeof choke, rotate: boolean): void {
    const now = this.#host.now();
    const peers: Peer[] = [...this.#host.peers()].filter((peer) => peer.peerId !== undefined);
    const decision = decide(this.#roundOf(peers, rotate, now), this.#host.below);
    this.#optimistic = decision.optimistic;
    this.#unchoked = decision.unchoke.size;
    for (const peer of peers) {
      peer.optimistic = decision.optimistic.has(peer.id);
      this.#apply(peer, decision.unchoke.has(peer.id), now);
    }
  }

  #roundOf(peers: readonly Peer[], rotate: boolean, now: number): ChokerRound {
    const { pieceLength, length: size } = this.#host.content();
    return {
      peers: peers.map((peer) => ({
        id: peer.id,
        interested: peer.peerInterested,
        downRate: peer.down.rate(now, 9),
        upRate: peer.up.rate(now, 9),
        owes: peer.up.total - peer.down.total,
        snubbed: peer.snubbed,
        unchoked: !peer.amChoking,
        unchokedFor: now - peer.unchokedAt,
        connectedFor: now - peer.connectedAt,
        tookSinceUnchoke: peer.tookSinceUnchoke,
      })),
      seeding: this.#host.isSeeding(),
      slots: this.#slots,
      credit: Math.min(
        MAX_CREDIT,
        Math.max(CREDIT_PIECES * pieceLength, Math.min(MIN_CREDIT, size * CREDIT_PART)),
      ),
      quantum: Math.min(MAX_QUANTUM, QUANTUM_PIECES * pieceLength),
      optimistic: this.#optimistic,
      rotate,
    };
  }

  #apply(peer: Peer, unchoke: boolean, now: number): void {
    if (unchoke === !peer.amChoking) return;
    peer.amChoking = !unchoke;
    peer.writer.bare(unchoke ? MSG.unchoke : MSG.choke);
    if (unchoke) {
      peer.unchokedAt = now;
      peer.tookSinceUnchoke = 0;
    } else {
      this.#host.choked(peer);
    }
    peer.flush();
  }
}
