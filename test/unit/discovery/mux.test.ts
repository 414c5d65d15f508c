import { describe, expect, it } from 'vitest';
import { type DatagramKind, kindOf, UdpMux } from '../../../engine/discovery/udp/mux.ts';
import { createSimNetworkPorts } from '../../sim/world/ports.ts';
import { World } from '../../sim/world/world.ts';

async function setUp() {
  const world = new World({ seed: 1 });
  const host = world.addHost();
  const ports = createSimNetworkPorts(host);
  const mux = new UdpMux(ports);
  const got: string[] = [];
  for (const kind of ['dht', 'tracker', 'utp'] as DatagramKind[]) {
    mux.handle(kind, (datagram, from) => got.push(`${kind} ${datagram.length} ${from.port}`));
  }
  const other = await createSimNetworkPorts(world.addHost()).udp.bind(
    { host: '', port: 50 },
    { received: () => undefined, failed: () => undefined },
  );
  if (!other.ok) throw new Error(other.message);
  const send = (bytes: number[]) =>
    other.value.send(Uint8Array.from(bytes), { host: host.addresses[0] as string, port: 6881 });
  return { world, host, ports, mux, got, send };
}

describe('the shared UDP port', () => {
  it.each([
    [[0x64, 0x31], 'dht'],
    [[0, 0, 0, 0], 'tracker'],
    [[0, 0, 0, 3], 'tracker'],
    [[0x01, 0], 'utp'],
    [[0x41, 2], 'utp'],
    [[0x51, 2], undefined],
    [[0x42, 2], undefined],
    [[0x6c], undefined],
    [[], undefined],
  ])('%j is for %s', (bytes, kind) => {
    expect(kindOf(Uint8Array.from(bytes))).toBe(kind);
  });

  it('gives each protocol its own, and drops the rest', async () => {
    const { world, mux, got, send } = await setUp();
    await mux.bind({ host: '', port: 6881 });
    send([0x64, 1, 2]);
    send([0, 0, 0, 1]);
    send([0x21, 0]);
    send([0x99]);
    await world.pass(1_000);
    expect(got).toEqual(['dht 3 50', 'tracker 4 50', 'utp 2 50']);
    mux.handle('dht', undefined);
    send([0x64, 1, 2]);
    await world.pass(1_000);
    expect(got).toHaveLength(3);
  });

  it('binds the same port again when the socket dies', async () => {
    const { world, host, mux, got, send } = await setUp();
    await mux.bind({ host: '', port: 6881 });
    host.udp.get(6881)?.[0]?.fail('net-failed');
    expect(mux.local).toBeUndefined();
    await world.pass(3_000);
    expect(mux.local?.port).toBe(6881);
    send([0x64]);
    await world.pass(1_000);
    expect(got).toEqual(['dht 1 50']);
    await mux.rebind();
    expect(mux.local?.port).toBe(6881);
  });

  it('keeps trying while another program holds the port, and ends with close', async () => {
    const { world, host, ports, mux } = await setUp();
    await mux.bind({ host: '', port: 6881 });
    host.udp.get(6881)?.[0]?.fail('net-failed');
    const thief = await ports.udp.bind(
      { host: '', port: 6881 },
      { received: () => undefined, failed: () => undefined },
    );
    await world.pass(30_000);
    expect(mux.local).toBeUndefined();
    if (thief.ok) thief.value.close();
    await world.pass(21_000);
    expect(mux.local?.port).toBe(6881);
    mux.close();
    expect(host.udp.get(6881)).toBeUndefined();
    await world.pass(60_000);
    expect(mux.local).toBeUndefined();
  });

  it('reports a port that is taken', async () => {
    const { ports, mux } = await setUp();
    await ports.udp.bind(
      { host: '', port: 6881 },
      { received: () => undefined, failed: () => undefined },
    );
    expect(await mux.bind({ host: '', port: 6881 })).toMatchObject({
      ok: false,
      code: 'net-port-taken',
    });
  });
});
