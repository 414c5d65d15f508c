import { beforeEach, describe, expect, test } from 'vitest';
import { PortMapper } from '../../../engine/discovery/nat/port-mapper.ts';
import type { SimHost } from '../../sim/world/host.ts';
import { SimRouter } from '../../sim/world/portmap.ts';
import { createSimNetworkPorts } from '../../sim/world/ports.ts';
import { World } from '../../sim/world/world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PORT = 50_000;

let world: World;
let host: SimHost;
let router: SimRouter;
let mapper: PortMapper;
let changes: number;

beforeEach(() => {
  world = new World({ seed: 11 });
  host = world.addHost();
  router = new SimRouter();
  host.router = router;
  changes = 0;
  mapper = new PortMapper(createSimNetworkPorts(host), {
    secret: () => new Uint8Array(16),
    changed: () => {
      changes++;
    },
  });
});

const mapped = (): string[] =>
  router.mapped(world.now).map(({ protocol, externalPort }) => `${protocol} ${externalPort}`);
const asked = (what: string): number[] =>
  router.asked.filter((each) => each.what.startsWith(what)).map(({ at }) => at);

test('TCP and UDP are mapped, and who asks is told by whom and to where', async () => {
  mapper.set(true, '', PORT);
  expect(mapper.status.state).toBe('searching');
  await world.pass(MINUTE);
  expect(mapped()).toEqual([`tcp ${PORT}`, `udp ${PORT}`]);
  expect(mapper.status).toEqual({
    state: 'mapped',
    method: 'nat-pmp',
    gateway: '192.168.1.1',
    externalHost: '8.8.4.4',
    externalPort: PORT,
  });
  expect(mapper.externalPort).toBe(PORT);
  expect(changes).toBe(2);
});

test('nothing is asked while it is off or there is no port', async () => {
  mapper.set(false, '', PORT);
  mapper.set(true, '', 0);
  await world.pass(HOUR);
  expect(router.asked).toEqual([]);
  expect(mapper.status).toEqual({ state: 'off' });
});

test('it is renewed well before the lease ends, for as long as it is wanted', async () => {
  mapper.set(true, '', PORT);
  for (let minute = 0; minute < 24 * 60; minute++) {
    await world.pass(MINUTE);
    expect(mapped()).toHaveLength(2);
  }
  expect(asked('find')).toHaveLength(1);
  const renewals = asked('map tcp');
  expect(renewals.length).toBeGreaterThan(24 * 2);
  expect(renewals.length).toBeLessThan(24 * 4);
});

test('a router that grants seconds is asked once a minute and no more', async () => {
  router.longestLease = 1;
  mapper.set(true, '', PORT);
  await world.pass(HOUR);
  expect(asked('map tcp').length).toBeLessThanOrEqual(61);
});

test('a router that forgets has the mapping again with the next renewal', async () => {
  mapper.set(true, '', PORT);
  await world.pass(MINUTE);
  router.restart();
  await world.pass(21 * MINUTE);
  expect(mapped()).toHaveLength(2);
});

describe('without a router', () => {
  beforeEach(() => {
    host.router = undefined;
  });

  test('it says so, and asks less and less often', async () => {
    mapper.set(true, '', PORT);
    await world.pass(MINUTE / 2);
    expect(mapper.status).toMatchObject({ state: 'none', fault: { code: 'portmap-none' } });
    let finds = 0;
    host.router = new SimRouter();
    host.router.up = false;
    await world.pass(24 * HOUR);
    finds = host.router.asked.length;
    expect(finds).toBeGreaterThan(35);
    expect(finds).toBeLessThan(75);
  });

  test('one that appears is found at the next look, at once after the network changed', async () => {
    mapper.set(true, '', PORT);
    await world.pass(10 * HOUR);
    host.router = router;
    mapper.networkChanged();
    await world.pass(1_000);
    expect(mapper.status.state).toBe('mapped');
  });
});

test('a router that goes away: mapped until the lease ends, then not, and back when it is there again', async () => {
  mapper.set(true, '', PORT);
  await world.pass(MINUTE);
  router.up = false;
  await world.pass(25 * MINUTE);
  expect(mapper.status.state).toBe('mapped');
  await world.pass(40 * MINUTE);
  expect(mapper.status.state).toBe('none');
  expect(mapper.externalPort).toBeUndefined();
  router.up = true;
  await world.pass(HOUR + MINUTE);
  expect(mapper.status.state).toBe('mapped');
});

