import type { Below } from './picker/piece-order.ts';

/** What the choker must know of a peer. */
export interface ChokerPeer {
  readonly id: number;
  readonly interested: boolean;
  /** Payload bytes per second that it gives us. */
  readonly downRate: number;
  /** Payload bytes per second that it takes from us. */
  readonly upRate: number;
  /** It owes us blocks for too long (BEP 3: anti-snubbing). */
  readonly snubbed: boolean;
  readonly unchoked: boolean;
  /** Milliseconds since it was unchoked the last time; Infinity when never. */
  readonly unchokedFor: number;
  readonly connectedFor: number;
  /** Payload bytes that it took since it was unchoked. */
  readonly tookSinceUnchoke: number;
}

export interface ChokerRound {
  readonly peers: readonly ChokerPeer[];
  readonly seeding: boolean;
  /** Unchoked peers in all, the optimistic one included; at least 2. */
  readonly slots: number;
  /** Who has the optimistic slot now, and whether its 30 s are over. */
  readonly optimistic: number | undefined;
  readonly rotate: boolean;
}

export interface ChokerDecision {
  readonly unchoke: ReadonlySet<number>;
  readonly optimistic: number | undefined;
}

/** As a seed: a peer that took this much, and was unchoked for this long, makes room for the next. */
const SEED_QUANTUM_BYTES = 20 * 1024 * 1024;
const SEED_QUANTUM_MS = 60_000;
/** BEP 3: a new peer is three times as likely to get the optimistic slot. */
const NEW_PEER_MS = 60_000;

/**
 * Tit-for-tat (BEP 3): those who give most get our slots, and one slot goes round so that strangers can
 * show what they give. As a seed, those who take fastest get them, and go to the back of the queue after
 * their share.
 */
export function choke(round: ChokerRound, below: Below): ChokerDecision {
  const candidates = round.peers.filter((peer) => peer.interested);
  const regular = Math.max(1, round.slots - 1);
  const unchoke = new Set<number>();

  const ranked = candidates
    .filter((peer) => round.seeding || !peer.snubbed)
    .sort(round.seeding ? bySeedOrder : byGiving);
  for (const peer of ranked.slice(0, regular)) unchoke.add(peer.id);

  const rest = candidates.filter((peer) => !unchoke.has(peer.id));
  const kept = round.rotate ? undefined : rest.find((peer) => peer.id === round.optimistic);
  const optimistic = kept ?? draw(rest, round.optimistic, below);
  if (optimistic !== undefined) unchoke.add(optimistic.id);
  return { unchoke, optimistic: optimistic?.id };
}

function byGiving(a: ChokerPeer, b: ChokerPeer): number {
  return b.downRate - a.downRate || b.upRate - a.upRate || a.id - b.id;
}

function bySeedOrder(a: ChokerPeer, b: ChokerPeer): number {
  return (
    Number(hadItsShare(a)) - Number(hadItsShare(b)) ||
    Number(b.unchoked) - Number(a.unchoked) ||
    // Who has waited longest comes first.
    b.unchokedFor - a.unchokedFor ||
    b.upRate - a.upRate ||
    a.id - b.id
  );
}

const hadItsShare = (peer: ChokerPeer): boolean =>
  peer.unchoked && peer.unchokedFor > SEED_QUANTUM_MS && peer.tookSinceUnchoke > SEED_QUANTUM_BYTES;

function draw(
  peers: readonly ChokerPeer[],
  last: number | undefined,
  below: Below,
): ChokerPeer | undefined {
  const others = peers.filter((peer) => peer.id !== last);
  const from = others.length > 0 ? others : peers;
  const tickets = from.flatMap((peer) =>
    peer.connectedFor < NEW_PEER_MS ? [peer, peer, peer] : [peer],
  );
  return tickets.length === 0 ? undefined : tickets[below(tickets.length)];
}

/** Slots for what the line carries: as mainline did, the root of the rate, 4 at the least. `upRate` in bytes/s. */
export const slotsFor = (upRate: number): number =>
  Math.min(100, Math.max(4, Math.ceil(Math.sqrt((upRate / 1024) * 0.6))));
