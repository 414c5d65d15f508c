import { describe, expect, it } from 'vitest';
import type { OnMoveConflict, TorrentSnapshot } from '../../engine/api/index.ts';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { FOLDER, KiB, MiB, type SimTorrent } from './swarm/torrent.ts';

const THERE = '/other/place';
const PIECES = { content: [300 * KiB, 0, 700 * KiB, 100 * KiB], pieceLength: 64 * KiB } as const;

const file = (root: string, torrent: SimTorrent, index: number): string =>
  [root, ...(torrent.info.files[index]?.path ?? [])].join('/');

/** Every file is below the folder, byte for byte. */
function holdsAt(node: Node, torrent: SimTorrent, root: string): boolean {
  return torrent.info.files.every((one, index) => {
    const bytes = node.disk.bytes(file(root, torrent, index));
    if (bytes === undefined || bytes.length !== one.length) return false;
    const wanted = new Uint8Array(one.length);
    if (one.length > 0) torrent.fill(one.offset, wanted);
    return Buffer.compare(bytes, wanted) === 0;
  });
}

async function move(
  node: Node,
  torrent: SimTorrent,
  folder = THERE,
  onConflict: OnMoveConflict = 'stop',
) {
  return node.world.settle(node.engine.move([torrent.info.infoHash], folder, onConflict));
}

async function arrived(node: Node, torrent: SimTorrent): Promise<TorrentSnapshot> {
  await node.world.until(() => node.has('moved') || node.has('fault'), 60_000);
  await node.world.pass(3_000);
  return node.row(torrent);
}

async function seeding(content: SwarmContent = PIECES): Promise<{ swarm: Swarm; node: Node }> {
  const swarm = new Swarm(content);
  const node = await swarm.seed();
  return { swarm, node };
}

type SwarmContent = ConstructorParameters<typeof Swarm>[0];

/** What of the torrent's lies below `root`. */
const below = (node: Node, root: string): readonly string[] =>
  node.disk.paths.filter((path) => path.startsWith(`${root}/`));

