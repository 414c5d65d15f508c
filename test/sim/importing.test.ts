import { describe, expect, it } from 'vitest';
import type { ForeignTorrent } from '../../engine/core/foreign/types.ts';
import { plainCategory } from '../../engine/core/organise/categories.ts';
import { fault, ok } from '../../engine/core/result.ts';
import { ELSEWHERE } from './fakes/profiles.ts';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { FOLDER, KiB, makeTorrent, type SimTorrent } from './swarm/torrent.ts';

/** As another client would have it that has everything of it. */
function had(torrent: SimTorrent, node: Node, more: Partial<ForeignTorrent> = {}): ForeignTorrent {
  return {
    infoHash: torrent.info.infoHash,
    name: torrent.info.name,
    metainfo: torrent.metainfo,
    magnet: undefined,
    savePath: FOLDER,
    otherPaths: [],
    finalPath: '',
    paths: [],
    partSuffix: '',
    partsFile: '',
    priorities: [],
    paused: false,
    category: '',
    tags: [],
    trackers: undefined,
    wishes: {},
    downloaded: 1_000,
    uploaded: 2_000,
    wasted: 0,
    addedAt: 5_000,
    completedAt: 6_000,
    activeMs: 8_000_000,
    seedingMs: 7_000_000,
    quietMs: 0,
    have: { kind: 'all' },
    savedAt: node.disk.now(),
    ...more,
  };
}

interface World {
  readonly swarm: Swarm;
  readonly node: Node;
  readonly torrent: SimTorrent;
  /** Paths that were read, written or changed since the start. */
  readonly touched: string[];
}

async function world(settings = {}): Promise<World> {
  const swarm = new Swarm({ content: [90 * KiB, 40 * KiB], pieceLength: 32 * KiB });
  const node = await swarm.node({ settings });
  const { torrent } = swarm;
  node.fill(torrent);
  const touched: string[] = [];
  node.disk.knobs.judge = (_number, operation, path) => {
    if (operation !== 'stat' && operation !== 'open' && operation !== 'list') touched.push(path);
    return undefined;
  };
  return { swarm, node, torrent, touched };
}

async function look(node: Node) {
  const preview = await node.world.settle(node.engine.importPreview(ELSEWHERE));
  if (!preview.ok) throw new Error(preview.message);
  return preview.value;
}

async function take(node: Node, paused = false) {
  const taken = await node.world.settle(node.engine.importTorrents(ELSEWHERE, undefined, paused));
  if (!taken.ok) throw new Error(taken.message);
  await node.world.pass(3_000);
  return taken.value;
}

const FIRST = `${FOLDER}/thing/part 0/0.bin`;
const SECOND = `${FOLDER}/thing/part 0/1.bin`;

