import { expect, it } from 'vitest';
import type { Statistics } from '../../engine/api/index.ts';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { MiB } from './swarm/torrent.ts';

async function statistics(node: Node): Promise<Statistics> {
  const result = await node.world.settle(node.engine.statistics());
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

it('what one side says it gave is what the other says it got, to the byte, by day and by torrent', async () => {
  const swarm = new Swarm({ content: 8 * MiB });
  const seed = await swarm.seed();
  const leecher = await swarm.leecher();
  await leecher.meets(swarm.torrent, [seed]);
  await swarm.complete([leecher]);
  const [gave, got] = [await statistics(seed), await statistics(leecher)];
  const { downloaded } = await leecher.row(swarm.torrent);
  expect(downloaded).toBeGreaterThanOrEqual(8 * MiB);
  expect(gave.allTime).toEqual({ downloaded: 0, uploaded: downloaded });
  expect(got.allTime).toEqual({ downloaded, uploaded: 0 });
  expect(got.session).toMatchObject({ downloaded, uploaded: 0 });
  expect(got.byDay).toEqual([{ day: '2027-01-15', downloaded, uploaded: 0 }]);
  expect(got.byTorrent).toEqual([
    { id: swarm.torrent.info.infoHash, name: swarm.torrent.info.name, downloaded, uploaded: 0 },
  ]);
  await swarm.end();
});

it('nothing that was moved is forgotten with the torrent, at a stop, or with a start on another day', async () => {
  const swarm = new Swarm({ content: 4 * MiB });
  const seed = await swarm.seed();
  const leecher = await swarm.leecher();
  await leecher.meets(swarm.torrent, [seed]);
  await swarm.complete([leecher]);
  const { allTime } = await statistics(leecher);
  await swarm.world.settle(leecher.engine.remove([swarm.torrent.info.infoHash]));
  expect(await statistics(leecher)).toMatchObject({ allTime, session: allTime });
  await leecher.stop();
  await leecher.start();
  const later = await statistics(leecher);
  expect(later.allTime).toEqual(allTime);
  expect(later.session).toMatchObject({ downloaded: 0, uploaded: 0 });
  expect(later.byTorrent[0]?.name).toBe(swarm.torrent.info.name);
  await swarm.end();
});

it('what a seed gave is known after a power cut, but for the last seconds, in the list as in the statistics', async () => {
  const swarm = new Swarm({ content: 64 * MiB });
  const seed = await swarm.seed({ upRate: 1e6 });
  const leecher = await swarm.leecher();
  await leecher.meets(swarm.torrent, [seed]);
  await swarm.world.pass(30_000);
  const before = (await seed.row(swarm.torrent)).uploaded;
  seed.crash();
  await seed.start();
  const after = (await seed.row(swarm.torrent)).uploaded;
  expect(after).toBeGreaterThan(before - 8e6);
  expect((await statistics(seed)).allTime.uploaded).toBeGreaterThan(before - 8e6);
  await swarm.end();
});
