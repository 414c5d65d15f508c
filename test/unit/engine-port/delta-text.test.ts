import { expect, test } from 'vitest';
import {
  decodeDelta,
  encodeDelta,
  type FullDelta,
  type InfoHash,
  type TorrentSnapshot,
} from '../../../engine/api/index.ts';

const id = 'a'.repeat(40) as InfoHash;
const fault = { code: 'disk-full', subject: 'x', message: 'Full — 🧶 "x"', facts: { free: 1 } };

test('a delta comes out of its text as it went in, fields that went away included', () => {
  const row = {
    id,
    name: '<b>ä\u2028☃</b>',
    share: {},
    tags: ['a'],
    eta: -1,
    fault,
    stall: undefined,
  } as unknown as TorrentSnapshot;
  const delta: FullDelta = {
    full: true,
    last: false,
    added: [row],
    changed: [
      { id, downRate: 5, fault: undefined, stall: 'queued' },
      { id, fault },
    ],
    removed: ['b'.repeat(40) as InfoHash],
    status: { listenFault: undefined, downRate: 0 },
    organisation: { categories: [], tags: ['t'], rules: [] },
  };
  const back = decodeDelta(encodeDelta(delta));
  expect(back).toEqual(delta);
  // A missing field would leave the old fault where it was.
  expect(Object.keys(back.changed[0] ?? {})).toContain('fault');
  expect(Object.keys(back.status)).toEqual(['listenFault', 'downRate']);
  expect(delta.changed[0]).toHaveProperty('fault', undefined);
});

test('without categories nothing is told of them', () => {
  const nothing = { added: [], changed: [], removed: [], status: {} };
  const delta: FullDelta = { full: false, last: false, ...nothing };
  expect(decodeDelta(encodeDelta(delta))).toEqual(delta);
});
