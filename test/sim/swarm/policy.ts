import type { Node, NodeOptions } from './node.ts';
import { Swarm, type SwarmOptions } from './swarm.ts';

const TRACKER = 'tracker.sim';

/** A swarm whose members find each other at a tracker. */
export function tracked(options: SwarmOptions): Swarm {
  const swarm = new Swarm({ trackers: [`http://${TRACKER}/announce`], ...options });
  swarm.tracker(TRACKER);
  return swarm;
}

/** As many leechers, each a little further away than the one before. */
export async function crowd(swarm: Swarm, count: number, options: NodeOptions): Promise<Node[]> {
  const nodes: Node[] = [];
  for (let i = 0; i < count; i++)
    nodes.push(await swarm.leecher({ latencyMs: 10 + i, ...options }));
  return nodes;
}

/** The least time in which everybody can have everything: the seed gives each byte once, the rest comes from all. */
export function idealMs(bytes: number, seedRate: number, leechers: number, rate: number): number {
  const byAll = (bytes * leechers) / (seedRate + leechers * rate);
  return Math.max(bytes / seedRate, byAll) * 1000;
}

/** When each was complete, in ms from now; those who are leave, when they do. */
export async function finishTimes(
  swarm: Swarm,
  nodes: readonly Node[],
  leaves: (node: Node) => boolean = () => false,
): Promise<Map<Node, number>> {
  const began = swarm.world.now;
  const times = new Map<Node, number>();
  while (times.size < nodes.length) {
    const open = nodes.filter((node) => !times.has(node));
    const came = await swarm.world.until(() => open.some((node) => node.isComplete), 7_200_000);
    if (!came) throw new Error(`${open.length} of ${nodes.length} do not finish`);
    for (const node of open.filter(({ isComplete }) => isComplete)) {
      times.set(node, swarm.world.now - began);
      if (leaves(node)) await node.stop();
    }
  }
  return times;
}
