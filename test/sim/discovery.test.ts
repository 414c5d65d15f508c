import { describe, expect, it } from 'vitest';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { KiB, MiB } from './swarm/torrent.ts';
import type { SimHost } from './world/host.ts';

const MINUTE = 60_000;
/** So slow that nobody completes: it is the swarm that is looked at. */
const LINE = { upRate: 4 * KiB, downRate: 64 * KiB };
const CONNECTIONS = 15;

/** Those that can be reached from the first over open connections. */
function reachable(nodes: readonly Node[]): Set<SimHost> {
  const seen = new Set<SimHost>();
  const next = [(nodes[0] as Node).host];
  for (let host = next.pop(); host !== undefined; host = next.pop()) {
    if (seen.has(host)) continue;
    seen.add(host);
    for (const end of host.connections) {
      if (end.peer !== undefined) next.push(end.peer.host);
    }
  }
  return seen;
}

const lonely = (nodes: readonly Node[]): string[] => {
  const seen = reachable(nodes);
  return nodes.filter(({ host }) => !seen.has(host)).map(({ host }) => host.name);
};

interface Scene {
  readonly seed: number;
  readonly peers: number;
  readonly minutes: number;
}

/** Half of the peers come in the first minute, while the tracker lives; the others when it is dead. */
async function play({ seed, peers, minutes }: Scene) {
  const swarm = new Swarm({
    content: 32 * MiB,
    seed,
    trackers: ['http://tracker.example/announce'],
  });
  const { world } = swarm;
  const tracker = swarm.tracker('tracker.example');
  const settings = {
    dht: true,
    pex: true,
    dhtRouters: 'router.example:6881',
    maxConnectionsPerTorrent: CONNECTIONS,
  };
  const first = await swarm.seed({ ...LINE, settings });
  world.names.set('router.example', [first.address]);
  for (let i = 1; i < peers; i++) {
    if (i === Math.floor(peers / 2)) {
      await world.pass(Math.max(0, MINUTE - world.now));
      tracker.isDown = true;
    }
    const firewalled = i % 4 === 0;
    await swarm.leecher({
      ...LINE,
      latencyMs: 10 + (i % 80),
      jitterMs: 20,
      loss: 0.01,
      firewalled,
      settings,
    });
    await world.pass(MINUTE / peers);
  }
  await world.pass(minutes * MINUTE);
  return { swarm, tracker, first };
}

describe('a swarm whose tracker is gone', { timeout: 300_000 }, () => {
  it('stays whole by peer exchange and DHT, with 200 peers that come, move and go', async () => {
    const { swarm, tracker } = await play({ seed: 11, peers: 200, minutes: 6 });
    const { world, nodes } = swarm;
    expect(lonely(nodes)).toEqual([]);
    const knewTracker = new Set(tracker.events.map(({ from }) => from)).size;
    expect(knewTracker).toBeLessThan(150);
    for (const { host } of nodes)
      expect(host.connections.size).toBeLessThanOrEqual(CONNECTIONS + 2);

    // A tenth is torn out of the swarm, a tenth gets other addresses, a tenth leaves for good.
    const movers = nodes.filter((_node, i) => i % 10 === 3);
    for (const { host } of movers) host.breakConnections();
    for (const [i, { host }] of nodes.filter((_node, at) => at % 10 === 5).entries()) {
      world.readdress(host, [`90.${i + 1}.1.1`]);
    }
    const gone = new Set(nodes.filter((_node, i) => i % 10 === 7));
    for (const node of gone) node.crash();
    await world.pass(12 * MINUTE);
    const left = nodes.filter((node) => !gone.has(node));
    expect(lonely(left)).toEqual([]);
    for (const { host } of left) expect(host.connections.size).toBeGreaterThan(1);
    await swarm.end();
  });

  it('goes the same way with the same seed, and another with another', async () => {
    const trace = async (seed: number): Promise<string> => {
      const { swarm } = await play({ seed, peers: 30, minutes: 5 });
      const { hash, count } = swarm.world.trace;
      expect(count).toBeGreaterThan(1_000);
      await swarm.end();
      return hash;
    };
    const first = await trace(5);
    expect(await trace(5)).toBe(first);
    expect(await trace(6)).not.toBe(first);
  });
});
