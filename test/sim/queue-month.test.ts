import { describe, expect, it } from 'vitest';
import { DAY, Month, type Thing } from './month.ts';

const HOUR = DAY / 24;
const month = (seed: number): Month =>
  new Month({
    seed,
    things: 1_000,
    days: 30,
    limits: { downloads: 6, seeds: 12, active: 15, idleMs: 60_000, turnMs: HOUR },
  });

describe('a thousand torrents over thirty days', () => {
  it('leave no slot free that another waits for, never go over a limit, and nobody starves', () => {
    const machine = month(1);
    machine.pass(30);
    expect(machine.overSteps).toBe(0);
    expect(machine.idleSteps).toBe(0);
    expect(machine.decisions).toBeGreaterThan(10_000);

    // Whoever can be downloaded is; whoever cannot was given its chance and holds nobody up.
    const { things } = machine;
    const isDead = (thing: Thing): boolean => thing.swarm.onShare === 0;
    expect(things.filter(isDead).length).toBeGreaterThan(50);
    for (const thing of things) {
      expect(thing.runs, `runs of ${thing.id}`).toBeGreaterThan(0);
      expect(thing.completedAt > 0, `${thing.id} is complete`).toBe(!isDead(thing));
    }

    // Seeds wait for each other no longer than one round takes: some four hundred of them, nine slots at the least.
    const seeds = things.filter((thing) => thing.completedAt > 0);
    for (const thing of seeds) {
      const waits = thing.waitsSince === undefined ? 0 : machine.now - thing.waitsSince;
      expect(Math.max(thing.longestSeedWaitMs, waits) / DAY).toBeLessThan(5);
    }
    const giving = seeds.filter((thing) => thing.reached === undefined);
    const turns = giving.map((thing) => machine.queue.turnsOf(thing.id));
    expect(giving.length).toBeGreaterThan(200);
    expect(Math.max(...turns) - Math.min(...turns)).toBeLessThanOrEqual(1);

    // Each share limit acts where it is set, not before it is reached, and at the step in which it is.
    const reached = new Map<string, Thing[]>();
    for (const thing of seeds) {
      const reason = thing.reached ?? 'none';
      reached.set(reason, [...(reached.get(reason) ?? []), thing]);
    }
    const by = (reason: string): Thing[] => reached.get(reason) ?? [];
    for (const reason of ['ratio', 'seeding-time', 'idle-time'])
      expect(by(reason).length, reason).toBeGreaterThan(20);
    for (const { reachedAtRatio, limits, size, swarm } of by('ratio')) {
      expect(reachedAtRatio).toBeGreaterThanOrEqual(limits.ratio);
      expect(reachedAtRatio).toBeLessThan(limits.ratio + (swarm.rate * 30) / size + 0.01);
      expect(limits.keepOnlySeed && swarm.seeds === 0).toBe(false);
    }
    for (const { seedingMs, limits } of by('seeding-time')) {
      expect(seedingMs).toBeGreaterThanOrEqual(limits.seedingMinutes * 60_000);
      expect(seedingMs).toBeLessThanOrEqual(limits.seedingMinutes * 60_000 + 30_000);
    }
    for (const { seedingMs, sentAtMs, limits } of by('idle-time'))
      expect(seedingMs - sentAtMs).toBeLessThanOrEqual(limits.idleMinutes * 60_000 + 30_000);
  });

  it('do the same with the same seed, and something else with another', () => {
    const traces = [1, 1, 2].map((seed) => {
      const machine = month(seed);
      machine.pass(4);
      return machine.trace;
    });
    expect(traces[1]).toBe(traces[0]);
    expect(traces[2]).not.toBe(traces[0]);
  });
});
