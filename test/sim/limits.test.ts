import { describe, expect, it } from 'vitest';
import type { EngineSettings } from '../../engine/settings/schema.ts';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { KiB, MiB, makeTorrent } from './swarm/torrent.ts';

const SECONDS = 10;

/** Bytes per second of each node's counter over ten seconds. */
async function rates(
  swarm: Swarm,
  nodes: readonly Node[],
  counter: 'downloaded' | 'uploaded',
): Promise<number[]> {
  const count = (): Promise<number[]> =>
    Promise.all(nodes.map(async (node) => (await node.row(swarm.torrent))[counter]));
  const before = await count();
  await swarm.world.pass(SECONDS * 1000);
  const after = await count();
  return after.map((bytes, i) => (bytes - (before[i] as number)) / SECONDS);
}

function within(value: number, wanted: number, tolerance: number): void {
  expect(value).toBeGreaterThan(wanted * (1 - tolerance));
  expect(value).toBeLessThan(wanted * (1 + tolerance));
}

describe.each([30 * KiB, 200 * KiB, 1 * MiB, 6 * MiB])('a limit of %i bytes/s', (limit) => {
  it.each([1, 4, 12])('holds for the download from %i seeds', async (count) => {
    // Counted on the line: at low rates a block takes longer than the measurement. What a dozen peers had on the
    // way before they were first held back is paid off in the first ten seconds.
    const swarm = new Swarm({ content: 128 * MiB });
    const seeds = [];
    for (let i = 0; i < count; i++) seeds.push(await swarm.seed({ upRate: 8e6 }));
    const leecher = await swarm.leecher({ settings: { downLimit: limit } });
    await leecher.meets(swarm.torrent, seeds);
    await swarm.world.pass(10_000);
    const before = leecher.host.bytesRead;
    await swarm.world.pass(SECONDS * 1000);
    within((leecher.host.bytesRead - before) / SECONDS, limit, 0.05);
    await swarm.end();
  });

  it.each([1, 4, 12])('holds for the upload to %i leechers', async (count) => {
    const swarm = new Swarm({ content: 128 * MiB });
    const seed = await swarm.seed({ settings: { upLimit: limit } });
    for (let i = 0; i < count; i++) {
      const leecher = await swarm.leecher({ latencyMs: 10 + i * 5 });
      await leecher.meets(swarm.torrent, [seed]);
    }
    await swarm.world.pass(5_000);
    within((await rates(swarm, [seed], 'uploaded'))[0] as number, limit, 0.05);
    await swarm.end();
  });

  it('gives two equal leechers the same', async () => {
    const swarm = new Swarm({ content: 128 * MiB });
    const seed = await swarm.seed({ settings: { upLimit: limit } });
    const leechers = [await swarm.leecher(), await swarm.leecher({ latencyMs: 60 })];
    for (const leecher of leechers) await leecher.meets(swarm.torrent, [seed]);
    await swarm.world.pass(5_000);
    const [one, two] = (await rates(swarm, leechers, 'downloaded')) as [number, number];
    within(one, (one + two) / 2, 0.1);
    await swarm.end();
  });

  it('takes the same from two equal seeds', async () => {
    const swarm = new Swarm({ content: 128 * MiB });
    const seeds = [await swarm.seed(), await swarm.seed({ latencyMs: 60 })];
    const leecher = await swarm.leecher({ settings: { downLimit: limit } });
    await leecher.meets(swarm.torrent, seeds);
    // What was asked of them before they were first held back has been sent by then.
    await swarm.world.pass(10_000);
    const [one, two] = (await rates(swarm, seeds, 'uploaded')) as [number, number];
    within(one, (one + two) / 2, 0.15);
    await swarm.end();
  });
});

