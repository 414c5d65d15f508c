import { createSocket, type Socket } from 'node:dgram';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeBencode } from '../../engine/core/bencode/encode.ts';
import { decodeKrpc } from '../../engine/core/dht/schema.ts';
import { type Endpoint, endpointText } from '../../engine/core/endpoint.ts';
import type { InfoHash } from '../../engine/core/ids.ts';
import { DhtService } from '../../engine/discovery/dht/index.ts';
import type { UdpMux } from '../../engine/discovery/udp/mux.ts';
import { nodeDht } from '../../engine/node/dht/dht.ts';
import { until } from '../support/wait.ts';
import { openMux, realPorts } from './rigs/session-ports.ts';

class Node {
  readonly mux: UdpMux;
  readonly service: DhtService;
  readonly found = new Set<string>();

  constructor(mux: UdpMux, routers: readonly string[], readOnly = false) {
    this.mux = mux;
    this.service = new DhtService(
      { ...realPorts, dht: nodeDht, mux },
      {
        peersFound: (_id, peers: readonly Endpoint[]) => {
          for (const peer of peers) this.found.add(endpointText(peer));
        },
        isShort: () => false,
        save: () => undefined,
        externalAddress: () => undefined,
        changed: () => undefined,
      },
      { saved: undefined, routers, readOnly, version: '0.1.0' },
    );
  }

  get at(): Endpoint {
    return this.mux.local as Endpoint;
  }

  static async open(routers: readonly string[], readOnly = false): Promise<Node> {
    const node = new Node(await openMux('127.0.0.1'), routers, readOnly);
    node.service.start();
    return node;
  }

  close(): void {
    this.service.close();
    this.mux.close();
  }
}

const idOf = (byte: string): InfoHash => byte.repeat(20) as InfoHash;

describe('a DHT of real nodes on loopback', () => {
  const nodes: Node[] = [];

  beforeAll(async () => {
    const router = await Node.open([]);
    nodes.push(router);
    for (let i = 0; i < 23; i++) nodes.push(await Node.open([endpointText(router.at)]));
    await until(() => nodes.every(({ service }) => service.nodes >= 8), {
      timeout: 60_000,
      what: () => `all tables to fill: ${nodes.map(({ service }) => service.nodes).join(' ')}`,
    });
  }, 90_000);
  afterAll(() => {
    for (const node of nodes) node.close();
  });

  it('finds who announced, from any other node', async () => {
    const [a, b] = [nodes[5], nodes[20]] as [Node, Node];
    a.service.setPort(5_555);
    a.service.add(idOf('a1'));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    b.service.add(idOf('a1'));
    await until(
      () => {
        b.service.announceNow(idOf('a1'));
        return b.found.has('127.0.0.1:5555');
      },
      { timeout: 30_000, interval: 1_000, what: 'the peer' },
    );
  }, 60_000);

  it('lets a read-only node look up, and no table takes it in (BEP 43)', async () => {
    const quiet = await Node.open([endpointText((nodes[0] as Node).at)], true);
    const shouter = nodes[7] as Node;
    shouter.service.setPort(7_777);
    shouter.service.add(idOf('b2'));
    await until(() => quiet.service.nodes >= 3, { timeout: 30_000, what: 'its table' });
    quiet.service.add(idOf('b2'));
    await until(
      () => {
        quiet.service.announceNow(idOf('b2'));
        return quiet.found.has('127.0.0.1:7777');
      },
      { timeout: 30_000, interval: 1_000, what: 'the peer' },
    );
    quiet.close();
  }, 60_000);
});

