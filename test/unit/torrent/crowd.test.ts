import { expect, test } from 'vitest';
import { RateMeter } from '../../../engine/core/rate-meter.ts';
import { oneOfCrowd } from '../../../engine/torrent/crowd.ts';

const NOW = 100_000;

function peer(host: string, more: { since?: number; asked?: number; moves?: boolean } = {}) {
  const meters = [new RateMeter(), new RateMeter()] as const;
  if (more.moves) for (let at = NOW - 8_000; at <= NOW; at += 500) meters[0].add(1_000, at);
  return {
    endpoint: { host, port: 1 },
    connectedAt: more.since ?? 0,
    requests: { count: more.asked ?? 0 },
    down: meters[0],
    up: meters[1],
  };
}

test('one of many idle connections from one address makes way, and nobody else does', () => {
  const alone = ['a', 'b', 'c', 'd'].map((host) => peer(host));
  const few = [1, 2, 3, 4].map(() => peer('few'));
  expect(oneOfCrowd([...alone, ...few], NOW)).toBeUndefined();
  const busy = [peer('x', { moves: true }), peer('x', { asked: 3 }), peer('x', { since: NOW })];
  const crowd = [...busy, peer('x'), peer('x'), peer('x')];
  expect(oneOfCrowd([...alone, ...few, ...crowd], NOW)).toBe(crowd[3]);
  expect(oneOfCrowd([...alone, ...busy, ...busy], NOW)).toBeUndefined();
});