describe('a torrent of another client', () => {
  it('goes on where it was, with its totals and dates, and no byte is read', async () => {
    const { swarm, node, torrent, touched } = await world();
    node.foreign.torrents = [ok(had(torrent, node))];
    expect((await look(node)).torrents).toMatchObject([{ outcome: 'taken', done: 1 }]);
    expect(node.profile.torrents.size).toBe(0);
    await take(node);
    expect(await node.row(torrent)).toMatchObject({
      state: 'seeding',
      done: 130 * KiB,
      downloaded: 1_000,
      uploaded: 2_000,
      addedAt: 5_000,
      completedAt: 6_000,
    });
    expect(touched).toEqual([]);
    expect((await look(node)).torrents).toMatchObject([{ outcome: 'present' }]);
    await swarm.end();
  });

  it('whose drive is not there waits for it, and then goes on without a check', async () => {
    const { swarm, node, torrent, touched } = await world();
    node.foreign.torrents = [ok(had(torrent, node))];
    node.disk.knobs.gone = FOLDER;
    const [row] = (await look(node)).torrents;
    expect(row).toMatchObject({
      outcome: 'missing',
      fault: { code: 'import-folder-missing', subject: FOLDER },
    });
    await take(node);
    expect(await node.row(torrent)).toMatchObject({ state: 'missing', done: 130 * KiB });
    node.disk.knobs.gone = undefined;
    await node.world.pass(61_000);
    expect(await node.row(torrent)).toMatchObject({ state: 'seeding', done: 130 * KiB });
    expect(touched).toEqual([]);
    await swarm.end();
  });

  it.each(['.part', '.!qB'])(
    'whose incomplete files are called %s is found, and each gets its own name once it is whole',
    async (partSuffix) => {
      for (const setting of [false, true]) {
        const { swarm, node, torrent } = await world({ partSuffix: setting });
        const bits = Uint8Array.of(0b1111_0000);
        const bytes = node.disk.bytes(SECOND) as Uint8Array;
        node.disk.delete(SECOND);
        node.disk.put(`${SECOND}${partSuffix}`, bytes.fill(0, 38_912));
        await node.world.pass(10_000);
        const have = { kind: 'pieces', bits } as const;
        node.foreign.torrents = [ok(had(torrent, node, { partSuffix, have, completedAt: 0 }))];
        expect((await look(node)).torrents).toMatchObject([{ outcome: 'taken', done: 0.8 }]);
        expect(node.disk.paths).toContain(`${SECOND}${partSuffix}`);
        await take(node);
        // Another client's stays, so that it finds its file again; our own goes as the setting says.
        const kept = setting || partSuffix !== '.part';
        expect(node.disk.paths.includes(`${SECOND}${partSuffix}`)).toBe(kept);
        const seed = await swarm.seed();
        await node.meets(torrent, [seed]);
        await swarm.complete([node]);
        expect(node.holds(torrent)).toBe(true);
        expect(node.disk.paths.filter((path) => path.includes('1.bin'))).toEqual([SECOND]);
        await swarm.end();
      }
    },
  );

  it('of which a file is gone or too short comes paused, is told by name, and nothing is changed', async () => {
    const { swarm, node, torrent, touched } = await world();
    const other = makeTorrent({ name: 'other', content: 50 * KiB, pieceLength: 32 * KiB });
    node.fill(other);
    const whole = node.disk.entry(SECOND);
    node.disk.delete(SECOND);
    node.foreign.torrents = [ok(had(torrent, node)), ok(had(other, node))];
    const { torrents } = await look(node);
    expect(torrents.map(({ outcome, paused }) => [outcome, paused])).toEqual([
      ['missing', true],
      ['taken', false],
    ]);
    expect(torrents[0]?.fault).toMatchObject({
      code: 'import-files-missing',
      message: `“thing” is not whole in ${FOLDER}: 1 of its 2 files are gone or too short (thing/part 0/1.bin). It comes paused.`,
      facts: { count: 1, files: 2, first: 'thing/part 0/1.bin' },
    });
    await take(node);
    expect(await node.row(torrent)).toMatchObject({
      state: 'paused',
      done: 64 * KiB,
      uploaded: 2_000,
    });
    expect(await node.row(other)).toMatchObject({ state: 'seeding' });
    expect(touched).toEqual([]);
    // The user has found it: what is in doubt is checked, the rest is not.
    node.disk.set(SECOND, whole);
    await node.world.settle(node.engine.resume([torrent.info.infoHash]));
    await node.world.pass(3_000);
    expect(await node.row(torrent)).toMatchObject({ state: 'seeding', done: 130 * KiB });
    await swarm.end();
  });

  it('whose file is younger than its word is checked there, and nowhere else', async () => {
    const { swarm, node, torrent } = await world();
    node.foreign.torrents = [ok(had(torrent, node))];
    await node.world.pass(60_000);
    const bytes = node.disk.bytes(SECOND) as Uint8Array;
    bytes.fill(0, 20 * KiB);
    node.disk.put(SECOND, bytes);
    expect((await look(node)).torrents).toMatchObject([{ outcome: 'checked', fault: undefined }]);
    let read = 0;
    node.disk.knobs.judge = (_number, operation) => {
      if (operation === 'read') read++;
      return undefined;
    };
    await take(node);
    // The last two of five pieces were bad.
    expect(await node.row(torrent)).toMatchObject({ state: 'downloading', done: 96 * KiB });
    expect(node.news.filter(({ kind }) => kind === 'checked')).toMatchObject([{ size: 130 * KiB }]);
    expect(read).toBeLessThan(5 * 2 + 1);
    await swarm.end();
  });

  it('grows on in the folder of the incomplete, wherever that is, and goes home from there', async () => {
    const { swarm, node, torrent } = await world();
    const seed = await swarm.seed();
    node.disk.makeFolder('/home');
    node.disk.delete(SECOND);
    const have = { kind: 'pieces', bits: Uint8Array.of(0b1100_0000) } as const;
    const grows = { savePath: '/home', otherPaths: [FOLDER], finalPath: '/home', completedAt: 0 };
    node.foreign.torrents = [ok(had(torrent, node, { ...grows, have }))];
    expect((await look(node)).torrents).toMatchObject([{ outcome: 'taken', savePath: FOLDER }]);
    await take(node);
    expect(await node.row(torrent)).toMatchObject({ savePath: FOLDER, done: 64 * KiB });
    await node.meets(torrent, [seed]);
    await node.world.until(() => node.has('moved'), 60_000);
    expect(await node.row(torrent)).toMatchObject({ savePath: '/home', state: 'seeding' });
    await swarm.end();
  });

  it('keeps what was decided for it; that its idle limit counts from now', async () => {
    const { swarm, node, torrent } = await world();
    const wishes = {
      sequential: true,
      forced: true,
      upLimit: 20_000,
      share: { ratio: 9, idleMinutes: 30 },
    } as const;
    node.foreign.torrents = [ok(had(torrent, node, { wishes }))];
    await take(node);
    await node.world.pass(10 * 60_000);
    expect(await node.row(torrent)).toMatchObject({ state: 'seeding', ...wishes });
    await node.world.pass(25 * 60_000);
    expect(await node.row(torrent)).toMatchObject({ state: 'paused', shareReached: 'idle-time' });
    await swarm.end();
  });
});

