import { describe, expect, it } from 'vitest';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { FOLDER, KiB, type SimTorrent } from './swarm/torrent.ts';

const FOUND = '/found/here';

const bytesOf = (torrent: SimTorrent, index: number): Uint8Array => {
  const { offset, length } = torrent.info.files[index] as { offset: number; length: number };
  const bytes = new Uint8Array(length);
  torrent.fill(offset, bytes);
  return bytes;
};

const isAt = (node: Node, torrent: SimTorrent, index: number, path: string): boolean =>
  Buffer.compare(node.disk.bytes(path) ?? new Uint8Array(0), bytesOf(torrent, index)) === 0;

/** Its data lies somewhere else, under other names; dies at the given step of taking it from there. */
async function killedAt(kind: 'disk' | 'before' | 'after', at: number): Promise<boolean> {
  const swarm = new Swarm({ content: [90 * KiB, 40 * KiB], pieceLength: 32 * KiB });
  const node = await swarm.seed();
  const { torrent } = swarm;
  const id = torrent.info.infoHash;
  await swarm.world.pass(5_000);
  node.disk.put(`${FOUND}/uno`, bytesOf(torrent, 0));
  node.disk.put(`${FOUND}/due`, bytesOf(torrent, 1));
  node.disk.put(`${FOUND}/theirs`, new Uint8Array(5).fill(5));
  const before = [...node.disk.paths];

  let died = false;
  if (kind === 'disk') {
    const first = node.disk.operations;
    node.disk.knobs.judge = (number) => {
      if (number !== first + at) return undefined;
      died = true;
      return 'crash';
    };
  } else node.profile.knobs.crash = { at: node.profile.writes + at, when: kind };
  void node.engine.takeLocated(id, FOUND);
  await swarm.world.pass(5_000);
  if (kind !== 'disk') died = node.profile.writes === node.profile.knobs.crash?.at;
  node.disk.knobs.judge = undefined;
  node.profile.knobs.crash = undefined;
  node.crash();
  await node.start();
  await swarm.world.pass(8_000);

  const where = `${kind} ${at}`;
  const row = await node.row(torrent);
  expect(row, where).toMatchObject({ state: 'seeding', done: 130 * KiB });
  // It has its data at one place or the other, and neither lost a byte.
  const names = (await node.details(torrent, 'files')).paths.split('\n');
  expect([FOLDER, FOUND], where).toContain(row.savePath);
  for (const [index, name] of names.entries())
    expect(isAt(node, torrent, index, `${row.savePath}/${name}`), where).toBe(true);
  expect(node.disk.paths, where).toEqual(before);
  expect(node.holds(torrent), where).toBe(true);
  for (const [index, name] of ['uno', 'due'].entries())
    expect(isAt(node, torrent, index, `${FOUND}/${name}`), where).toBe(true);
  await swarm.end();
  return died;
}

describe('killed while data that lies elsewhere is taken', () => {
  it('at every operation of the disk, it is whole on both sides', async () => {
    let steps = 0;
    while (await killedAt('disk', steps + 1)) steps++;
    expect(steps).toBeGreaterThan(10);
  });

  it('at every commit, before it and after it, it is whole on both sides', async () => {
    for (const kind of ['before', 'after'] as const) {
      let steps = 0;
      while (await killedAt(kind, steps + 1)) steps++;
      expect(steps).toBeGreaterThan(1);
    }
  });
});
