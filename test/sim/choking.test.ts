import { describe, expect, it } from 'vitest';
import { MSG } from '../../engine/core/wire/ids.ts';
import type { ScriptedWire } from './swarm/scripted-peer.ts';
import { Swarm } from './swarm/swarm.ts';
import { KiB, MiB } from './swarm/torrent.ts';

/** Has nothing, and would like something. */
const wants = (wire: ScriptedWire): void => wire.writer.bare(MSG.interested);

const isServed = ({ seen }: ScriptedWire): boolean => seen.unchokes > seen.chokes;

describe('the number of upload slots', () => {
  it('is that of the setting, and a change of it acts with the next round', async () => {
    const swarm = new Swarm({ content: 32 * MiB });
    const seed = await swarm.seed({ settings: { uploadSlots: 3 } });
    const wires = Array.from({ length: 12 }, () =>
      swarm.scripted({ greeted: wants }).dial(seed.address),
    );
    const served = (): number => wires.filter(isServed).length;
    await swarm.world.pass(5_000);
    expect(served()).toBe(3);
    await swarm.world.pass(60_000);
    expect(served()).toBe(3);
    await seed.set({ uploadSlots: 7 });
    await swarm.world.pass(11_000);
    expect(served()).toBe(7);
    await seed.set({ uploadSlots: 2 });
    await swarm.world.pass(11_000);
    expect(served()).toBe(2);
    await swarm.end();
  });

  it('follows what the line carries where nothing is set, and everybody has a turn', async () => {
    const slotsAt = async (upRate: number, seconds: number): Promise<number> => {
      const swarm = new Swarm({ content: 64 * MiB });
      const seed = await swarm.seed({ upRate, window: 64 * KiB });
      const leechers = [];
      for (let i = 0; i < 12; i++) leechers.push(await swarm.leecher());
      for (const leecher of leechers) await leecher.meets(swarm.torrent, [seed]);
      await swarm.world.pass(seconds * 1_000);
      const peers = await seed.details(swarm.torrent, 'peers');
      expect(peers.length).toBe(12);
      expect(peers.every(({ uploaded }) => uploaded > 0)).toBe(true);
      await swarm.end();
      return peers.filter(({ amChoking }) => !amChoking).length;
    };
    // Three minutes is the longest that somebody keeps a slot while others wait.
    expect(await slotsAt(20_000, 12 * 60)).toBe(4);
    expect(await slotsAt(400_000, 120)).toBeGreaterThan(8);
  });
});