describe('a DHT node among hostile ones', () => {
  let node: Node;
  let attacker: Socket;
  let heard: Uint8Array[];
  const open = async (): Promise<void> => {
    heard = [];
    node = await Node.open([]);
    attacker = createSocket('udp4');
    await new Promise<void>((resolve) => attacker.bind(0, '127.0.0.1', resolve));
    attacker.on('message', (message) => heard.push(message));
  };
  afterEach(() => {
    node.close();
    attacker.close();
  });
  const send = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve) => attacker.send(bytes, node.at.port, '127.0.0.1', () => resolve()));
  const ID = new Uint8Array(20).fill(9);
  const ping = encodeBencode({ t: 'pp', y: 'q', q: 'ping', a: { id: ID } });
  const answers = async (): Promise<void> => {
    const before = heard.length;
    await send(ping);
    await until(() => heard.length > before, { what: 'the answer to a ping' });
  };

  it('survives what would stop its package, and answers afterwards', async () => {
    await open();
    const poison = [
      'l-3:e',
      'd1:al-3:ee',
      `${'l'.repeat(3_000)}`,
      'i-0e',
      'd1:ai03ee',
      'd1:y1:qe',
      'd1:q1:x1:t2:aa1:y1:qe',
      'd1:rd2:idi7ee1:t2:aa1:y1:re',
      'd1:rd2:id20:aaaaaaaaaaaaaaaaaaaa5:nodesi3ee1:t2:\x00\x011:y1:re',
      'd1:eli5ei6ee1:t2:\x00\x011:y1:ee',
      'd1:ad2:id20:aaaaaaaaaaaaaaaaaaaa5:tokeni1e9:info_hash20:aaaaaaaaaaaaaaaaaaaae1:q13:announce_peer1:t2:aa1:y1:qe',
      'd1:ad2:id20:aaaaaaaaaaaaaaaaaaaa1:vi5ee1:q3:put1:t2:aa1:y1:qe',
      'd9:__proto__de1:t2:aa1:y1:re',
    ];
    for (const text of poison) {
      await send(Buffer.from(text, 'latin1'));
      await answers();
    }
    for (let i = 0; i < 300; i++)
      await send(
        Buffer.from(Array.from({ length: i % 200 }, (_, at) => (at === 0 ? 100 : (at * i) & 0xff))),
      );
    await answers();
  }, 30_000);

  it('answers get_peers of a crowded torrent with one small datagram', async () => {
    await open();
    const target = new Uint8Array(20).fill(4);
    const query = encodeBencode({
      t: 'gp',
      y: 'q',
      q: 'get_peers',
      a: { id: ID, info_hash: target },
    });
    await send(query);
    await until(() => heard.length > 0, { what: 'a token' });
    const first = decodeKrpc(heard[0] as Uint8Array);
    const token = first.ok && first.value.kind === 'response' ? first.value.token : undefined;
    expect(token).toBeDefined();
    // From three ports, for one alone may not ask so often.
    for (let port = 0; port < 3; port++) {
      const other = createSocket('udp4');
      await new Promise<void>((resolve) => other.bind(0, '127.0.0.1', resolve));
      let taken = 0;
      other.on('message', () => taken++);
      for (let i = 0; i < 30; i++) {
        const a = {
          id: ID,
          info_hash: target,
          port: 1_000 + port * 30 + i,
          token: token as Uint8Array,
        };
        const announce = encodeBencode({ t: 'an', y: 'q', q: 'announce_peer', a });
        other.send(announce, node.at.port, '127.0.0.1');
      }
      await until(() => taken === 30, { what: 'the announces to be taken' });
      other.close();
    }
    heard.length = 0;
    await send(query);
    await until(() => heard.length > 0, { what: 'the peers' });
    const reply = decodeKrpc(heard[0] as Uint8Array);
    expect(reply.ok && reply.value.kind === 'response' && reply.value.values.length).toBe(50);
    expect(heard[0]?.length).toBeLessThan(1_000);
  }, 60_000);

  it('refuses an announce with a token that it did not give', async () => {
    await open();
    await send(
      encodeBencode({
        t: 'an',
        y: 'q',
        q: 'announce_peer',
        a: { id: ID, info_hash: ID, port: 1, token: 'guess' },
      }),
    );
    await until(() => heard.length > 0, { what: 'the refusal' });
    const reply = decodeKrpc(heard[0] as Uint8Array);
    expect(reply).toMatchObject({ ok: true, value: { kind: 'error', code: 203 } });
  }, 30_000);
});
