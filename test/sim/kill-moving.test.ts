import { describe, expect, it } from 'vitest';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { FOLDER, KiB, type SimTorrent } from './swarm/torrent.ts';

const THERE = '/other/place';

interface Scene {
  readonly name: string;
  readonly volumes: readonly string[];
  /** Somebody else's file in the torrent's folder. */
  readonly foreign: boolean;
  act(node: Node, torrent: SimTorrent): Promise<unknown>;
}

const moves = (node: Node, torrent: SimTorrent): Promise<unknown> =>
  node.engine.move([torrent.info.infoHash], THERE, 'stop');

const SCENES: readonly Scene[] = [
  { name: 'a folder on one volume', volumes: [], foreign: false, act: moves },
  { name: 'file by file on one volume', volumes: [], foreign: true, act: moves },
  { name: 'to another volume', volumes: ['/other'], foreign: false, act: moves },
  { name: 'to another volume, file by file', volumes: ['/other'], foreign: true, act: moves },
  {
    name: 'new names',
    volumes: [],
    foreign: true,
    act: (node, torrent) =>
      node.engine.renameFiles(torrent.info.infoHash, [
        { file: 0, path: 'thing/first/0.bin' },
        { file: 1, path: 'thing/second/1.bin' },
      ]),
  },
];

/** The torrent's bytes below the save folder, under the names that the details tell. */
async function isWhole(node: Node, torrent: SimTorrent): Promise<boolean> {
  const { savePath } = await node.row(torrent);
  const files = (await node.details(torrent, 'files')).paths.split('\n');
  return torrent.info.files.every((one, index) => {
    const bytes = node.disk.bytes(`${savePath}/${files[index]}`);
    const wanted = new Uint8Array(one.length);
    torrent.fill(one.offset, wanted);
    return bytes !== undefined && Buffer.compare(bytes, wanted) === 0;
  });
}

/** Dies at the given step of the disk or the store; false when the act has fewer steps. */
async function killedAt(
  scene: Scene,
  kind: 'disk' | 'before' | 'after',
  at: number,
): Promise<boolean> {
  const swarm = new Swarm({ content: [90 * KiB, 40 * KiB], pieceLength: 32 * KiB });
  const node = await swarm.seed();
  const { torrent } = swarm;
  await swarm.world.pass(5_000);
  node.disk.makeFolder('/other');
  node.disk.knobs.volumes = scene.volumes;
  const foreign = `${FOLDER}/thing/theirs.txt`;
  if (scene.foreign) node.disk.put(foreign, new Uint8Array(5).fill(5));
  const untouched = node.disk.paths;

  let died = false;
  if (kind === 'disk') {
    const first = node.disk.operations;
    node.disk.knobs.judge = (number) => {
      if (number !== first + at) return undefined;
      died = true;
      return 'crash';
    };
  } else {
    const first = node.profile.writes;
    node.profile.knobs.crash = { at: first + at, when: kind };
  }
  void scene.act(node, torrent);
  await swarm.world.pass(4_000);
  if (kind !== 'disk') died = node.profile.writes === (node.profile.knobs.crash?.at ?? 0);
  node.disk.knobs.judge = undefined;
  node.profile.knobs.crash = undefined;
  node.crash();
  node.news.length = 0;
  await node.start();
  await swarm.world.until(() => node.has('seeding'), 60_000);
  await swarm.world.pass(3_000);

  const where = `${scene.name}, ${kind} ${at}`;
  const row = await node.row(torrent);
  expect(row.state, where).toBe('seeding');
  expect(row.done, where).toBe(130 * KiB);
  expect(await isWhole(node, torrent), where).toBe(true);
  if (scene.foreign) expect(node.disk.bytes(foreign)?.length, where).toBe(5);
  // One side has it all, the other nothing.
  const files = (await node.details(torrent, 'files')).paths.split('\n');
  const isBack = row.savePath === FOLDER && files[0] === 'thing/part 0/0.bin';
  if (isBack) expect(node.disk.paths, where).toEqual(untouched);
  else {
    const old = ['thing/part 0/0.bin', 'thing/part 0/1.bin', 'thing/part 0'];
    for (const path of old) expect(node.disk.paths, where).not.toContain(`${FOLDER}/${path}`);
    if (row.savePath !== FOLDER && !scene.foreign)
      expect(node.disk.paths, where).not.toContain(`${FOLDER}/thing`);
  }
  expect(
    node.disk.paths.filter((path) => path.includes('/.skein')),
    where,
  ).toEqual([]);
  expect([...node.profile.values.keys()].filter((key) => key.startsWith('move.'))).toEqual([]);
  await swarm.end();
  return died;
}

describe('killed at every step, the data is whole on one side and nothing else is left', () => {
  it.each(SCENES)('$name: every operation of the disk', async (scene) => {
    let steps = 0;
    while (await killedAt(scene, 'disk', steps + 1)) steps++;
    expect(steps).toBeGreaterThan(20);
  });

  it.each(SCENES)('$name: every commit, before it and after it', async (scene) => {
    for (const kind of ['before', 'after'] as const) {
      let steps = 0;
      while (await killedAt(scene, kind, steps + 1)) steps++;
      expect(steps).toBeGreaterThan(2);
    }
  });
});
