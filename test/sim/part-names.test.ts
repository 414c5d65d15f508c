import { describe, expect, it } from 'vitest';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { FOLDER, KiB, makeTorrent, type SimTorrent } from './swarm/torrent.ts';

const ON = { settings: { partSuffix: true } };
const CONTENT = [200 * KiB, 90 * KiB, 40 * KiB];
const PIECE = 32 * KiB;

const fileOf = (index: number, folder = FOLDER): string => `${folder}/thing/part 0/${index}.bin`;

/** Which of the torrent's files are on the disk, by their short names. */
const files = (node: Node, folder = FOLDER): string[] =>
  node.disk.paths
    .filter((path) => path.startsWith(`${folder}/thing/part 0/`))
    .map((path) => path.slice(`${folder}/thing/part 0/`.length));

const faults = (node: Node): string[] =>
  node.news.flatMap((news) => (news.kind === 'fault' ? [news.fault.code] : []));

function bytesOf(torrent: SimTorrent, index: number): Uint8Array {
  const { offset, length } = torrent.info.files[index] as { offset: number; length: number };
  const bytes = new Uint8Array(length);
  torrent.fill(offset, bytes);
  return bytes;
}

const isRight = (node: Node, torrent: SimTorrent, index: number, path: string): boolean =>
  Buffer.compare(node.disk.bytes(path) ?? new Uint8Array(0), bytesOf(torrent, index)) === 0;

/** A seed that is slow enough for a download to be caught in the middle. */
async function slow(settings: NonNullable<Parameters<Swarm['node']>[0]> = ON, upRate = 15e3) {
  const swarm = new Swarm({ content: CONTENT, pieceLength: PIECE });
  const seed = await swarm.seed({ upRate });
  const node = await swarm.leecher({ ...settings, policy: { sequential: true } });
  return { swarm, seed, node, torrent: swarm.torrent };
}

const go = async (swarm: Swarm, node: Node, condition: () => boolean, ms = 120_000) => {
  if (!(await swarm.world.until(condition, ms))) throw new Error('it never came');
  return node;
};

