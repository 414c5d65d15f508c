import type { HostOptions } from '../world/host.ts';
import { World } from '../world/world.ts';
import { Node, type NodeOptions } from './node.ts';
import { type Script, ScriptedPeer } from './scripted-peer.ts';
import { makeTorrent, type SimTorrent, type SimTorrentOptions } from './torrent.ts';
import { SimTracker } from './tracker.ts';

export interface SwarmOptions extends SimTorrentOptions {
  readonly seed?: number;
  readonly keepTrace?: number;
}

/** A torrent, a world and the machines in it. Everything follows from the seed. */
export class Swarm {
  readonly world: World;
  readonly torrent: SimTorrent;
  readonly nodes: Node[] = [];

  constructor(options: SwarmOptions) {
    this.world = new World({ seed: options.seed ?? 1, keepTrace: options.keepTrace ?? 0 });
    this.torrent = makeTorrent(options);
  }

  /** A running engine with the torrent, complete. */
  async seed(options: NodeOptions = {}): Promise<Node> {
    const node = await this.node({ name: `seed${this.nodes.length}`, ...options });
    node.fill(this.torrent);
    await node.add(this.torrent, options.policy);
    if (!(await this.world.until(() => node.has('seeding'), 600_000)))
      throw new Error('the seed does not seed');
    return node;
  }

  /** A running engine with the torrent, empty. */
  async leecher(options: NodeOptions = {}): Promise<Node> {
    const node = await this.node({ name: `leecher${this.nodes.length}`, ...options });
    await node.add(this.torrent, options.policy);
    return node;
  }

  /** A running engine without torrents. */
  async node(options: NodeOptions = {}): Promise<Node> {
    const node = new Node(this.world, this.torrent, options);
    this.nodes.push(node);
    await node.start();
    return node;
  }

  /** An HTTP tracker of this name, on port 80. */
  tracker(name: string): SimTracker {
    return new SimTracker(this.world, name);
  }

  /** Someone who speaks the wire as the script says. */
  scripted(script: Script = {}, options: HostOptions = {}): ScriptedPeer {
    return new ScriptedPeer(this.world, this.torrent, script, options);
  }

  /** Milliseconds until all of them are complete; NaN when `limitMs` was not enough. */
  async complete(nodes: readonly Node[], limitMs = 3_600_000): Promise<number> {
    const began = this.world.now;
    const done = await this.world.until(() => nodes.every((node) => node.isComplete), limitMs);
    return done ? this.world.now - began : Number.NaN;
  }

  /** Everybody stops. Whatever is still scheduled afterwards has no owner. */
  async end(): Promise<void> {
    for (const node of this.nodes) if (node.isRunning) await node.stop();
  }
}
