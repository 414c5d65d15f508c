import { expect, it } from 'vitest';
import { Swarm } from './swarm/swarm.ts';
import { MiB } from './swarm/torrent.ts';

const request = {
  path: '/stuff/album',
  saveAs: '/stuff/album.torrent',
  pieceLength: 0,
  leaveOut: ['*.tmp'],
  trackers: [['http://t.example/announce'], ['udp://t.example:80/announce']],
  webSeeds: [],
  private: false,
  source: '',
  comment: 'made here',
  seed: true,
};

it('a torrent is made, written, and seeds where it lies without another look', async () => {
  const swarm = new Swarm({ content: MiB });
  const node = await swarm.node();
  node.disk.put('/stuff/album/a.bin', new Uint8Array(300_000).fill(1));
  node.disk.put('/stuff/album/b.tmp', new Uint8Array(10));
  const made = await swarm.world.settle(node.engine.createTorrent(request));
  if (!made.ok) throw new Error(made.message);
  expect(made.value.file).toBe('/stuff/album.torrent');
  expect(node.disk.bytes('/stuff/album.torrent')?.length).toBeGreaterThan(100);
  await swarm.world.pass(3_000);
  const list = await swarm.world.settle(node.engine.list());
  expect(list.ok && list.value).toMatchObject([
    { id: made.value.id, state: 'seeding', size: 300_000, savePath: '/stuff' },
  ]);
  // Not a second time over the first.
  expect(await swarm.world.settle(node.engine.createTorrent(request))).toMatchObject({
    ok: false,
    code: 'disk-exists',
  });
  await swarm.end();
});

it('what would fail in the end is told at the start, and one can stop it', async () => {
  const swarm = new Swarm({ content: MiB });
  const node = await swarm.node();
  const { engine } = node;
  node.disk.put('/stuff/album/a.bin', new Uint8Array(64 * MiB));
  node.disk.knobs.latencyMs = 50;
  const codeOf = async (change: Partial<typeof request>): Promise<string> => {
    const made = await swarm.world.settle(engine.createTorrent({ ...request, ...change }));
    return made.ok ? 'ok' : made.code;
  };
  expect(await codeOf({ trackers: [['nonsense']] })).toBe('create-tracker');
  expect(await codeOf({ path: '/nowhere' })).toBe('disk-missing');
  expect(await codeOf({ leaveOut: ['*'] })).toBe('create-empty');
  expect(await codeOf({ pieceLength: 5 })).toBe('create-piece-size');
  const making = engine.createTorrent(request);
  await swarm.world.pass(200);
  expect(await swarm.world.settle(engine.createTorrent(request))).toMatchObject({
    code: 'create-busy',
  });
  await swarm.world.settle(engine.stopCreating());
  expect(await swarm.world.settle(making)).toMatchObject({ ok: false, code: 'create-stopped' });
  expect(node.disk.paths).not.toContain('/stuff/album.torrent');
  expect(await swarm.world.settle(engine.creating())).toEqual({ ok: true, value: undefined });
  await swarm.end();
});