describe('limits', () => {
  it('of a torrent hold beside that of the session', async () => {
    const swarm = new Swarm({ content: 128 * MiB });
    const { torrent } = swarm;
    const seed = await swarm.seed();
    const leecher = await swarm.leecher({ settings: { downLimit: 2 * MiB } });
    await leecher.stop();
    const row = leecher.profile.torrents.get(torrent.info.infoHash);
    if (row === undefined) throw new Error('it was not stored');
    leecher.profile.torrents.set(torrent.info.infoHash, {
      ...row,
      options: { ...row.options, downLimit: 300 * KiB, upLimit: 100 * KiB },
    });
    await leecher.start();
    await leecher.meets(torrent, [seed]);
    const taker = await swarm.leecher();
    await taker.meets(torrent, [leecher]);
    await swarm.world.pass(20_000);
    within((await rates(swarm, [leecher], 'downloaded'))[0] as number, 300 * KiB, 0.05);
    within((await rates(swarm, [leecher], 'uploaded'))[0] as number, 100 * KiB, 0.05);
    await swarm.end();
  });

  it('that change act within a second, up and down and off', async () => {
    const swarm = new Swarm({ content: 256 * MiB });
    const seed = await swarm.seed({ upRate: 10e6 });
    const leecher = await swarm.leecher({ settings: { downLimit: 4 * MiB } });
    await leecher.meets(swarm.torrent, [seed]);
    await swarm.world.pass(5_000);
    for (const limit of [100 * KiB, 3 * MiB, 500 * KiB]) {
      await leecher.set({ downLimit: limit });
      await swarm.world.pass(1_000);
      within((await rates(swarm, [leecher], 'downloaded'))[0] as number, limit, 0.05);
    }
    await leecher.set({ downLimit: 0 });
    await swarm.world.pass(2_000);
    const [free] = (await rates(swarm, [leecher], 'downloaded')) as [number];
    expect(free).toBeGreaterThan(9e6);
    await swarm.end();
  });

  it('cost nothing while everyone waits', async () => {
    const swarm = new Swarm({ content: 64 * MiB });
    const seed = await swarm.seed({ settings: { upLimit: 10 * KiB } });
    for (let i = 0; i < 20; i++) {
      const leecher = await swarm.leecher();
      await leecher.meets(swarm.torrent, [seed]);
    }
    await swarm.world.pass(10_000);
    const { disk } = seed;
    const reads = disk.operations;
    await swarm.world.pass(60_000);
    expect(disk.operations - reads).toBeLessThan(200);
    await swarm.end();
  });

  it('leave the other direction alone', async () => {
    const swarm = new Swarm({ content: 64 * MiB });
    const seed = await swarm.seed({ upRate: 6e6, settings: { downLimit: 10 * KiB } });
    const leecher = await swarm.leecher({ settings: { upLimit: 10 * KiB } });
    await leecher.meets(swarm.torrent, [seed]);
    const ms = await swarm.complete([leecher]);
    expect(ms).toBeLessThan(((64 * MiB) / 6e6) * 1000 * 1.15);
    await swarm.end();
  });

  it('of slow mode take over and give back within a second', async () => {
    const swarm = new Swarm({ content: 256 * MiB });
    const seed = await swarm.seed({ upRate: 10e6 });
    const leecher = await swarm.leecher({
      settings: { downLimit: 4 * MiB, slowDownLimit: 200 * KiB },
    });
    await leecher.meets(swarm.torrent, [seed]);
    await swarm.world.pass(5_000);
    for (const [slowMode, limit] of [
      [true, 200 * KiB],
      [false, 4 * MiB],
    ] as const) {
      await leecher.set({ slowMode });
      await swarm.world.pass(1_000);
      within((await rates(swarm, [leecher], 'downloaded'))[0] as number, limit, 0.05);
    }
    await swarm.end();
  });

  it('follow the weekly schedule, which tells when it switches next', async () => {
    const swarm = new Swarm({ content: 512 * MiB });
    const seed = await swarm.seed({ upRate: 10e6 });
    // The simulated world begins on Friday 15 January 2027, 08:00 UTC.
    const leecher = await swarm.leecher({
      settings: {
        downLimit: 2 * MiB,
        slowDownLimit: 200 * KiB,
        slowScheduled: true,
        slowSchedule: 'fri 08:01-08:02',
      },
    });
    await leecher.meets(swarm.torrent, [seed]);
    const seen: (readonly [boolean, number])[] = [];
    for (const _minute of [0, 1, 2]) {
      await swarm.world.pass(30_000);
      const status = await swarm.world.settle(leecher.engine.status());
      const [rate] = (await rates(swarm, [leecher], 'downloaded')) as [number];
      if (status.ok) seen.push([status.value.slowMode, Math.round(rate / (200 * KiB))]);
      await swarm.world.pass(20_000);
    }
    expect(seen.map(([on]) => on)).toEqual([false, true, false]);
    expect(seen.map(([, times]) => times)).toEqual([10, 1, 10]);
    await swarm.end();
  });

  it('a schedule that makes no sense is refused by its line, and nothing of what was said with it is changed', async () => {
    const swarm = new Swarm({ content: KiB });
    const good = { slowScheduled: true, slowSchedule: 'fri 08:01-08:02', slowDownLimit: 200 * KiB };
    const node = await swarm.node({ settings: good });
    const settings = async (): Promise<EngineSettings> => {
      const all = await swarm.world.settle(node.engine.settings());
      if (!all.ok) throw new Error(all.message);
      return all.value;
    };
    const before = await settings();
    for (const [line, code] of [
      ['fri 10:00-10:00', 'schedule-empty-window'],
      ['someday 08:00-18:00', 'schedule-unreadable'],
      ['fri 08:00-24:30', 'schedule-unreadable'],
    ] as const) {
      const change = { slowDownLimit: 1, slowSchedule: `mon 01:00-02:00\n${line}` };
      const set = await swarm.world.settle(node.engine.setSettings(change));
      expect(set).toMatchObject({ ok: false, code, subject: line });
      expect(set.ok || set.message).toContain(line);
      expect(await settings()).toEqual(before);
    }
    await node.stop();
    await node.start();
    expect(await settings()).toEqual(before);
    await swarm.world.pass(90_000);
    const status = await swarm.world.settle(node.engine.status());
    expect(status).toMatchObject({ value: { slowMode: true } });
    await swarm.end();
  });

  it('of a torrent are set while it runs, act within a second, and survive a restart', async () => {
    const swarm = new Swarm({ content: 256 * MiB });
    const { torrent } = swarm;
    const seed = await swarm.seed({ upRate: 10e6 });
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [seed]);
    await swarm.world.pass(2_000);
    const limits = { downLimit: 300 * KiB, upLimit: 50 * KiB };
    await swarm.world.settle(leecher.engine.setLimits([torrent.info.infoHash], limits));
    await swarm.world.pass(1_000);
    within((await rates(swarm, [leecher], 'downloaded'))[0] as number, 300 * KiB, 0.05);
    await leecher.stop();
    await leecher.start();
    expect(await leecher.row(torrent)).toMatchObject(limits);
    await leecher.meets(torrent, [seed]);
    await swarm.world.pass(10_000);
    within((await rates(swarm, [leecher], 'downloaded'))[0] as number, 300 * KiB, 0.05);
    const refused = await swarm.world.settle(
      leecher.engine.setLimits([torrent.info.infoHash], { downLimit: -1, upLimit: 0 }),
    );
    expect(refused).toMatchObject({ ok: false, code: 'limit-invalid' });
    await swarm.end();
  });

  it('of one peer leave the others alone', async () => {
    const swarm = new Swarm({ content: 256 * MiB });
    const { torrent } = swarm;
    const seed = await swarm.seed({ upRate: 8e6 });
    const [slow, other] = [await swarm.leecher(), await swarm.leecher()];
    await slow.meets(torrent, [seed]);
    await other.meets(torrent, [seed]);
    await swarm.world.pass(5_000);
    const limits = { downLimit: 0, upLimit: 100 * KiB };
    await swarm.world.settle(
      seed.engine.limitPeer(torrent.info.infoHash, `${slow.address}:6881`, limits),
    );
    await swarm.world.pass(2_000);
    const peers = await seed.details(torrent, 'peers');
    expect(peers.map((peer) => peer.upLimit).sort()).toEqual([0, limits.upLimit]);
    const [held, free] = (await rates(swarm, [slow, other], 'downloaded')) as [number, number];
    within(held, 100 * KiB, 0.1);
    expect(free).toBeGreaterThan(5e6);
    await swarm.end();
  });

  it('leave the local network alone where they are told to', async () => {
    const swarm = new Swarm({ content: 256 * MiB });
    const seed = await swarm.seed({
      upRate: 8e6,
      addresses: ['192.168.1.2'],
      settings: { upLimit: 100 * KiB },
    });
    const near = await swarm.leecher({ addresses: ['192.168.1.3'] });
    const far = await swarm.leecher({ addresses: ['198.18.0.4'] });
    for (const leecher of [near, far]) await leecher.meets(swarm.torrent, [seed]);
    await swarm.world.pass(10_000);
    expect((await rates(swarm, [near], 'downloaded'))[0]).toBeLessThan(150 * KiB);
    await seed.set({ limitLocal: false });
    await swarm.world.pass(2_000);
    const [inside, outside] = (await rates(swarm, [near, far], 'downloaded')) as [number, number];
    expect(inside).toBeGreaterThan(5e6);
    within(outside, 100 * KiB, 0.1);
    await swarm.end();
  });

  it('hold for every byte on the line where the protocol counts, too', async () => {
    const swarm = new Swarm({ content: 64 * MiB, pieceLength: 16 * KiB });
    const seed = await swarm.seed({ settings: { upLimit: 300 * KiB, limitOverhead: true } });
    const leecher = await swarm.leecher();
    await leecher.meets(swarm.torrent, [seed]);
    await swarm.world.pass(5_000);
    const before = leecher.host.bytesRead;
    await swarm.world.pass(SECONDS * 1000);
    within((leecher.host.bytesRead - before) / SECONDS, 300 * KiB, 0.05);
    await swarm.end();
  });

  it('of one torrent hold while many peers of another wait for theirs', async () => {
    const swarm = new Swarm({ content: 256 * MiB });
    const { torrent } = swarm;
    const crowd = makeTorrent({ name: 'crowd', content: 256 * MiB });
    const giver = await swarm.seed({ upRate: 20e6 });
    giver.fill(crowd);
    await giver.add(crowd);
    await swarm.world.until(() => giver.has('seeding', crowd.info.infoHash), 600_000);
    const limit = (of: typeof torrent, upLimit: number): Promise<unknown> =>
      swarm.world.settle(giver.engine.setLimits([of.info.infoHash], { downLimit: 0, upLimit }));
    await limit(torrent, 4 * MiB);
    await limit(crowd, 40 * KiB);
    const taker = await swarm.leecher();
    await taker.meets(torrent, [giver]);
    for (let i = 0; i < 12; i++) {
      const one = await swarm.node();
      await one.add(crowd);
      await one.meets(crowd, [giver]);
    }
    await swarm.world.pass(20_000);
    within((await rates(swarm, [taker], 'downloaded'))[0] as number, 4 * MiB, 0.05);
    await swarm.end();
  });
});
