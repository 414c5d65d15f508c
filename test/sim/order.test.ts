import { describe, expect, it } from 'vitest';
import { Bitfield } from '../../engine/core/bitfield.ts';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { KiB, MiB } from './swarm/torrent.ts';

/** What the leecher has, as its disk would say after a stop. */
async function pieces(swarm: Swarm, node: Node): Promise<number[]> {
  await node.stop();
  const row = node.profile.torrents.get(swarm.torrent.info.infoHash);
  if (row === undefined) throw new Error('it is not stored');
  return [...new Bitfield(swarm.torrent.info.pieceCount, row.progress.have).keys()];
}

describe('the order of pieces', () => {
  it('is that of the files when that is wanted, with the ends of each file before all', async () => {
    const swarm = new Swarm({ content: [4 * MiB, 8 * MiB, 4 * MiB] });
    const seeds = [await swarm.seed({ upRate: 500_000 }), await swarm.seed({ upRate: 500_000 })];
    const leecher = await swarm.leecher({ policy: { sequential: true, firstLast: true } });
    await leecher.meets(swarm.torrent, seeds);
    await swarm.world.pass(6_000);
    expect(await leecher.row(swarm.torrent)).toMatchObject({ sequential: true, firstLast: true });
    const have = await pieces(swarm, leecher);
    for (const end of [0, 15, 16, 47, 48, 63]) expect(have).toContain(end);
    const inOrder = have.filter((piece) => ![15, 16, 47, 48, 63].includes(piece));
    expect(inOrder.length).toBeGreaterThan(8);
    // But for the pieces under way at the end.
    expect(Math.max(...inOrder)).toBeLessThan(inOrder.length + 8);
    await swarm.end();
  });

  it('changes while the torrent runs, and survives a restart', async () => {
    const swarm = new Swarm({ content: 16 * MiB });
    const id = swarm.torrent.info.infoHash;
    const seed = await swarm.seed({ upRate: 500_000 });
    const leecher = await swarm.leecher();
    await leecher.meets(swarm.torrent, [seed]);
    await swarm.world.pass(2_000);
    await swarm.world.settle(leecher.engine.setPolicy([id], { sequential: true }));
    await swarm.world.pass(12_000);
    const have = await pieces(swarm, leecher);
    const gap = have.findIndex((piece, i) => piece !== i);
    expect(gap === -1 ? have.length : gap).toBeGreaterThan(10);
    await leecher.start();
    expect((await leecher.row(swarm.torrent)).sequential).toBe(true);
    await swarm.world.settle(leecher.engine.setPolicy([id], { sequential: false }));
    expect((await leecher.row(swarm.torrent)).sequential).toBe(false);
    await leecher.meets(swarm.torrent, [seed]);
    await swarm.complete([leecher]);
    expect(leecher.holds(swarm.torrent)).toBe(true);
    await swarm.end();
  });

  it('gives way to what is waited for: it is here in time, though its first peer is slow', async () => {
    const swarm = new Swarm({ content: 32 * MiB });
    const id = swarm.torrent.info.infoHash;
    const slow = await swarm.seed({ upRate: 10_000, window: 32 * KiB });
    const fast = await swarm.seed({ upRate: 500_000 });
    const leecher = await swarm.leecher();
    await leecher.meets(swarm.torrent, [slow, fast]);
    await swarm.world.pass(5_000);
    const wanted = [40, 41, 42, 100].map((piece, i) => ({ piece, inMs: 3_000 + i * 1_000 }));
    const set = await swarm.world.settle(leecher.engine.setDeadlines(id, wanted));
    expect(set.ok).toBe(true);
    await swarm.world.pass(6_500);
    const have = await pieces(swarm, leecher);
    for (const { piece } of wanted) expect(have).toContain(piece);
    await swarm.end();
  });

  it('says no to a piece that there is not', async () => {
    const swarm = new Swarm({ content: MiB });
    const leecher = await swarm.leecher();
    const set = await swarm.world.settle(
      leecher.engine.setDeadlines(swarm.torrent.info.infoHash, [{ piece: 4, inMs: 0 }]),
    );
    expect(set).toMatchObject({ ok: false, code: 'piece-unknown' });
    await swarm.end();
  });
});