describe('moving a torrent', () => {
  it.each([
    ['on one volume', []],
    ['to another volume', ['/other']],
  ])(
    '%s: everything is there, nothing is left, no piece is checked again',
    async (_how, volumes) => {
      const { swarm, node } = await seeding();
      node.disk.knobs.volumes = volumes;
      if (volumes.length > 0) node.disk.makeFolder('/other');
      expect((await move(node, swarm.torrent)).ok).toBe(true);
      const row = await arrived(node, swarm.torrent);
      expect(row).toMatchObject({ savePath: THERE, state: 'seeding', done: 1100 * KiB });
      expect(holdsAt(node, swarm.torrent, THERE)).toBe(true);
      expect(below(node, FOLDER)).toEqual([]);
      expect(below(node, THERE).filter((path) => path.includes('.skein'))).toEqual([]);
      const reads = node.disk.operations;
      await node.stop();
      await node.start();
      await swarm.world.until(
        () => node.news.filter(({ kind }) => kind === 'seeding').length > 2,
        9_000,
      );
      expect((await node.row(swarm.torrent)).state).toBe('seeding');
      expect(node.disk.operations - reads).toBeLessThan(60);
      // It serves from there.
      const leecher = await swarm.leecher();
      await leecher.meets(swarm.torrent, [node]);
      await swarm.complete([leecher]);
      expect(leecher.holds(swarm.torrent)).toBe(true);
      await swarm.end();
    },
  );

  it('single files, and what others put beside the files stays where it was', async () => {
    const one = await seeding({ content: 300 * KiB });
    expect((await move(one.node, one.swarm.torrent)).ok).toBe(true);
    await arrived(one.node, one.swarm.torrent);
    expect(holdsAt(one.node, one.swarm.torrent, THERE)).toBe(true);
    await one.swarm.end();

    const { swarm, node } = await seeding();
    node.disk.put(`${FOLDER}/thing/subtitles.srt`, new Uint8Array(7));
    expect((await move(node, swarm.torrent)).ok).toBe(true);
    await arrived(node, swarm.torrent);
    expect(holdsAt(node, swarm.torrent, THERE)).toBe(true);
    expect(below(node, FOLDER)).toEqual([`${FOLDER}/thing`, `${FOLDER}/thing/subtitles.srt`]);
    await swarm.end();
  });

  it('a download goes on at the new place with what it has', async () => {
    const swarm = new Swarm({ content: 8 * MiB, pieceLength: 64 * KiB });
    const seed = await swarm.seed({ upRate: 1e6 });
    const node = await swarm.leecher();
    node.disk.knobs.volumes = ['/other'];
    node.disk.makeFolder('/other');
    await node.meets(swarm.torrent, [seed]);
    await swarm.world.pass(4_000);
    const before = (await node.row(swarm.torrent)).done;
    expect(before).toBeGreaterThan(MiB);
    expect((await move(node, swarm.torrent)).ok).toBe(true);
    const row = await arrived(node, swarm.torrent);
    expect(row.savePath).toBe(THERE);
    expect(row.done).toBeGreaterThanOrEqual(before);
    await node.meets(swarm.torrent, [seed]);
    await swarm.complete([node]);
    expect(holdsAt(node, swarm.torrent, THERE)).toBe(true);
    expect((await node.row(swarm.torrent)).downloaded).toBeLessThan(9 * MiB);
    expect(below(node, FOLDER)).toEqual([]);
    await swarm.end();
  });

  it('never overwrites: says what is there; merges what is the same; goes beside it', async () => {
    const { swarm, node } = await seeding();
    const theirs = new Uint8Array(9).fill(9);
    node.disk.put(file(THERE, swarm.torrent, 0), theirs);
    expect(await move(node, swarm.torrent)).toMatchObject({ ok: false, code: 'move-exists' });
    expect((await node.row(swarm.torrent)).savePath).toBe(FOLDER);
    expect((await move(node, swarm.torrent, THERE, 'merge')).ok).toBe(true);
    await swarm.world.until(() => node.has('fault'), 60_000);
    expect(node.news.at(-1)).toMatchObject({ kind: 'fault', fault: { code: 'move-differs' } });
    await swarm.world.pass(3_000);
    expect((await node.row(swarm.torrent)).state).toBe('seeding');
    expect(holdsAt(node, swarm.torrent, FOLDER)).toBe(true);
    expect(node.disk.bytes(file(THERE, swarm.torrent, 0))).toEqual(theirs);

    expect((await move(node, swarm.torrent, THERE, 'rename')).ok).toBe(true);
    await swarm.world.until(() => node.has('moved'), 60_000);
    expect(node.disk.bytes(file(THERE, swarm.torrent, 0))).toEqual(theirs);
    expect(node.disk.bytes(`${THERE}/thing (2)/part 0/2.bin`)?.length).toBe(700 * KiB);
    await node.stop();
    await node.start();
    await swarm.world.pass(3_000);
    expect((await node.row(swarm.torrent)).state).toBe('seeding');
    expect((await node.details(swarm.torrent, 'files')).paths.split('\n')[0]).toBe(
      'thing (2)/part 0/0.bin',
    );
    await swarm.end();
  });

  it('takes a file that is there already and the same, and moves the rest', async () => {
    const { swarm, node } = await seeding();
    const first = node.disk.bytes(file(FOLDER, swarm.torrent, 0)) as Uint8Array;
    node.disk.put(file(THERE, swarm.torrent, 0), first);
    expect((await move(node, swarm.torrent, THERE, 'merge')).ok).toBe(true);
    expect((await arrived(node, swarm.torrent)).state).toBe('seeding');
    expect(holdsAt(node, swarm.torrent, THERE)).toBe(true);
    expect(below(node, FOLDER)).toEqual([]);
    await swarm.end();
  });

  it('can be stopped, has no room, or meets a broken disk: then all is as it was', async () => {
    const { swarm, node } = await seeding({ content: 24 * MiB, pieceLength: 256 * KiB });
    node.disk.knobs.volumes = ['/other'];
    node.disk.makeFolder('/other');
    const before = node.disk.paths;
    node.disk.knobs.bandwidth = 4e6;
    expect((await move(node, swarm.torrent)).ok).toBe(true);
    await swarm.world.pass(4_000);
    const row = await node.row(swarm.torrent);
    expect(row.state).toBe('moving');
    expect(row.moved).toBeGreaterThan(0.1);
    await swarm.world.settle(node.engine.stopMove([swarm.torrent.info.infoHash]));
    await swarm.world.until(() => node.has('fault'), 60_000);
    node.disk.knobs.bandwidth = 0;
    await swarm.world.pass(2_000);
    expect(node.disk.paths).toEqual(before);
    expect((await node.row(swarm.torrent)).state).toBe('seeding');

    node.news.length = 0;
    node.disk.knobs.freeBytes = MiB;
    expect((await move(node, swarm.torrent)).ok).toBe(true);
    await swarm.world.until(() => node.has('fault'), 60_000);
    expect(node.news.at(-1)).toMatchObject({ fault: { code: 'disk-full' } });
    node.disk.knobs.freeBytes = Number.MAX_SAFE_INTEGER;

    node.news.length = 0;
    node.disk.knobs.judge = (_number, operation, path) =>
      operation === 'write' && path.startsWith('/other') ? 'disk-io' : undefined;
    expect((await move(node, swarm.torrent)).ok).toBe(true);
    await swarm.world.until(() => node.has('fault'), 60_000);
    node.disk.knobs.judge = undefined;
    await swarm.world.pass(2_000);
    expect(node.disk.paths).toEqual(before);
    expect((await node.row(swarm.torrent)).state).toBe('seeding');
    await swarm.end();
  });

  it('is refused where another torrent’s files lie', async () => {
    const { swarm, node } = await seeding();
    const twin = new Swarm({ ...PIECES, content: [300 * KiB, 0, 700 * KiB, 90 * KiB] }).torrent;
    const added = await swarm.world.settle(
      node.engine.add({
        source: { kind: 'metainfo', bytes: twin.metainfo, fileName: 'twin.torrent' },
        savePath: FOLDER,
        paused: true,
      }),
    );
    expect(added).toMatchObject({ ok: false, code: 'path-claimed', facts: { other: 'thing' } });
    await swarm.end();
  });
});