it('that is whole, and of which nobody says since when, is so since its files were written', async () => {
  const { swarm, node, torrent } = await world();
  const written = node.disk.now();
  await node.world.pass(3_600_000);
  node.foreign.torrents = [ok(had(torrent, node, { completedAt: 0 }))];
  await take(node);
  expect((await node.row(torrent)).completedAt).toBe(written);
  await swarm.end();
});

describe('torrents of another client', () => {
  it('that claim the same files: the first has them, already in the preview', async () => {
    const { swarm, node, torrent } = await world();
    const twin = makeTorrent({
      content: [90 * KiB, 40 * KiB],
      pieceLength: 32 * KiB,
      private: true,
    });
    expect(twin.info.infoHash).not.toBe(torrent.info.infoHash);
    node.foreign.torrents = [ok(had(torrent, node)), ok(had(twin, node))];
    for (const seen of [await look(node), await look(node), await take(node)]) {
      expect(seen.torrents).toMatchObject([
        { outcome: 'taken' },
        { outcome: 'refused', fault: { code: 'path-claimed', subject: FIRST } },
      ]);
    }
    await swarm.end();
  });

  it('that cannot be are refused one by one, each with its reason, and the others come', async () => {
    const { swarm, node, torrent } = await world();
    const other = makeTorrent({ name: 'other', content: 10 * KiB });
    const odd = (name: string, more: Partial<ForeignTorrent>) =>
      ok(had(other, node, { name, ...more }));
    const a = 'a'.repeat(40) as ForeignTorrent['infoHash'];
    const b = 'b'.repeat(40) as ForeignTorrent['infoHash'];
    const c = 'c'.repeat(40) as ForeignTorrent['infoHash'];
    node.foreign.torrents = [
      odd('another', { infoHash: a }),
      odd('broken', { infoHash: b, metainfo: Uint8Array.of(1) }),
      odd('of windows', { savePath: 'D:\\films' }),
      odd('new', { infoHash: c, metainfo: undefined, magnet: 'magnet:?xt=urn:btmh:1220ab' }),
      fault('foreign-damaged', 'x.resume', '“x.resume” is not a file that this client writes.'),
      ok(had(torrent, node)),
    ];
    const seen = await take(node);
    expect(seen.torrents.map((row) => row.fault?.code)).toEqual([
      'import-other',
      'metainfo-damaged',
      'import-path',
      'magnet-v2-only',
      undefined,
    ]);
    expect(seen.faults).toMatchObject([{ code: 'foreign-damaged' }]);
    const list = await node.world.settle(node.engine.list());
    expect(list.ok && list.value.map(({ name }) => name)).toEqual(['thing']);
    await swarm.end();
  });

  it('keep their order, and bring their categories with their folders; what is here stays as it is', async () => {
    const { swarm, node } = await world();
    const torrents = ['c', 'a', 'b'].map((name) => makeTorrent({ name, content: 10 * KiB }));
    for (const one of torrents) node.fill(one);
    await node.world.settle(
      node.engine.saveCategory({ ...plainCategory('music'), savePath: '/mine' }),
    );
    node.foreign.categories = [
      { ...plainCategory('films'), savePath: '/films' },
      { ...plainCategory('films/4k'), savePath: '/films/big' },
      { ...plainCategory('music'), savePath: '/theirs' },
      plainCategory('unused'),
    ];
    node.foreign.tags = ['live'];
    const categories = ['films/4k', 'music', ''];
    node.foreign.torrents = torrents.map((one, i) =>
      ok(had(one, node, { category: categories[i] as string, tags: i === 0 ? ['rock'] : [] })),
    );
    await take(node, true);
    const rows = await Promise.all(torrents.map((one) => node.row(one)));
    expect(rows.map(({ queuePosition }) => queuePosition)).toEqual([1, 2, 3]);
    expect(rows.map(({ category }) => category)).toEqual(categories);
    expect(rows.every(({ state }) => state === 'paused')).toBe(true);
    const organisation = await node.world.settle(node.engine.organisation());
    if (!organisation.ok) throw new Error(organisation.message);
    expect(organisation.value.tags).toEqual(['live', 'rock']);
    expect(
      organisation.value.categories.map(({ name, savePath }) => `${name} ${savePath}`),
    ).toEqual(['films /films', 'films/4k /films/big', 'music /mine']);
    await swarm.end();
  });

  it('that were said to be taken are there after a power cut', async () => {
    const { swarm, node } = await world();
    const torrents = Array.from({ length: 70 }, (_, i) =>
      makeTorrent({ name: `t${i}`, content: 10 * KiB }),
    );
    for (const one of torrents) node.fill(one);
    node.foreign.torrents = torrents.map((one) => ok(had(one, node)));
    await node.world.settle(node.engine.importTorrents(ELSEWHERE, undefined, false));
    node.crash();
    await node.start();
    await node.world.pass(2_000);
    const list = await node.world.settle(node.engine.list());
    expect(list.ok && list.value.map(({ state }) => state)).toEqual(new Array(70).fill('seeding'));
    await swarm.end();
  });
});

