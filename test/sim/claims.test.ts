import { describe, expect, it } from 'vitest';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { FOLDER, KiB, makeTorrent, type SimTorrent } from './swarm/torrent.ts';

const FILE = `${FOLDER}/thing`;

/** A node that has a torrent, and a link to another one whose file would be the same. */
async function meet() {
  const swarm = new Swarm({ content: 90 * KiB, pieceLength: 32 * KiB });
  const seed = await swarm.seed();
  const node = await swarm.node();
  const first = makeTorrent({ name: 'thing', content: 50 * KiB, pieceLength: 16 * KiB });
  node.disk.put(FILE, new Uint8Array(50 * KiB).fill(3));
  await node.add(first, { paused: true });
  const added = await swarm.world.settle(
    node.engine.add({
      source: { kind: 'magnet', uri: `magnet:?xt=urn:btih:${swarm.torrent.info.infoHash}` },
      savePath: FOLDER,
      paused: false,
    }),
  );
  expect(added.ok).toBe(true);
  await node.meets(swarm.torrent, [seed]);
  await swarm.world.until(() => node.has('fault'), 60_000);
  return { swarm, seed, node, torrent: swarm.torrent, first };
}

const untouched = (node: Node): void =>
  expect(node.disk.bytes(FILE)?.every((byte) => byte === 3)).toBe(true);

const id = (torrent: SimTorrent) => torrent.info.infoHash;

describe('a link whose files would be those of another torrent', () => {
  it('says so when its metadata comes, touches nothing, and goes on where it is moved', async () => {
    const { swarm, seed, node, torrent } = await meet();
    expect(await node.row(torrent)).toMatchObject({
      state: 'error',
      fault: {
        code: 'path-claimed',
        message: `${FILE} belongs to “thing”, which is in the list. Choose another folder.`,
      },
    });
    untouched(node);
    // Not after a restart either.
    await node.stop();
    await node.start();
    await swarm.world.pass(90_000);
    expect((await node.row(torrent)).fault?.code).toBe('path-claimed');
    untouched(node);
    const moved = await swarm.world.settle(node.engine.move([id(torrent)], '/else', 'stop'));
    expect(moved.ok).toBe(true);
    await node.meets(torrent, [seed]);
    await swarm.complete([node]);
    expect(node.disk.bytes('/else/thing')?.length).toBe(90 * KiB);
    untouched(node);
    await swarm.end();
  });

  it('goes on under another name, too', async () => {
    const { swarm, seed, node, torrent } = await meet();
    const renamed = await swarm.world.settle(
      node.engine.renameFiles(id(torrent), [{ file: 0, path: 'other' }]),
    );
    expect(renamed.ok).toBe(true);
    await node.meets(torrent, [seed]);
    await swarm.complete([node]);
    expect(node.disk.bytes(`${FOLDER}/other`)?.length).toBe(90 * KiB);
    untouched(node);
    await swarm.end();
  });

  it('removed with its files, it names none', async () => {
    const { swarm, node, torrent } = await meet();
    const removed = await swarm.world.settle(node.engine.remove([id(torrent)], true));
    expect(removed).toMatchObject({ ok: true, value: [{ files: [], folders: [] }] });
    untouched(node);
    await swarm.end();
  });

  it('it holds nothing back: the other is removed with its files', async () => {
    const { swarm, node, first } = await meet();
    const removed = await swarm.world.settle(node.engine.remove([id(first)], true));
    expect(removed).toMatchObject({ ok: true, value: [{ files: expect.arrayContaining([FILE]) }] });
    await swarm.end();
  });
});

it('a file of another torrent is refused by name when a torrent is added, moved, found or had back', async () => {
  const swarm = new Swarm({ content: 90 * KiB, pieceLength: 32 * KiB });
  const node = await swarm.seed();
  const other = makeTorrent({ name: 'thing', content: 50 * KiB, pieceLength: 16 * KiB });
  const add = (savePath: string) =>
    swarm.world.settle(
      node.engine.add({
        source: { kind: 'metainfo', bytes: other.metainfo, fileName: 'x' },
        savePath,
        paused: true,
      }),
    );
  const refused = { ok: false, code: 'path-claimed', subject: FILE };
  const before = [...node.disk.paths];
  expect(await add(FOLDER)).toMatchObject(refused);
  expect(node.disk.paths).toEqual(before);
  expect((await add('/else')).ok).toBe(true);
  expect(await swarm.world.settle(node.engine.move([id(other)], FOLDER, 'merge'))).toMatchObject(
    refused,
  );
  await swarm.world.settle(node.engine.remove([id(swarm.torrent)]));
  node.disk.put(`${FOLDER}/x`, new Uint8Array(1));
  await swarm.world.settle(node.engine.move([id(other)], FOLDER, 'rename'));
  await swarm.world.pass(2_000);
  expect((await node.row(other)).savePath).toBe(FOLDER);
  expect(node.holds(swarm.torrent)).toBe(true);
  await swarm.end();
});
