import { describe, expect, it } from 'vitest';
import type { EngineSettings } from '../../engine/settings/schema.ts';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { KiB, MiB, type SimTorrent } from './swarm/torrent.ts';

const FILE = '/data/thing';

/** Runs until the torrent's fault has this code. */
async function faulted(swarm: Swarm, node: Node, code: string): Promise<void> {
  for (let seconds = 0; seconds < 120; seconds++) {
    if ((await node.row(swarm.torrent)).fault?.code === code) return;
    await swarm.world.pass(1_000);
  }
  throw new Error(`no ${code} in two minutes: ${JSON.stringify(await node.row(swarm.torrent))}`);
}

async function pair(
  content: number | readonly number[] = 32 * MiB,
  settings: Partial<EngineSettings> = {},
): Promise<{ swarm: Swarm; torrent: SimTorrent; seed: Node; leecher: Node }> {
  const swarm = new Swarm({ content });
  const seed = await swarm.seed({ upRate: 4e6 });
  const leecher = await swarm.leecher({ settings });
  await leecher.meets(swarm.torrent, [seed]);
  return { swarm, torrent: swarm.torrent, seed, leecher };
}

describe('a disk that is nearly full', () => {
  it('makes downloads wait before it is full, while seeding goes on, and lets them go on when there is room', async () => {
    const { swarm, torrent, seed, leecher } = await pair(64 * MiB, { minFreeSpace: 100 * MiB });
    seed.disk.knobs.freeBytes = MiB;
    await swarm.world.pass(3_000);
    expect((await leecher.row(torrent)).state).toBe('downloading');
    leecher.disk.knobs.freeBytes = 99 * MiB;
    await swarm.world.pass(15_000);
    const row = await leecher.row(torrent);
    expect(row).toMatchObject({ state: 'queued', queuedBy: 'disk-low', stall: 'disk-low' });
    expect(row.done).toBeLessThan(64 * MiB);
    expect((await seed.row(torrent)).state).toBe('seeding');
    // A little more is not enough: it would only stop again.
    leecher.disk.knobs.freeBytes = 110 * MiB;
    await swarm.world.pass(15_000);
    expect((await leecher.row(torrent)).state).toBe('queued');
    leecher.disk.knobs.freeBytes = Number.MAX_SAFE_INTEGER;
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    await swarm.end();
  });
});

describe('on battery', () => {
  it('nothing runs but what is forced, and all goes on as it was on mains', async () => {
    const { swarm, torrent, leecher } = await pair();
    await swarm.world.pass(1_000);
    await leecher.engine.hold('battery');
    await swarm.world.pass(2_000);
    const held = await leecher.row(torrent);
    expect(held).toMatchObject({
      state: 'queued',
      queuedBy: 'battery',
      stall: 'on-battery',
      paused: false,
    });
    await swarm.world.pass(10_000);
    expect((await leecher.row(torrent)).done).toBe(held.done);
    await leecher.engine.setForced([held.id], true);
    await swarm.world.pass(2_000);
    expect((await leecher.row(torrent)).state).toBe('downloading');
    await leecher.engine.setForced([held.id], false);
    await leecher.engine.hold(undefined);
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    await swarm.end();
  });
});

