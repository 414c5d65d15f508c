import { describe, expect, it } from 'vitest';
import { BLOCK } from '../../engine/core/ids.ts';
import { Swarm } from './swarm/swarm.ts';
import { KiB, MiB } from './swarm/torrent.ts';

describe('a torrent in a small swarm', () => {
  it('goes from a seed to a leecher, whole, at the speed of the line', async () => {
    const swarm = new Swarm({ content: 100 * MiB, pieceLength: 512 * KiB });
    const { torrent } = swarm;
    const seed = await swarm.seed();
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [seed]);
    const ms = await swarm.complete([leecher]);
    expect(ms).toBeLessThan(((100 * MiB) / 12.5e6) * 1000 * 1.1);
    expect(leecher.holds(torrent)).toBe(true);
    const row = await leecher.row(torrent);
    expect(row).toMatchObject({ state: 'seeding', done: 100 * MiB, downloaded: 100 * MiB });
    expect((await leecher.details(torrent, 'facts')).wasted).toBe(0);
    await swarm.end();
  });

  it('fills the line over a long way', async () => {
    const swarm = new Swarm({ content: 200 * MiB, pieceLength: MiB });
    const { torrent } = swarm;
    const link = { upRate: 50e6, downRate: 50e6, latencyMs: 75, window: 32 * MiB };
    const seed = await swarm.seed(link);
    const leecher = await swarm.leecher(link);
    await leecher.meets(torrent, [seed]);
    const ms = await swarm.complete([leecher]);
    expect(ms).toBeLessThan(((200 * MiB) / 50e6) * 1000 + 3_500);
    await swarm.end();
  });

  it('comes through a line that loses one segment in fifty', async () => {
    const swarm = new Swarm({ content: 10 * MiB });
    const seed = await swarm.seed({ loss: 0.02 });
    const leecher = await swarm.leecher();
    await leecher.meets(swarm.torrent, [seed]);
    await swarm.complete([leecher]);
    expect(leecher.holds(swarm.torrent)).toBe(true);
    await swarm.end();
  });

  it('has many small files, some of them empty', async () => {
    const sizes = Array.from({ length: 500 }, (_, i) =>
      i % 7 === 0 ? 0 : (i * 7919) % (60 * KiB),
    );
    const swarm = new Swarm({ content: sizes, pieceLength: 64 * KiB });
    const seed = await swarm.seed();
    const leecher = await swarm.leecher();
    await leecher.meets(swarm.torrent, [seed]);
    await swarm.complete([leecher]);
    expect(leecher.holds(swarm.torrent)).toBe(true);
    for (let i = 0; i < 500; i += 7) {
      expect(leecher.disk.bytes(`/data/thing/part ${Math.floor(i / 100)}/${i}.bin`)?.length).toBe(
        0,
      );
    }
    await swarm.end();
  });

  it('whose files are padded to whole pieces costs no more than they hold', async () => {
    const sizes = Array.from({ length: 60 }, (_, i) => 1 + ((i * 7919) % (40 * KiB)));
    const swarm = new Swarm({ content: sizes, pieceLength: MiB, padded: true });
    const { torrent } = swarm;
    const seed = await swarm.seed();
    const [first, second] = [await swarm.leecher(), await swarm.leecher()];
    await first.meets(torrent, [seed]);
    await second.meets(torrent, [first]);
    await swarm.complete([first, second]);
    for (const leecher of [first, second]) {
      expect(leecher.holds(torrent)).toBe(true);
      const row = await leecher.row(torrent);
      expect(row.done).toBe(torrent.info.length);
      const blocks = sizes.reduce((sum, size) => sum + Math.ceil(size / BLOCK), 0);
      expect(row.downloaded).toBeLessThanOrEqual(blocks * BLOCK);
    }
    await swarm.end();
  });

  it('reaches leechers that know only each other', async () => {
    const swarm = new Swarm({ content: 16 * MiB });
    const { torrent } = swarm;
    const seed = await swarm.seed({ upRate: 2e6 });
    const chain = [];
    for (let i = 0; i < 4; i++) chain.push(await swarm.leecher());
    for (const [i, leecher] of chain.entries())
      await leecher.meets(torrent, [chain[i - 1] ?? seed]);
    const ms = await swarm.complete(chain);
    expect(chain.every((leecher) => leecher.holds(torrent))).toBe(true);
    // Pieces are passed on while the others still come in.
    expect(ms).toBeLessThan(((16 * MiB) / 2e6) * 1000 * 1.3);
    await swarm.end();
  });

  it('goes on after a stop where it was, without another check', async () => {
    const swarm = new Swarm({ content: 64 * MiB });
    const { torrent, world } = swarm;
    const seed = await swarm.seed({ upRate: 4e6 });
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [seed]);
    await world.pass(8_000);
    const before = await leecher.row(torrent);
    expect(before.done).toBeGreaterThan(20 * MiB);
    await leecher.stop();
    await world.pass(60_000);
    await leecher.start();
    await world.pass(10);
    const after = await leecher.row(torrent);
    expect(after).toMatchObject({ state: 'downloading', downloaded: expect.any(Number) });
    expect(after.done).toBeGreaterThanOrEqual(before.done);
    expect(after.downloaded).toBeGreaterThanOrEqual(before.downloaded);
    await leecher.meets(torrent, [seed]);
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    // Nothing that was here was fetched again.
    expect((await leecher.row(torrent)).downloaded).toBeLessThan(65 * MiB);
    await swarm.end();
  });

  it('goes on after a power cut: no bit is false, and little is fetched twice', async () => {
    const swarm = new Swarm({ content: 64 * MiB });
    const { torrent, world } = swarm;
    const seed = await swarm.seed({ upRate: 4e6 });
    const leecher = await swarm.leecher();
    for (let cut = 0; cut < 3; cut++) {
      await leecher.meets(torrent, [seed]);
      await world.pass(4_500 + cut * 777);
      leecher.crash();
      await world.pass(1_000);
      await leecher.start();
      await world.until(() => false, 500);
    }
    const have = (await leecher.row(torrent)).done;
    expect(have).toBeGreaterThan(24 * MiB);
    await leecher.meets(torrent, [seed]);
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    await swarm.end();
  });

  it('stands still while paused, and nobody stays connected', async () => {
    const swarm = new Swarm({ content: 64 * MiB });
    const { torrent, world } = swarm;
    const id = torrent.info.infoHash;
    const seed = await swarm.seed({ upRate: 4e6 });
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [seed]);
    await world.pass(5_000);
    await world.settle(leecher.engine.pause([id]));
    const paused = await leecher.row(torrent);
    expect(paused).toMatchObject({ state: 'paused', paused: true, peers: 0 });
    expect(leecher.host.connections.size).toBe(0);
    await world.pass(30_000);
    expect((await leecher.row(torrent)).downloaded).toBe(paused.downloaded);
    await world.settle(leecher.engine.resume([id]));
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    await swarm.end();
  });

  it('can be paused and resumed faster than anything finishes', async () => {
    const swarm = new Swarm({ content: 32 * MiB });
    const { torrent, world } = swarm;
    const id = torrent.info.infoHash;
    const seed = await swarm.seed({ upRate: 4e6 });
    const leecher = await swarm.leecher();
    leecher.disk.knobs.latencyMs = 30;
    await leecher.meets(torrent, [seed]);
    for (let i = 0; i < 40; i++) {
      await world.pass(37 * (i % 5));
      void leecher.engine[i % 2 === 0 ? 'pause' : 'resume']([id]);
    }
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    await swarm.end();
  });

  it('asks trackers for peers, and tells them how it went', async () => {
    const swarm = new Swarm({ content: 8 * MiB, trackers: ['http://tracker.sim/announce'] });
    const tracker = swarm.tracker('tracker.sim');
    await swarm.seed();
    const leechers = [await swarm.leecher(), await swarm.leecher()];
    await swarm.complete(leechers);
    expect(leechers.every((leecher) => leecher.holds(swarm.torrent))).toBe(true);
    await swarm.end();
    expect(tracker.events.filter(({ event }) => event === 'completed').length).toBe(2);
    expect(tracker.events.filter(({ event }) => event === 'stopped').length).toBe(3);
  });

  it('does the same twice with the same seed, and something else with another', async () => {
    const run = async (seed: number): Promise<string> => {
      const swarm = new Swarm({
        content: 8 * MiB,
        seed,
        trackers: ['http://tracker.sim/announce'],
      });
      swarm.tracker('tracker.sim');
      await swarm.seed({ upRate: 1e6 });
      const leechers = [];
      for (let i = 0; i < 6; i++) leechers.push(await swarm.leecher({ upRate: 1e6, loss: 0.01 }));
      await swarm.complete(leechers);
      await swarm.end();
      return `${swarm.world.trace.hash} ${swarm.world.now}`;
    };
    const first = await run(11);
    expect(await run(11)).toBe(first);
    expect(await run(12)).not.toBe(first);
  });
});
