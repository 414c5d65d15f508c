import { expect, test } from 'vitest';
import { RowFacts } from '../../../engine/torrent/row-facts.ts';
import type { Torrent } from '../../../engine/torrent/torrent.ts';

/** As much of a torrent as its row's facts look at. */
function rig() {
  const state = { wall: 1_000_000_000, now: 0, activeMs: 7_000, seedingMs: 0, moving: false };
  const torrent = {
    online: true,
    isSeeding: () => false,
    now: () => state.now,
    tally: {
      get activeMs() {
        return state.activeMs;
      },
      get seedingMs() {
        return state.seedingMs;
      },
      isMoving: () => state.moving,
    },
    host: { ports: { clock: { wallTime: () => state.wall } } },
  };
  const pass = (ms: number, active = ms): void => {
    state.wall += ms;
    state.now += ms;
    state.activeMs += active;
  };
  return { facts: new RowFacts(torrent as unknown as Torrent), torrent, state, pass };
}

test('a torrent that is only online does not change its row as time passes', () => {
  const { facts, pass } = rig();
  const first = facts.times;
  expect(first).toEqual({ activeMs: 7_000, seedingMs: 0, timesAt: 1_000_000_000 });
  for (let second = 0; second < 3600; second++) pass(1000);
  expect(facts.times).toBe(first);
});

test('the times are told anew after a sleep, and when it goes offline', () => {
  const { facts, torrent, pass } = rig();
  const first = facts.times;
  pass(8 * 3600_000, 5_000);
  const awake = facts.times;
  expect(awake).not.toBe(first);
  expect(awake.activeMs).toBe(12_000);
  torrent.online = false;
  expect(facts.times).toEqual({ activeMs: 12_000, seedingMs: 0, timesAt: 0 });
});

test('the last activity is told to ten seconds', () => {
  const { facts, state, pass } = rig();
  expect(facts.lastActiveAt).toBe(0);
  state.moving = true;
  pass(12_345);
  expect(facts.lastActiveAt).toBe(1_000_010_000);
  state.moving = false;
  pass(60_000);
  expect(facts.lastActiveAt).toBe(1_000_010_000);
});

test('hosts are told once each, and stay the same list while they are the same', () => {
  const { facts } = rig();
  const urls = ['http://a.example/announce', 'udp://a.example:80', 'udp://b.example:1', 'nonsense'];
  facts.setTrackers(urls);
  const hosts = facts.trackerHosts;
  expect(hosts).toEqual(['a.example', 'b.example']);
  facts.setTrackers([...urls]);
  expect(facts.trackerHosts).toBe(hosts);
});
