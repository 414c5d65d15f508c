import { beforeEach, describe, expect, test } from 'vitest';
import type { Ports } from '../../../engine/ports/index.ts';
import { Reachability } from '../../../engine/session/reachability.ts';
import { defaultsOf } from '../../../engine/settings/define.ts';
import { engineSettings } from '../../../engine/settings/schema.ts';
import { SimRouter } from '../../sim/world/portmap.ts';
import { createSimNetworkPorts } from '../../sim/world/ports.ts';
import { World } from '../../sim/world/world.ts';

const MINUTE = 60_000;
const PORT = 50_000;

function setUp(addresses: readonly string[] = ['192.168.1.5', '2a01:5::5']) {
  const world = new World({ seed: 5 });
  const host = world.addHost({ addresses });
  const values = new Map<string, unknown>();
  const state = {
    settings: { ...defaultsOf(engineSettings) } as ReturnType<
      typeof defaultsOf<typeof engineSettings>
    >,
    dialled: [] as string[],
    ports: [] as number[],
  };
  const reachability = new Reachability({
    ports: createSimNetworkPorts(host) as unknown as Ports,
    settings: () => state.settings,
    value: (key) => values.get(key),
    keep: (key, value) => void values.set(key, value),
    dialled: () => state.dialled,
    publicPortChanged: () => state.ports.push(reachability.publicPort),
  });
  /** Time passes with the session's beat in it. */
  const pass = async (ms: number): Promise<void> => {
    for (let at = 0; at < ms; at += MINUTE) {
      await world.pass(Math.min(MINUTE, ms - at));
      reachability.beat();
    }
  };
  return { world, host, values, state, reachability, pass };
}

const strangers = (count: number): string[] =>
  Array.from({ length: count }, (_, number) => `45.0.${number}.1`);

describe('the port is called', () => {
  let rig: ReturnType<typeof setUp>;
  beforeEach(() => {
    rig = setUp();
    rig.reachability.listening('', PORT);
  });

  test('unknown at first, and for as long as there is no evidence', async () => {
    expect(rig.reachability.portState).toBe('unknown');
    await rig.pass(600 * MINUTE);
    expect(rig.reachability.portState).toBe('unknown');
  });

  test.each(['45.6.7.8', '2a02::1'])('open once somebody has come from outside: %s', (from) => {
    rig.reachability.arrived(from);
    expect(rig.reachability.portState).toBe('open');
  });

  test.each(['127.0.0.1', '::1', '192.168.1.77', '10.9.8.7', '100.64.1.1', 'fe80::1', 'fd00::1'])(
    'no more open for somebody from %s',
    (from) => {
      rig.reachability.arrived(from);
      expect(rig.reachability.portState).toBe('unknown');
    },
  );

  test('no more open for a neighbour with a public address', () => {
    rig.reachability.arrived('2a01:5::77');
    expect(rig.reachability.portState).toBe('unknown');
  });

  test('closed when twenty strangers let us in and nobody came in twenty minutes', async () => {
    rig.state.dialled = strangers(20);
    await rig.pass(19 * MINUTE);
    expect(rig.reachability.portState).toBe('unknown');
    await rig.pass(2 * MINUTE);
    expect(rig.reachability.portState).toBe('closed');
    rig.reachability.arrived('45.6.7.8');
    expect(rig.reachability.portState).toBe('open');
  });

  test.each([
    ['a few strangers', strangers(19)],
    ['neighbours', Array.from({ length: 50 }, (_, number) => `192.168.1.${number}`)],
    ['one stranger again and again', new Array(50).fill('45.0.0.1') as string[]],
  ])('not closed on the word of %s', async (_who, dialled) => {
    rig.state.dialled = dialled;
    await rig.pass(60 * MINUTE);
    expect(rig.reachability.portState).toBe('unknown');
  });

  test('not closed while a router says that it maps the port', async () => {
    rig.host.router = new SimRouter();
    rig.reachability.networkChanged();
    rig.state.dialled = strangers(30);
    await rig.pass(60 * MINUTE);
    expect(rig.reachability.portState).toBe('unknown');
  });

  test('closed where the router itself is behind another one', async () => {
    rig.host.router = new SimRouter({ externalHost: '100.64.3.4' });
    rig.reachability.networkChanged();
    rig.state.dialled = strangers(30);
    await rig.pass(60 * MINUTE);
    expect(rig.reachability.portState).toBe('closed');
  });

  test('unknown again after another port, another address, or the loss of the mapping', async () => {
    rig.reachability.arrived('45.6.7.8');
    rig.reachability.listening('', PORT + 1);
    expect(rig.reachability.portState).toBe('unknown');
    rig.reachability.arrived('45.6.7.8');
    rig.reachability.networkChanged();
    expect(rig.reachability.portState).toBe('unknown');
    rig.host.router = new SimRouter();
    rig.reachability.networkChanged();
    await rig.pass(MINUTE);
    rig.reachability.arrived('45.6.7.8');
    rig.host.router.up = false;
    await rig.pass(20 * MINUTE);
    expect(rig.reachability.portState).toBe('open');
    await rig.pass(90 * MINUTE);
    expect(rig.reachability.portState).toBe('unknown');
  });
});

describe('a router is asked', () => {
  const asked = async (address: string, portMapping = true): Promise<string> => {
    const { host, state, reachability, pass } = setUp();
    host.router = new SimRouter();
    state.settings = { ...state.settings, portMapping };
    reachability.listening(address, PORT);
    await pass(MINUTE);
    expect(host.router.asked.length > 0).toBe(reachability.portMap.state === 'mapped');
    return reachability.portMap.state;
  };

  test('where others can come from outside', async () => {
    expect(await asked('')).toBe('mapped');
    expect(await asked('192.168.1.5')).toBe('mapped');
    expect(await asked('::')).toBe('mapped');
  });

  test('never for loopback, nor for an IPv6 address, nor when it is not wanted', async () => {
    expect(await asked('127.0.0.1')).toBe('off');
    expect(await asked('::1')).toBe('off');
    expect(await asked('2a01:5::5')).toBe('off');
    expect(await asked('', false)).toBe('off');
  });
});

test('others are told the router’s port where it is another one, and ours again when it is gone', async () => {
  const { host, state, reachability, pass } = setUp();
  host.router = new SimRouter();
  host.router.taken.add(PORT);
  reachability.listening('', PORT);
  await pass(MINUTE);
  expect(state.ports).toEqual([PORT, PORT + 1_000]);
  state.settings = { ...state.settings, portMapping: false };
  reachability.settingsChanged();
  expect(state.ports).toEqual([PORT, PORT + 1_000, PORT]);
});

test('the secret that mappings are made with is made once and kept', async () => {
  const { host, values, reachability, pass } = setUp();
  host.router = new SimRouter();
  reachability.listening('', PORT);
  await pass(MINUTE);
  const kept = values.get('portmap.secret');
  expect(kept).toMatch(/^[0-9a-f]{32}$/);
  reachability.networkChanged();
  await pass(MINUTE);
  expect(values.get('portmap.secret')).toBe(kept);
});
