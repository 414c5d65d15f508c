import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../engine/core/bytes/bytes.ts';
import { isNodeIdFor } from '../../../engine/core/dht/node-id.ts';
import type { InfoHash } from '../../../engine/core/ids.ts';
import { DhtService, type DhtState } from '../../../engine/discovery/dht/index.ts';
import { Lookups } from '../../../engine/discovery/dht/lookups.ts';
import { UdpMux } from '../../../engine/discovery/udp/mux.ts';
import type { SimHost } from '../../sim/world/host.ts';
import { createSimNetworkPorts } from '../../sim/world/ports.ts';
import { World } from '../../sim/world/world.ts';

const idOf = (number: number): InfoHash => number.toString(16).padStart(40, '0') as InfoHash;
const MINUTE = 60_000;

class Member {
  readonly host: SimHost;
  readonly service: DhtService;
  readonly mux: UdpMux;
  readonly found = new Map<string, Set<string>>();
  saved: DhtState | undefined;

  constructor(world: World, routers: readonly string[], saved?: unknown) {
    this.host = world.addHost();
    const ports = createSimNetworkPorts(this.host);
    this.mux = new UdpMux(ports);
    this.service = new DhtService(
      { ...ports, mux: this.mux },
      {
        peersFound: (id, peers) => {
          const known = this.found.get(id) ?? new Set();
          for (const peer of peers) known.add(peer.host);
          this.found.set(id, known);
        },
        isShort: () => false,
        save: (state) => {
          this.saved = state;
        },
        externalAddress: () => undefined,
        changed: () => undefined,
      },
      { saved, routers, readOnly: false, version: '0.1.0' },
    );
  }

  async start(): Promise<void> {
    await this.mux.bind({ host: '', port: 6881 });
    this.service.setPort(6881);
    this.service.start();
  }
}

async function network(count: number): Promise<{ world: World; members: Member[] }> {
  const world = new World({ seed: 5 });
  const members: Member[] = [];
  for (let i = 0; i < count; i++) {
    const first = members[0]?.host.addresses[0];
    const routers = first === undefined ? [] : ['router.example:6881'];
    if (first !== undefined) world.names.set('router.example', [first]);
    const member = new Member(world, routers);
    members.push(member);
    await member.start();
  }
  return { world, members };
}

describe('the DHT of a session', () => {
  it('comes up from a router alone, finds peers, and knows its state', async () => {
    const { world, members } = await network(12);
    const [a, b] = [members[3], members[9]] as [Member, Member];
    expect(a.service.state).toBe('starting');
    await world.until(
      () => members.every(({ service }) => service.state === 'on' && service.nodes >= 3),
      2 * MINUTE,
    );
    a.service.add(idOf(1));
    await world.pass(20_000);
    b.service.add(idOf(1));
    expect(
      await world.until(
        () => b.found.get(idOf(1))?.has(a.host.addresses[0] as string) === true,
        MINUTE,
      ),
    ).toBe(true);
    for (const { service } of members) service.close();
    expect(a.service.state).toBe('off');
  });

  it('stands up by itself after the network was gone, and looks everything up again', async () => {
    const { world, members } = await network(12);
    const a = members[3] as Member;
    a.service.add(idOf(1));
    await world.pass(5 * MINUTE);
    expect(a.service.state).toBe('on');
    a.host.up = false;
    await world.pass(20 * MINUTE);
    expect(a.service.state).not.toBe('on');
    a.host.up = true;
    expect(await world.until(() => a.service.state === 'on', 30_000)).toBe(true);
  });

  it('is back within 30 s when it is told that the network has changed', async () => {
    const { world, members } = await network(12);
    const a = members[3] as Member;
    a.service.add(idOf(1));
    (members[4] as Member).service.add(idOf(1));
    await world.pass(5 * MINUTE);
    world.readdress(a.host, ['77.1.1.1']);
    a.found.clear();
    a.service.networkChanged();
    expect(await world.until(() => a.service.state === 'on' && a.found.size > 0, 30_000)).toBe(
      true,
    );
  });

  it('leaves the few nodes of a small DHT, and the router, alone', async () => {
    const { world, members } = await network(4);
    await world.pass(60 * MINUTE);
    expect(members.map(({ service }) => service.state)).toEqual(['on', 'on', 'on', 'on']);
    const before = world.trace.count;
    await world.pass(60 * MINUTE);
    // The nodes of four tables are asked now and then whether they are still there.
    expect(world.trace.count - before).toBeLessThan(1_000);
    for (const { service } of members) service.close();
  });

  it('starts from what was saved, without a router', async () => {
    const { world, members } = await network(12);
    const a = members[3] as Member;
    await world.pass(10 * MINUTE);
    a.service.close();
    expect(a.saved?.nodes.length).toBeGreaterThan(3);
    const again = new Member(world, [], JSON.parse(JSON.stringify(a.saved)));
    await again.start();
    expect(await world.until(() => again.service.state === 'on', MINUTE)).toBe(true);
  });

  it.each([
    undefined,
    null,
    5,
    'x',
    {},
    { id: 'zz', nodes: [] },
    { id: 'ab'.repeat(20), nodes: 'x' },
    { id: 'ab'.repeat(20), nodes: [1, 'a', '::1', '[::1]:5', 'name:5'] },
  ])('starts with %j for a saved state', async (saved) => {
    const world = new World({ seed: 1 });
    const member = new Member(world, [], saved);
    await member.start();
    await world.pass(2 * MINUTE);
    expect(member.service.state).toBe('failed');
    member.service.close();
  });

  it('takes an id that fits its address, once enough others have told it (BEP 42)', async () => {
    const { world, members } = await network(12);
    await world.pass(10 * MINUTE);
    for (const { host, service, saved } of members) {
      expect(isNodeIdFor(fromHex(saved?.id ?? '') as Uint8Array, host.addresses[0] as string)).toBe(
        true,
      );
      expect(service.state).toBe('on');
    }
  });

  it('joins from the nodes of a torrent and of PORT messages', async () => {
    const { world, members } = await network(6);
    await world.pass(2 * MINUTE);
    const first = new Member(world, []);
    await first.start();
    world.names.set('node.example', [members[0]?.host.addresses[0] as string]);
    first.service.add(idOf(4), [{ host: 'node.example', port: 6881 }]);
    expect(await world.until(() => first.service.nodes > 0, MINUTE)).toBe(true);
    const second = new Member(world, []);
    await second.start();
    second.service.addNode({ host: members[1]?.host.addresses[0] as string, port: 6881 });
    expect(await world.until(() => second.service.nodes > 0, MINUTE)).toBe(true);
  });
});

