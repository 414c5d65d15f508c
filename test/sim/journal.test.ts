import { expect, it } from 'vitest';
import { PORT } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { MiB } from './swarm/torrent.ts';

it('the log of a torrent tells its story, and its speed is remembered', async () => {
  const swarm = new Swarm({ content: 8 * MiB, trackers: ['http://nowhere.example/announce'] });
  const seed = await swarm.seed({ upRate: 1e6 });
  const leecher = await swarm.leecher();
  await leecher.meets(swarm.torrent, [seed]);
  await swarm.complete([leecher]);
  await swarm.world.pass(10_000);
  const log = await leecher.details(swarm.torrent, 'log');
  const codes = log.map(({ code }) => code);
  expect(codes).toContain('started');
  expect(codes).toContain('tracker-failed');
  expect(codes).toContain('completed');
  expect(codes.indexOf('started')).toBeLessThan(codes.indexOf('completed'));
  expect(log.find(({ code }) => code === 'tracker-failed')).toMatchObject({
    level: 'warn',
    subject: 'http://nowhere.example/announce',
  });
  const { tenMinutes } = await leecher.details(swarm.torrent, 'speed');
  const bytes = tenMinutes.down.reduce((sum, rate) => sum + rate * tenMinutes.stepSeconds, 0);
  expect(bytes).toBeGreaterThan(4 * MiB);
  expect(bytes).toBeLessThan(9 * MiB);
  const all = await swarm.world.settle(leecher.engine.speed());
  expect(all.ok && Math.max(...all.value.minute.down)).toBeGreaterThan(100_000);
  await swarm.end();
});

it('a peer that the user bans is gone from all torrents, and is not let in again', async () => {
  const swarm = new Swarm({ content: 32 * MiB });
  const seed = await swarm.seed({ upRate: 1e6 });
  const leecher = await swarm.leecher();
  await leecher.meets(swarm.torrent, [seed]);
  await swarm.world.pass(3_000);
  expect((await leecher.row(swarm.torrent)).peers).toBe(1);
  const address = `${seed.address}:${PORT}`;
  expect(await swarm.world.settle(leecher.engine.banPeer(address))).toMatchObject({ ok: true });
  await leecher.meets(swarm.torrent, [seed]);
  await seed.meets(swarm.torrent, [leecher]);
  await swarm.world.pass(120_000);
  expect((await leecher.row(swarm.torrent)).peers).toBe(0);
  const { done } = await leecher.row(swarm.torrent);
  await swarm.world.pass(10_000);
  expect((await leecher.row(swarm.torrent)).done).toBe(done);
  expect(await swarm.world.settle(leecher.engine.banPeer('nonsense'))).toMatchObject({
    ok: false,
    code: 'peer-bad-address',
  });
  await swarm.end();
});