test('after a change of network a router that comes half a minute late is found within seconds', async () => {
  host.router = undefined;
  mapper.set(true, '', PORT);
  await world.pass(HOUR);
  mapper.networkChanged();
  await world.pass(MINUTE / 2);
  host.router = router;
  await world.pass(10_000);
  expect(mapper.status.state).toBe('mapped');
});

test('after a change of network an old mapping counts for nothing', async () => {
  mapper.set(true, '', PORT);
  await world.pass(MINUTE);
  host.router = undefined;
  mapper.networkChanged();
  expect(mapper.status.state).toBe('searching');
  expect(mapper.externalPort).toBeUndefined();
  await world.pass(10_000);
  expect(mapper.status.state).toBe('none');
});

test('another method is tried where the first refuses', async () => {
  router.methods.push('upnp');
  router.refuses.add('nat-pmp');
  mapper.set(true, '', PORT);
  await world.pass(MINUTE);
  expect(mapper.status).toMatchObject({ state: 'mapped', method: 'upnp' });
});

test('where all refuse, the refusal is the reason that is shown', async () => {
  router.methods.push('upnp');
  router.refuses.add('nat-pmp').add('upnp');
  mapper.set(true, '', PORT);
  await world.pass(MINUTE / 2);
  expect(mapper.status).toMatchObject({ state: 'none', fault: { code: 'portmap-refused' } });
});

test('another external port is told, and UDP asks for the same one', async () => {
  router.taken.add(PORT);
  mapper.set(true, '', PORT);
  await world.pass(MINUTE);
  expect(mapper.externalPort).toBe(PORT + 1_000);
  expect(mapped()).toEqual([`tcp ${PORT + 1_000}`, `udp ${PORT + 1_000}`]);
  await world.pass(2 * HOUR);
  expect(mapped()).toEqual([`tcp ${PORT + 1_000}`, `udp ${PORT + 1_000}`]);
});

test('another port: the old mapping is taken away and the new one made', async () => {
  mapper.set(true, '', PORT);
  await world.pass(MINUTE);
  mapper.set(true, '', PORT + 1);
  await world.pass(MINUTE);
  expect(mapped()).toEqual([`tcp ${PORT + 1}`, `udp ${PORT + 1}`]);
});

test('switched off, it is taken away', async () => {
  mapper.set(true, '', PORT);
  await world.pass(MINUTE);
  mapper.set(false, '', PORT);
  expect(mapper.status).toEqual({ state: 'off' });
  await world.pass(MINUTE);
  expect(mapped()).toEqual([]);
});

describe('closing', () => {
  test('takes the mapping away', async () => {
    mapper.set(true, '', PORT);
    await world.pass(MINUTE);
    await world.settle(mapper.close(2_000));
    expect(mapped()).toEqual([]);
  });

  test('waits for a silent router no longer than it may', async () => {
    mapper.set(true, '', PORT);
    await world.pass(MINUTE);
    router.up = false;
    const before = world.now;
    await world.settle(mapper.close(2_000));
    expect(world.now - before).toBe(2_000);
  });

  test('in the middle of a search is over at once, and nothing happens after it', async () => {
    host.router = undefined;
    mapper.set(true, '', PORT);
    await world.pass(1_000);
    const before = world.now;
    await world.settle(mapper.close(2_000));
    expect(world.now - before).toBeLessThan(100);
    expect(await world.until(() => false, HOUR)).toBe(false);
    expect(world.waiting).toBe(0);
  });

  test('in the middle of mapping leaves nothing mapped', async () => {
    mapper.set(true, '', PORT);
    await world.until(() => router.table.size === 1);
    await world.settle(mapper.close(2_000));
    await world.pass(MINUTE);
    expect(mapped()).toEqual([]);
  });
});

test('switched on and off and on again quickly, it ends mapped', async () => {
  for (let i = 0; i < 7; i++) {
    mapper.set(i % 2 === 0, '', PORT);
    await world.pass(i * 7);
  }
  await world.pass(MINUTE);
  expect(mapped()).toEqual([`tcp ${PORT}`, `udp ${PORT}`]);
  expect(mapper.status.state).toBe('mapped');
});
