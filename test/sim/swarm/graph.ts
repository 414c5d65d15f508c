import type { SimHost } from '../world/host.ts';
import type { Node } from './node.ts';

/** Those that can be reached from the first over open connections. */
function reachable(first: SimHost): Set<SimHost> {
  const seen = new Set<SimHost>();
  const next = [first];
  for (let host = next.pop(); host !== undefined; host = next.pop()) {
    if (seen.has(host)) continue;
    seen.add(host);
    for (const end of host.connections) {
      if (end.local !== undefined && end.peer !== undefined) next.push(end.peer.host);
    }
  }
  return seen;
}

/** Names of those that no way over open connections leads to from the first of them. */
export function lonely(nodes: readonly Node[]): string[] {
  const seen = reachable((nodes[0] as Node).host);
  return nodes.filter(({ host }) => !seen.has(host)).map(({ host }) => host.name);
}
