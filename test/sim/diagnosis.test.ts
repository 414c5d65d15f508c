import { describe, expect, it } from 'vitest';
import { Bitfield } from '../../engine/core/bitfield.ts';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { KiB, MiB, makeTorrent } from './swarm/torrent.ts';

/** Runs until the torrent has this cause. */
async function diagnosed(swarm: Swarm, node: Node, cause: string): Promise<void> {
  for (let seconds = 0; seconds < 120; seconds++) {
    if ((await node.row(swarm.torrent)).stall === cause) return;
    await swarm.world.pass(1_000);
  }
  throw new Error(`not ${cause}: ${JSON.stringify(await node.row(swarm.torrent))}`);
}

describe('a torrent that does not move says why', () => {
  it('no tracker, DHT off: and as soon as the DHT is on, that it knows nobody', async () => {
    const swarm = new Swarm({ content: MiB });
    const leecher = await swarm.leecher();
    await diagnosed(swarm, leecher, 'dht-off');
    await leecher.set({ dht: true });
    await diagnosed(swarm, leecher, 'dht-empty');
    await swarm.end();
  });

  it('private, without a tracker', async () => {
    const swarm = new Swarm({ content: MiB, private: true });
    const leecher = await swarm.leecher();
    await diagnosed(swarm, leecher, 'no-trackers');
    await swarm.end();
  });

  it('all trackers fail', async () => {
    const swarm = new Swarm({ content: MiB, trackers: ['http://nowhere.example/announce'] });
    const leecher = await swarm.leecher();
    await diagnosed(swarm, leecher, 'trackers-failing');
    expect((await leecher.row(swarm.torrent)).trackerFault?.subject).toContain('nowhere.example');
    await swarm.end();
  });

  it('peers are there, but nobody has the pieces: how many', async () => {
    const swarm = new Swarm({ content: MiB });
    const { pieceCount } = swarm.torrent.info;
    const leecher = await swarm.leecher();
    const other = swarm.scripted({ has: new Bitfield(pieceCount) });
    await leecher.meets(swarm.torrent, [other]);
    await diagnosed(swarm, leecher, 'pieces-missing');
    expect((await leecher.row(swarm.torrent)).missingPieces).toBe(pieceCount);
    await swarm.end();
  });

  it('everybody chokes us', async () => {
    const swarm = new Swarm({ content: MiB });
    const all = new Bitfield(swarm.torrent.info.pieceCount);
    all.setAll();
    const leecher = await swarm.leecher();
    const other = swarm.scripted({ greeted: (wire) => wire.writer.bitfield(all.bytes) });
    await leecher.meets(swarm.torrent, [other]);
    await diagnosed(swarm, leecher, 'choked');
    await swarm.end();
  });

  it('it waits for its turn, and starts at once when the user says so', async () => {
    const swarm = new Swarm({ content: 32 * MiB });
    const seed = await swarm.seed({ upRate: 1e6 });
    const leecher = await swarm.leecher({
      settings: { maxActiveDownloads: 1, queueIdleSeconds: 0 },
    });
    const other = makeTorrent({ name: 'other', content: MiB });
    await leecher.add(other);
    await leecher.meets(swarm.torrent, [seed]);
    await swarm.world.pass(5_000);
    expect((await leecher.row(other)).stall).toBe('queued');
    await swarm.world.settle(leecher.engine.setForced([other.info.infoHash], true));
    await swarm.world.pass(2_000);
    expect((await leecher.row(other)).stall).toBe('dht-off');
    await swarm.end();
  });

  it('a share limit paused it; resumed, it goes on', async () => {
    const swarm = new Swarm({ content: MiB });
    const seed = await swarm.seed({ settings: { shareSeedingMinutes: 1 } });
    await diagnosed(swarm, seed, 'paused-by-rule');
    await swarm.world.settle(seed.engine.resume([swarm.torrent.info.infoHash]));
    await swarm.world.pass(2_000);
    expect(await seed.row(swarm.torrent)).toMatchObject({ state: 'seeding', stall: undefined });
    await swarm.end();
  });

  it('our own limit holds', async () => {
    const swarm = new Swarm({ content: 32 * MiB });
    const seed = await swarm.seed({ upRate: 4e6 });
    const leecher = await swarm.leecher({ settings: { downLimit: KiB } });
    await leecher.meets(swarm.torrent, [seed]);
    await diagnosed(swarm, leecher, 'limited');
    await swarm.end();
  });

  it.each([
    ['disk-full', 'disk-full'],
    ['disk-missing', 'folder-missing'],
    ['disk-denied', 'file-error'],
  ] as const)(
    'the disk says %s; trying again at once helps when that is over',
    async (code, cause) => {
      const swarm = new Swarm({ content: 32 * MiB });
      const seed = await swarm.seed({ upRate: 8e6 });
      const leecher = await swarm.leecher();
      leecher.disk.knobs.judge = (_number, operation) => (operation === 'write' ? code : undefined);
      await leecher.meets(swarm.torrent, [seed]);
      await diagnosed(swarm, leecher, cause);
      // By now it would wait for a minute.
      await swarm.world.pass(300_000);
      leecher.disk.knobs.judge = undefined;
      await swarm.world.settle(leecher.engine.resume([swarm.torrent.info.infoHash]));
      await swarm.world.pass(1_000);
      expect((await leecher.row(swarm.torrent)).fault).toBeUndefined();
      await swarm.complete([leecher]);
      expect(leecher.holds(swarm.torrent)).toBe(true);
      await swarm.end();
    },
  );
});
