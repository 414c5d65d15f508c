import { describe, expect, it } from 'vitest';
import type { Result } from '../../engine/core/result.ts';
import type { FakeDiskKnobs } from './fakes/disk.ts';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { KiB, makeTorrent, type SimTorrent } from './swarm/torrent.ts';

/** A place that torrents cannot be brought to, and what says so. */
interface Place {
  readonly name: string;
  readonly path: string;
  readonly code: string;
  turn(knobs: FakeDiskKnobs): void;
}

const fails = (code: 'disk-denied' | 'disk-name-too-long' | 'disk-read-only', below: string) =>
  ((_number, _operation, path) =>
    path === below || path.startsWith(`${below}/`) ? code : undefined) as NonNullable<
    FakeDiskKnobs['judge']
  >;

const LONG = `/long/${'x'.repeat(300)}`;
const PLACES: readonly Place[] = [
  {
    name: 'a folder that nobody may look into',
    path: '/shut/in',
    code: 'disk-denied',
    turn: (knobs) => {
      knobs.judge = fails('disk-denied', '/shut/in');
    },
  },
  {
    name: 'a folder on a disk that can only be read',
    path: '/cd/in',
    code: 'disk-read-only',
    turn: (knobs) => {
      knobs.judge = fails('disk-read-only', '/cd/in');
    },
  },
  {
    name: 'a folder below a file',
    path: '/file/in',
    code: 'disk-exists',
    turn: () => undefined,
  },
  {
    name: 'a name that is too long for the file system',
    path: LONG,
    code: 'disk-name-too-long',
    turn: (knobs) => {
      knobs.judge = fails('disk-name-too-long', LONG);
    },
  },
];

async function setUp(): Promise<{ swarm: Swarm; node: Node; torrent: SimTorrent }> {
  const swarm = new Swarm({ content: [90 * KiB, 40 * KiB], pieceLength: 32 * KiB });
  const node = await swarm.seed();
  node.disk.put('/file', new Uint8Array(3));
  await swarm.world.pass(4_000);
  return { swarm, node, torrent: swarm.torrent };
}

/** All that a user could look at: the disk, the list, the settings, what is kept. */
async function everything(node: Node): Promise<unknown> {
  const list = await node.world.settle(node.engine.list());
  const rows = list.ok
    ? list.value.map(({ id, savePath, state, done }) => [id, savePath, state, done])
    : [];
  const watched = await node.world.settle(node.engine.watchFolders());
  return [node.disk.paths, rows, watched, [...node.profile.torrents.keys()]];
}

const other = makeTorrent({ name: 'other', content: 70 * KiB });
const source = { kind: 'metainfo' as const, bytes: other.metainfo, fileName: 'other.torrent' };

const ACTS: readonly (readonly [
  string,
  (node: Node, torrent: SimTorrent, path: string) => Promise<Result<unknown>>,
])[] = [
  [
    'a torrent is added',
    (node, _torrent, savePath) => node.engine.add({ source, savePath, paused: false }),
  ],
  [
    'a link is added',
    (node, _torrent, savePath) =>
      node.engine.add({
        source: { kind: 'magnet', uri: `magnet:?xt=urn:btih:${other.info.infoHash}` },
        savePath,
        paused: false,
      }),
  ],
  [
    'its files are moved',
    (node, torrent, path) => node.engine.move([torrent.info.infoHash], path, 'stop'),
  ],
  [
    'its files are moved, whatever is there',
    (node, torrent, path) => node.engine.move([torrent.info.infoHash], path, 'merge'),
  ],
];

describe.each(PLACES)(
  '$name is told in a sentence that names it, and nothing is changed',
  (place) => {
    it.each(ACTS)('when %s', async (_name, act) => {
      const { swarm, node, torrent } = await setUp();
      const before = await everything(node);
      place.turn(node.disk.knobs);
      const result = await swarm.world.settle(act(node, torrent, place.path));
      node.disk.knobs.judge = undefined;
      expect(result).toMatchObject({ ok: false, code: place.code });
      if (!result.ok) expect(result.message).toContain(place.path);
      await swarm.world.pass(3_000);
      expect(await everything(node)).toEqual(before);
      await swarm.end();
    });

    it('when it is the folder of the incomplete, as a torrent is added', async () => {
      const { swarm, node } = await setUp();
      await node.set({ incompleteFolder: place.path });
      const before = await everything(node);
      place.turn(node.disk.knobs);
      const result = await swarm.world.settle(
        node.engine.add({ source, savePath: '/data', paused: false }),
      );
      node.disk.knobs.judge = undefined;
      expect(result).toMatchObject({ ok: false, code: place.code });
      if (!result.ok) expect(result.message).toContain(place.path);
      expect(await everything(node)).toEqual(before);
      await swarm.end();
    });
  },
);

describe('a drive that is away', () => {
  it('keeps its torrents from being moved, renamed or found on it: told by name, and nothing is changed', async () => {
    const { swarm, node, torrent } = await setUp();
    const id = torrent.info.infoHash;
    node.disk.makeFolder('/elsewhere');
    await swarm.world.settle(node.engine.pause([id]));
    const before = [...node.disk.paths];
    node.disk.knobs.gone = '/data';
    const results = [
      await swarm.world.settle(node.engine.move([id], '/elsewhere', 'stop')),
      await swarm.world.settle(node.engine.renameFiles(id, [{ file: 0, path: 'thing/x' }])),
      await swarm.world.settle(node.engine.locate(id, '/data/here')),
      await swarm.world.settle(node.engine.takeLocated(id, '/data/here')),
    ];
    for (const result of results) {
      expect(result.ok).toBe(false);
      if (!result.ok) expect(result.message).toContain('/data');
    }
    node.disk.knobs.gone = undefined;
    expect(node.disk.paths).toEqual(before);
    await swarm.world.settle(node.engine.resume([id]));
    await swarm.world.pass(4_000);
    expect(await node.row(torrent)).toMatchObject({
      state: 'seeding',
      savePath: '/data',
      done: 130 * KiB,
    });
    await swarm.end();
  });
});

it('a new name that the file system cannot hold is told, and the files keep theirs', async () => {
  const { swarm, node, torrent } = await setUp();
  const id = torrent.info.infoHash;
  const before = [...node.disk.paths];
  node.disk.knobs.judge = (_number, operation, path) =>
    operation !== 'stat' && path.includes('too long') ? 'disk-name-too-long' : undefined;
  const renamed = await swarm.world.settle(
    node.engine.renameFiles(id, [
      { file: 0, path: 'thing/well/0.bin' },
      { file: 1, path: 'thing/too long/1.bin' },
    ]),
  );
  node.disk.knobs.judge = undefined;
  expect(renamed).toMatchObject({ ok: false, code: 'disk-name-too-long' });
  await swarm.world.pass(3_000);
  expect(node.disk.paths).toEqual(before);
  expect(await node.row(torrent)).toMatchObject({ state: 'seeding', done: 130 * KiB });
  await swarm.end();
});
