import { describe, expect, it } from 'vitest';
import type { WatchFolder } from '../../engine/api/index.ts';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { FOLDER, KiB, makeTorrent, type SimTorrent } from './swarm/torrent.ts';

const WATCHED = '/inbox';

const folder = (change: Partial<WatchFolder> = {}): WatchFolder => ({
  path: WATCHED,
  savePath: FOLDER,
  byRules: false,
  category: '',
  tags: [],
  paused: true,
  subfolders: false,
  taken: 'mark',
  ...change,
});

const torrents = (count: number, first = 0): SimTorrent[] =>
  Array.from({ length: count }, (_, index) =>
    makeTorrent({ name: `t${String(first + index).padStart(4, '0')}`, content: 20 * KiB }),
  );

const nameOf = ({ info }: SimTorrent): string => info.name;
const magnetOf = ({ info }: SimTorrent): string =>
  `magnet:?xt=urn:btih:${info.infoHash}&dn=${info.name}`;
const text = (lines: string): Uint8Array => new TextEncoder().encode(lines);

async function scene(folders: readonly WatchFolder[] = [folder()]): Promise<[Swarm, Node]> {
  const swarm = new Swarm({ content: KiB });
  const node = await swarm.node();
  node.disk.makeFolder(WATCHED);
  await watch(swarm, node, folders);
  return [swarm, node];
}

async function watch(swarm: Swarm, node: Node, folders: readonly WatchFolder[]): Promise<void> {
  const set = await swarm.world.settle(node.engine.setWatchFolders(folders));
  if (!set.ok) throw new Error(set.message);
}

async function refusal(swarm: Swarm, node: Node, ...folders: WatchFolder[]): Promise<string> {
  const set = await swarm.world.settle(node.engine.setWatchFolders(folders));
  return set.ok ? 'taken' : `${set.code}: ${set.message}`;
}

async function names(swarm: Swarm, node: Node): Promise<string[]> {
  const list = await swarm.world.settle(node.engine.list());
  return list.ok ? list.value.map(({ name }) => name).sort() : [];
}

const inbox = (node: Node): string[] =>
  node.disk.paths
    .filter((path) => path.startsWith(`${WATCHED}/`))
    .map((path) => path.slice(WATCHED.length + 1));

const faults = (node: Node): string[] =>
  node.news.flatMap((news) => (news.kind === 'fault' ? [news.fault.code] : []));

const put = (
  node: Node,
  torrent: SimTorrent,
  path = `${WATCHED}/${nameOf(torrent)}.torrent`,
): void => node.disk.put(path, torrent.metainfo);

