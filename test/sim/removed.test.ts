import { expect, it } from 'vitest';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { FOLDER, KiB, type SimTorrent } from './swarm/torrent.ts';

const DAY = 24 * 3_600_000;

async function seeding(): Promise<{ swarm: Swarm; node: Node; torrent: SimTorrent }> {
  const swarm = new Swarm({ content: [90 * KiB, 40 * KiB], pieceLength: 32 * KiB });
  const node = await swarm.seed();
  await swarm.world.pass(4_000);
  return { swarm, node, torrent: swarm.torrent };
}

const ids = (torrent: SimTorrent) => [torrent.info.infoHash];

async function listed(node: Node): Promise<readonly string[]> {
  const list = await node.world.settle(node.engine.list());
  return list.ok ? list.value.map(({ name }) => name) : [];
}

async function removed(node: Node) {
  const list = await node.world.settle(node.engine.removed());
  if (!list.ok) throw new Error(list.message);
  return list.value;
}

/** As if it had been removed so many days ago: to live through them takes half a minute. */
function age(node: Node, torrent: SimTorrent, days: number): void {
  const row = node.profile.torrents.get(torrent.info.infoHash);
  if (row?.options.removed === undefined) throw new Error('it was not removed');
  const removed = { ...row.options.removed, at: row.options.removed.at - days * DAY };
  node.profile.torrents.set(row.infoHash, { ...row, options: { ...row.options, removed } });
}

it('a removal can be undone for 30 days: totals, names and checked pieces come back, no byte is read', async () => {
  const { swarm, node, torrent } = await seeding();
  const leecher = await swarm.leecher();
  await leecher.meets(torrent, [node]);
  await swarm.complete([leecher]);
  await swarm.world.pass(3_000);
  const before = await node.row(torrent);
  expect(before.uploaded).toBeGreaterThan(100 * KiB);
  await swarm.world.settle(
    node.engine.renameFiles(torrent.info.infoHash, [{ file: 0, path: 'thing/mine.bin' }]),
  );
  const taken = await swarm.world.settle(node.engine.remove(ids(torrent)));
  expect(taken).toMatchObject({
    ok: true,
    value: [{ root: FOLDER, folders: ['/data/thing/part 0', '/data/thing'] }],
  });
  expect(await listed(node)).toEqual([]);
  await node.stop();
  age(node, torrent, 29);
  await node.start();
  expect(await listed(node)).toEqual([]);
  expect(await removed(node)).toMatchObject([{ name: 'thing', size: 130 * KiB, files: 'there' }]);

  let reads = 0;
  node.disk.knobs.judge = (_number, operation) => {
    if (operation === 'read') reads++;
    return undefined;
  };
  expect((await swarm.world.settle(node.engine.undoRemoval(ids(torrent)))).ok).toBe(true);
  await swarm.world.pass(3_000);
  const after = await node.row(torrent);
  expect(after).toMatchObject({
    state: 'seeding',
    uploaded: before.uploaded,
    addedAt: before.addedAt,
    completedAt: before.completedAt,
  });
  expect((await node.details(torrent, 'files')).paths.split('\n')[0]).toBe('thing/mine.bin');
  expect(reads).toBe(0);
  expect(await removed(node)).toEqual([]);
  await swarm.end();
});

it('after 30 days it is forgotten; its files stay', async () => {
  const { swarm, node, torrent } = await seeding();
  await swarm.world.settle(node.engine.remove(ids(torrent)));
  await node.stop();
  age(node, torrent, 31);
  await node.start();
  expect(await removed(node)).toEqual([]);
  expect(await swarm.world.settle(node.engine.undoRemoval(ids(torrent)))).toMatchObject({
    ok: false,
    code: 'undo-too-late',
  });
  expect(node.profile.torrents.size).toBe(0);
  expect(node.holds(torrent)).toBe(true);
  await swarm.end();
});

it('says when the files or their drive are gone; added anew it begins anew', async () => {
  const { swarm, node, torrent } = await seeding();
  await swarm.world.settle(node.engine.remove(ids(torrent)));
  node.disk.knobs.gone = FOLDER;
  expect(await removed(node)).toMatchObject([{ files: 'away' }]);
  node.disk.knobs.gone = undefined;
  node.disk.delete(`${FOLDER}/thing`);
  expect(await removed(node)).toMatchObject([{ files: 'gone' }]);
  await node.add(torrent, { paused: true });
  expect(await removed(node)).toEqual([]);
  expect((await node.row(torrent)).uploaded).toBe(0);
  await swarm.end();
});

it('with its files: after a crash on the way to the trash, what is left to do is known until it is done', async () => {
  const { swarm, node, torrent } = await seeding();
  const taken = await swarm.world.settle(node.engine.remove(ids(torrent), true));
  if (!taken.ok) throw new Error(taken.message);
  node.crash();
  await node.start();
  expect(await removed(node)).toEqual([]);
  const left = await swarm.world.settle(node.engine.unfinishedRemovals());
  expect(left).toEqual(taken);
  await swarm.world.settle(node.engine.forgetRemoved(ids(torrent)));
  await node.stop();
  await node.start();
  expect(await swarm.world.settle(node.engine.unfinishedRemovals())).toEqual({
    ok: true,
    value: [],
  });
  await swarm.end();
});

/** Dies at a commit, or at an operation of the disk, of removing and undoing; false when there are fewer. */
async function killedAt(at: number, when: 'before' | 'after' | 'disk'): Promise<boolean> {
  const { swarm, node, torrent } = await seeding();
  const first = node.profile.writes;
  let died = false;
  if (when === 'disk') {
    const begun = node.disk.operations;
    node.disk.knobs.judge = (number) => {
      if (number !== begun + at) return undefined;
      died = true;
      return 'crash';
    };
  } else node.profile.knobs.crash = { at: first + at, when };
  void node.engine.remove(ids(torrent)).then(async () => node.engine.undoRemoval(ids(torrent)));
  await swarm.world.pass(5_000);
  if (when !== 'disk') died = node.profile.writes === first + at;
  node.disk.knobs.judge = undefined;
  node.profile.knobs.crash = undefined;
  node.crash();
  await node.start();
  const there = [...(await listed(node)), ...(await removed(node)).map(({ name }) => name)];
  expect(there, `${when} ${at}`).toEqual(['thing']);
  expect(node.holds(torrent), `${when} ${at}`).toBe(true);
  await swarm.end();
  return died;
}

it.each(['before', 'after', 'disk'] as const)(
  'killed at every step (%s) it is in the list or can come back',
  async (when) => {
    let steps = 0;
    while (await killedAt(steps + 1, when)) steps++;
    expect(steps).toBeGreaterThan(2);
  },
);
