import { expect, it } from 'vitest';
import type { InfoHash, TorrentSnapshot } from '../../engine/api/index.ts';
import type { StoredTorrent } from '../../engine/ports/store.ts';
import { Node, type NodeOptions } from './swarm/node.ts';
import { FOLDER, KiB, makeTorrent } from './swarm/torrent.ts';
import { World } from './world/world.ts';

const COUNT = 330;
const things = Array.from({ length: COUNT }, (_, at) =>
  makeTorrent({ name: `thing ${String(at).padStart(3, '0')}`, content: 16 * KiB }),
);
const [one] = things as [(typeof things)[number]];
const idAt = (at: number): InfoHash => things.at(at)?.info.infoHash as InfoHash;

/** A machine on which all of them were added and nothing was fetched yet. */
function machine(options: NodeOptions = {}): { readonly world: World; readonly node: Node } {
  const world = new World({ seed: 1, keepTrace: 0 });
  const node = new Node(world, one, options);
  things.forEach(({ info, metainfo }, at) => {
    const row: StoredTorrent = {
      infoHash: info.infoHash,
      metainfo,
      magnet: undefined,
      name: info.name,
      savePath: FOLDER,
      addedAt: 1_000 + at,
      intent: 'running',
      queuePosition: at * 1_000,
      priorities: new Uint8Array(0),
      options: { naming: 2, category: `group ${at % 3}`, tags: at === COUNT - 1 ? ['late'] : [] },
      progress: {
        ...{ have: new Uint8Array(0), inFlight: new Uint8Array(0), stamps: [], clean: true },
        ...{ downloaded: 0, uploaded: 0, wasted: 0, activeMs: 0, seedingMs: 0 },
      },
    };
    node.profile.torrents.set(info.infoHash, row);
  });
  return { world, node };
}

async function rows(node: Node): Promise<readonly TorrentSnapshot[]> {
  const list = await node.engine.list();
  if (!list.ok) throw new Error(list.message);
  return list.value;
}

const names = (list: readonly TorrentSnapshot[]): string[] => list.map(({ name }) => name);

it('those that somebody looked at come back before all others, and each stands in the queue where it stood', async () => {
  const { world, node } = machine({ settings: { maxActiveDownloads: 1 } });
  await node.start();
  expect(names(await rows(node))).toEqual(things.slice(0, 100).map(({ info }) => info.name));
  await world.settle(node.engine.restored);
  await world.settle(node.engine.keepFirst([idAt(-1), 'f'.repeat(40) as InfoHash, idAt(150)]));
  await node.stop();

  await node.start();
  const first = await rows(node);
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
  expect(names(await rows(node)).sort()).toEqual(things.map(({ info }) => info.name));
  // With one slot, the first of the queue has it from the start, whoever was seen first.
  expect([...new Set(starts)]).toEqual([idAt(0)]);
  const after = await node.engine.status();
  expect(after.ok && after.value.restoring).toBe(0);
  await node.stop();
});

it('what torrents are sorted by is known again as they come, even when the profile has lost it', async () => {
  const { world, node } = machine();
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
  const { world, node } = machine();
  node.others = new Promise(() => undefined);
  await node.start();
  await world.pass(60_000);
  expect(await rows(node)).toHaveLength(100);
  await node.stop();
  let come: () => void = () => undefined;
  node.others = new Promise((resolve) => {
    come = resolve;
  });
  await node.start();
  come();
  await world.settle(node.engine.restored);
  expect(await rows(node)).toHaveLength(COUNT);
  await node.stop();
});

it('a stop while they come back ends it, and the next start has all of them', async () => {
  const { world, node } = machine();
  await node.start();
  await node.stop();
  expect(node.profile.torrents.size).toBe(COUNT);
  await node.start();
  await world.settle(node.engine.restored);
  expect(await rows(node)).toHaveLength(COUNT);
  await node.stop();
});

it('rows that cannot be read are told of and stay where they are', async () => {
  const { world, node } = machine();
  node.profile.knobs.readFault = { code: 'store-failed', after: 2 };
  await node.start();
  await world.settle(node.engine.restored);
  await world.pass(1_000);
  const list = await rows(node);
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
  expect(await rows(node)).toHaveLength(COUNT);
  await node.stop();
});