describe('what comes into a watch folder', () => {
  it('is added with the options of the folder, and gets a name that says so', async () => {
    const swarm = new Swarm({ content: KiB });
    const node = await swarm.node();
    node.disk.makeFolder(WATCHED);
    const category = { name: 'Films', savePath: '/films', downLimit: 0, upLimit: 0, share: {} };
    await swarm.world.settle(node.engine.saveCategory(category));
    await watch(swarm, node, [folder({ category: 'Films', tags: ['new'], savePath: '/there' })]);
    const [one] = torrents(1) as [SimTorrent];
    put(node, one);
    await swarm.world.pass(10_000);
    expect(await node.row(one)).toMatchObject({
      category: 'Films',
      tags: ['new'],
      savePath: '/there',
      state: 'paused',
    });
    expect(inbox(node)).toEqual(['t0000.torrent.added']);
    expect(node.news.filter(({ kind }) => kind === 'taken')).toEqual([
      {
        kind: 'taken',
        files: {
          folder: WATCHED,
          added: [{ id: one.info.infoHash, name: 't0000' }],
          present: [],
          discard: [],
        },
      },
    ]);
    await swarm.end();
  });

  it('goes where the category or a rule says when the folder leaves it to them; sub folders are labels', async () => {
    const [swarm, node] = await scene([]);
    await swarm.world.settle(
      node.engine.saveRules([
        { name: 'By folder', enabled: true, when: { label: 'music' }, decides: { savePath: '/m' } },
      ]),
    );
    await watch(swarm, node, [folder({ subfolders: true, byRules: true, paused: false })]);
    const [one, two] = torrents(2) as [SimTorrent, SimTorrent];
    put(node, one, `${WATCHED}/music/deep/one.torrent`);
    put(node, two, `${WATCHED}/two.torrent`);
    await swarm.world.pass(20_000);
    expect(await node.row(one)).toMatchObject({ savePath: '/m', paused: false });
    expect(await node.row(two)).toMatchObject({ savePath: FOLDER });
    expect(inbox(node)).toContain('music/deep/one.torrent.added');
    await swarm.end();
  });

  it('of the folders below it nothing is taken when they are not watched', async () => {
    const [swarm, node] = await scene();
    put(node, torrents(1)[0] as SimTorrent, `${WATCHED}/below/x.torrent`);
    await swarm.world.pass(60_000);
    expect(await names(swarm, node)).toEqual([]);
    expect(inbox(node)).toContain('below/x.torrent');
    await swarm.end();
  });

  it('a .magnet file may hold several links; one line that is none, and nothing of it is taken', async () => {
    const [swarm, node] = await scene();
    const [one, two, three] = torrents(3) as [SimTorrent, SimTorrent, SimTorrent];
    node.disk.put(
      `${WATCHED}/two.magnet`,
      text(`\ufeff${magnetOf(one)}\r\n\r\n  ${magnetOf(two)}\r\n`),
    );
    node.disk.put(`${WATCHED}/odd.magnet`, text(`${magnetOf(three)}\nhello\n`));
    node.disk.put(`${WATCHED}/none.magnet`, text('\n\n'));
    node.disk.put(`${WATCHED}/bad.magnet`, text('magnet:?dn=nothing'));
    await swarm.world.pass(60_000);
    expect(await names(swarm, node)).toEqual(['t0000', 't0001']);
    expect(inbox(node)).toEqual(['bad.magnet', 'none.magnet', 'odd.magnet', 'two.magnet.added']);
    expect(faults(node).sort()).toEqual(['watch-no-link', 'watch-odd-line', 'watch-odd-line']);
    const told = node.news.flatMap((news) => (news.kind === 'fault' ? [news.fault.message] : []));
    expect(told).toContain(`Line 2 of ${WATCHED}/odd.magnet is not a magnet link.`);
    await swarm.end();
  });

  it('a torrent that is in the list already is told, and its file is marked', async () => {
    const [swarm, node] = await scene();
    const [one] = torrents(1) as [SimTorrent];
    await node.add(one, { paused: true });
    put(node, one, `${WATCHED}/again.torrent`);
    await swarm.world.pass(10_000);
    expect(await names(swarm, node)).toEqual(['t0000']);
    expect(inbox(node)).toEqual(['again.torrent.added']);
    expect(node.news.filter(({ kind }) => kind === 'taken')).toMatchObject([
      { files: { added: [], present: [{ name: 't0000' }] } },
    ]);
    await swarm.end();
  });

  it('a name that is taken already gets a number', async () => {
    const [swarm, node] = await scene();
    node.disk.put(`${WATCHED}/t0000.torrent.added`, text('mine'));
    put(node, torrents(1)[0] as SimTorrent);
    await swarm.world.pass(10_000);
    expect(inbox(node)).toEqual(['t0000.torrent.2.added', 't0000.torrent.added']);
    expect(node.disk.bytes(`${WATCHED}/t0000.torrent.added`)?.length).toBe(4);
    await swarm.end();
  });

  it('hidden files, other files and links are left alone', async () => {
    const [swarm, node] = await scene();
    const [one] = torrents(1) as [SimTorrent];
    put(node, one, `${WATCHED}/.x.torrent`);
    put(node, one, `${WATCHED}/x.torrent.part`);
    node.disk.link(`${WATCHED}/link.torrent`);
    await swarm.world.pass(60_000);
    expect(await names(swarm, node)).toEqual([]);
    expect(inbox(node)).toEqual(['.x.torrent', 'link.torrent', 'x.torrent.part']);
    expect(faults(node)).toEqual(['disk-link']);
    await swarm.end();
  });
});

