import type { SimHost } from './host.ts';

/** One way, in ms. */
export const latencyBetween = (a: SimHost, b: SimHost): number =>
  a === b ? 0.05 : a.link.latencyMs + b.link.latencyMs;

/** When a datagram that leaves now is there: both lines are one queue each. */
export function arrivalOf(from: SimHost, to: SimHost, bytes: number): number {
  const { world } = from;
  const latency = latencyBetween(from, to);
  if (from === to) return world.now + latency;
  const leaves = from.putOut(bytes, false);
  to.downFreeAt = Math.max(to.downFreeAt, world.now) + (bytes / to.link.downRate) * 1000;
  return Math.max(leaves + latency, to.downFreeAt);
}

export const isLost = (from: SimHost, to: SimHost): boolean => {
  const loss = from.link.loss + to.link.loss;
  return loss > 0 && from !== to && from.world.random.fraction() < loss;
};