describe('look-ups of thousands', () => {
  it('take turns: a few at once, the newest first, each within its round', async () => {
    const world = new World({ seed: 2 });
    const { clock, random } = createSimNetworkPorts(world.addHost());
    const runs = new Map<string, number[]>();
    let running = 0;
    let most = 0;
    const lookups = new Lookups({
      clock,
      random,
      isShort: () => false,
      run: (id) => {
        most = Math.max(most, ++running);
        runs.set(id, [...(runs.get(id) ?? []), world.now]);
        return new Promise((resolve) => {
          world.schedule(3_000, () => {
            running--;
            lookups.found(id, 5);
            resolve(20);
          });
        });
      },
    });
    for (let i = 0; i < 2_000; i++) lookups.add(idOf(i));
    await world.pass(10_000);
    expect(runs.size).toBe(0);
    lookups.wake();
    await world.pass(30 * MINUTE);
    expect(runs.size).toBe(2_000);
    expect(most).toBeLessThanOrEqual(6);
    lookups.add(idOf(9_999));
    await world.pass(10_000);
    expect(runs.has(idOf(9_999))).toBe(true);
    await world.pass(90 * MINUTE);
    const gaps = [...runs.values()].flatMap((times) =>
      times.slice(1).map((at, i) => at - (times[i] as number)),
    );
    expect(Math.min(...gaps)).toBeGreaterThan(15 * MINUTE);
    expect(Math.max(...gaps)).toBeLessThan(60 * MINUTE);
  });

  it('come again soon for a torrent without peers, later each time', async () => {
    const world = new World({ seed: 2 });
    const { clock, random } = createSimNetworkPorts(world.addHost());
    const times: number[] = [];
    let short = false;
    const lookups = new Lookups({
      clock,
      random,
      isShort: () => short,
      run: async () => {
        times.push(world.now);
        return 20;
      },
    });
    lookups.wake();
    lookups.add(idOf(1));
    await world.pass(120 * MINUTE);
    const gaps = times.slice(1).map((at, i) => at - (times[i] as number));
    expect(gaps[0]).toBeLessThan(2 * MINUTE);
    expect(gaps.at(-1)).toBeGreaterThan(14 * MINUTE);
    // Found some, but they were of no use.
    lookups.remove(idOf(1));
    lookups.add(idOf(2));
    await world.pass(1_000);
    lookups.found(idOf(2), 5);
    const earlier = times.length;
    short = true;
    const looking = clock.every(5_000, () => lookups.look());
    await world.pass(10 * MINUTE);
    looking.end();
    expect(times.length - earlier).toBeGreaterThanOrEqual(3);
    expect(times.length - earlier).toBeLessThanOrEqual(5);
    short = false;
    lookups.add(idOf(1));
    await world.pass(1_000);
    const before = times.length;
    lookups.hurry(idOf(1));
    await world.pass(1_000);
    expect(times.length).toBe(before + 1);
    lookups.sleep();
    lookups.hurryAll();
    await world.pass(60 * MINUTE);
    expect(times.length).toBe(before + 1);
  });
});
