import { expect, it } from 'vitest';
import { Swarm } from './swarm/swarm.ts';
import { FOLDER, KiB, MiB } from './swarm/torrent.ts';

const GROWING = '/growing';

it('grows in the folder of the incomplete and comes home when it is complete, also after a restart', async () => {
  const swarm = new Swarm({ content: [3 * MiB, MiB], pieceLength: 64 * KiB });
  const seed = await swarm.seed({ upRate: 1e6 });
  const node = await swarm.leecher({ settings: { incompleteFolder: GROWING } });
  expect((await node.row(swarm.torrent)).savePath).toBe(GROWING);
  await node.meets(swarm.torrent, [seed]);
  await swarm.world.pass(2_000);
  node.crash();
  await node.start();
  await node.meets(swarm.torrent, [seed]);
  await swarm.complete([node]);
  await swarm.world.until(() => node.has('moved'), 60_000);
  await swarm.world.pass(3_000);
  expect(node.news.filter(({ kind }) => kind === 'completed')).toMatchObject([{ movesTo: FOLDER }]);
  expect(await node.row(swarm.torrent)).toMatchObject({ savePath: FOLDER, state: 'seeding' });
  expect(node.holds(swarm.torrent)).toBe(true);
  expect(node.disk.paths.filter((path) => path.startsWith(`${GROWING}/`))).toEqual([]);
  await swarm.end();
});

it('data that is at its own place already is seeded there', async () => {
  const swarm = new Swarm({ content: MiB });
  const node = await swarm.seed({ settings: { incompleteFolder: GROWING } });
  expect(await node.row(swarm.torrent)).toMatchObject({ savePath: FOLDER, state: 'seeding' });
  await swarm.end();
});

it('what is in the way at home is told, and the torrent stays and seeds', async () => {
  const swarm = new Swarm({ content: MiB });
  const seed = await swarm.seed();
  const node = await swarm.leecher({ settings: { incompleteFolder: GROWING } });
  node.disk.put(`${FOLDER}/thing`, new Uint8Array(3));
  await node.meets(swarm.torrent, [seed]);
  await swarm.complete([node]);
  await swarm.world.pass(5_000);
  expect(node.news.filter(({ kind }) => kind === 'fault')).toMatchObject([
    { fault: { code: 'move-differs' } },
  ]);
  expect(await node.row(swarm.torrent)).toMatchObject({ savePath: GROWING, state: 'seeding' });
  expect(node.disk.bytes(`${FOLDER}/thing`)?.length).toBe(3);
  await swarm.end();
});

it('full preallocation takes the room at once, or says that there is none', async () => {
  const swarm = new Swarm({ content: [8 * MiB + 5, MiB], pieceLength: 256 * KiB });
  const node = await swarm.leecher({ settings: { preallocation: 'full' } });
  await swarm.world.pass(2_000);
  expect(node.disk.knobs.freeBytes).toBe(Number.MAX_SAFE_INTEGER - 9 * MiB - 5);
  expect(node.disk.bytes(`${FOLDER}/thing/part 0/0.bin`)?.length).toBe(8 * MiB + 5);
  const poor = await swarm.node({ settings: { preallocation: 'full' } });
  poor.disk.knobs.freeBytes = 5 * MiB;
  await poor.add(swarm.torrent);
  await swarm.world.pass(2_000);
  expect((await poor.row(swarm.torrent)).fault?.code).toBe('disk-full');
  poor.disk.knobs.freeBytes = 50 * MiB;
  const seed = await swarm.seed();
  await poor.meets(swarm.torrent, [seed]);
  await swarm.complete([poor]);
  expect(poor.holds(swarm.torrent)).toBe(true);
  await swarm.end();
});
