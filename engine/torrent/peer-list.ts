import type { PeerSource } from '../api/torrent.ts';
import { type Endpoint, endpointText } from '../core/endpoint.ts';
import { peerPriority } from '../core/peer-priority.ts';

/** What we know of one address, connected or not. */
export interface KnownPeer {
  readonly endpoint: Endpoint;
  readonly source: PeerSource;
  /** Failed attempts in a row. */
  failures: number;
  /** Not dialled before (ms of the clock). */
  retryAt: number;
  lastSeen: number;
  connected: boolean;
  /** It is complete: of no use to a seed. */
  seed: boolean;
  /** It has been us, or has proved to be another torrent's: never again. */
  useless: boolean;
  /** It hung up on a plain handshake: the next is encrypted, or the other way round where encryption comes first. */
  plainRefused: boolean;
  /** Both ways were tried since the last success. */
  otherTried: boolean;
  /** BEP 40; computed once. */
  readonly priority: number;
}

const MAX_KNOWN = 2000;
const FIRST_RETRY_MS = 15_000;
const MAX_RETRY_MS = 30 * 60_000;
const MAX_FAILURES = 8;
/** Of a torrent that knows nobody. Nothing is ever added to it. */
const NOBODY = new Map<string, KnownPeer>();

/** The addresses of one torrent's swarm: who told us, how it went, when to try again. */
export class PeerList {
  #known = NOBODY;
  #own: Endpoint;

  constructor(own: Endpoint) {
    this.#own = own;
  }

  /** Our address as others see it, for BEP 40; it counts for addresses that come later. */
  set own(endpoint: Endpoint) {
    this.#own = endpoint;
  }

  /** BEP 40, of an address that need not be known. */
  priorityOf(endpoint: Endpoint): number {
    return peerPriority(this.#own, endpoint);
  }

  get size(): number {
    return this.#known.size;
  }

  get(endpoint: Endpoint): KnownPeer | undefined {
    return this.#known.get(endpointText(endpoint));
  }

  values(): IterableIterator<KnownPeer> {
    return this.#known.values();
  }

  /** Undefined when there is no room: then the worst of the known ones was still better. */
  add(endpoint: Endpoint, source: PeerSource, nowMs: number): KnownPeer | undefined {
    const key = endpointText(endpoint);
    const before = this.#known.get(key);
    if (before !== undefined) {
      before.lastSeen = nowMs;
      // A person's word, or our tracker's, is a reason to try again soon.
      if (source === 'manual' && !before.useless) {
        before.failures = 0;
        before.retryAt = nowMs;
      }
      return before;
    }
    if (this.#known.size >= MAX_KNOWN && !this.#forgetWorst()) return undefined;
    const peer: KnownPeer = {
      endpoint,
      source,
      failures: 0,
      retryAt: nowMs,
      lastSeen: nowMs,
      connected: false,
      seed: false,
      useless: false,
      plainRefused: false,
      otherTried: false,
      priority: peerPriority(this.#own, endpoint),
    };
    if (this.#known === NOBODY) this.#known = new Map();
    this.#known.set(key, peer);
    return peer;
  }

  /** Somebody who has everything was connected, or told of, since then: seeds do not stay connected to a seed. */
  knowsSeed(sinceMs: number): boolean {
    for (const peer of this.#known.values()) if (peer.seed && peer.lastSeen >= sinceMs) return true;
    return false;
  }

  /** The best address to dial now: fewest failures, then BEP 40. */
  next(nowMs: number, seeding: boolean): KnownPeer | undefined {
    let best: KnownPeer | undefined;
    for (const peer of this.#known.values()) {
      if (peer.connected || peer.useless || peer.retryAt > nowMs || (seeding && peer.seed))
        continue;
      if (
        best === undefined ||
        peer.failures < best.failures ||
        (peer.failures === best.failures && peer.priority > best.priority)
      ) {
        best = peer;
      }
    }
    return best;
  }

  /** Milliseconds of the clock at which `next` can have something; Infinity when nothing waits. */
  nextAt(seeding: boolean): number {
    let soonest = Number.POSITIVE_INFINITY;
    for (const peer of this.#known.values()) {
      if (peer.connected || peer.useless || (seeding && peer.seed)) continue;
      soonest = Math.min(soonest, peer.retryAt);
    }
    return soonest;
  }

  forget(peer: KnownPeer): void {
    this.#known.delete(endpointText(peer.endpoint));
  }

  failed(peer: KnownPeer, nowMs: number): void {
    peer.connected = false;
    peer.failures++;
    if (peer.failures >= MAX_FAILURES) {
      this.#known.delete(endpointText(peer.endpoint));
      return;
    }
    peer.retryAt = nowMs + Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (peer.failures - 1));
  }

  /** It was connected and left; not a failure, but no reason to hurry back. */
  left(peer: KnownPeer, nowMs: number, waitMs: number): void {
    peer.connected = false;
    peer.failures = 0;
    peer.lastSeen = nowMs;
    peer.retryAt = nowMs + waitMs;
  }

  /** To be dialled again at once, in another way; what was before still counts. */
  again(peer: KnownPeer, nowMs: number): void {
    peer.connected = false;
    peer.retryAt = nowMs;
  }

  /** After a sleep or a change of network every address deserves a new try. */
  retryAll(nowMs: number): void {
    for (const peer of this.#known.values()) {
      peer.failures = 0;
      peer.retryAt = nowMs;
    }
  }

  #forgetWorst(): boolean {
    let worst: KnownPeer | undefined;
    for (const peer of this.#known.values()) {
      if (peer.connected || peer.useless) continue;
      if (
        worst === undefined ||
        peer.failures > worst.failures ||
        (peer.failures === worst.failures && peer.lastSeen < worst.lastSeen)
      ) {
        worst = peer;
      }
    }
    if (worst === undefined) return false;
    this.#known.delete(endpointText(worst.endpoint));
    return true;
  }
}
