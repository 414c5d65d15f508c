import { expect, it } from 'vitest';
import type { InfoHash, TorrentSnapshot } from '../../engine/api/index.ts';
import { Many } from './swarm/many.ts';
import { KiB } from './swarm/torrent.ts';

const COUNT = 330;
const names = (list: readonly TorrentSnapshot[]): string[] => list.map(({ name }) => name);

it('those that somebody looked at come back before all others, and each stands in the queue where it stood', async () => {
  const many = new Many(COUNT, { settings: { maxActiveDownloads: 1 } });
  const { world, node, things } = many;
  await node.start();
  expect(names(await many.rows())).toEqual(things.slice(0, 100).map(({ info }) => info.name));
  await world.settle(node.engine.restored);
  await world.settle(
    node.engine.keepFirst([many.idAt(-1), 'f'.repeat(40) as InfoHash, many.idAt(150)]),
  );
  await node.stop();

  await node.start();
  const first = await many.rows();
  expect(names(first).slice(0, 3)).toEqual(['thing 329', 'thing 150', 'thing 000']);
  expect(first).toHaveLength(100);
  expect(first[0]).toMatchObject({ queuePosition: COUNT, size: 16 * KiB, state: 'queued' });
  const status = await node.engine.status();
  expect(status.ok && status.value.restoring).toBe(COUNT - 100);

  const starts: string[] = [];
  node.engine.on('delta', ({ added, changed }) => {
    for (const row of [...added, ...changed]) if (row.state === 'downloading') starts.push(row.id);
  });
  await node.engine.watch(true);
  await world.settle(node.engine.restored);
  await world.pass(2_000);
  expect(names(await many.rows()).sort()).toEqual(things.map(({ info }) => info.name));
  // With one slot, the first of the queue has it from the start, whoever was seen first.
  expect([...new Set(starts)]).toEqual([many.idAt(0)]);
  const after = await node.engine.status();
  expect(after.ok && after.value.restoring).toBe(0);
  await node.stop();
});

it('what torrents are sorted by is known again as they come, even when the profile has lost it', async () => {
  const many = new Many(COUNT);
  const { world, node } = many;
  await node.start();
  const early = await node.engine.organisation();
  expect(early.ok && early.value.tags).toEqual([]);
  const told: string[][] = [];
  node.engine.on('delta', ({ organisation }) => {
    if (organisation !== undefined) told.push([...organisation.tags]);
  });
  await node.engine.watch(true);
  await world.settle(node.engine.restored);
  await world.pass(1_000);
  expect(told.at(-1)).toEqual(['late']);
  const late = await node.engine.organisation();
  expect(late.ok && late.value.categories.map(({ name }) => name)).toEqual([
    'group 0',
    'group 1',
    'group 2',
  ]);
  await node.stop();
});

it('the others wait as long as they are told to, and no stop waits for that', async () => {
  const many = new Many(COUNT);
  const { world, node } = many;
  node.others = new Promise(() => undefined);
  await node.start();
  await world.pass(60_000);
  expect(await many.rows()).toHaveLength(100);
  await node.stop();
  let come: () => void = () => undefined;
  node.others = new Promise((resolve) => {
    come = resolve;
  });
  await node.start();
  come();
  await world.settle(node.engine.restored);
  expect(await many.rows()).toHaveLength(COUNT);
  await node.stop();
});

it('a stop while they come back ends it, and the next start has all of them', async () => {
  const many = new Many(COUNT);
  const { world, node } = many;
  await node.start();
  await node.stop();
  expect(node.profile.torrents.size).toBe(COUNT);
  await node.start();
  await world.settle(node.engine.restored);
  expect(await many.rows()).toHaveLength(COUNT);
  await node.stop();
});

it('rows that cannot be read are told of and stay where they are', async () => {
  const many = new Many(COUNT);
  const { world, node } = many;
  node.profile.knobs.readFault = { code: 'store-failed', after: 2 };
  await node.start();
  await world.settle(node.engine.restored);
  await world.pass(1_000);
  const list = await many.rows();
  expect(list.length).toBeGreaterThanOrEqual(100);
  expect(list.length).toBeLessThan(COUNT);
  const missing = COUNT - list.length;
  expect(node.news.filter(({ kind }) => kind === 'fault')).toMatchObject([
    { id: undefined, fault: { code: 'restore-failed', facts: { missing } } },
  ]);
  node.profile.knobs.readFault = undefined;
  await node.stop();
  await node.start();
  await world.settle(node.engine.restored);
  expect(await many.rows()).toHaveLength(COUNT);
  await node.stop();
});