describe('with the setting', () => {
  it('a file has the suffix until all of it is there, one by one; completion is told with all by their own names', async () => {
    const { swarm, seed, node, torrent } = await slow();
    const seen = new Set<string>();
    node.engine.on('news', (news) => {
      if (news.kind === 'completed') seen.add(`completed with ${files(node).join()}`);
    });
    await node.meets(torrent, [seed]);
    await go(swarm, node, () => files(node).length > 0);
    expect(files(node)).toEqual(['0.bin.part']);
    while (!node.isComplete) {
      seen.add(files(node).join());
      await swarm.world.pass(100);
    }
    expect([...seen]).toContain('0.bin,1.bin.part');
    expect([...seen].at(-1)).toBe('completed with 0.bin,1.bin,2.bin');
    expect(node.holds(torrent)).toBe(true);
    await swarm.world.pass(3_000);
    // Afterwards nobody looks for them any more.
    await node.stop();
    expect(node.profile.torrents.get(torrent.info.infoHash)?.options.suffix).toBeUndefined();
    await node.start();
    await go(swarm, node, () => node.has('seeding'));
    expect(files(node)).toEqual(['0.bin', '1.bin', '2.bin']);
    await swarm.end();
  });

  it('goes on after a restart and after a power cut, with what it has', async () => {
    const { swarm, seed, node, torrent } = await slow();
    await node.meets(torrent, [seed]);
    for (const end of ['stop', 'crash'] as const) {
      const before = node.news.length;
      await swarm.world.pass(6_000);
      expect(files(node).some((name) => name.endsWith('.part'))).toBe(true);
      if (end === 'stop') await node.stop();
      else node.crash();
      await node.start();
      await swarm.world.pass(500);
      const { done } = await node.row(torrent);
      expect(done).toBeGreaterThan(0);
      expect(node.news.slice(before).filter(({ kind }) => kind === 'fault')).toEqual([]);
      await node.meets(torrent, [seed]);
    }
    await swarm.complete([node]);
    expect(node.holds(torrent)).toBe(true);
    // Nothing was fetched twice but what was under way.
    expect((await node.row(torrent)).downloaded).toBeLessThan(330 * KiB + 12 * PIECE);
    expect(files(node)).toEqual(['0.bin', '1.bin', '2.bin']);
    await swarm.end();
  });

  it('a check that finds a piece of a finished file bad gives it the suffix, until it is whole again', async () => {
    const { swarm, seed, node, torrent } = await slow(ON, 1e6);
    await node.meets(torrent, [seed]);
    await swarm.complete([node]);
    await swarm.world.pass(3_000);
    await swarm.world.settle(node.engine.pause([torrent.info.infoHash]));
    const broken = bytesOf(torrent, 1);
    broken.fill(0, 40_000, 60_000);
    node.disk.put(fileOf(1), broken);
    await swarm.world.settle(node.engine.recheck([torrent.info.infoHash]));
    await go(swarm, node, () => files(node).includes('1.bin.part'));
    expect(files(node)).toEqual(['0.bin', '1.bin.part', '2.bin']);
    node.news.length = 0;
    await swarm.world.settle(node.engine.resume([torrent.info.infoHash]));
    await node.meets(torrent, [seed]);
    await swarm.complete([node]);
    expect(files(node)).toEqual(['0.bin', '1.bin', '2.bin']);
    expect(node.holds(torrent)).toBe(true);
    await swarm.end();
  });

  it('files that are not wanted are not there; wanted later they get the suffix, and lose it', async () => {
    const swarm = new Swarm({ content: CONTENT, pieceLength: PIECE });
    const { torrent } = swarm;
    const seed = await swarm.seed({ upRate: 60e3 });
    const node = await swarm.node(ON);
    await node.add(torrent, { priorities: [0, 4, 0], sequential: true });
    await node.meets(torrent, [seed]);
    await go(swarm, node, () => files(node).length > 0);
    expect(files(node)).toEqual(['1.bin.part']);
    await swarm.complete([node]);
    expect(files(node)).toEqual(['1.bin']);
    node.news.length = 0;
    const id = torrent.info.infoHash;
    const want = (file: number, priority: number) =>
      swarm.world.settle(node.engine.setPriorities(id, [{ files: [file], priority }]));
    await want(0, 4);
    await node.meets(torrent, [seed]);
    await go(swarm, node, () => files(node).includes('0.bin.part'));
    await want(0, 0);
    await swarm.world.pass(2_000);
    expect(files(node)).toEqual(['0.bin.part', '1.bin']);
    await want(0, 4);
    await want(2, 4);
    await node.meets(torrent, [seed]);
    await go(swarm, node, () => files(node).join() === '0.bin,1.bin,2.bin');
    await swarm.world.pass(5_000);
    expect(node.holds(torrent)).toBe(true);
    await swarm.end();
  });

  it('what an earlier life of the torrent left is found, with the setting and without it', async () => {
    for (const partSuffix of [true, false]) {
      const { swarm, seed, node, torrent } = await slow();
      const id = torrent.info.infoHash;
      await node.meets(torrent, [seed]);
      await swarm.world.pass(6_000);
      const { done } = await node.row(torrent);
      await swarm.world.settle(node.engine.remove([id]));
      await swarm.world.settle(node.engine.forgetRemoved([id]));
      await node.set({ partSuffix });
      node.news.length = 0;
      await node.add(torrent);
      await go(swarm, node, () => node.has('checked'));
      await swarm.world.pass(500);
      expect((await node.row(torrent)).done).toBeGreaterThanOrEqual(done - PIECE);
      expect(files(node).some((name) => name.endsWith('.part'))).toBe(partSuffix);
      await node.meets(torrent, [seed]);
      await swarm.complete([node]);
      expect(node.holds(torrent)).toBe(true);
      expect(files(node)).toEqual(['0.bin', '1.bin', '2.bin']);
      await swarm.end();
    }
  });

  it('room is taken under the same name, when that is wanted', async () => {
    const { swarm, seed, node, torrent } = await slow({
      settings: { partSuffix: true, preallocation: 'full' },
    });
    await swarm.world.pass(2_000);
    expect(files(node)).toEqual(['0.bin.part', '1.bin.part', '2.bin.part']);
    expect(node.disk.bytes(`${fileOf(2)}.part`)?.length).toBe(40 * KiB);
    await node.meets(torrent, [seed]);
    await swarm.complete([node]);
    expect(node.holds(torrent)).toBe(true);
    await swarm.end();
  });
});

