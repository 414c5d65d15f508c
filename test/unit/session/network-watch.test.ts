import { expect, test } from 'vitest';
import type { Clock } from '../../../engine/ports/clock.ts';
import type { Net, NetInterface } from '../../../engine/ports/net.ts';
import { NetworkWatch } from '../../../engine/session/network-watch.ts';

function setUp() {
  const state = {
    now: 0,
    wall: 1e12,
    beat: undefined as (() => void) | undefined,
    interfaces: [face('eth0', '192.0.2.1')],
  };
  const clock = {
    now: () => state.now,
    wallTime: () => state.wall,
    every: (_ms: number, callback: () => void) => {
      state.beat = callback;
      return { end: () => undefined };
    },
  } as unknown as Clock;
  const reasons: string[] = [];
  const net = { interfaces: () => state.interfaces } as unknown as Net;
  new NetworkWatch(clock, net, (why) => reasons.push(why)).start();
  const pass = (ms: number, wall = ms): void => {
    state.now += ms;
    state.wall += wall;
    state.beat?.();
  };
  return { state, reasons, pass };
}

const face = (name: string, address: string): NetInterface => ({
  name,
  address,
  prefix: 24,
  loopback: false,
});

test('nothing is said while nothing changes, also when the beat is a little late', () => {
  const { reasons, pass } = setUp();
  for (let i = 0; i < 10; i++) pass(5_000 + i * 500);
  expect(reasons).toEqual([]);
});

test('a new address, or one that is gone, is told once', () => {
  const { state, reasons, pass } = setUp();
  state.interfaces = [face('eth0', '192.0.2.1'), face('tun0', '10.8.0.2')];
  pass(5_000);
  pass(5_000);
  expect(reasons.length).toBe(1);
  state.interfaces = [face('eth0', '192.0.2.1')];
  pass(5_000);
  expect(reasons.length).toBe(2);
});

test('containers that come and go, and new IPv6 addresses in the same network, are no change', () => {
  const { state, reasons, pass } = setUp();
  const six = (address: string): NetInterface => ({ ...face('eth0', address), prefix: 64 });
  state.interfaces = [face('eth0', '192.0.2.1'), six('2a01:5::1')];
  pass(5_000);
  expect(reasons.length).toBe(1);
  state.interfaces = [
    face('veth1', 'fe80::1%veth1'),
    face('veth1', '169.254.7.7'),
    face('eth0', '192.0.2.1'),
    six('2a01:5::1'),
    six('2a01:5::abcd'),
  ];
  pass(5_000);
  state.interfaces = [face('eth0', '192.0.2.1'), six('2a01:5::abcd')];
  pass(5_000);
  expect(reasons.length).toBe(1);
  state.interfaces = [face('eth0', '192.0.2.1'), six('2a01:6::abcd')];
  pass(5_000);
  expect(reasons.length).toBe(2);
});

test('a sleep is noticed whether or not the monotonic clock went on meanwhile', () => {
  const one = setUp();
  one.pass(5_000, 3_600_000);
  expect(one.reasons).toEqual(['The machine slept.']);
  const other = setUp();
  other.pass(3_600_000);
  expect(other.reasons).toEqual(['The machine slept.']);
});
