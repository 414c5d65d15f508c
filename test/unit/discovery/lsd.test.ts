import { describe, expect, it } from 'vitest';
import { utf8Encode } from '../../../engine/core/bytes/text.ts';
import type { InfoHash } from '../../../engine/core/ids.ts';
import { Lsd } from '../../../engine/discovery/lsd/lsd.ts';
import { encodeLsd, LSD_GROUP_4, LSD_PORT } from '../../../engine/discovery/lsd/message.ts';
import type { HostOptions, SimHost } from '../../sim/world/host.ts';
import { createSimNetworkPorts } from '../../sim/world/ports.ts';
import { World } from '../../sim/world/world.ts';

const MINUTE = 60_000;
const idOf = (number: number): InfoHash => number.toString(16).padStart(40, '0') as InfoHash;

class Neighbour {
  readonly host: SimHost;
  readonly lsd: Lsd;
  readonly found: string[] = [];

  constructor(world: World, options: HostOptions = {}, listensAt = '') {
    this.host = world.addHost({ lan: 'home', ...options });
    this.lsd = new Lsd(
      createSimNetworkPorts(this.host),
      {
        peerFound: (id, peer) =>
          this.found.push(`${Number.parseInt(id, 16)} ${peer.host}:${peer.port}`),
      },
      { listensAt: () => listensAt },
    );
    this.lsd.setPort(7_000);
  }
}

/** Sends raw datagrams from a host of its own. */
async function stranger(world: World, options: HostOptions) {
  const host = world.addHost(options);
  const bound = await createSimNetworkPorts(host).udp.bind(
    { host: '', port: 9_999 },
    { received: () => undefined, failed: () => undefined },
  );
  if (!bound.ok) throw new Error(bound.message);
  return { host, socket: bound.value };
}

describe('local discovery', () => {
  it('finds the neighbour that has the same torrent, and nobody else', async () => {
    const world = new World({ seed: 1 });
    const a = new Neighbour(world, { addresses: ['192.168.1.2', 'fd00::2'] });
    const b = new Neighbour(world, { addresses: ['192.168.1.3', 'fd00::3'] });
    const far = new Neighbour(world, { lan: 'elsewhere' });
    for (const each of [a, b, far]) {
      await each.lsd.start();
      each.lsd.add(idOf(1));
    }
    a.lsd.add(idOf(2));
    await world.pass(MINUTE);
    expect(new Set(a.found)).toEqual(new Set(['1 192.168.1.3:7000', '1 fd00::3:7000']));
    expect(new Set(b.found)).toEqual(new Set(['1 192.168.1.2:7000', '1 fd00::2:7000']));
    expect(far.found).toEqual([]);
  });

  it.each([
    ['192.168.1.2', ['192.168.1.2:7000']],
    ['fd00::2', ['fd00::2:7000']],
    ['0.0.0.0', ['192.168.1.2:7000']],
  ])('is heard only where connections are taken: %s', async (host, heard) => {
    const world = new World({ seed: 1 });
    const a = new Neighbour(world, { addresses: ['192.168.1.2', 'fd00::2'] }, host);
    const b = new Neighbour(world, { addresses: ['192.168.1.3', 'fd00::3'] });
    for (const each of [a, b]) {
      await each.lsd.start();
      each.lsd.add(idOf(1));
    }
    await world.pass(MINUTE);
    expect(new Set(b.found)).toEqual(new Set(heard.map((one) => `1 ${one}`)));
  });

  it('announces no more than once a minute, and every torrent in its turn', async () => {
    const world = new World({ seed: 1 });
    const a = new Neighbour(world);
    const sent: { readonly at: number; readonly hashes: string[] }[] = [];
    const ear = await stranger(world, { lan: 'home' });
    ear.socket.close();
    const bound = await createSimNetworkPorts(ear.host).udp.bind(
      { host: '0.0.0.0', port: LSD_PORT },
      {
        received: (datagram) => {
          const text = new TextDecoder().decode(datagram);
          sent.push({
            at: world.now,
            hashes: [...text.matchAll(/Infohash: (\w+)/g)].map((match) => match[1] as string),
          });
        },
        failed: () => undefined,
      },
      { shared: true },
    );
    if (bound.ok) bound.value.join(LSD_GROUP_4, '');
    for (let i = 0; i < 100; i++) a.lsd.add(idOf(i));
    await a.lsd.start();
    await world.pass(60 * MINUTE);
    const gaps = sent.slice(1).map(({ at }, i) => at - (sent[i]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(MINUTE - 1);
    expect(new Set(sent.flatMap(({ hashes }) => hashes)).size).toBe(100);
    const times = sent
      .filter(({ hashes }) => hashes.includes(idOf(7).toUpperCase()))
      .map(({ at }) => at);
    expect(times.length).toBeGreaterThanOrEqual(11);
    expect(
      Math.min(...times.slice(1).map((at, i) => at - (times[i] as number))),
    ).toBeGreaterThanOrEqual(5 * MINUTE - 1);
    a.lsd.close();
    const before = sent.length;
    await world.pass(30 * MINUTE);
    expect(sent.length).toBe(before);
  });

  it('listens to its own network only, and to nobody too often', async () => {
    const world = new World({ seed: 1 });
    const a = new Neighbour(world, { addresses: ['192.168.1.2'] });
    await a.lsd.start();
    a.lsd.add(idOf(1));
    const message = (cookie: string) =>
      encodeLsd({ port: 5, infoHashes: [idOf(1)], cookie }, LSD_GROUP_4);
    const outside = await stranger(world, { addresses: ['66.1.1.1'] });
    outside.socket.send(message('x'), { host: '192.168.1.2', port: LSD_PORT });
    await world.pass(1_000);
    expect(a.found).toEqual([]);
    const inside = await stranger(world, { addresses: ['192.168.1.66'], lan: 'home', upRate: 1e9 });
    for (let i = 0; i < 5_000; i++)
      inside.socket.send(message('x'), { host: '192.168.1.2', port: LSD_PORT });
    inside.socket.send(utf8Encode('BT-SEARCH * HTTP/1.1\r\nnonsense'), {
      host: '192.168.1.2',
      port: LSD_PORT,
    });
    await world.pass(10_000);
    expect(a.found).toContain('1 192.168.1.66:5');
    expect(a.found.length).toBeLessThanOrEqual(500);
  });

  it('counts a public address in its own subnet as a neighbour', async () => {
    const world = new World({ seed: 1 });
    const a = new Neighbour(world, { addresses: ['66.5.5.1'] });
    const b = new Neighbour(world, { addresses: ['66.5.5.2'] });
    for (const each of [a, b]) {
      await each.lsd.start();
      each.lsd.add(idOf(1));
    }
    await world.pass(5_000);
    expect(a.found).toEqual(['1 66.5.5.2:7000']);
    expect(b.found).toEqual(['1 66.5.5.1:7000']);
  });

  it('is there again after the network has changed, without being told', async () => {
    const world = new World({ seed: 1 });
    const a = new Neighbour(world, { addresses: ['192.168.1.2'] });
    const b = new Neighbour(world, { addresses: ['192.168.1.3'] });
    for (const each of [a, b]) {
      await each.lsd.start();
      each.lsd.add(idOf(1));
    }
    await world.pass(10_000);
    world.readdress(a.host, ['192.168.1.77']);
    b.found.length = 0;
    await world.pass(2 * MINUTE);
    expect(b.found).toContain('1 192.168.1.77:7000');
    a.lsd.remove(idOf(1));
    b.found.length = 0;
    await world.pass(30 * MINUTE);
    expect(b.found).toEqual([]);
  });
});