describe('the setting switched while torrents are there', () => {
  it('gives the suffix and takes it, while they run and while they are paused, over a restart too', async () => {
    const { swarm, seed, node, torrent } = await slow({});
    const id = torrent.info.infoHash;
    await node.meets(torrent, [seed]);
    await go(swarm, node, () => files(node).includes('1.bin'));
    await node.set({ partSuffix: true });
    await go(swarm, node, () => files(node).some((name) => name.endsWith('.part')));
    expect(files(node)).toContain('0.bin');
    await node.set({ partSuffix: false });
    await go(swarm, node, () => files(node).every((name) => name.endsWith('.bin')));
    await swarm.world.settle(node.engine.pause([id]));
    await node.set({ partSuffix: true });
    await go(swarm, node, () => files(node).some((name) => name.endsWith('.part')));
    // Paused at the start: nobody has opened its files in this run.
    await node.stop();
    await node.start();
    await swarm.world.pass(1_000);
    node.settings = { ...node.settings, partSuffix: false };
    await node.set({ partSuffix: false });
    await go(swarm, node, () => files(node).every((name) => name.endsWith('.bin')));
    await swarm.world.settle(node.engine.resume([id]));
    await node.meets(torrent, [seed]);
    await swarm.complete([node]);
    expect(node.holds(torrent)).toBe(true);
    expect(faults(node)).toEqual([]);
    await swarm.end();
  });
});

describe('where names meet', () => {
  it('what lies at the file’s own name is never replaced: it keeps the suffix, that is told, and it is served', async () => {
    const { swarm, seed, node, torrent } = await slow();
    await node.meets(torrent, [seed]);
    await go(swarm, node, () => files(node).includes('1.bin.part'));
    node.disk.put(fileOf(2), new Uint8Array(7).fill(7));
    await swarm.complete([node]);
    await swarm.world.pass(3_000);
    expect(faults(node)).toEqual(['part-name']);
    expect(node.disk.bytes(fileOf(2))?.length).toBe(7);
    expect(isRight(node, torrent, 2, `${fileOf(2)}.part`)).toBe(true);
    // Over a restart it is the same, and nothing is lost.
    await node.stop();
    await node.start();
    await swarm.world.pass(5_000);
    expect(await node.row(torrent)).toMatchObject({ state: 'seeding', done: 330 * KiB });
    expect(node.disk.bytes(fileOf(2))?.length).toBe(7);
    expect(isRight(node, torrent, 2, `${fileOf(2)}.part`)).toBe(true);
    // Out of the way, it gets its name with the next look.
    node.disk.delete(fileOf(2));
    await node.stop();
    await node.start();
    await go(swarm, node, () => files(node).join() === '0.bin,1.bin,2.bin');
    await swarm.end();
  });

  it('a file whose name with the suffix is another file’s never gets it', async () => {
    const swarm = new Swarm({ content: KiB });
    const { encodeInfo, encodeMetainfo } = await import('../../engine/core/metainfo/build.ts');
    const node = await swarm.node(ON);
    const info = encodeInfo({
      name: 'twins',
      pieceLength: 16 * KiB,
      pieceHashes: new Uint8Array(20 * 3),
      content: [
        { path: ['a'], length: 16 * KiB },
        { path: ['a.part'], length: 16 * KiB },
        { path: ['b'], length: 16 * KiB },
      ],
    });
    const added = await swarm.world.settle(
      node.engine.add({
        source: { kind: 'metainfo', bytes: encodeMetainfo(info, {}), fileName: 'x' },
        savePath: FOLDER,
        paused: false,
      }),
    );
    expect(added.ok).toBe(true);
    await node.set({ preallocation: 'full' });
    if (added.ok) {
      await swarm.world.settle(node.engine.pause([added.value.id]));
      await swarm.world.settle(node.engine.resume([added.value.id]));
    }
    await swarm.world.pass(2_000);
    expect(node.disk.paths.filter((path) => path.startsWith(`${FOLDER}/twins/`))).toEqual([
      `${FOLDER}/twins/a`,
      `${FOLDER}/twins/a.part.part`,
      `${FOLDER}/twins/b.part`,
    ]);
    await swarm.end();
  });

  it('two torrents of which one’s file is called as the other’s while it is incomplete are refused', async () => {
    const swarm = new Swarm({ content: KiB });
    const node = await swarm.node(ON);
    const one = makeTorrent({ name: 'film', content: 40 * KiB });
    const two = makeTorrent({ name: 'film.part', content: 50 * KiB });
    const add = (torrent: SimTorrent) =>
      swarm.world.settle(
        node.engine.add({
          source: { kind: 'metainfo', bytes: torrent.metainfo, fileName: 'x' },
          savePath: FOLDER,
          paused: true,
        }),
      );
    expect((await add(one)).ok).toBe(true);
    expect(await add(two)).toMatchObject({
      code: 'path-claimed',
      message: `${FOLDER}/film.part belongs to “film”, which is in the list. Choose another folder.`,
    });
    await swarm.end();
  });
});

