import { describe, expect, it } from 'vitest';
import { pulsing } from './swarm/pulses.ts';
import { Swarm } from './swarm/swarm.ts';
import { KiB, MiB } from './swarm/torrent.ts';

const BLOCK = 16 * KiB;
const line = { upRate: 100e6, downRate: 100e6, latencyMs: 0.1, window: 8 * MiB };

describe('a seed that answers in pulses', () => {
  it.each([1, 2, 3])('twice a second gives all that it keeps each time (seed %i)', async (seed) => {
    const swarm = new Swarm({ content: 128 * MiB, pieceLength: MiB, seed });
    const script = pulsing({ everyMs: 500, keeps: 512, rejectsAfterMs: 10_000 });
    const leecher = await swarm.leecher({ ...line, latencyMs: seed * 0.3 });
    await swarm.world.pass(seed * 130);
    await leecher.meets(swarm.torrent, [swarm.scripted(script, line)]);
    const ms = await swarm.complete([leecher]);
    const best = ((128 * MiB) / BLOCK / 511) * 500;
    expect(ms).toBeLessThan(best * 1.1 + 4_000);
    expect(script.refused).toBe(0);
    expect(leecher.holds(swarm.torrent)).toBe(true);
    await swarm.end();
  });

  it.each([200, 1_000])('every %i ms is asked for enough to fill its line', async (everyMs) => {
    const swarm = new Swarm({ content: 128 * MiB, pieceLength: MiB });
    const script = pulsing({ everyMs, keeps: 2000 });
    const leecher = await swarm.leecher(line);
    await leecher.meets(swarm.torrent, [swarm.scripted(script, { ...line, upRate: 8e6 })]);
    const ms = await swarm.complete([leecher]);
    expect(ms).toBeLessThan(((128 * MiB) / 8e6) * 1000 * 1.1 + 5 * everyMs + 2_000);
    await swarm.end();
  });

  it('is not asked for minutes of what it is slow to send', async () => {
    const swarm = new Swarm({ content: 64 * MiB });
    const script = pulsing({ everyMs: 500, keeps: 512 });
    const leecher = await swarm.leecher(line);
    const slow = swarm.scripted(script, { ...line, upRate: 64 * KiB, window: 64 * KiB });
    await leecher.meets(swarm.torrent, [slow]);
    await swarm.world.pass(60_000);
    const [wire] = slow.wires;
    const { downloaded } = await leecher.row(swarm.torrent);
    const asked = (wire?.seen.requests.length ?? 0) - downloaded / BLOCK;
    // Four blocks a second.
    expect(asked).toBeLessThan(4 * 10);
    await swarm.end();
  });
});

describe('a seed that drops requests without a word', () => {
  it('is asked again soon, and does not hold up the rest', async () => {
    const swarm = new Swarm({ content: 64 * MiB });
    const { torrent } = swarm;
    let asked = 0;
    let dropped = 0;
    const lossy = swarm.scripted(
      {
        answer: (_wire, _piece, _begin, right) => {
          if (++asked % 50 !== 0) return right;
          dropped++;
          return undefined;
        },
      },
      { upRate: 4e6 },
    );
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [lossy]);
    const ms = await swarm.complete([leecher]);
    expect(dropped).toBeGreaterThan(70);
    // The last of them are noticed by the silence that follows.
    expect(ms).toBeLessThan(((64 * MiB) / 4e6) * 1000 * 1.1 + 25_000);
    await swarm.end();
  });
});
