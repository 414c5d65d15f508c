import { describe, expect, it } from 'vitest';
import { fromHex } from '../../engine/core/bytes/bytes.ts';
import type { Endpoint } from '../../engine/core/endpoint.ts';
import {
  decodeExtendedHandshake,
  encodeExtendedHandshake,
} from '../../engine/core/wire/extended/handshake.ts';
import { encodePex } from '../../engine/core/wire/extended/pex.ts';
import { decodeLsd, encodeLsd, LSD_GROUP_4, LSD_PORT } from '../../engine/discovery/lsd/message.ts';
import type { DhtTable } from '../../engine/ports/dht.ts';
import { lonely } from './swarm/graph.ts';
import { type Node, PORT } from './swarm/node.ts';
import type { ScriptedPeer } from './swarm/scripted-peer.ts';
import { Swarm } from './swarm/swarm.ts';
import { KiB, MiB } from './swarm/torrent.ts';
import { createSimDht } from './world/dht.ts';
import { createSimUdp } from './world/udp.ts';

const MINUTE = 60_000;
const TRACKER = ['http://tracker.example/announce'];
/** Slow, so that nobody completes: seeds have no use for each other, and the swarm would fall apart by right. */
const SLOW = { upRate: 2 * KiB, downRate: 64 * KiB };

/** Who told `node` of those it is connected to. */
async function sources(swarm: Swarm, node: Node): Promise<Set<string>> {
  const peers = await node.details(swarm.torrent, 'peers');
  return new Set(peers.map(({ source }) => source));
}

describe('peer exchange alone', () => {
  const settings = { pex: true, maxConnectionsPerTorrent: 8 };

  it('keeps those connected that were connected once, whoever moves or leaves', async () => {
    const swarm = new Swarm({ content: 32 * MiB, seed: 3, trackers: TRACKER });
    const { world } = swarm;
    const tracker = swarm.tracker('tracker.example');
    await swarm.seed({ ...SLOW, settings });
    for (let i = 1; i < 40; i++) {
      await swarm.leecher({ ...SLOW, settings, firewalled: i % 5 === 0 });
      await world.pass(1_000);
    }
    await world.pass(MINUTE - world.now);
    tracker.isDown = true;
    let here = [...swarm.nodes];
    expect(lonely(here)).toEqual([]);
    for (let round = 0; round < 5; round++) {
      for (const [i, { host }] of here.entries()) if (i % 8 === round) host.breakConnections();
      const leaving = here.filter((_node, i) => i % 10 === round + 1);
      for (const node of leaving) node.crash();
      here = here.filter((node) => !leaving.includes(node));
      await world.pass(4 * MINUTE);
      expect(lonely(here)).toEqual([]);
    }
    expect(here.length).toBeLessThan(30);
    for (const node of here) expect((await sources(swarm, node)).size).toBeGreaterThan(0);
    await swarm.end();
  });

  it('makes no first contact: who knows nobody finds nobody, and who knows one finds all', async () => {
    const swarm = new Swarm({ content: 32 * MiB });
    const { world, torrent } = swarm;
    const first = await swarm.seed({ ...SLOW, settings });
    const others: Node[] = [];
    for (let i = 0; i < 6; i++) others.push(await swarm.leecher({ ...SLOW, settings }));
    for (const node of others) await node.meets(torrent, [first]);
    const alone = await swarm.leecher({ ...SLOW, settings });
    const guest = await swarm.leecher({ ...SLOW, settings });
    await guest.meets(torrent, [others[0] as Node]);
    await world.pass(10 * MINUTE);
    expect(alone.host.connections.size).toBe(0);
    expect(await alone.row(torrent)).toMatchObject({ peers: 0, stall: 'dht-off' });
    expect(guest.host.connections.size).toBe(7);
    expect(await sources(swarm, guest)).toContain('pex');
    await swarm.end();
  });
});

describe('the DHT alone', () => {
  const settings = { dht: true, dhtRouters: `router.example:${PORT}` };

  it('serves a newcomer that has an info-hash and one node to start from', async () => {
    const swarm = new Swarm({ content: 4 * MiB });
    const { world, torrent } = swarm;
    const router = await swarm.node({ settings });
    world.names.set('router.example', [router.address]);
    await swarm.seed({ settings });
    for (let i = 0; i < 8; i++) await swarm.leecher({ settings });
    expect(await swarm.complete(swarm.nodes.slice(2), 10 * MINUTE)).not.toBeNaN();
    // All of them seed now, and none has a reason to dial anybody.
    await world.pass(20 * MINUTE);
    const newcomer = await swarm.node({ settings, firewalled: true });
    const uri = `magnet:?xt=urn:btih:${torrent.info.infoHash}`;
    const source = { kind: 'magnet', uri } as const;
    const added = newcomer.engine.add({ source, savePath: '/data', paused: false });
    expect(await world.settle(added)).toMatchObject({ ok: true });
    expect(await world.until(() => newcomer.host.bytesRead > 1 * MiB, 2 * MINUTE)).toBe(true);
    expect(await sources(swarm, newcomer)).toEqual(new Set(['dht']));
    expect(await swarm.complete([newcomer], 5 * MINUTE)).not.toBeNaN();
    expect(newcomer.holds(torrent)).toBe(true);
    await swarm.end();
  });
});

