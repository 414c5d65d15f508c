import { afterEach, beforeEach, expect, it } from 'vitest';
import type { InfoHash, Result } from '../../engine/api/index.ts';
import { Many } from './swarm/many.ts';

const COUNT = 60;
let many: Many;

beforeEach(async () => {
  many = new Many(COUNT, { settings: { maxActiveDownloads: 0 } });
  await many.node.start();
  await many.world.pass(3_000);
});

afterEach(() => many.node.stop());

/** How many commits the command takes until it is answered. */
async function commits(run: () => Promise<Result<unknown>>): Promise<number> {
  const before = many.node.profile.writes;
  const result = await many.world.settle(run());
  expect(result).toMatchObject({ ok: true });
  return many.node.profile.writes - before;
}

it('what is done to all torrents at once is one commit, or two, and not one for each', async () => {
  const { engine } = many.node;
  const { ids } = many;
  const category = { name: 'new', savePath: '', downLimit: 0, upLimit: 0, share: {} };
  await many.world.settle(engine.saveCategory(category));
  const taken = {
    pause: await commits(() => engine.pause('all')),
    resume: await commits(() => engine.resume(ids)),
    setCategory: await commits(() => engine.setCategory(ids, 'new')),
    setTags: await commits(() => engine.setTags(ids, { add: ['a'] })),
    setLimits: await commits(() => engine.setLimits(ids, { downLimit: 1000, upLimit: 0 })),
    setPolicy: await commits(() => engine.setPolicy(ids, { sequential: true })),
    moveInQueue: await commits(() => engine.moveInQueue(ids.slice(1), 'top')),
    remove: await commits(() => engine.remove(ids)),
    undoRemoval: await commits(() => engine.undoRemoval(ids)),
  };
  for (const [command, count] of Object.entries(taken))
    expect(count, command).toBeLessThanOrEqual(3);
  const rows = await many.rows();
  expect(rows).toHaveLength(COUNT);
  expect(rows.every(({ category: one, downLimit }) => one === 'new' && downLimit === 1000)).toBe(
    true,
  );
});

it('pausing tells which of them ran, and passes over those that are gone', async () => {
  const { engine } = many.node;
  const [first, second] = many.ids as [InfoHash, InfoHash];
  await many.world.settle(engine.pause([first]));
  const unknown = 'f'.repeat(40) as InfoHash;
  expect(await many.world.settle(engine.pause([first, second, unknown]))).toEqual({
    ok: true,
    value: [second],
  });
  expect(await many.world.settle(engine.resume([second, unknown]))).toMatchObject({
    ok: false,
    code: 'torrent-unknown',
  });
  const rows = await many.world.settle(engine.list([first, second, unknown]));
  expect(rows.ok && rows.value.map(({ paused }) => paused)).toEqual([true, false]);
});

it('of several removals that are undone together, those that cannot come back do not keep the others away', async () => {
  const { engine, profile } = many.node;
  const [first, second] = many.ids as [InfoHash, InfoHash];
  const files = await many.world.settle(engine.remove([first, second, many.idAt(2)]));
  expect(files.ok && files.value.map(({ id }) => id)).toEqual([first, second, many.idAt(2)]);
  await many.world.settle(engine.forgetRemoved([second]));
  expect(profile.torrents.has(second)).toBe(false);
  expect(await many.world.settle(engine.undoRemoval([first, second, many.idAt(2)]))).toMatchObject({
    ok: false,
    code: 'undo-too-late',
  });
  const rows = await many.rows();
  expect(rows).toHaveLength(COUNT - 1);
  // Back at the end of the queue, in the order in which they were given back.
  const places = new Map(rows.map(({ id, queuePosition }) => [id, queuePosition]));
  expect([places.get(first), places.get(many.idAt(2))]).toEqual([COUNT - 2, COUNT - 1]);
});
