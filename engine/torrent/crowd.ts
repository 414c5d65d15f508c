import type { Endpoint } from '../core/endpoint.ts';
import type { RateMeter } from '../core/rate-meter.ts';

/** What is looked at of a connected peer. */
export interface Seated {
  readonly endpoint: Endpoint;
  readonly connectedAt: number;
  readonly requests: { readonly count: number };
  readonly down: RateMeter;
  readonly up: RateMeter;
}

/** So many connections may come from one address, behind which there may be several machines. */
const CROWD = 4;
/** Nobody is called idle sooner. */
const GRACE_MS = 5_000;
const IDLE_SECONDS = 5;

/**
 * One of many from one address that does nothing, undefined when there is none: in a full torrent it makes way,
 * or a single machine could take all places and keep them.
 */
export function oneOfCrowd<P extends Seated>(peers: Iterable<P>, nowMs: number): P | undefined {
  const crowds = new Map<string, P[]>();
  for (const peer of peers) {
    const crowd = crowds.get(peer.endpoint.host);
    if (crowd === undefined) crowds.set(peer.endpoint.host, [peer]);
    else crowd.push(peer);
  }
  let largest: readonly P[] = [];
  for (const crowd of crowds.values()) if (crowd.length > largest.length) largest = crowd;
  return largest.length > CROWD ? largest.find((peer) => isIdle(peer, nowMs)) : undefined;
}

const isIdle = (peer: Seated, nowMs: number): boolean =>
  nowMs - peer.connectedAt > GRACE_MS &&
  peer.requests.count === 0 &&
  peer.down.rate(nowMs, IDLE_SECONDS) === 0 &&
  peer.up.rate(nowMs, IDLE_SECONDS) === 0;
