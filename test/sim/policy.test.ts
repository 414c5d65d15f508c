import { describe, expect, it } from 'vitest';
import { Bitfield } from '../../engine/core/bitfield.ts';
import type { Node } from './swarm/node.ts';
import { crowd, finishTimes, idealMs, tracked } from './swarm/policy.ts';
import type { ScriptedPeer, ScriptedWire } from './swarm/scripted-peer.ts';
import { Swarm } from './swarm/swarm.ts';
import { KiB, MiB } from './swarm/torrent.ts';

/** A home line, and as much in the kernels as goes with it. */
const RATE = 120_000;
const home = { upRate: RATE, window: 16 * KiB };

describe('a swarm', () => {
  it('of one seed and fifty leechers finishes within 1.15 of the ideal time', async () => {
    // The rounds of the choker last as long on slow lines as on fast ones: here they are a fortieth of the whole.
    const size = 8 * MiB;
    const [seedRate, rate] = [20_000, 40_000];
    const swarm = tracked({ content: size, pieceLength: 16 * KiB });
    await swarm.seed({ ...home, upRate: seedRate });
    const leechers = await crowd(swarm, 50, { ...home, upRate: rate });
    const ms = await swarm.complete(leechers);
    expect(ms).toBeLessThan(idealMs(size, seedRate, 50, rate) * 1.15);
    await swarm.end();
  }, 600_000);

  it('of one fast seed and four leechers gets each byte from the seed about once', async () => {
    const size = 128 * MiB;
    const swarm = tracked({ content: size, pieceLength: 512 * KiB });
    const fast = { upRate: 200e6, downRate: 200e6, latencyMs: 1, window: 4 * MiB };
    const seed = await swarm.seed({ ...fast, settings: { upLimit: 20e6 } });
    const leechers = await crowd(swarm, 4, fast);
    const ms = await swarm.complete(leechers);
    expect(ms).toBeLessThan((size / 20e6) * 1000 * 1.1);
    expect((await seed.row(swarm.torrent)).uploaded).toBeLessThan(size * 1.1);
    await swarm.end();
  });

  it('lets free riders finish three times later than those who give, when there is little to give', async () => {
    const swarm = tracked({ content: 6 * MiB, pieceLength: 32 * KiB });
    await swarm.seed({ ...home, upRate: 4 * RATE });
    const givers = await crowd(swarm, 10, home);
    const riders = await crowd(swarm, 30, { ...home, settings: { upLimit: 1 } });
    // Whoever gave leaves when it is done: what the riders have not got by then is the seed's alone.
    const times = await finishTimes(swarm, [...givers, ...riders], (node) => givers.includes(node));
    const mean = (nodes: readonly Node[]): number =>
      nodes.reduce((sum, node) => sum + (times.get(node) as number), 0) / nodes.length;
    expect(mean(riders)).toBeGreaterThan(3 * mean(givers));
    await swarm.end();
  });

  it('loses nothing where a third comes and goes all the time', async () => {
    const swarm = tracked({ content: 16 * MiB, pieceLength: 128 * KiB });
    const { world } = swarm;
    await swarm.seed({ ...home, upRate: 4 * RATE });
    const leechers = await crowd(swarm, 20, { ...home, upRate: 4 * RATE, window: 128 * KiB });
    for (let round = 0; round < 8; round++) {
      await world.pass(4_000);
      const away = leechers.filter((_, i) => (i + round) % 3 === 0);
      // Half of them in good order, half by the plug.
      for (const [i, node] of away.entries()) {
        if (i % 2 === 0) await node.stop();
        else node.crash();
      }
      await world.pass(2_000);
      for (const node of away) await node.start();
    }
    await swarm.complete(leechers.filter((node) => !node.isComplete));
    expect(leechers.every((node) => node.holds(swarm.torrent))).toBe(true);
    await swarm.end();
  });

  it('does not wait for the last piece of a peer that stops', async () => {
    const swarm = new Swarm({ content: 8 * MiB });
    const { torrent } = swarm;
    const last = new Bitfield(torrent.info.pieceCount);
    last.set(torrent.info.pieceCount - 1);
    const slow = { upRate: 1e6 };
    const seeds = [await swarm.seed(slow), await swarm.seed(slow)];
    let given = 0;
    // It sends the first blocks of the last piece quickly, and then nothing more, in the middle of it.
    const stops = swarm.scripted({
      has: last,
      answer: (_wire, _piece, _begin, right) => (++given > 6 ? undefined : right),
    });
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [stops, ...seeds]);
    const ms = await swarm.complete([leecher]);
    expect(ms).toBeLessThan(((8 * MiB) / 2e6) * 1000 * 1.15 + 1_000);
    await swarm.end();
  });

  it('does not pass the last blocks round among those who never answer', async () => {
    const swarm = new Swarm({ content: 2 * MiB });
    const { torrent } = swarm;
    const mute = [0, 1, 2, 3, 4].map(() => swarm.scripted({ answer: () => undefined }));
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, mute);
    await swarm.world.pass(2_000);
    const seed = await swarm.seed({ upRate: 1e6 });
    await leecher.meets(torrent, [seed]);
    const ms = await swarm.complete([leecher]);
    // Each of them was waited for once, at the same time.
    expect(ms).toBeLessThan(45_000);
    const [wire] = (mute[0] as ScriptedPeer).wires as [ScriptedWire];
    expect(wire.seen.cancels.length).toBeGreaterThan(0);
    await swarm.end();
  });

  it('gives two equal leechers equal shares', async () => {
    const swarm = tracked({ content: 32 * MiB });
    await swarm.seed({ upRate: 400_000 });
    const poor = { settings: { upLimit: 10_000 } };
    const [one, two] = (await crowd(swarm, 2, poor)) as [Node, Node];
    await swarm.world.pass(60_000);
    const [a, b] = [
      (await one.row(swarm.torrent)).downloaded,
      (await two.row(swarm.torrent)).downloaded,
    ];
    expect(a / b).toBeGreaterThan(0.9);
    expect(a / b).toBeLessThan(1.1);
    await swarm.end();
  });
});

describe('super-seeding', () => {
  it('sends each piece about once before everybody has everything', async () => {
    const size = 16 * MiB;
    const swarm = tracked({ content: size, pieceLength: 64 * KiB });
    const seed = await swarm.seed({ ...home, policy: { superSeeding: true } });
    const leechers = await crowd(swarm, 20, { ...home, upRate: 3 * RATE });
    await swarm.complete(leechers);
    const { uploaded } = await seed.row(swarm.torrent);
    expect(uploaded).toBeLessThan(1.1 * size);
    expect(leechers.every((node) => node.holds(swarm.torrent))).toBe(true);
    await swarm.end();
  });

  it('does not starve who is alone, and ends when it is switched off', async () => {
    const size = 4 * MiB;
    const swarm = tracked({ content: size, pieceLength: 64 * KiB });
    const seed = await swarm.seed({ ...home, policy: { superSeeding: true } });
    const [alone] = (await crowd(swarm, 1, home)) as [Node];
    await swarm.world.pass(10_000);
    const row = await alone.row(swarm.torrent);
    expect(row.done).toBeGreaterThan(0.5 * 10 * RATE);
    await swarm.world.settle(
      seed.engine.setPolicy([swarm.torrent.info.infoHash], { superSeeding: false }),
    );
    await swarm.complete([alone]);
    expect(alone.holds(swarm.torrent)).toBe(true);
    await swarm.end();
  });
});
