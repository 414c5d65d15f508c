import { expect, it } from 'vitest';
import type { WebSeedSnapshot } from '../../engine/api/index.ts';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { KiB, MiB, type SimTorrent } from './swarm/torrent.ts';
import type { WebReply, WebRequest, WebServer } from './world/http.ts';

/** A web server of this name that has the torrent's only file, and answers as `change` says. */
function serve(
  swarm: Swarm,
  name: string,
  change: (reply: WebReply, request: WebRequest) => ReturnType<WebServer> = (reply) => reply,
): { readonly url: string; readonly asked: string[] } {
  const { world, torrent } = swarm;
  const host = world.addHost({ name, latencyMs: 10 });
  const asked: string[] = [];
  world.names.set(name, [host.addresses[0] as string]);
  world.web.set(`${host.addresses[0]}:80`, (request) => {
    const range = request.headers['Range'] ?? '';
    asked.push(range);
    const [, first = 0, last = 0] = (/(\d+)-(\d+)/.exec(range) ?? []).map(Number);
    const body = new Uint8Array(last - first + 1);
    torrent.fill(first, body);
    const headers = { 'content-range': `bytes ${first}-${last}/${torrent.info.length}` };
    return change({ status: 206, headers, body }, request);
  });
  return { url: `http://${name}/`, asked };
}

const use = async (node: Node, torrent: SimTorrent, ...urls: string[]): Promise<void> => {
  const seeds = urls.map((url) => ({ url, kind: 'files' as const }));
  const set = await node.world.settle(node.engine.setWebSeeds(torrent.info.infoHash, seeds));
  if (!set.ok) throw new Error(set.message);
};

async function seedsOf(node: Node, torrent: SimTorrent): Promise<readonly WebSeedSnapshot[]> {
  const answer = await node.world.settle(node.engine.details(torrent.info.infoHash, 'webSeeds'));
  return answer.ok ? (answer.value.value ?? []) : [];
}

it('a fast web seed is read in long streams, not piece by piece', async () => {
  const swarm = new Swarm({ content: 64 * MiB, pieceLength: 256 * KiB });
  const server = serve(swarm, 'mirror', (reply) => ({ ...reply, rate: 5e6 }));
  const leecher = await swarm.leecher();
  await use(leecher, swarm.torrent, server.url);
  const ms = await swarm.complete([leecher]);
  expect(ms).toBeLessThan(((64 * MiB) / 5e6) * 1000 * 1.1);
  expect(server.asked.length).toBeLessThan(12);
  expect(leecher.holds(swarm.torrent)).toBe(true);
  await swarm.end();
});

it('a web seed that hangs, before its answer or in the middle, holds nothing up for long', async () => {
  const swarm = new Swarm({ content: 8 * MiB });
  const silent = serve(swarm, 'silent', () => 'hang');
  const stuck = serve(swarm, 'stuck', (reply) => ({ ...reply, rate: 0 }));
  const good = serve(swarm, 'good', (reply) => ({ ...reply, rate: 2e6 }));
  const leecher = await swarm.leecher();
  await use(leecher, swarm.torrent, silent.url, stuck.url, good.url);
  const ms = await swarm.complete([leecher]);
  expect(ms).toBeLessThan(30_000);
  const states = await seedsOf(leecher, swarm.torrent);
  expect(states.slice(0, 2).map(({ downloaded }) => downloaded)).toEqual([0, 0]);
  expect(silent.asked.length + stuck.asked.length).toBeLessThan(8);
  await swarm.end();
});

it('one that sends a crumb a minute gives its piece back', async () => {
  const swarm = new Swarm({ content: 2 * MiB });
  const slow = serve(swarm, 'slow', (reply) => ({ ...reply, rate: 700 }));
  const leecher = await swarm.leecher();
  await use(leecher, swarm.torrent, slow.url);
  await swarm.world.pass(30_000);
  const seed = await swarm.seed();
  await leecher.meets(swarm.torrent, [seed]);
  expect(await swarm.complete([leecher])).toBeLessThan(120_000);
  await swarm.end();
});