it('a link without metadata goes where it is moved, into a folder that is not there yet', async () => {
  const swarm = new Swarm({ content: 90 * KiB, pieceLength: 32 * KiB });
  const seed = await swarm.seed();
  const node = await swarm.node();
  const id = swarm.torrent.info.infoHash;
  const source = { kind: 'magnet' as const, uri: `magnet:?xt=urn:btih:${id}` };
  await swarm.world.settle(node.engine.add({ source, savePath: FOLDER, paused: false }));
  const moved = await move(node, swarm.torrent, '/new/folder');
  expect(moved.ok).toBe(true);
  await node.meets(swarm.torrent, [seed]);
  await swarm.complete([node]);
  expect(node.disk.bytes('/new/folder/thing')?.length).toBe(90 * KiB);
  await swarm.end();
});

describe('renaming', () => {
  it('files and folders, on the disk and for good; names are made safe', async () => {
    const { swarm, node } = await seeding();
    const id = swarm.torrent.info.infoHash;
    const { engine } = node;
    const renamed = await swarm.world.settle(
      engine.renameFiles(id, [{ file: 0, path: 'thing/part 0/fir\u202est.bin' }]),
    );
    expect(renamed).toEqual({ ok: true, value: undefined });
    expect(node.disk.bytes(`${FOLDER}/thing/part 0/first.bin`)?.length).toBe(300 * KiB);
    expect(
      await swarm.world.settle(engine.renameFolder(id, 'thing/part 0', 'thing/all of it')),
    ).toMatchObject({ ok: true });
    expect(node.disk.paths).toContain(`${FOLDER}/thing/all of it/first.bin`);
    expect(node.disk.paths).not.toContain(`${FOLDER}/thing/part 0`);
    expect((await node.row(swarm.torrent)).state).toBe('seeding');
    const refusals = [
      engine.renameFiles(id, [{ file: 0, path: '../../etc/passwd' }]),
      engine.renameFiles(id, [{ file: 0, path: '' }]),
      engine.renameFiles(id, [{ file: 0, path: 'thing/all of it/2.BIN' }]),
      engine.renameFiles(id, [{ file: 0, path: 'thing/all of it' }]),
      engine.renameFiles(id, [{ file: 77, path: 'x' }]),
      engine.renameFolder(id, 'nowhere', 'x'),
    ];
    const codes = (await swarm.world.settle(Promise.all(refusals))).map((one) =>
      one.ok ? 'ok' : one.code,
    );
    expect(codes).toEqual([
      'name-outside',
      'name-empty',
      'name-taken',
      'name-taken',
      'file-unknown',
      'folder-unknown',
    ]);
    await node.stop();
    await node.start();
    await swarm.world.pass(3_000);
    expect((await node.row(swarm.torrent)).state).toBe('seeding');
    expect((await node.details(swarm.torrent, 'files')).paths.split('\n')[0]).toBe(
      'thing/all of it/first.bin',
    );
    await swarm.end();
  });
});

describe('locating', () => {
  it('finds the data under other names by size and content, and takes it after a check', async () => {
    const { swarm, node } = await seeding();
    const { torrent } = swarm;
    const id = torrent.info.infoHash;
    const bytes = torrent.info.files.map((_file, index) =>
      node.disk.bytes(file(FOLDER, torrent, index)),
    );
    node.disk.put('/elsewhere/deep/er/video.bin', bytes[2] as Uint8Array);
    node.disk.put('/elsewhere/0.bin', bytes[0] as Uint8Array);
    node.disk.put('/elsewhere/decoy.bin', new Uint8Array(100 * KiB).fill(1));
    node.disk.delete(`${FOLDER}/thing`);
    await swarm.world.pass(2_000);

    const look = await swarm.world.settle(node.engine.locate(id, '/elsewhere'));
    if (!look.ok) throw new Error(look.message);
    expect(look.value.files.map(({ found, match }) => [found, match])).toEqual([
      ['0.bin', 'hash'],
      ['deep/er/video.bin', 'hash'],
      ['decoy.bin', 'other'],
    ]);
    expect((await node.row(torrent)).savePath).toBe(FOLDER);
    expect((await swarm.world.settle(node.engine.takeLocated(id, '/elsewhere'))).ok).toBe(true);
    await swarm.world.pass(5_000);
    const row = await node.row(torrent);
    expect(row.savePath).toBe('/elsewhere');
    // All but the pieces with bytes of the decoy.
    expect(row.done).toBeGreaterThan(900 * KiB);
    expect(row.done).toBeLessThan(1100 * KiB);
    node.disk.makeFolder('/empty');
    expect(await swarm.world.settle(node.engine.takeLocated(id, '/empty'))).toMatchObject({
      ok: false,
      code: 'locate-nothing',
    });
    await swarm.end();
  });
});
