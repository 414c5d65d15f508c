import { describe, expect, test } from 'vitest';
import { type ChokerPeer, choke, slotsFor } from '../../../engine/core/choker.ts';

const peer = (id: number, over: Partial<ChokerPeer> = {}): ChokerPeer => ({
  id,
  interested: true,
  downRate: 0,
  upRate: 0,
  snubbed: false,
  unchoked: false,
  unchokedFor: Number.POSITIVE_INFINITY,
  connectedFor: 600_000,
  tookSinceUnchoke: 0,
  ...over,
});
const first = (): number => 0;
const round = { seeding: false, slots: 4, optimistic: new Set<number>(), rotate: false } as const;

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

  test('slots grow with the root of the upload', () => {
    expect(slotsFor(0)).toBe(4);
    expect(slotsFor(1024 * 1024)).toBe(25);
    expect(slotsFor(1e12)).toBe(100);
  });
});
