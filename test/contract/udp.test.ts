import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Endpoint, isIpv6 } from '../../engine/core/endpoint.ts';
import { nodeUdp } from '../../engine/node/udp/udp.ts';
import type { NetCode } from '../../engine/ports/net.ts';
import type { UdpEvents, UdpSocket } from '../../engine/ports/udp.ts';
import { type Rig, rigs } from './rigs/network.ts';

class Inbox implements UdpEvents {
  readonly got: { readonly bytes: Uint8Array; readonly from: Endpoint }[] = [];
  failure: NetCode | undefined;
  received(datagram: Uint8Array, from: Endpoint): void {
    this.got.push({ bytes: datagram.slice(), from });
  }
  failed(code: NetCode): void {
    this.failure = code;
  }
}

describe.each(rigs)('udp %s', (_name, makeRig) => {
  let rig: Rig;
  const open: UdpSocket[] = [];

  beforeEach(() => {
    rig = makeRig();
  });
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.close();
    await rig.end();
  });

  const bind = async (events: UdpEvents, at: Endpoint, shared = false): Promise<UdpSocket> => {
    const bound = await rig.settle(rig.ports.udp.bind(at, events, { shared }));
    if (!bound.ok) throw new Error(bound.message);
    open.push(bound.value);
    return bound.value;
  };

  it('carries datagrams whole, and tells who sent them', async () => {
    const a = new Inbox();
    const b = new Inbox();
    const left = await bind(a, { host: rig.host, port: 0 });
    const right = await bind(b, { host: rig.host, port: 0 });
    left.send(Uint8Array.of(1, 2, 3), right.local);
    left.send(new Uint8Array(1400).fill(7), right.local);
    await rig.until(() => b.got.length === 2);
    expect(b.got.map(({ bytes }) => bytes.length).sort((x, y) => x - y)).toEqual([3, 1400]);
    expect(b.got[0]?.from).toEqual(left.local);
    right.send(Uint8Array.of(9), left.local);
    await rig.until(() => a.got.length === 1);
  });

  it('speaks plain IPv4 on a socket for every address', async () => {
    const a = new Inbox();
    const b = new Inbox();
    const all = await bind(a, { host: '', port: 0 });
    const one = await bind(b, { host: rig.host, port: 0 });
    one.send(Uint8Array.of(1), { host: rig.host, port: all.local.port });
    await rig.until(() => a.got.length === 1);
    expect(a.got[0]?.from).toEqual(one.local);
    all.send(Uint8Array.of(2), one.local);
    await rig.until(() => b.got.length === 1);
    expect(isIpv6(b.got[0]?.from.host as string)).toBe(false);
  });

  it('reports a port that is taken, and frees it on close', async () => {
    const first = await bind(new Inbox(), { host: rig.host, port: 0 });
    const second = await rig.settle(rig.ports.udp.bind(first.local, new Inbox()));
    expect(second).toMatchObject({ ok: false, code: 'net-port-taken' });
    first.close();
    await rig.pass(20);
    await bind(new Inbox(), first.local);
  });

  it('lets several share a port when all of them ask for it', async () => {
    const first = await bind(new Inbox(), { host: rig.host, port: 0 }, true);
    await bind(new Inbox(), first.local, true);
  });

  it('drops what cannot be sent, and says nothing after close', async () => {
    const inbox = new Inbox();
    const socket = await bind(inbox, { host: rig.host, port: 0 });
    socket.send(Uint8Array.of(1), { host: rig.host, port: 0 });
    socket.send(Uint8Array.of(1), { host: rig.host, port: 70_000 });
    socket.send(Uint8Array.of(1), { host: '::1', port: 9 });
    socket.send(new Uint8Array(70_000), socket.local);
    const other = await bind(new Inbox(), { host: rig.host, port: 0 });
    other.send(Uint8Array.of(1), socket.local);
    socket.close();
    socket.close();
    socket.send(Uint8Array.of(1), other.local);
    await rig.pass(50);
    expect(inbox).toMatchObject({ got: [], failure: undefined });
  });
});

describe('udp multicast', () => {
  it('reaches every member of the group on the interface, the sender too', async () => {
    const inboxes = [new Inbox(), new Inbox()];
    const first = await nodeUdp.bind({ host: '0.0.0.0', port: 0 }, inboxes[0] as Inbox, {
      shared: true,
    });
    if (!first.ok) throw new Error(first.message);
    const second = await nodeUdp.bind(first.value.local, inboxes[1] as Inbox, { shared: true });
    if (!second.ok) throw new Error(second.message);
    const group = '239.192.152.143';
    for (const socket of [first.value, second.value])
      expect(socket.join(group, '127.0.0.1')).toMatchObject({ ok: true });
    first.value.send(Uint8Array.of(5), { host: group, port: first.value.local.port });
    const end = performance.now() + 5_000;
    while (inboxes.some(({ got }) => got.length === 0) && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(inboxes.map(({ got }) => got[0]?.bytes[0])).toEqual([5, 5]);
    expect(first.value.join(group, '198.18.0.77').ok).toBe(false);
    first.value.close();
    second.value.close();
  });
});
