import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  AddRule,
  AddTorrent,
  Category,
  Organisation,
  Result,
  ShareLimits,
  TorrentDelta,
} from '../../engine/api/index.ts';
import { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { FOLDER, KiB, MiB, makeTorrent, type SimTorrent } from './swarm/torrent.ts';
import { World } from './world/world.ts';

const category = (name: string, change: Partial<Category> = {}): Category => ({
  name,
  savePath: '',
  downLimit: 0,
  upLimit: 0,
  share: {},
  ...change,
});

describe('categories, tags and rules', () => {
  const one = makeTorrent({ name: 'one', content: MiB, trackers: ['http://tracker.example/a'] });
  const two = makeTorrent({ name: 'two', content: 2 * MiB });
  let world: World;
  let node: Node;

  beforeEach(async () => {
    world = new World({ seed: 1, keepTrace: 0 });
    node = new Node(world, one, { name: 'node' });
    await node.start();
  });
  afterEach(async () => {
    if (node.isRunning) await node.stop();
  });

  const done = async (call: Promise<Result<unknown>>): Promise<void> => {
    const result = await world.settle(call);
    if (!result.ok) throw new Error(result.message);
  };
  const code = async (call: Promise<Result<unknown>>): Promise<string> => {
    const result = await world.settle(call);
    return result.ok ? 'ok' : result.code;
  };
  const organisation = async (): Promise<Organisation> => {
    const result = await world.settle(node.engine.organisation());
    if (!result.ok) throw new Error(result.message);
    return result.value;
  };
  const add = (thing: SimTorrent, more: Partial<AddTorrent> = {}): Promise<Result<unknown>> =>
    node.engine.add({
      source: { kind: 'metainfo', bytes: thing.metainfo, fileName: 'x.torrent' },
      savePath: FOLDER,
      paused: true,
      ...more,
    });
  const id = (thing: SimTorrent) => thing.info.infoHash;

  it('survive a restart, with those that no torrent has', async () => {
    await done(node.engine.saveCategory(category('films/4k', { savePath: '/films' })));
    await done(node.engine.createTag('later'));
    await done(add(one, { category: 'films/4k', tags: ['new', 'big'] }));
    const rules = [{ name: 'r', enabled: true, when: {}, decides: { tags: ['ruled'] } }];
    await done(node.engine.saveRules(rules));
    await node.stop();
    await node.start();
    expect(await organisation()).toEqual({
      categories: [category('films'), category('films/4k', { savePath: '/films' })],
      tags: ['big', 'later', 'new', 'ruled'],
      rules,
    });
    expect(await node.row(one)).toMatchObject({ category: 'films/4k', tags: ['big', 'new'] });
  });

  it('that torrents name are there, even when the profile lost them or has rubbish in their place', async () => {
    await done(node.engine.saveCategory(category('films/4k', { savePath: '/films' })));
    await done(add(one, { category: 'films/4k', tags: ['new'] }));
    await node.stop();
    node.profile.values.delete('organise.categories');
    node.profile.values.set('organise.tags', '{"a":1}');
    node.profile.values.set('organise.rules', '[7,{"name":"x"}]');
    await node.start();
    expect(await organisation()).toEqual({
      categories: [category('films'), category('films/4k')],
      tags: ['new'],
      rules: [],
    });
  });

  it('are told with the deltas: all at first, then whenever they change', async () => {
    const deltas: TorrentDelta[] = [];
    node.engine.on('delta', (delta) => deltas.push(delta));
    await done(node.engine.createTag('a'));
    await done(node.engine.watch(true));
    expect(deltas[0]?.organisation?.tags).toEqual(['a']);
    await done(node.engine.createTag('b'));
    await world.pass(100);
    expect(deltas.at(-1)?.organisation?.tags).toEqual(['a', 'b']);
    const count = deltas.filter((delta) => delta.organisation !== undefined).length;
    await done(node.engine.createTag('b'));
    await world.pass(2_000);
    expect(deltas.filter((delta) => delta.organisation !== undefined).length).toBe(count);
  });

  it('a category is renamed with those in it, on torrents and in rules', async () => {
    await done(node.engine.saveCategory(category('films/4k')));
    await done(add(one, { category: 'films/4k' }));
    await done(add(two, { category: 'films' }));
    const rule = { name: 'r', enabled: true, when: {}, decides: { category: 'films/4k' } };
    await done(node.engine.saveRules([rule]));
    await done(node.engine.saveCategory(category('cinema', { upLimit: 5 }), 'films'));
    const { categories, rules } = await organisation();
    expect(categories).toEqual([category('cinema', { upLimit: 5 }), category('cinema/4k')]);
    expect(rules[0]?.decides.category).toBe('cinema/4k');
    expect((await node.row(one)).category).toBe('cinema/4k');
    expect((await node.row(two)).category).toBe('cinema');
    await done(node.engine.removeCategory('cinema'));
    expect((await organisation()).categories).toEqual([]);
    expect((await node.row(one)).category).toBe('');
  });

  it('refuse names and changes that make no sense, and change nothing', async () => {
    await done(node.engine.saveCategory(category('films')));
    await done(node.engine.saveCategory(category('music')));
    const before = await organisation();
    const { engine } = node;
    expect(await code(engine.saveCategory(category('films//4k')))).toBe('category-name');
    expect(await code(engine.saveCategory(category(' films')))).toBe('category-name');
    expect(await code(engine.saveCategory(category('x', { savePath: 'y' })))).toBe('category-path');
    expect(await code(engine.saveCategory(category('music'), 'films'))).toBe('category-exists');
    expect(await code(engine.saveCategory(category('films/a'), 'films'))).toBe('category-exists');
    expect(await code(engine.saveCategory(category('y'), 'gone'))).toBe('category-unknown');
    expect(await code(engine.createTag('a,b'))).toBe('tag-name');
    expect(await code(engine.renameTag('a', ''))).toBe('tag-name');
    expect(await code(add(one, { category: 'gone' }))).toBe('category-unknown');
    expect(await code(add(one, { tags: [''] }))).toBe('tag-name');
    expect(await organisation()).toEqual(before);
    const list = await world.settle(engine.list());
    expect(list.ok && list.value.length).toBe(0);
  });

  it('tags are put on and taken off many at once; renamed onto another they become one', async () => {
    await done(add(one, { tags: ['a'] }));
    await done(add(two));
    await done(node.engine.setTags([id(one), id(two)], { add: ['b'], remove: ['a'] }));
    expect((await node.row(one)).tags).toEqual(['b']);
    await done(node.engine.setTags([id(two)], { add: ['a'] }));
    await done(node.engine.renameTag('b', 'a'));
    expect((await node.row(two)).tags).toEqual(['a']);
    expect((await node.row(one)).tags).toEqual(['a']);
    expect((await organisation()).tags).toEqual(['a']);
    await done(node.engine.removeTag('a'));
    expect((await node.row(one)).tags).toEqual([]);
    expect((await organisation()).tags).toEqual([]);
  });

  it('rules say beforehand what they will do, and do that', async () => {
    await done(node.engine.saveCategory(category('iso', { savePath: `${FOLDER}/iso` })));
    await done(
      node.engine.saveRules([
        {
          name: 'From there',
          enabled: true,
          when: { tracker: 'tracker.example' },
          decides: { category: 'iso', upLimit: 1000, share: { ratio: 3 } },
        },
        {
          name: 'Watched',
          enabled: true,
          when: { label: 'inbox' },
          decides: { tags: ['watched'], category: 'iso' },
        },
      ]),
    );
    const source = { kind: 'metainfo', bytes: one.metainfo, fileName: 'x' } as const;
    const preview = await world.settle(node.engine.previewRules(source, ['Inbox']));
    if (!preview.ok) throw new Error(preview.message);
    expect(preview.value).toMatchObject({
      category: 'iso',
      tags: ['watched'],
      savePath: `${FOLDER}/iso`,
      upLimit: 1000,
      share: { ratio: 3 },
      notes: [],
    });
    await done(add(one, { rules: { path: true, labels: ['Inbox'] } }));
    const row = await node.row(one);
    expect(row).toMatchObject({ category: 'iso', tags: ['watched'], savePath: `${FOLDER}/iso` });
    // What was said counts, and nobody asked the rules about the other.
    await done(add(two, { tags: ['mine'] }));
    expect(await node.row(two)).toMatchObject({
      category: '',
      tags: ['mine'],
      savePath: FOLDER,
      queuePosition: 2,
    });
  });

  it('a rule that is refused leaves those that were, and the good ones beside it are not taken either', async () => {
    const rule = (name: string, more: Partial<AddRule>): AddRule => ({
      name,
      enabled: true,
      when: { name: 'one' },
      decides: { tags: ['kept'] },
      ...more,
    });
    await done(node.engine.saveCategory(category('films')));
    await done(node.engine.saveRules([rule('one', {})]));
    const before = await organisation();
    const good = rule('good', { decides: { tags: ['fresh'], category: 'films' } });
    const refused = (bad: AddRule): Promise<string> => code(node.engine.saveRules([good, bad]));
    expect(await refused(rule('bad', { when: { sizeFrom: 2, sizeTo: 1 } }))).toBe('rule-sizes');
    expect(await refused(rule('bad', { decides: {} }))).toBe('rule-idle');
    expect(await refused(rule('bad', { decides: { category: 'gone' } }))).toBe('rule-category');
    expect(await refused(rule('bad', { decides: { savePath: 'films' } }))).toBe('rule-path');
    expect(await refused(rule('bad', { decides: { tags: ['a,b'] } }))).toBe('tag-name');
    expect(await refused(good)).toBe('rule-name');
    expect(await organisation()).toEqual(before);
    await node.stop();
    await node.start();
    expect(await organisation()).toEqual(before);
    await done(add(one, { rules: { path: true, labels: [] } }));
    expect(await node.row(one)).toMatchObject({ category: '', tags: ['kept'] });
  });

  it('positions are told of all that stand behind one that moved or went, and of nothing else', async () => {
    await done(add(one));
    await done(add(two));
    const deltas: TorrentDelta[] = [];
    await done(node.engine.watch(true));
    node.engine.on('delta', (delta) => deltas.push(delta));
    await done(node.engine.moveInQueue([id(two)], 'top'));
    await world.pass(100);
    expect(deltas.at(-1)?.changed).toEqual([
      { id: id(two), queuePosition: 1 },
      { id: id(one), queuePosition: 2 },
    ]);
    await done(node.engine.remove([id(two)]));
    await world.pass(100);
    expect(deltas.at(-1)?.changed).toContainEqual({ id: id(one), queuePosition: 1 });
  });

  it('new ones go to the front of the queue where that is wished', async () => {
    await done(add(one));
    await done(add(two, { first: true }));
    expect((await node.row(two)).queuePosition).toBe(1);
    expect((await node.row(one)).queuePosition).toBe(2);
  });
});

describe('limits of a category', () => {
  it('hold for all its torrents together, those of its subcategories included, and act at once', async () => {
    const things = ['a', 'b', 'c'].map((name) => makeTorrent({ name, content: 64 * MiB }));
    const [a, b, c] = things as [SimTorrent, SimTorrent, SimTorrent];
    const world = new World({ seed: 1, keepTrace: 0 });
    const giver = new Node(world, a, { name: 'giver', settings: { maxActiveDownloads: 0 } });
    const taker = new Node(world, a, { name: 'taker' });
    await giver.start();
    await taker.start();
    const { engine } = taker;
    const limit = 400_000;
    await world.settle(engine.saveCategory(category('films', { downLimit: limit })));
    await world.settle(engine.saveCategory(category('films/4k')));
    for (const thing of things) {
      giver.fill(thing);
      await giver.add(thing);
      await taker.add(thing);
      await taker.meets(thing, [giver]);
    }
    await world.settle(engine.setCategory([a.info.infoHash], 'films'));
    await world.settle(engine.setCategory([b.info.infoHash], 'films/4k'));
    const done = async (): Promise<number[]> =>
      Promise.all(things.map(async (thing) => (await taker.row(thing)).downloaded));
    const rates = async (): Promise<[number, number]> => {
      await world.pass(10_000);
      const before = await done();
      await world.pass(20_000);
      const after = await done();
      return after.map((bytes, at) => (bytes - (before[at] ?? 0)) / 20) as [number, number];
    };
    const [first, second] = await rates();
    expect(first + second).toBeGreaterThan(limit * 0.9);
    expect(first + second).toBeLessThan(limit * 1.1);
    expect(Math.min(first, second)).toBeGreaterThan(limit * 0.35);
    // 64 MiB within the first seconds: nobody holds back what is in no category.
    expect((await taker.row(c)).state).toBe('seeding');
    // A category of its own, limited more: the narrowest holds.
    await world.settle(engine.saveCategory(category('films/4k', { downLimit: limit / 8 })));
    const [wide, narrow] = await rates();
    expect(narrow).toBeLessThan((limit / 8) * 1.1);
    expect(wide + narrow).toBeGreaterThan(limit * 0.9);
    // Renamed, the limit goes with it.
    await world.settle(engine.saveCategory(category('cinema', { downLimit: limit / 2 }), 'films'));
    const [renamed, below] = await rates();
    expect(renamed + below).toBeLessThan((limit / 2) * 1.1);
    await taker.stop();
    await giver.stop();
  });
});

describe('share limits of a session', () => {
  let swarm: Swarm;
  afterEach(() => swarm.end());

  /** A seed with the limits, and one who takes everything from it. */
  const shared = async (limits: ShareLimits, seconds: number): Promise<Node> => {
    swarm = new Swarm({ content: 4 * MiB });
    const seed = await swarm.seed({ upRate: 4e6 });
    const set = await swarm.world.settle(
      seed.engine.setShareLimits([swarm.torrent.info.infoHash], limits),
    );
    expect(set.ok).toBe(true);
    const leecher = await swarm.leecher({ settings: { downLimit: 1 * MiB } });
    await leecher.meets(swarm.torrent, [seed]);
    await swarm.world.pass(seconds * 1000);
    return seed;
  };

  it('pause at the ratio, say why, and stay away once the user resumes it', async () => {
    const seed = await shared({ ratio: 0.5 }, 5);
    const row = await seed.row(swarm.torrent);
    expect(row).toMatchObject({ state: 'paused', shareReached: 'ratio', stall: 'paused-by-rule' });
    expect(row.uploaded).toBeGreaterThanOrEqual(2 * MiB);
    expect(row.uploaded).toBeLessThan(4 * MiB);
    await seed.stop();
    await seed.start();
    await swarm.world.pass(1_000);
    expect((await seed.row(swarm.torrent)).stall).toBe('paused-by-rule');
    await swarm.world.settle(seed.engine.resume([swarm.torrent.info.infoHash]));
    await swarm.world.pass(5_000);
    expect(await seed.row(swarm.torrent)).toMatchObject({
      state: 'seeding',
      shareReached: undefined,
    });
  });

  it('set anew decide anew: what one had paused runs on', async () => {
    const seed = await shared({ ratio: 0.5 }, 5);
    const { engine } = seed;
    const id = [swarm.torrent.info.infoHash];
    expect((await seed.row(swarm.torrent)).state).toBe('paused');
    await swarm.world.settle(engine.setShareLimits(id, { ratio: 0.55 }));
    await swarm.world.pass(2_000);
    expect(await seed.row(swarm.torrent)).toMatchObject({ share: { ratio: 0.55 } });
    await swarm.world.settle(engine.setShareLimits(id, {}));
    await swarm.world.pass(2_000);
    expect(await seed.row(swarm.torrent)).toMatchObject({
      state: 'seeding',
      share: {},
      shareReached: undefined,
    });
  });

  it('count the time of seeding, and the time in which nothing was sent', async () => {
    const seed = await shared({ idleMinutes: 2 }, 10);
    await swarm.world.pass(110_000);
    expect((await seed.row(swarm.torrent)).state).toBe('seeding');
    await swarm.world.pass(15_000);
    expect(await seed.row(swarm.torrent)).toMatchObject({
      state: 'paused',
      shareReached: 'idle-time',
    });
  });

  it('outlive a restart: the quiet time goes on where it was', async () => {
    const seed = await shared({ idleMinutes: 2 }, 60);
    await seed.stop();
    await seed.start();
    await swarm.world.pass(75_000);
    expect((await seed.row(swarm.torrent)).shareReached).toBe('idle-time');
  });

  it('take it from the list where that is wished; its files stay, and it can be had back for good', async () => {
    const seed = await shared({ seedingMinutes: 1, action: 'remove' }, 70);
    const list = await swarm.world.settle(seed.engine.list());
    expect(list.ok && list.value).toEqual([]);
    expect(seed.holds(swarm.torrent)).toBe(true);
    await seed.stop();
    await seed.start();
    const again = await swarm.world.settle(seed.engine.list());
    expect(again.ok && again.value).toEqual([]);
    const id = [swarm.torrent.info.infoHash];
    await swarm.world.settle(seed.engine.undoRemoval(id));
    await swarm.world.pass(5_000);
    expect((await seed.row(swarm.torrent)).state).toBe('seeding');
  });

  it('begin super-seeding once, and go on', async () => {
    const seed = await shared({ seedingMinutes: 1, action: 'super-seed' }, 90);
    expect(await seed.row(swarm.torrent)).toMatchObject({
      state: 'seeding',
      shareReached: 'seeding-time',
      stall: undefined,
    });
  });

  it('let the only seed go on while it is that, and no longer', async () => {
    const seed = await shared({ seedingMinutes: 1, keepOnlySeed: true }, 2);
    const [leecher] = swarm.nodes.filter((one) => one !== seed) as [Node];
    await leecher.set({ downLimit: 4 * KiB });
    await swarm.world.pass(180_000);
    expect(leecher.holds(swarm.torrent)).toBe(false);
    expect((await seed.row(swarm.torrent)).state).toBe('seeding');
    await leecher.set({ downLimit: 0 });
    await swarm.complete([leecher]);
    await swarm.world.pass(120_000);
    expect(await seed.row(swarm.torrent)).toMatchObject({
      state: 'paused',
      shareReached: 'seeding-time',
    });
  });

  it('come from the settings and the category where the torrent has none', async () => {
    const seed = await shared({}, 1);
    const { engine } = seed;
    const id = [swarm.torrent.info.infoHash];
    await swarm.world.settle(
      engine.saveCategory(category('patient', { share: { seedingMinutes: 5 } })),
    );
    await swarm.world.settle(engine.setCategory(id, 'patient'));
    await seed.set({ shareSeedingMinutes: 2 });
    await swarm.world.pass(200_000);
    expect((await seed.row(swarm.torrent)).state).toBe('seeding');
    await swarm.world.settle(engine.setCategory(id, ''));
    await swarm.world.pass(2_000);
    expect(await seed.row(swarm.torrent)).toMatchObject({
      state: 'paused',
      shareReached: 'seeding-time',
    });
  });
});