describe('other things done to torrents with incomplete files', () => {
  const cases = ['/other', '/volume'];
  it.each(cases)(
    'moved to %s and given other names, they keep the suffix and go on',
    async (there) => {
      const { swarm, seed, node, torrent } = await slow();
      const id = torrent.info.infoHash;
      node.disk.makeFolder(there);
      node.disk.knobs.volumes = ['/volume'];
      await node.meets(torrent, [seed]);
      await go(swarm, node, () => files(node).join() === '0.bin,1.bin.part');
      await swarm.world.settle(node.engine.move([id], there, 'stop'));
      await go(swarm, node, () => node.has('moved'));
      expect(files(node, there)).toEqual(['0.bin', '1.bin.part']);
      expect(files(node)).toEqual([]);
      const renamed = await swarm.world.settle(
        node.engine.renameFiles(id, [
          { file: 1, path: 'thing/part 0/uno.bin' },
          { file: 2, path: 'thing/part 0/zero.bin' },
        ]),
      );
      expect(renamed.ok).toBe(true);
      expect(files(node, there).filter((name) => name.startsWith('uno'))).toEqual(['uno.bin.part']);
      const before = (await node.row(torrent)).done;
      expect(before).toBeGreaterThan(200 * KiB - PIECE);
      await node.meets(torrent, [seed]);
      await swarm.complete([node]);
      expect(files(node, there)).toEqual(['0.bin', 'uno.bin', 'zero.bin']);
      for (const [index, name] of ['0.bin', 'uno.bin', 'zero.bin'].entries())
        expect(isRight(node, torrent, index, `${there}/thing/part 0/${name}`)).toBe(true);
      await swarm.end();
    },
  );

  it('where their own names are taken at the target, the move is refused and all stays', async () => {
    const { swarm, seed, node, torrent } = await slow();
    const id = torrent.info.infoHash;
    node.disk.put('/other/thing/part 0/0.bin', new Uint8Array(3));
    await node.meets(torrent, [seed]);
    await go(swarm, node, () => files(node).join() === '0.bin.part');
    for (const way of ['stop', 'merge'] as const) {
      await swarm.world.settle(node.engine.move([id], '/other', way));
      await swarm.world.pass(1_000);
    }
    expect(files(node).length).toBeGreaterThan(0);
    expect(node.disk.bytes('/other/thing/part 0/0.bin')?.length).toBe(3);
    expect(faults(node).concat('move-exists')).toContain('move-differs');
    await swarm.end();
  });

  it('grown elsewhere, they come home by their own names', async () => {
    const { swarm, seed, node, torrent } = await slow({
      settings: { partSuffix: true, incompleteFolder: '/growing' },
    });
    await node.meets(torrent, [seed]);
    await go(swarm, node, () => files(node, '/growing').length > 0);
    expect(files(node, '/growing')).toEqual(['0.bin.part']);
    await swarm.complete([node]);
    await go(swarm, node, () => node.has('moved'));
    expect(node.holds(torrent)).toBe(true);
    expect(node.disk.paths.filter((path) => path.startsWith('/growing/'))).toEqual([]);
    await swarm.end();
  });

  it('removed with their files, just these are named; had back, they go on', async () => {
    const { swarm, seed, node, torrent } = await slow();
    const id = torrent.info.infoHash;
    await node.meets(torrent, [seed]);
    await go(swarm, node, () => files(node).join() === '0.bin,1.bin.part');
    node.disk.put(fileOf(1), new Uint8Array(3));
    const { done } = await node.row(torrent);
    const removed = await swarm.world.settle(node.engine.remove([id], true, [id]));
    if (!removed.ok) throw new Error(removed.message);
    const named = removed.value[0]?.files ?? [];
    expect(named).toContain(fileOf(0));
    expect(named).toContain(`${fileOf(1)}.part`);
    expect(named).not.toContain(fileOf(1));
    node.disk.delete(fileOf(1));
    await node.stop();
    await node.start();
    const left = await swarm.world.settle(node.engine.unfinishedRemovals());
    expect(left).toMatchObject({ value: [{ files: named }] });
    await swarm.world.settle(node.engine.undoRemoval([id]));
    await swarm.world.pass(2_000);
    expect((await node.row(torrent)).done).toBeGreaterThanOrEqual(done);
    await node.meets(torrent, [seed]);
    await swarm.complete([node]);
    expect(node.holds(torrent)).toBe(true);
    await swarm.end();
  });

  it('found elsewhere with the suffix, they are taken by their own names', async () => {
    const { swarm, seed, node, torrent } = await slow();
    const id = torrent.info.infoHash;
    await node.meets(torrent, [seed]);
    await go(swarm, node, () => files(node).join() === '0.bin,1.bin.part');
    await node.stop();
    // Somebody moves the folder with a file manager.
    for (const name of files(node)) {
      const bytes = node.disk.bytes(`${FOLDER}/thing/part 0/${name}`) as Uint8Array;
      node.disk.put(`/found/${name}`, bytes);
    }
    node.disk.delete(`${FOLDER}/thing`);
    await node.start();
    await swarm.world.pass(1_000);
    const looked = await swarm.world.settle(node.engine.locate(id, '/found'));
    expect(looked).toMatchObject({
      value: { files: [{ found: '0.bin', match: 'hash' }, { found: '1.bin.part' }, {}] },
    });
    await swarm.world.settle(node.engine.takeLocated(id, '/found'));
    await go(swarm, node, () => node.has('checked'));
    await swarm.world.pass(1_000);
    expect((await node.row(torrent)).done).toBeGreaterThan(180 * KiB);
    await node.meets(torrent, [seed]);
    await go(swarm, node, () => node.isComplete);
    const { paths } = await node.details(torrent, 'files');
    expect(paths.split('\n').slice(0, 2)).toEqual(['0.bin', '1.bin']);
    expect(isRight(node, torrent, 1, '/found/1.bin')).toBe(true);
    await swarm.end();
  });

  it('a drive that goes in the middle takes no name with it', async () => {
    const { swarm, seed, node, torrent } = await slow();
    await node.meets(torrent, [seed]);
    await go(swarm, node, () => files(node).join() === '0.bin,1.bin.part');
    node.disk.knobs.gone = FOLDER;
    await swarm.world.pass(30_000);
    await node.set({ partSuffix: false });
    await swarm.world.pass(1_000);
    await node.set({ partSuffix: true });
    node.disk.knobs.gone = undefined;
    await swarm.world.pass(70_000);
    await node.meets(torrent, [seed]);
    await go(swarm, node, () => node.isComplete, 600_000);
    expect(node.holds(torrent)).toBe(true);
    expect(files(node)).toEqual(['0.bin', '1.bin', '2.bin']);
    await swarm.end();
  });
});

