import { describe, expect, it } from 'vitest';
import { PORT } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { FOLDER, KiB } from './swarm/torrent.ts';

async function world() {
  const swarm = new Swarm({ content: [300 * KiB, 200 * KiB, 100 * KiB], pieceLength: 16 * KiB });
  const { infoHash } = swarm.torrent.info;
  const seed = await swarm.seed();
  const node = await swarm.node();
  const link = `magnet:?xt=urn:btih:${infoHash}&dn=a%20link&x.pe=${seed.address}:${PORT}`;
  const peeked = () => node.news.find((news) => news.kind === 'peeked');
  const look = async (uri = link) => swarm.world.settle(node.engine.peek(uri));
  return { swarm, infoHash, node, link, peeked, look };
}

describe('a link that is looked at before it is added', () => {
  it('tells its files, is in no list, and touches no disk', async () => {
    const { swarm, infoHash, node, peeked, look } = await world();
    const before = node.disk.operations;
    const seen: unknown[] = [];
    node.engine.on('delta', ({ added }) => seen.push(...added));
    await swarm.world.settle(node.engine.watch(true));
    expect(await look()).toMatchObject({ ok: true });
    expect(await swarm.world.until(() => peeked() !== undefined, 60_000)).toBe(true);
    expect(peeked()).toMatchObject({ preview: { id: infoHash, present: false, size: 600 * KiB } });
    expect(await swarm.world.settle(node.engine.list())).toMatchObject({ value: [] });
    expect(seen).toEqual([]);
    expect(node.disk.operations).toBe(before);
    await swarm.world.pass(5_000);
    expect(await swarm.world.settle(node.engine.status())).toMatchObject({
      value: { connections: 0 },
    });
    await swarm.end();
  });

  it('is added with the files that were chosen, and fetches only those', async () => {
    const { swarm, node, link, peeked, look } = await world();
    await look();
    await swarm.world.until(() => peeked() !== undefined, 60_000);
    const source = { kind: 'magnet', uri: link } as const;
    const priorities = Uint8Array.of(0, 4, 0);
    const added = await swarm.world.settle(
      node.engine.add({ source, savePath: FOLDER, paused: false, priorities }),
    );
    expect(added).toMatchObject({ ok: true, value: { name: 'thing' } });
    expect(await swarm.world.until(() => node.isComplete, 60_000)).toBe(true);
    const row = await node.row(swarm.torrent);
    expect(row.downloaded).toBeLessThan(240 * KiB);
    await swarm.end();
  });

  it('can be added before anybody has sent its metadata', async () => {
    const { swarm, node, link, look } = await world();
    await look();
    const source = { kind: 'magnet', uri: link } as const;
    await swarm.world.settle(node.engine.add({ source, savePath: FOLDER, paused: false }));
    expect(await swarm.world.until(() => node.isComplete, 120_000)).toBe(true);
    expect(node.holds(swarm.torrent)).toBe(true);
    await swarm.end();
  });

  it('is forgotten when nobody looks any more, and a stop leaves nothing behind', async () => {
    const { swarm, infoHash, node, peeked, look } = await world();
    await look();
    await swarm.world.settle(node.engine.unpeek(infoHash));
    await swarm.world.pass(30_000);
    expect(peeked()).toBeUndefined();
    await look(`magnet:?xt=urn:btih:${'7'.repeat(40)}`);
    await node.stop();
    await swarm.end();
  });

  it('a page full of links does not open a swarm for each', async () => {
    const { swarm, look } = await world();
    const answers = [];
    for (let i = 0; i < 60; i++) {
      answers.push(await look(`magnet:?xt=urn:btih:${String(i).padStart(40, '0')}`));
    }
    expect(answers.filter(({ ok }) => ok)).toHaveLength(50);
    expect(answers.at(-1)).toMatchObject({ code: 'peek-too-many' });
    expect(await look('magnet:?nothing')).toMatchObject({ ok: false });
    await swarm.end();
  });
});

describe('the trackers of a torrent that is there already', () => {
  it('are offered and merged, each once; of a private torrent none is offered, but the user may add one', async () => {
    for (const isPrivate of [false, true]) {
      const swarm = new Swarm({
        content: KiB,
        private: isPrivate,
        trackers: ['http://one.example/announce'],
      });
      const { infoHash } = swarm.torrent.info;
      const node = await swarm.leecher();
      const two = 'http://two.example/announce';
      const one = 'http://one.example/announce';
      const uri = `magnet:?xt=urn:btih:${infoHash}&tr=${one}&tr=${two}`;
      const seen = await swarm.world.settle(node.engine.preview({ kind: 'magnet', uri }));
      const newTrackers = isPrivate ? [] : [two];
      expect(seen).toMatchObject({ value: { present: true, newTrackers } });
      await swarm.world.settle(node.engine.addTrackers(infoHash, [one, two, two]));
      const trackers = await node.details(swarm.torrent, 'trackers');
      expect(trackers.map(({ url }) => url)).toEqual([one, two]);
      await swarm.end();
    }
  });
});
