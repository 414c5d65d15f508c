import { describe, expect, it } from 'vitest';
import { lonely } from './swarm/graph.ts';
import type { Node } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { KiB, MiB } from './swarm/torrent.ts';

const MINUTE = 60_000;
/** So slow that nobody completes before the lines open: seeds leave each other by right, and then the swarm is no graph. */
const SLOW = { upRate: 2 * KiB, downRate: 64 * KiB };
const FAST = { upRate: 1 * MiB, downRate: 4 * MiB };
const CONNECTIONS = 15;
const SETTINGS = {
  dht: true,
  pex: true,
  dhtRouters: 'router.example:6881',
  maxConnectionsPerTorrent: CONNECTIONS,
};

/**
 * Whole engines on simulated machines, a scripted tracker that lives for one minute, and peers that come, move and
 * go. What is ours of the DHT is real: service, guard, look-ups, messages. Its table is the simulation's
 * (world/dht.ts): the package behind the real one runs on timers and a clock of its own, which virtual time does
 * not reach. That one is tested with real sockets, in test/contract and test/interop.
 */
class Scene {
  readonly swarm: Swarm;
  readonly peers: number;
  /** Whom the tracker has seen. */
  readonly known = new Set<string>();
  here: Node[] = [];

  constructor(options: { readonly seed: number; readonly peers: number }) {
    const trackers = ['http://tracker.example/announce'];
    const { seed, peers } = options;
    this.swarm = new Swarm({ content: 2 * MiB, pieceLength: 64 * KiB, seed, trackers });
    this.peers = peers;
  }

  /** Half of the peers come in the first minute, while the tracker lives; the others when it is dead. */
  async gather(): Promise<void> {
    const { swarm, peers } = this;
    const { world } = swarm;
    const tracker = swarm.tracker('tracker.example');
    const first = await swarm.seed({ ...SLOW, settings: SETTINGS });
    world.names.set('router.example', [first.address]);
    for (let i = 1; i < peers; i++) {
      if (i === Math.floor(peers / 2)) {
        await world.pass(Math.max(0, MINUTE - world.now));
        tracker.isDown = true;
      }
      await this.#comes(i);
      await world.pass(MINUTE / peers);
    }
    for (const { from } of tracker.events) this.known.add(from);
    this.here = [...swarm.nodes];
  }

  /** A tenth is torn out of the swarm, a tenth gets other addresses, a tenth leaves for good, some come. */
  async churn(): Promise<void> {
    const { swarm } = this;
    const tenth = (which: number): Node[] => this.here.filter((_node, i) => i % 10 === which);
    for (const { host } of tenth(3)) host.breakConnections();
    for (const [i, { host }] of tenth(5).entries())
      swarm.world.readdress(host, [`90.${i + 1}.1.1`]);
    const gone = new Set(tenth(7));
    for (const node of gone) node.crash();
    for (let i = 0; i < gone.size / 2; i++) await this.#comes(i);
    this.here = swarm.nodes.filter((node) => !gone.has(node));
  }

  /** Everybody's line is fast from now on. */
  open(): void {
    for (const { host } of this.here) Object.assign(host.link, FAST);
  }

  async #comes(i: number): Promise<void> {
    const latencyMs = 10 + (i % 80);
    const firewalled = i % 4 === 0;
    const line = { ...SLOW, latencyMs, jitterMs: 20, loss: 0.01, firewalled };
    await this.swarm.leecher({ ...line, settings: SETTINGS });
  }
}

describe('a swarm whose tracker is gone', { timeout: 300_000 }, () => {
  it('stays whole by peer exchange and DHT, with 200 peers that come, move and go', async () => {
    const scene = new Scene({ seed: 11, peers: 200 });
    const { world } = scene.swarm;
    await scene.gather();
    expect(scene.known.size).toBeLessThan(110);
    for (const minutes of [1, 2, 2]) {
      await world.pass(minutes * MINUTE);
      expect(lonely(scene.here)).toEqual([]);
    }
    await scene.churn();
    await world.pass(4 * MINUTE);
    expect(lonely(scene.here)).toEqual([]);
    await world.pass(3 * MINUTE);
    expect(lonely(scene.here)).toEqual([]);
    for (const node of scene.here) {
      const { peers } = await node.row(scene.swarm.torrent);
      expect(peers).toBeGreaterThan(1);
      expect(peers).toBeLessThanOrEqual(CONNECTIONS);
    }
    expect(scene.here.slice(1).some((node) => node.isComplete)).toBe(false);
    // Whoever is connected gets everything, once there is a way for it.
    scene.open();
    expect(await scene.swarm.complete(scene.here.slice(1), 20 * MINUTE)).not.toBeNaN();
    await scene.swarm.end();
  });

  it('goes the same way with the same seed, and another with another', async () => {
    const trace = async (seed: number): Promise<string> => {
      const scene = new Scene({ seed, peers: 40 });
      await scene.gather();
      await scene.swarm.world.pass(2 * MINUTE);
      await scene.churn();
      await scene.swarm.world.pass(2 * MINUTE);
      const { hash, count } = scene.swarm.world.trace;
      expect(count).toBeGreaterThan(1_000);
      await scene.swarm.end();
      return hash;
    };
    const first = await trace(5);
    expect(await trace(5)).toBe(first);
    expect(await trace(6)).not.toBe(first);
  });
});