describe('a leecher whose disk fails', () => {
  it('full: says so, keeps what it has, serves it, and goes on by itself when there is room', async () => {
    const { swarm, torrent, leecher } = await pair(32 * MiB, { minFreeSpace: 0 });
    leecher.disk.knobs.freeBytes = 10 * MiB;
    await faulted(swarm, leecher, 'disk-full');
    const row = await leecher.row(torrent);
    expect(row.state).toBe('error');
    expect(row.done).toBeGreaterThan(8 * MiB);
    expect(row.fault?.message).toContain(FILE);
    // What it has is given to others meanwhile.
    const other = await swarm.leecher();
    await other.meets(torrent, [leecher]);
    await swarm.world.pass(20_000);
    expect((await other.row(torrent)).done).toBe((await leecher.row(torrent)).done);
    // It does not hammer the disk, and asks for nothing it can't keep.
    const before = leecher.disk.operations;
    const { downloaded } = await leecher.row(torrent);
    await swarm.world.pass(60_000);
    expect(leecher.disk.operations - before).toBeLessThan(60);
    expect((await leecher.row(torrent)).downloaded).toBe(downloaded);
    leecher.disk.knobs.freeBytes = Number.MAX_SAFE_INTEGER;
    await swarm.complete([leecher, other]);
    expect(leecher.holds(torrent)).toBe(true);
    expect((await leecher.row(torrent)).fault).toBeUndefined();
    await swarm.end();
  });

  it.each([
    ['read-only', 'disk-read-only'],
    ['broken', 'disk-io'],
    ['forbidden', 'disk-denied'],
  ] as const)('%s: says so, and goes on when that is over', async (_name, code) => {
    const { swarm, torrent, leecher } = await pair();
    await swarm.world.pass(3_000);
    const { done } = await leecher.row(torrent);
    leecher.disk.knobs.judge = (_number, operation) => (operation === 'write' ? code : undefined);
    await faulted(swarm, leecher, code);
    expect((await leecher.row(torrent)).done).toBeGreaterThanOrEqual(done);
    leecher.disk.knobs.judge = undefined;
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    await swarm.end();
  });

  it('one write in ten fails: everything comes in the end, and nothing false is claimed', async () => {
    const { swarm, torrent, leecher } = await pair();
    leecher.disk.knobs.judge = (number, operation) =>
      operation === 'write' && number % 10 === 0 ? 'disk-io' : undefined;
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    await swarm.end();
  });

  it('gone with its drive: missing, progress kept, and back with the drive', async () => {
    const { swarm, torrent, leecher } = await pair();
    await swarm.world.pass(4_000);
    const { done } = await leecher.row(torrent);
    expect(done).toBeGreaterThan(5 * MiB);
    leecher.disk.knobs.gone = '/data';
    await faulted(swarm, leecher, 'disk-missing');
    expect(await leecher.row(torrent)).toMatchObject({ state: 'missing' });
    expect((await leecher.row(torrent)).done).toBeGreaterThanOrEqual(done);
    leecher.disk.knobs.gone = undefined;
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    expect((await leecher.row(torrent)).downloaded).toBeLessThan(40 * MiB);
    await swarm.end();
  });

  it('slow: the rest of the swarm does not wait for it, and its memory stays bounded', async () => {
    const { swarm, torrent, leecher } = await pair();
    leecher.disk.knobs.bandwidth = 500_000;
    leecher.disk.knobs.latencyMs = 20;
    const other = await swarm.leecher();
    await other.meets(torrent, [leecher, ...swarm.nodes.slice(0, 1)]);
    const ms = await swarm.complete([other]);
    expect(ms).toBeLessThan(20_000);
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    await swarm.end();
  });
});

describe('memory for pieces that is nearly nothing', () => {
  it.each([
    ['4 MiB pieces', 4 * MiB, 6],
    ['16 MiB pieces', 16 * MiB, 4],
    ['more peers than buffers', MiB, 30],
  ] as const)('%s: completes through the disk', async (_name, pieceLength, seeds) => {
    const swarm = new Swarm({ content: 96 * MiB, pieceLength });
    const { torrent } = swarm;
    const others = [];
    for (let i = 0; i < seeds; i++)
      others.push(await swarm.seed({ upRate: 1e6, latencyMs: 20 + i }));
    const leecher = await swarm.leecher({ settings: { pieceMemory: 16 * MiB } });
    await leecher.meets(torrent, others);
    const ms = await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    expect(ms).toBeLessThan(((96 * MiB) / Math.min(seeds * 1e6, 12.5e6)) * 1000 * 1.35);
    await swarm.end();
  });

  it('a liar among them is found all the same', async () => {
    const swarm = new Swarm({ content: 64 * MiB, pieceLength: 4 * MiB });
    const { torrent } = swarm;
    const others = [];
    for (let i = 0; i < 8; i++) others.push(await swarm.seed({ upRate: 500_000 }));
    const liar = swarm.scripted(
      {
        answer: (wire, _piece, _begin, right) => {
          if (wire.peer.host.random.below(50) > 0) return right;
          const bytes = right.slice();
          bytes[0] = (bytes[0] as number) ^ 1;
          return bytes;
        },
      },
      { upRate: 500_000 },
    );
    const leecher = await swarm.leecher({ settings: { pieceMemory: 16 * MiB } });
    await leecher.meets(torrent, [...others, liar]);
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    expect(leecher.bans.length).toBe(1);
    expect(leecher.bans[0]).toContain(liar.address);
    await swarm.end();
  });
});