it('an export has everything that an import of it brings back', async () => {
  const { swarm, node, torrent } = await world();
  const wishes = { upLimit: 5_000, share: { ratio: 9 }, sequential: true } as const;
  const priorities = [0, 7];
  node.foreign.categories = [{ ...plainCategory('films'), savePath: '/films', upLimit: 7 }];
  node.foreign.torrents = [
    ok(had(torrent, node, { category: 'films', tags: ['a', 'b'], wishes, priorities })),
  ];
  await take(node);
  const before = await node.row(torrent);
  await node.world.settle(node.engine.exportTorrents('/out'));
  const second = await swarm.node();
  second.fill(torrent);
  second.foreign.torrents = node.foreign.saved.map(ok);
  second.foreign.categories = node.foreign.savedOrganisation?.categories ?? [];
  await take(second);
  const after = await second.row(torrent);
  for (const key of ['state', 'done', 'uploaded', 'downloaded', 'addedAt', 'completedAt'] as const)
    expect(after[key], key).toBe(before[key]);
  expect(after).toMatchObject({ category: 'films', tags: ['a', 'b'], ...wishes });
  expect((await second.details(torrent, 'progress')).priorities).toEqual(
    Uint8Array.from(priorities),
  );
  expect(await second.world.settle(second.engine.organisation())).toMatchObject({
    value: { categories: [{ name: 'films', savePath: '/films', upLimit: 7 }] },
  });
  await swarm.end();
});