describe('a file that is still being written', () => {
  it('is waited for as long as it grows, then taken', async () => {
    const [swarm, node] = await scene();
    const [one] = torrents(1) as [SimTorrent];
    const path = `${WATCHED}/slow.torrent`;
    const { metainfo } = one;
    for (let part = 1; part < 40; part++) {
      node.disk.put(path, metainfo.subarray(0, Math.floor((metainfo.length * part) / 40)));
      await swarm.world.pass(900);
      expect(inbox(node)).toEqual(['slow.torrent']);
    }
    node.disk.put(path, metainfo);
    await swarm.world.pass(10_000);
    expect(inbox(node)).toEqual(['slow.torrent.added']);
    expect(faults(node)).toEqual([]);
    await swarm.end();
  });

  it('of a link that is cut off nobody can tell: such a file must stay as it is for a while', async () => {
    const [swarm, node] = await scene();
    const [one] = torrents(1) as [SimTorrent];
    const link = text(magnetOf(one));
    const path = `${WATCHED}/slow.magnet`;
    for (let end = 62; end < link.length; end++) {
      node.disk.put(path, link.subarray(0, end));
      await swarm.world.pass(700);
    }
    node.disk.put(path, link);
    await swarm.world.pass(10_000);
    expect(await names(swarm, node)).toEqual(['t0000']);
    await swarm.end();
  });

  it('is given up when it stays broken, told once, and tried again only when it changes, over restarts too', async () => {
    const [swarm, node] = await scene();
    const [one] = torrents(1) as [SimTorrent];
    const path = `${WATCHED}/half.torrent`;
    node.disk.put(path, one.metainfo.subarray(0, 60));
    node.disk.put(`${WATCHED}/empty.torrent`, new Uint8Array(0));
    await swarm.world.pass(30_000);
    expect(faults(node)).toHaveLength(1);
    await swarm.world.pass(90_000);
    expect(faults(node)).toHaveLength(2);
    const reads = (): number => node.disk.operations;
    let before = reads();
    await swarm.world.pass(60_000);
    // A list and a stat each five seconds, and the session's own looks: nothing is opened.
    expect(reads() - before).toBeLessThan(100);
    await node.stop();
    await node.start();
    await swarm.world.pass(120_000);
    expect(faults(node)).toHaveLength(2);
    before = reads();
    put(node, one, path);
    await swarm.world.pass(20_000);
    expect(await names(swarm, node)).toEqual(['t0000']);
    expect(inbox(node)).toEqual(['empty.torrent', 'half.torrent.added']);
    await swarm.end();
  });

  it('what another program holds is told and tried again, less and less often', async () => {
    const [swarm, node] = await scene();
    put(node, torrents(1)[0] as SimTorrent);
    let tries = 0;
    node.disk.knobs.judge = (_number, operation, path) => {
      if (operation !== 'open' || !path.startsWith(WATCHED)) return undefined;
      tries++;
      return 'disk-denied';
    };
    await swarm.world.pass(600_000);
    expect(faults(node)).toEqual(['disk-denied']);
    expect(tries).toBeGreaterThan(2);
    expect(tries).toBeLessThan(8);
    node.disk.knobs.judge = undefined;
    await swarm.world.pass(3_600_000);
    expect(inbox(node)).toEqual(['t0000.torrent.added']);
    await swarm.end();
  });
});