describe('killed at every step', () => {
  type Act = 'finish' | 'off' | 'on' | 'move' | 'move to another volume' | 'rename';
  const acts: readonly Act[] = ['finish', 'off', 'on', 'move', 'move to another volume', 'rename'];
  const FAR = '/far';

  function begin(act: Act, node: Node, torrent: SimTorrent): void {
    const id = torrent.info.infoHash;
    if (act === 'off' || act === 'on') void node.engine.setSettings({ partSuffix: act === 'on' });
    if (act.startsWith('move')) void node.engine.move([id], FAR, 'stop');
    if (act === 'rename') {
      void node.engine.renameFiles(id, [
        { file: 0, path: 'thing/part 0/null.bin' },
        { file: 1, path: 'thing/part 0/eins.bin' },
      ]);
    }
  }

  /** What is done to a download in the middle, until it is at its end; dies at the given step. */
  async function killedAt(
    act: Act,
    kind: 'disk' | 'before' | 'after',
    at: number,
  ): Promise<boolean> {
    const isSwitch = act === 'off' || act === 'on';
    const { swarm, seed, node, torrent } = await slow(
      act === 'on' ? { settings: { partSuffix: false } } : ON,
      act === 'finish' ? 1e6 : 60e3,
    );
    const id = torrent.info.infoHash;
    node.disk.makeFolder(FAR);
    if (act === 'move to another volume') node.disk.knobs.volumes = [FAR];
    await node.meets(torrent, [seed]);
    if (act !== 'finish') {
      await go(swarm, node, () => files(node).length === 2);
      await swarm.world.settle(node.engine.pause([id]));
      await swarm.world.pass(3_000);
    }
    let died = false;
    const first = node.disk.operations;
    if (kind === 'disk') {
      node.disk.knobs.judge = (number) => {
        if (number !== first + at) return undefined;
        died = true;
        return 'crash';
      };
    } else node.profile.knobs.crash = { at: node.profile.writes + at, when: kind };
    begin(act, node, torrent);
    await swarm.world.pass(5_000);
    if (kind !== 'disk') died = node.profile.writes === node.profile.knobs.crash?.at;
    node.disk.knobs.judge = undefined;
    node.profile.knobs.crash = undefined;
    node.crash();
    node.news.length = 0;
    const { partSuffix: _set, ...settings } = node.settings;
    if (isSwitch) node.settings = settings;
    await node.start();
    const where = `${act}, ${kind} ${at}`;
    if (isSwitch) await swarm.world.settle(node.engine.setSettings({ partSuffix: act === 'on' }));
    if (act !== 'finish') await swarm.world.settle(node.engine.resume([id]));
    await swarm.world.pass(1_000);
    // What it had is still there, on whichever side.
    if (act !== 'finish') expect((await node.row(torrent)).done, where).toBeGreaterThan(170 * KiB);
    await node.meets(torrent, [seed]);
    await swarm.world.until(() => node.has('seeding'), 120_000);
    await swarm.world.pass(4_000);
    const row = await node.row(torrent);
    expect(row.state, where).toBe('seeding');
    const names = (await node.details(torrent, 'files')).paths.split('\n');
    for (const [index, name] of names.entries())
      expect(isRight(node, torrent, index, `${row.savePath}/${name}`), where).toBe(true);
    // All of it by its own names, and nothing anywhere else.
    const made = node.disk.paths.filter((path) => /\.bin|\.part|\/\.skein/.test(path));
    expect(made, where).toEqual(names.map((name) => `${row.savePath}/${name}`).sort());
    expect(
      faults(node).filter((code) => code !== 'move-interrupted'),
      where,
    ).toEqual([]);
    await swarm.end();
    return died;
  }

  it.each(acts)('%s: every operation of the disk', async (act) => {
    let steps = 0;
    while (await killedAt(act, 'disk', steps + 1)) steps++;
    // All files that grow, or the one that is under way when the setting is switched.
    expect(steps).toBeGreaterThan(act === 'off' || act === 'on' ? 0 : 10);
  });

  it.each(acts)('%s: every commit, before it and after it', async (act) => {
    for (const kind of ['before', 'after'] as const) {
      let steps = 0;
      while (await killedAt(act, kind, steps + 1)) steps++;
      expect(steps).toBeGreaterThan(1);
    }
  });
});