describe('a private torrent', () => {
  it('hears of nobody but from its trackers, and tells nobody of itself', async () => {
    expect(await neighbourhood({ private: false })).toEqual({
      heardOf: ['dht', 'lsd', 'pex'],
      toldIn: ['dht', 'lsd', 'pex'],
      askedTracker: true,
    });
    expect(await neighbourhood({ private: true })).toEqual({
      heardOf: [],
      toldIn: [],
      askedTracker: true,
    });
  });
});

/** One of ours among neighbours that name a stranger each: by PEX, local multicast and DHT. */
async function neighbourhood(options: { readonly private: boolean }) {
  const swarm = new Swarm({ content: 32 * MiB, trackers: TRACKER, ...options });
  const { world, torrent } = swarm;
  const { infoHash } = torrent.info;
  const tracker = swarm.tracker('tracker.example');
  const toldIn = new Set<string>();
  const announcers = new Set<string>();
  const strangers = {
    dht: swarm.scripted(),
    lsd: swarm.scripted({}, { lan: 'home', addresses: ['90.1.1.2'] }),
    pex: swarm.scripted(),
  };

  const gossip = swarm.scripted({
    extended: true,
    answer: () => undefined,
    greeted(wire) {
      const messages = new Map([['ut_pex', 1]]);
      wire.writer.extended(0, encodeExtendedHandshake({ messages, port: PORT }));
      const added = [{ endpoint: at(strangers.pex), flags: 0 }];
      wire.writer.extended(1, encodePex({ added, dropped: [] }));
    },
    extendedCame(_wire, id, payload) {
      const handshake = id === 0 ? decodeExtendedHandshake(payload) : undefined;
      const offers = handshake?.ok === true && (handshake.value.messages.get('ut_pex') ?? 0) > 0;
      if (offers || id === 1) toldIn.add('pex');
    },
  });
  tracker.members.set(gossip.address, { ...at(gossip), left: 0 });

  const lan = await createSimUdp(strangers.lsd.host).bind(
    { host: '', port: LSD_PORT },
    {
      received: (datagram, from) => {
        if (from.host !== strangers.lsd.address && decodeLsd(datagram).ok) toldIn.add('lsd');
      },
      failed: () => undefined,
    },
    { shared: true },
  );
  if (!lan.ok) throw new Error(lan.message);
  lan.value.join(LSD_GROUP_4, strangers.lsd.address);

  const node = await dhtNode(strangers.dht);
  world.names.set('router.example', [strangers.dht.address]);
  const settings = { dht: true, pex: true, lsd: true, dhtRouters: `router.example:${PORT}` };
  const ours = await swarm.leecher({ settings, lan: 'home', addresses: ['90.1.1.3'] });
  node.ping({ host: ours.address, port: PORT });
  await world.pass(10_000);
  const id = fromHex(infoHash) as Uint8Array;
  void node.announce(id, PORT);
  lan.value.send(encodeLsd({ port: PORT, infoHashes: [infoHash], cookie: 'x' }, LSD_GROUP_4), {
    host: LSD_GROUP_4,
    port: LSD_PORT,
  });
  await world.pass(5_000);
  await world.settle(ours.engine.announceNow([infoHash]));
  await world.pass(20 * MINUTE);
  await world.settle(node.lookup(id));
  if (announcers.has(ours.address)) toldIn.add('dht');
  const heardOf = Object.entries(strangers).filter(([, { wires }]) => wires.length > 0);
  const askedTracker = gossip.wires.length > 0;
  node.close();
  lan.value.close();
  await swarm.end();
  return { heardOf: heardOf.map(([name]) => name), toldIn: [...toldIn].sort(), askedTracker };

  /** A node of the DHT at the stranger's address. */
  async function dhtNode(stranger: ScriptedPeer): Promise<DhtTable> {
    let table: DhtTable | undefined;
    const socket = await createSimUdp(stranger.host).bind(
      { host: '', port: PORT },
      { received: (datagram, from) => table?.receive(datagram, from), failed: () => undefined },
    );
    if (!socket.ok) throw new Error(socket.message);
    table = createSimDht(stranger.host).open({
      id: stranger.host.random.fill(new Uint8Array(20)),
      send: (datagram, to) => socket.value.send(datagram, to),
      peersFound: (_infoHash, peers) => {
        for (const { host } of peers) announcers.add(host);
      },
      warning: () => undefined,
    });
    return table;
  }
}

const at = (peer: ScriptedPeer): Endpoint => ({ host: peer.address, port: PORT });
