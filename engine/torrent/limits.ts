import { TokenBucket } from '../core/token-bucket.ts';

/** One limit, both ways. */
export interface LimitPair {
  readonly down: TokenBucket;
  readonly up: TokenBucket;
}

/** Bytes per second; 0: none. */
export interface Rates {
  readonly downLimit: number;
  readonly upLimit: number;
}

export interface LimitsHost {
  now(): number;
  /** Limits that the torrent shares with others, for traffic with this address. */
  sharedLimits(address: string): readonly LimitPair[];
  /** Those who wait look again. */
  pokeGates(): void;
}

/** What can be held back. */
export interface Limited {
  readonly endpoint: { readonly host: string };
  downBuckets: readonly TokenBucket[];
  upBuckets: readonly TokenBucket[];
}

/** Peers of one torrent that somebody gave a limit of their own. */
const MAX_PEER_LIMITS = 1_000;

/** The chain of limits that one torrent's traffic passes: shared ones, its own, and that of a single peer. */
export class TorrentLimits {
  readonly #host: LimitsHost;
  readonly #own: LimitPair;
  readonly #peers = new Map<string, LimitPair>();

  constructor(rates: Rates, host: LimitsHost) {
    this.#host = host;
    this.#own = pairOf(rates, host.now());
  }

  /** The torrent's own limits. */
  set(rates: Rates): void {
    setPair(this.#own, rates, this.#host.now());
    this.#host.pokeGates();
  }

  /** A limit for the peers of one address, until the torrent leaves the list; 0 both ways takes it away. */
  setPeer(address: string, rates: Rates): void {
    const pair = this.#peers.get(address);
    if (rates.downLimit === 0 && rates.upLimit === 0) this.#peers.delete(address);
    else if (pair !== undefined) setPair(pair, rates, this.#host.now());
    else if (this.#peers.size < MAX_PEER_LIMITS)
      this.#peers.set(address, pairOf(rates, this.#host.now()));
  }

  ofPeer(address: string): Rates {
    const pair = this.#peers.get(address);
    return { downLimit: pair?.down.rate ?? 0, upLimit: pair?.up.rate ?? 0 };
  }

  /** Every limit in its chain, from the widest to the narrowest. */
  apply(to: Limited): void {
    const { host } = to.endpoint;
    const chain = [...this.#host.sharedLimits(host), this.#own];
    const peer = this.#peers.get(host);
    if (peer !== undefined) chain.push(peer);
    to.downBuckets = chain.map(({ down }) => down);
    to.upBuckets = chain.map(({ up }) => up);
  }

  /** The chain has other links now. */
  applyAll(all: Iterable<Limited>): void {
    for (const each of all) this.apply(each);
    this.#host.pokeGates();
  }
}

/** The limits among a torrent's options. */
export const ratesOf = ({ downLimit = 0, upLimit = 0 }: Partial<Rates>): Rates => ({
  downLimit,
  upLimit,
});

export const pairOf = ({ downLimit, upLimit }: Rates, nowMs: number): LimitPair => ({
  down: new TokenBucket(downLimit, nowMs),
  up: new TokenBucket(upLimit, nowMs),
});

export function setPair(pair: LimitPair, { downLimit, upLimit }: Rates, nowMs: number): void {
  pair.down.setRate(downLimit, nowMs);
  pair.up.setRate(upLimit, nowMs);
}