describe('a seed whose files change under it', () => {
  it.each([
    ['deleted', 0, (seed: Node) => seed.disk.delete(FILE)],
    // A file in use is looked at once a second: what leaves within that second may be wrong.
    ['cut short', 1_000, (seed: Node) => seed.disk.put(FILE, new Uint8Array(5 * MiB))],
    ['overwritten', 1_000, (seed: Node) => seed.disk.put(FILE, new Uint8Array(32 * MiB).fill(7))],
  ])(
    '%s: stops serving it, checks it, and fetches again what it lost',
    async (_name, lateMs, spoil) => {
      const { swarm, torrent, seed, leecher } = await pair();
      const backup = await swarm.seed({ upRate: 1e6 });
      await swarm.world.pass(3_000);
      spoil(seed);
      await seed.meets(torrent, [backup]);
      await leecher.meets(torrent, [backup]);
      await swarm.complete([leecher]);
      expect(leecher.holds(torrent)).toBe(true);
      expect((await leecher.details(torrent, 'facts')).wasted).toBeLessThan(
        MiB + (4e6 * lateMs) / 1000,
      );
      const whole = async (): Promise<boolean> => (await seed.row(torrent)).state === 'seeding';
      for (let i = 0; i < 300 && !(await whole()); i++) await swarm.world.pass(1_000);
      expect(seed.holds(torrent)).toBe(true);
      await swarm.end();
    },
  );

  it('with its drive pulled and back: serves again, and nothing was checked or fetched', async () => {
    const { swarm, torrent, seed, leecher } = await pair();
    await swarm.world.pass(2_000);
    seed.disk.knobs.gone = '/data';
    await faulted(swarm, seed, 'disk-missing');
    seed.disk.knobs.gone = undefined;
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    expect((await seed.row(torrent)).downloaded).toBe(0);
    await swarm.end();
  });

  it('cannot be read in one place: the rest is still served', async () => {
    const { swarm, torrent, seed, leecher } = await pair([16 * MiB, 16 * MiB]);
    seed.disk.knobs.judge = (_number, operation, path) =>
      operation === 'read' && path.endsWith('1.bin') ? 'disk-io' : undefined;
    await faulted(swarm, seed, 'disk-io');
    await swarm.world.pass(60_000);
    expect((await leecher.row(torrent)).done).toBeGreaterThan(8 * MiB);
    seed.disk.knobs.judge = undefined;
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    await swarm.end();
  });
});

describe('a store that fails', () => {
  it('does not hold up the download; what was not stored is stored later', async () => {
    const { swarm, torrent, leecher } = await pair();
    await swarm.world.pass(2_000);
    leecher.profile.knobs.fault = 'store-full';
    await swarm.complete([leecher]);
    leecher.profile.knobs.fault = undefined;
    await swarm.world.pass(10_000);
    leecher.crash();
    await leecher.start();
    await swarm.world.pass(1_000);
    expect((await leecher.row(torrent)).done).toBe(32 * MiB);
    expect(leecher.holds(torrent)).toBe(true);
    await swarm.end();
  });
});

describe('files that are not wanted', () => {
  it('are not fetched, and come when they are wanted after all', async () => {
    const sizes = [3 * MiB, 5 * MiB + 77, 2 * MiB, 100 * KiB];
    const swarm = new Swarm({ content: sizes });
    const { torrent } = swarm;
    const seed = await swarm.seed();
    const leecher = await swarm.node();
    await leecher.add(torrent, { priorities: [4, 0, 4, 0] });
    await leecher.meets(torrent, [seed]);
    await swarm.complete([leecher]);
    const { lengths } = await leecher.details(torrent, 'files');
    const { done } = await leecher.details(torrent, 'progress');
    const files = [...done].map((bytes, file) => bytes === lengths[file]);
    expect(files[0]).toBe(true);
    expect(files[1]).toBe(false);
    expect(files[2]).toBe(true);
    expect((await leecher.row(torrent)).downloaded).toBeLessThan(6.1 * MiB);
    await swarm.world.settle(
      leecher.engine.setPriorities(torrent.info.infoHash, [
        { files: [1], priority: 4 },
        { files: [3], priority: 7 },
      ]),
    );
    await leecher.meets(torrent, [seed]);
    const whole = async (): Promise<boolean> => (await leecher.row(torrent)).state === 'seeding';
    for (let i = 0; i < 100 && !(await whole()); i++) await swarm.world.pass(1_000);
    expect(leecher.holds(torrent)).toBe(true);
    await swarm.end();
  });
});