it('of one that lies in half of what it sends nothing bad is kept, and it is dropped', async () => {
  const swarm = new Swarm({ content: 16 * MiB });
  const liar = serve(swarm, 'liar', (reply) => {
    reply.body.fill(0, Math.floor(reply.body.length / 2));
    return reply;
  });
  const leecher = await swarm.leecher();
  await use(leecher, swarm.torrent, liar.url);
  await swarm.world.pass(20_000);
  expect((await seedsOf(leecher, swarm.torrent))[0]?.state).toBe('banned');
  const asked = liar.asked.length;
  const seed = await swarm.seed();
  await leecher.meets(swarm.torrent, [seed]);
  await swarm.complete([leecher]);
  expect(liar.asked.length).toBe(asked);
  expect(leecher.holds(swarm.torrent)).toBe(true);
  await swarm.end();
});

it('with little memory for pieces it stands still rather than waste, and completes', async () => {
  const swarm = new Swarm({ content: 96 * MiB, pieceLength: 4 * MiB });
  const server = serve(swarm, 'mirror', (reply) => ({ ...reply, rate: 50e6 }));
  const leecher = await swarm.leecher({ settings: { pieceMemory: 16 * MiB } });
  await use(leecher, swarm.torrent, server.url);
  await swarm.complete([leecher]);
  const row = await leecher.row(swarm.torrent);
  expect(row.wasted).toBeLessThan(1 * MiB);
  expect(leecher.holds(swarm.torrent)).toBe(true);
  await swarm.end();
});

it('beside peers it takes its share, its limit holds, and little is fetched twice', async () => {
  const swarm = new Swarm({ content: 64 * MiB });
  const server = serve(swarm, 'mirror', (reply) => ({ ...reply, rate: 3e6 }));
  const seeds = [await swarm.seed({ upRate: 1e6 }), await swarm.seed({ upRate: 1e6 })];
  const leecher = await swarm.leecher({ settings: { downLimit: 2_000_000 } });
  await leecher.meets(swarm.torrent, seeds);
  await use(leecher, swarm.torrent, server.url);
  const ms = await swarm.complete([leecher]);
  expect(ms).toBeGreaterThan(((64 * MiB) / 2_000_000) * 1000 * 0.95);
  expect(ms).toBeLessThan(((64 * MiB) / 2_000_000) * 1000 * 1.15);
  const [web] = await seedsOf(leecher, swarm.torrent);
  expect(web?.downloaded ?? 0).toBeGreaterThan(8 * MiB);
  for (const seed of seeds)
    expect((await seed.row(swarm.torrent)).uploaded).toBeGreaterThan(4 * MiB);
  const row = await leecher.row(swarm.torrent);
  expect(row.wasted).toBeLessThan(3 * MiB);
  await swarm.end();
});

it('from the internet it never leads to the local network', async () => {
  const swarm = new Swarm({ content: 1 * MiB });
  const inside = swarm.world.addHost({ name: 'inside', addresses: ['192.168.1.9'] });
  let knocks = 0;
  swarm.world.web.set(`${inside.addresses[0]}:80`, () => {
    knocks++;
    return { status: 200, body: new Uint8Array(0) };
  });
  const server = serve(swarm, 'mirror', () => ({
    status: 302,
    headers: { location: 'http://192.168.1.9/reboot' },
    body: new Uint8Array(0),
  }));
  const leecher = await swarm.leecher({ addresses: ['192.168.1.8'] });
  await use(leecher, swarm.torrent, server.url);
  await swarm.world.pass(60_000);
  expect(server.asked.length).toBeGreaterThan(0);
  expect(knocks).toBe(0);
  expect((await seedsOf(leecher, swarm.torrent))[0]?.state).toBe('failing');
  await swarm.end();
});