describe('what was taken', () => {
  it('is left for the trash, asked for again after a restart, and never added twice', async () => {
    const [swarm, node] = await scene([folder({ taken: 'trash' })]);
    const [one] = torrents(1) as [SimTorrent];
    put(node, one);
    await swarm.world.pass(10_000);
    const discards = (): string[] =>
      node.news.flatMap((news) => (news.kind === 'taken' ? news.files.discard : []));
    expect(discards()).toEqual([`${WATCHED}/t0000.torrent`]);
    await swarm.world.pass(120_000);
    expect(discards()).toHaveLength(1);
    // Nobody put it away, and its torrent has been removed meanwhile.
    await swarm.world.settle(node.engine.remove([one.info.infoHash]));
    await node.stop();
    await node.start();
    await swarm.world.pass(60_000);
    expect(discards()).toHaveLength(2);
    expect(await names(swarm, node)).toEqual([]);
    // Another file of that name is another file.
    put(node, torrents(1, 7)[0] as SimTorrent, `${WATCHED}/t0000.torrent`);
    await swarm.world.pass(20_000);
    expect(await names(swarm, node)).toEqual(['t0007']);
    await swarm.end();
  });

  it('is remembered where its name cannot be changed, and told once', async () => {
    const [swarm, node] = await scene();
    put(node, torrents(1)[0] as SimTorrent);
    node.disk.knobs.judge = (_number, operation, path) =>
      operation === 'rename' && path.startsWith(WATCHED) ? 'disk-read-only' : undefined;
    await swarm.world.pass(120_000);
    expect(faults(node)).toEqual(['watch-not-marked']);
    expect(await names(swarm, node)).toEqual(['t0000']);
    await swarm.world.settle(node.engine.remove([(torrents(1)[0] as SimTorrent).info.infoHash]));
    await swarm.world.pass(120_000);
    expect(await names(swarm, node)).toEqual([]);
    expect(faults(node)).toEqual(['watch-not-marked']);
    await swarm.end();
  });

  it('a folder where torrents cannot be saved is told, and its files wait', async () => {
    const [swarm, node] = await scene([folder({ savePath: '/full' })]);
    const some = torrents(5);
    node.disk.put('/full', text('a file'));
    for (const one of some) put(node, one);
    await swarm.world.pass(60_000);
    expect(faults(node)).toEqual(['disk-exists', 'disk-exists', 'disk-exists', 'watch-more']);
    expect(inbox(node)).toHaveLength(5);
    node.disk.delete('/full');
    await swarm.world.pass(3_600_000);
    expect(await names(swarm, node)).toEqual(some.map(nameOf));
    await swarm.end();
  });
});

describe('killed at every step', () => {
  it('each file is taken once, and none is lost', async () => {
    const some = torrents(3);
    for (const kind of ['disk', 'before', 'after'] as const) {
      for (let at = 1, died = true; died; at++) {
        const [swarm, node] = await scene();
        for (const one of some) put(node, one);
        died = false;
        const first = node.disk.operations;
        if (kind === 'disk') {
          node.disk.knobs.judge = (number) => {
            if (number !== first + at) return undefined;
            died = true;
            return 'crash';
          };
        } else {
          node.profile.knobs.crash = { at: node.profile.writes + at, when: kind };
        }
        await swarm.world.pass(12_000);
        if (kind !== 'disk') died = node.profile.writes === node.profile.knobs.crash?.at;
        // Later looks are no steps of the taking.
        if (inbox(node).every((name) => name.endsWith('.added'))) died = false;
        node.disk.knobs.judge = undefined;
        node.profile.knobs.crash = undefined;
        node.crash();
        await node.start();
        await swarm.world.pass(15_000);
        const where = `${kind} ${at}`;
        expect(await names(swarm, node), where).toEqual(some.map(nameOf));
        expect(inbox(node), where).toEqual(some.map((one) => `${nameOf(one)}.torrent.added`));
        await swarm.end();
      }
    }
  });
});

describe('many files', () => {
  it('a thousand that came while Skein was off are all taken, in the order of their names', async () => {
    const [swarm, node] = await scene();
    await node.stop();
    const many = torrents(1_000);
    for (const one of many) put(node, one);
    await node.start();
    await swarm.world.pass(60_000);
    const list = await swarm.world.settle(node.engine.list());
    const rows = list.ok ? [...list.value] : [];
    rows.sort((a, b) => a.queuePosition - b.queuePosition);
    expect(rows.map(({ name }) => name)).toEqual(many.map(nameOf));
    expect(inbox(node).every((name) => name.endsWith('.added'))).toBe(true);
    // Told in a few words, not in a thousand.
    expect(node.news.filter(({ kind }) => kind === 'taken').length).toBeLessThan(15);
    await swarm.end();
  });
});

