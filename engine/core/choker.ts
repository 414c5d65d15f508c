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
  /** Who has the optimistic slots now, and whether their 30 s are over. */
  readonly optimistic: ReadonlySet<number>;
  readonly rotate: boolean;
}

export interface ChokerDecision {
  /** The optimistic ones included. */
  readonly unchoke: ReadonlySet<number>;
  readonly optimistic: ReadonlySet<number>;
}

/** One slot in so many is given to someone who has not earned it. */
const SLOTS_PER_CHANCE = 5;
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
  const chances = Math.max(1, Math.round(round.slots / SLOTS_PER_CHANCE));
  const regular = Math.max(1, round.slots - chances);
  const unchoke = new Set<number>();

  const ranked = candidates
    .filter((peer) => round.seeding || !peer.snubbed)
    .sort(round.seeding ? bySeedOrder : byGiving);
  for (const peer of ranked.slice(0, regular)) unchoke.add(peer.id);

  const optimistic = new Set<number>();
  const rest = candidates.filter((peer) => !unchoke.has(peer.id));
  // With fewer who earn a slot than slots, the free ones are chances as well.
  const most = round.slots - unchoke.size;
  if (!round.rotate) {
    for (const { id } of rest) {
      if (round.optimistic.has(id) && optimistic.size < most) optimistic.add(id);
    }
  }
  const others = rest.filter(({ id }) => !optimistic.has(id));
  for (const { id } of draw(others, most - optimistic.size, round.optimistic, below))
    optimistic.add(id);
  for (const id of optimistic) unchoke.add(id);
  return { unchoke, optimistic };
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

/** Draws `count` peers; those in `last` come only when nobody else is left. */
function draw(
  peers: readonly ChokerPeer[],
  count: number,
  last: ReadonlySet<number>,
  below: Below,
): ChokerPeer[] {
  const drawn: ChokerPeer[] = [];
  for (const hadOne of [false, true]) {
    const tickets = peers
      .filter(({ id }) => last.has(id) === hadOne)
      .flatMap((peer) => (peer.connectedFor < NEW_PEER_MS ? [peer, peer, peer] : [peer]));
    while (tickets.length > 0 && drawn.length < count) {
      const winner = tickets[below(tickets.length)] as ChokerPeer;
      drawn.push(winner);
      for (let i = tickets.length - 1; i >= 0; i--) if (tickets[i] === winner) tickets.splice(i, 1);
    }
  }
  return drawn;
}

/** Slots for what the line carries: as mainline did, the root of the rate, 4 at the least. `upRate` in bytes/s. */
export const slotsFor = (upRate: number): number =>
  Math.min(100, Math.max(4, Math.ceil(Math.sqrt((upRate / 1024) * 0.6))));
