import type { Below } from './picker/piece-order.ts';

/** What the choker must know of a peer. */
export interface ChokerPeer {
  readonly id: number;
  readonly interested: boolean;
  /** Payload bytes per second that it gives us. */
  readonly downRate: number;
  /** Payload bytes per second that it takes from us. */
  readonly upRate: number;
  /** Payload bytes that it took, less those that it gave. */
  readonly owes: number;
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
  /** While we leech: what a stranger may take before it has to give, in bytes. */
  readonly credit: number;
  /** As a seed: a peer that took so many bytes makes room for the next. */
  readonly quantum: number;
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
/** Who gives less than this part of what it takes, and is beyond its credit, rides free. */
const RIDER_SHARE = 1 / 16;
/** As a seed: the shortest and the longest time for which a slot is kept while others wait. */
const SEED_MIN_MS = 60_000;
const SEED_MAX_MS = 180_000;
/** As a seed: whoever took nothing for so long does not need the slot. */
const SEED_IDLE_MS = 20_000;
/** BEP 3: a new peer is three times as likely to get the optimistic slot. */
const NEW_PEER_MS = 60_000;

/**
 * Tit-for-tat (BEP 3): those who give most get our slots, and one slot in five goes round so that strangers can
 * show what they give. Who takes and gives nothing gets no other slot than these, not even a free one. As a seed,
 * those who take fastest get them, and go to the back of the queue after their share.
 */
export function choke(round: ChokerRound, below: Below): ChokerDecision {
  const candidates = round.peers.filter((peer) => peer.interested);
  const chances = chancesOf(round);
  const regular = Math.max(1, round.slots - chances);
  const unchoke = new Set<number>();
  const ranked = candidates.filter((peer) => mayEarn(round, peer)).sort(orderOf(round));
  for (const peer of ranked.slice(0, regular)) unchoke.add(peer.id);

  const optimistic = new Set<number>();
  const rest = candidates.filter((peer) => !unchoke.has(peer.id));
  if (!round.rotate) {
    for (const { id } of rest) {
      if (round.optimistic.has(id) && optimistic.size < chances) optimistic.add(id);
    }
  }
  const others = rest.filter(({ id }) => !optimistic.has(id));
  for (const { id } of draw(others, chances - optimistic.size, round.optimistic, below))
    optimistic.add(id);
  for (const id of optimistic) unchoke.add(id);
  return { unchoke, optimistic };
}

/** Between rounds: what is free is given at once, and nobody is choked. */
export function give(round: ChokerRound, below: Below): ChokerDecision {
  const kept = round.peers.filter((peer) => peer.interested && peer.unchoked);
  const unchoke = new Set(kept.map(({ id }) => id));
  const optimistic = new Set([...round.optimistic].filter((id) => unchoke.has(id)));
  const waiting = round.peers.filter((peer) => peer.interested && !peer.unchoked);
  const chances = chancesOf(round);
  const free = round.slots - unchoke.size - Math.max(0, chances - optimistic.size);
  const ranked = waiting.filter((peer) => mayEarn(round, peer)).sort(orderOf(round));
  for (const { id } of ranked.slice(0, Math.max(0, free))) unchoke.add(id);
  const rest = waiting.filter(({ id }) => !unchoke.has(id));
  const places = Math.min(chances - optimistic.size, round.slots - unchoke.size);
  for (const { id } of draw(rest, places, new Set(), below)) {
    optimistic.add(id);
    unchoke.add(id);
  }
  return { unchoke, optimistic };
}

const chancesOf = ({ slots }: ChokerRound): number =>
  Math.max(1, Math.floor(slots / SLOTS_PER_CHANCE));

/** Slots that are not for everybody: as a seed nobody owes us anything. */
const mayEarn = (round: ChokerRound, peer: ChokerPeer): boolean =>
  round.seeding ||
  (!peer.snubbed &&
    (peer.owes <= round.credit || peer.downRate > Math.max(1, peer.upRate * RIDER_SHARE)));

const orderOf = (round: ChokerRound): ((a: ChokerPeer, b: ChokerPeer) => number) =>
  round.seeding ? bySeedOrder(round.quantum) : byGiving;

function byGiving(a: ChokerPeer, b: ChokerPeer): number {
  return b.downRate - a.downRate || a.owes - b.owes || b.upRate - a.upRate || a.id - b.id;
}

const bySeedOrder =
  (quantum: number) =>
  (a: ChokerPeer, b: ChokerPeer): number =>
    Number(hadItsShare(a, quantum)) - Number(hadItsShare(b, quantum)) ||
    Number(b.unchoked) - Number(a.unchoked) ||
    // Who has waited longest comes first.
    b.unchokedFor - a.unchokedFor ||
    b.upRate - a.upRate ||
    a.id - b.id;

function hadItsShare(peer: ChokerPeer, quantum: number): boolean {
  if (!peer.unchoked) return false;
  if (peer.upRate === 0 && peer.unchokedFor > SEED_IDLE_MS) return true;
  if (peer.unchokedFor > SEED_MAX_MS) return true;
  return peer.unchokedFor > SEED_MIN_MS && peer.tookSinceUnchoke > quantum;
}

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