describe('a folder that makes no sense is refused by name, and nothing is changed', () => {
  const cases: readonly (readonly [string, WatchFolder[], RegExp])[] = [
    ['is not there', [folder({ path: '/nowhere' })], /^watch-missing: .*\/nowhere is not there/],
    ['is no whole path', [folder({ path: 'inbox' })], /^watch-path: “inbox”/],
    ['saves in no whole path', [folder({ savePath: 'x' })], /^watch-path: “x”/],
    ['is where it saves', [folder({ savePath: WATCHED })], /^watch-is-save: .*\/inbox/],
    ['the same in another spelling', [folder({ savePath: '/inbox/' })], /^watch-is-save/],
    ['lies in where it saves', [folder({ savePath: '/' })], /^watch-in-save: \/inbox lies in \//],
    [
      'is watched with a folder below it that torrents are saved in',
      [folder({ subfolders: true, savePath: '/inbox/done' })],
      /^watch-around-save: .*\/inbox\/done/,
    ],
    [
      'lies in the folder of the incomplete',
      [folder({ path: '/growing/x' })],
      /^watch-in-save: \/growing\/x lies in \/growing/,
    ],
    ['lies in a category’s folder', [folder({ path: '/films/in' })], /^watch-in-save: .*\/films/],
    ['lies in the usual folder', [folder({ path: '/usual/in' })], /^watch-in-save: .*\/usual/],
    ['holds a torrent of the list', [folder({ path: '/held' })], /^watch-has-torrents: .*\/held/],
    ['is there twice', [folder(), folder({ savePath: '/b' })], /^watch-twice: \/inbox/],
    [
      'lies in one that is watched with all below it',
      [folder({ subfolders: true }), folder({ path: '/inbox/below' })],
      /^watch-nested: \/inbox\/below lies in \/inbox/,
    ],
    ['is a link to where it saves', [folder({ path: '/alias' })], /^watch-in-save: .*\/alias/],
    [
      'saves through a link to itself',
      [folder({ savePath: '/to inbox' })],
      /^watch-is-save: .*\/inbox/,
    ],
    [
      'is there by a link as well',
      [folder(), folder({ path: '/to inbox' })],
      /^watch-twice: \/to inbox/,
    ],
    [
      'lies by way of a link in one that is watched with all below it',
      [folder({ subfolders: true }), folder({ path: '/to inbox/below' })],
      /^watch-nested: \/to inbox\/below lies in \/inbox/,
    ],
    [
      'holds by way of a link a torrent of the list',
      [folder({ path: '/to held' })],
      /^watch-has-torrents: .*\/to held/,
    ],
    [
      'lies in the folder of a torrent',
      [folder({ path: '/store/album/part 0' })],
      /^watch-in-torrent: \/store\/album\/part 0 lies in the folder of “album”/,
    ],
    [
      'lies by way of a link in the folder of a torrent',
      [folder({ path: '/to part' })],
      /^watch-in-torrent: \/to part lies in the folder of “album”/,
    ],
    ['has a category that is not there', [folder({ category: 'x' })], /^category-unknown: .*“x”/],
    ['has a tag that cannot be one', [folder({ tags: ['a,b'] })], /^tag-/],
    ['is a file', [folder({ path: '/file' })], /^watch-missing: .*\/file/],
  ];

  it.each(cases)('one that %s', async (_name, folders, expected) => {
    const swarm = new Swarm({ content: KiB });
    const node = await swarm.node({ settings: { incompleteFolder: '/growing' } });
    for (const path of [
      '/inbox/below',
      '/growing/x',
      '/films/in',
      '/usual/in',
      '/held',
      '/store/album/part 0',
    ])
      node.disk.makeFolder(path);
    node.disk.put('/file', text('x'));
    node.disk.link('/alias', '/usual/in');
    node.disk.link('/to inbox', '/inbox');
    node.disk.link('/to held', '/held');
    node.disk.link('/to part', '/store/album/part 0');
    const films = { name: 'Films', savePath: '/films', downLimit: 0, upLimit: 0, share: {} };
    await swarm.world.settle(node.engine.saveCategory(films));
    await swarm.world.settle(node.engine.setSaveFolders(['/usual']));
    const [held] = torrents(1, 900) as [SimTorrent];
    const album = makeTorrent({ name: 'album', content: [KiB, KiB] });
    for (const [savePath, { metainfo: bytes }] of [
      ['/held', held],
      ['/store', album],
    ] as const)
      await swarm.world.settle(
        node.engine.add({
          source: { kind: 'metainfo', bytes, fileName: 'x' },
          savePath,
          paused: true,
          skipCheck: true,
        }),
      );
    const before = [...node.disk.paths];
    expect(await refusal(swarm, node, ...folders)).toMatch(expected);
    const kept = await swarm.world.settle(node.engine.watchFolders());
    expect(kept).toEqual({ ok: true, value: [] });
    expect(node.disk.paths).toEqual(before);
    await swarm.end();
  });

  it('beside each other, or in one that is watched without those below it, they are fine', async () => {
    const [swarm, node] = await scene([]);
    for (const path of ['/inbox/below', '/inbox2']) node.disk.makeFolder(path);
    const set = await refusal(
      swarm,
      node,
      folder(),
      folder({ path: '/inbox/below' }),
      folder({ path: '/inbox2' }),
    );
    expect(set).toBe('taken');
    await swarm.end();
  });

  it('one that cannot be read or written is told before it is watched', async () => {
    const [swarm, node] = await scene([]);
    node.disk.knobs.judge = (_number, operation, path) =>
      operation === 'list' && path === WATCHED ? 'disk-denied' : undefined;
    expect(await refusal(swarm, node, folder())).toMatch(/^disk-denied: .*\/inbox/);
    node.disk.knobs.judge = undefined;
    node.disk.knobs.readOnly = true;
    expect(await refusal(swarm, node, folder())).toMatch(/^watch-read-only: .*\/inbox/);
    expect(await refusal(swarm, node, folder({ taken: 'trash' }))).toBe('taken');
    await swarm.end();
  });
});

describe('a folder that comes and goes', () => {
  it('on a drive that was pulled is told once, and watched again when it is back', async () => {
    const [swarm, node] = await scene();
    node.disk.put(`${WATCHED}/broken.torrent`, text('x'));
    await swarm.world.pass(30_000);
    expect(faults(node)).toHaveLength(1);
    node.disk.knobs.gone = WATCHED;
    await swarm.world.pass(120_000);
    expect(faults(node).slice(1)).toEqual(['watch-missing']);
    const stopped = await swarm.world.settle(node.engine.watchFolders());
    expect(stopped).toMatchObject({
      value: [{ state: 'stopped', fault: { code: 'watch-missing' } }],
    });
    // Options of another can be changed meanwhile.
    node.disk.makeFolder('/second');
    await watch(swarm, node, [folder(), folder({ path: '/second' })]);
    const [one] = torrents(1) as [SimTorrent];
    put(node, one);
    node.disk.knobs.gone = undefined;
    await swarm.world.pass(30_000);
    expect(await names(swarm, node)).toEqual(['t0000']);
    // The broken one was told before the drive went.
    expect(faults(node)).toHaveLength(2);
    const well = await swarm.world.settle(node.engine.watchFolders());
    expect(well).toMatchObject({ value: [{ state: 'polled', broken: 1 }, { state: 'polled' }] });
    await swarm.end();
  });

  it('where a torrent is saved later nothing is taken any more, until it lies elsewhere', async () => {
    const [swarm, node] = await scene();
    const [held, one] = torrents(2) as [SimTorrent, SimTorrent];
    await swarm.world.settle(
      node.engine.add({
        source: { kind: 'metainfo', bytes: held.metainfo, fileName: 'x' },
        savePath: WATCHED,
        paused: true,
      }),
    );
    put(node, one);
    await swarm.world.pass(30_000);
    expect(faults(node)).toEqual(['watch-has-torrents']);
    expect(inbox(node)).toContain('t0001.torrent');
    await swarm.world.settle(node.engine.remove([held.info.infoHash]));
    await swarm.world.pass(30_000);
    expect(inbox(node)).toContain('t0001.torrent.added');
    await swarm.end();
  });

  it('that is among the files of a torrent later is left alone until it is not; beside them it is fine', async () => {
    const [swarm, node] = await scene([]);
    for (const path of ['/store/album/in', '/store/in']) node.disk.makeFolder(path);
    await watch(swarm, node, [folder({ path: '/store/album/in' }), folder({ path: '/store/in' })]);
    const album = makeTorrent({ name: 'album', content: [KiB, KiB] });
    await swarm.world.settle(
      node.engine.add({
        source: { kind: 'metainfo', bytes: album.metainfo, fileName: 'x' },
        savePath: '/store',
        paused: true,
        skipCheck: true,
      }),
    );
    const [one, other] = torrents(2) as [SimTorrent, SimTorrent];
    node.disk.put('/store/album/in/one.torrent', one.metainfo);
    node.disk.put('/store/in/other.torrent', other.metainfo);
    await swarm.world.pass(30_000);
    expect(faults(node)).toEqual(['watch-in-torrent']);
    expect(await names(swarm, node)).toEqual(['album', nameOf(other)]);
    await swarm.world.settle(node.engine.remove([album.info.infoHash]));
    await swarm.world.pass(30_000);
    expect(await names(swarm, node)).toEqual([nameOf(one), nameOf(other)]);
    await swarm.end();
  });

  it('that torrents are saved in by way of a link, later, is left alone until they are not', async () => {
    const [swarm, node] = await scene();
    node.disk.link('/other', '/elsewhere');
    await swarm.world.settle(node.engine.setSaveFolders(['/other']));
    node.disk.link('/other', WATCHED);
    put(node, torrents(1)[0] as SimTorrent);
    await swarm.world.pass(30_000);
    expect(faults(node)).toEqual(['watch-is-save']);
    expect(inbox(node)).toEqual(['t0000.torrent']);
    node.disk.link('/other', '/elsewhere');
    await swarm.world.pass(30_000);
    expect(inbox(node)).toEqual(['t0000.torrent.added']);
    await swarm.end();
  });

  it('where the usual folder is moved around it nothing is taken any more', async () => {
    const [swarm, node] = await scene();
    await swarm.world.settle(node.engine.setSaveFolders(['/']));
    put(node, torrents(1)[0] as SimTorrent);
    await swarm.world.pass(30_000);
    expect(faults(node)).toEqual(['watch-in-save']);
    expect(inbox(node)).toEqual(['t0000.torrent']);
    await swarm.end();
  });

  it('that is not watched any more is left alone, and one that is taken up again goes on', async () => {
    const [swarm, node] = await scene();
    await watch(swarm, node, []);
    put(node, torrents(1)[0] as SimTorrent);
    await swarm.world.pass(60_000);
    expect(inbox(node)).toEqual(['t0000.torrent']);
    await watch(swarm, node, [folder()]);
    await swarm.world.pass(10_000);
    expect(inbox(node)).toEqual(['t0000.torrent.added']);
    await swarm.end();
  });
});

it('a category or tag with another name is followed, and one that is gone is let go', async () => {
  const [swarm, node] = await scene([]);
  const films = { name: 'Films', savePath: '', downLimit: 0, upLimit: 0, share: {} };
  await swarm.world.settle(node.engine.saveCategory(films));
  await watch(swarm, node, [folder({ category: 'Films', tags: ['new'] })]);
  await swarm.world.settle(node.engine.saveCategory({ ...films, name: 'Movies' }, 'Films'));
  await swarm.world.settle(node.engine.createTag('new'));
  await swarm.world.settle(node.engine.renameTag('new', 'fresh'));
  await node.stop();
  await node.start();
  const kept = await swarm.world.settle(node.engine.watchFolders());
  expect(kept).toMatchObject({ value: [{ category: 'Movies', tags: ['fresh'] }] });
  await swarm.world.settle(node.engine.removeCategory('Movies'));
  await swarm.world.settle(node.engine.removeTag('fresh'));
  const after = await swarm.world.settle(node.engine.watchFolders());
  expect(after).toMatchObject({ value: [{ category: '', tags: [] }] });
  await swarm.end();
});
