import { describe, expect, test } from 'vitest';
import {
  type ChokerPeer,
  type ChokerRound,
  choke,
  give,
  slotsFor,
} from '../../../engine/core/choker.ts';

const peer = (id: number, over: Partial<ChokerPeer> = {}): ChokerPeer => ({
  id,
  interested: true,
  downRate: 0,
  upRate: 0,
  owes: 0,
  snubbed: false,
  unchoked: false,
  unchokedFor: Number.POSITIVE_INFINITY,
  connectedFor: 600_000,
  tookSinceUnchoke: 0,
  ...over,
});
const first = (): number => 0;
const round: Omit<ChokerRound, 'peers'> = {
  seeding: false,
  slots: 4,
  credit: 1e6,
  quantum: 20e6,
  optimistic: new Set<number>(),
  rotate: false,
};

describe('the choker', () => {
  test('gives its slots to those who give most, and one to a stranger', () => {
    const peers = [1, 2, 3, 4, 5, 6].map((id) => peer(id, { downRate: id * 100 }));
    const { unchoke, optimistic } = choke({ ...round, peers }, first);
    expect([...unchoke].sort()).toEqual([1, 4, 5, 6]);
    expect([...optimistic]).toEqual([1]);
  });

  test('a free rider gets nothing but the optimistic slot', () => {
    const givers = [1, 2, 3].map((id) => peer(id, { downRate: 1000 }));
    const { unchoke, optimistic } = choke(
      { ...round, peers: [...givers, peer(9), peer(10)] },
      first,
    );
    expect(unchoke.size).toBe(4);
    expect(optimistic.size).toBe(1);
    expect([...optimistic].every((id) => id === 9 || id === 10)).toBe(true);
  });

  test('a peer that snubs us keeps no regular slot', () => {
    const peers = [peer(1, { downRate: 900, snubbed: true }), peer(2), peer(3), peer(4), peer(5)];
    const { unchoke, optimistic } = choke({ ...round, peers, optimistic: new Set([5]) }, first);
    expect(unchoke.has(1)).toBe(false);
    expect([...optimistic]).toEqual([5]);
  });

  test('the optimistic slot stays until its time is over, then goes to someone else', () => {
    const peers = [1, 2, 3, 4, 5, 6].map((id) => peer(id, { downRate: id < 4 ? 100 : 0 }));
    const optimistic = new Set([5]);
    expect(choke({ ...round, peers, optimistic }, first).optimistic).toEqual(optimistic);
    expect(choke({ ...round, peers, optimistic, rotate: true }, first).optimistic).not.toEqual(
      optimistic,
    );
  });

  test('nobody who is not interested is unchoked', () => {
    const peers = [1, 2].map((id) => peer(id, { interested: false, downRate: 100 }));
    expect(choke({ ...round, peers }, first).unchoke.size).toBe(0);
  });

  test('of many slots a fifth goes to strangers, and what nobody has earned as well', () => {
    const givers = Array.from({ length: 20 }, (_, i) => peer(i + 1, { downRate: 100 + i }));
    const strangers = Array.from({ length: 20 }, (_, i) => peer(i + 101));
    const many = { ...round, slots: 10 };
    const scarce = choke({ ...many, peers: [...givers, ...strangers] }, first);
    expect(scarce.unchoke.size).toBe(10);
    expect(scarce.optimistic.size).toBe(2);
    // Rounded down: what strangers take is not given to those who give.
    expect(
      choke({ ...many, slots: 9, peers: [...givers, ...strangers] }, first).optimistic.size,
    ).toBe(1);
    const few = choke({ ...many, peers: strangers }, first);
    expect(few.unchoke.size).toBe(10);
  });

  test('as a seed, who had its share makes room for who has waited longest', () => {
    const fed = [1, 2, 3].map((id) =>
      peer(id, { unchoked: true, unchokedFor: 70_000, tookSinceUnchoke: 30e6, upRate: 1e6 }),
    );
    const waiting = [peer(7, { unchokedFor: 200_000 }), peer(8), peer(9, { unchokedFor: 100_000 })];
    const { unchoke } = choke({ ...round, seeding: true, peers: [...fed, ...waiting] }, first);
    expect([7, 8, 9].every((id) => unchoke.has(id))).toBe(true);
  });

  test('as a seed, who takes nothing leaves its slot to others, and so does who had it for minutes', () => {
    const idle = peer(1, { unchoked: true, unchokedFor: 30_000 });
    const slow = peer(2, { unchoked: true, unchokedFor: 200_000, upRate: 1000 });
    const quick = peer(3, { unchoked: true, unchokedFor: 100_000, upRate: 1000 });
    const peers = [idle, slow, quick, peer(4), peer(5)];
    const { unchoke, optimistic } = choke({ ...round, seeding: true, peers }, first);
    expect([3, 4, 5].every((id) => unchoke.has(id) && !optimistic.has(id))).toBe(true);
  });

  test('riders get one slot in five, however many are free; newcomers have credit', () => {
    const riders = Array.from({ length: 8 }, (_, i) => peer(i + 1, { owes: 2e6, upRate: 50_000 }));
    const only = choke({ ...round, slots: 10, peers: riders }, first);
    expect(only.unchoke).toEqual(only.optimistic);
    expect(only.unchoke.size).toBe(2);
    const newcomers = Array.from({ length: 8 }, (_, i) => peer(i + 101, { owes: 0.5e6 }));
    const mixed = choke({ ...round, slots: 10, peers: [...riders, ...newcomers] }, first);
    expect(newcomers.every(({ id }) => mixed.unchoke.has(id))).toBe(true);
    // A trickle in return does not make a giver of it.
    const trickle = peer(9, { owes: 2e6, upRate: 50_000, downRate: 500 });
    expect(choke({ ...round, slots: 10, peers: [trickle] }, first).optimistic.has(9)).toBe(true);
    const slow = peer(10, { owes: 2e6, upRate: 50_000, downRate: 10_000 });
    expect(choke({ ...round, slots: 10, peers: [slow] }, first).optimistic.size).toBe(0);
  });

  test('between rounds free slots are given at once and nobody is choked', () => {
    const poor = peer(1, { unchoked: true });
    const rider = peer(2, { unchoked: true, owes: 2e6, snubbed: true });
    const rich = [3, 4, 5].map((id) => peer(id, { downRate: id * 1000 }));
    const optimistic = new Set([2]);
    const given = give({ ...round, peers: [poor, rider, ...rich], optimistic }, first);
    expect([...given.unchoke].sort()).toEqual([1, 2, 4, 5]);
    expect(given.optimistic).toEqual(optimistic);
    const full = give({ ...round, slots: 2, peers: [poor, rider, ...rich], optimistic }, first);
    expect([...full.unchoke].sort()).toEqual([1, 2]);
  });

  test('between rounds a rider takes no slot but a free optimistic one', () => {
    const riders = [1, 2, 3].map((id) => peer(id, { owes: 2e6 }));
    const given = give({ ...round, slots: 5, peers: riders }, first);
    expect(given.unchoke.size).toBe(1);
    expect(given.optimistic.size).toBe(1);
    const busy = [...riders, peer(4, { unchoked: true })];
    const next = give({ ...round, slots: 5, peers: busy, optimistic: new Set([4]) }, first);
    expect([...next.unchoke]).toEqual([4]);
  });

  test('slots grow with the root of the upload', () => {
    expect(slotsFor(0)).toBe(4);
    expect(slotsFor(1024 * 1024)).toBe(25);
    expect(slotsFor(1e12)).toBe(100);
  });
});
