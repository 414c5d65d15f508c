import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeBencode, MESSAGE_LIMITS } from '../../../engine/core/bencode/decode.ts';
import { type Bencodable, encodeBencode } from '../../../engine/core/bencode/encode.ts';
import { concatBytes } from '../../../engine/core/bytes/bytes.ts';
import { latin1Decode, utf8Encode } from '../../../engine/core/bytes/text.ts';
import { writeCompact } from '../../../engine/core/compact.ts';
import { decodeKrpc, type KrpcMessage } from '../../../engine/core/dht/schema.ts';
import type { Endpoint } from '../../../engine/core/endpoint.ts';
import { DhtGuard } from '../../../engine/discovery/dht/guard.ts';
import { createSimNetworkPorts } from '../../sim/world/ports.ts';
import { World } from '../../sim/world/world.ts';

const OWN = new Uint8Array(20).fill(1);
const OTHER = new Uint8Array(20).fill(2);
const TARGET = new Uint8Array(20).fill(3);
const node: Endpoint = { host: '60.1.2.3', port: 6881 };

const decoded = (datagram: Uint8Array): KrpcMessage => {
  const message = decodeKrpc(datagram);
  if (!message.ok) throw new Error(message.message);
  return message.value;
};
const contact = (id: Uint8Array, at: Endpoint): Uint8Array =>
  concatBytes([id, writeCompact(at) as Uint8Array]);

class Rig {
  readonly world = new World({ seed: 1 });
  readonly table: { datagram: Uint8Array; from: Endpoint }[] = [];
  readonly net: { datagram: Uint8Array; to: Endpoint }[] = [];
  readonly candidates: Endpoint[] = [];
  readonly seen: string[] = [];
  readonly guard: DhtGuard;

  constructor(readOnly = false) {
    const { clock, random } = createSimNetworkPorts(this.world.addHost());
    this.guard = new DhtGuard(
      { clock, random },
      {
        toTable: (datagram, from) => this.table.push({ datagram: datagram.slice(), from }),
        toNet: (datagram, to) => this.net.push({ datagram: datagram.slice(), to }),
        candidate: (each) => this.candidates.push(each),
        seenAs: (address) => this.seen.push(address),
      },
      { id: OWN, readOnly, version: utf8Encode('SN00') },
    );
  }

  /** The table asks; returns the transaction id on the wire. */
  ask(to: Endpoint, method = 'get_peers', inner = Uint8Array.of(0, 1)): Uint8Array {
    const a =
      method === 'ping'
        ? { id: OWN }
        : method === 'find_node'
          ? { id: OWN, target: TARGET }
          : { id: OWN, info_hash: TARGET };
    this.guard.sent(encodeBencode({ t: inner, y: 'q', q: method, a }), to);
    return decoded((this.net.at(-1) as { datagram: Uint8Array }).datagram).transaction.slice();
  }

  hear(message: Bencodable, from = node): void {
    this.guard.received(encodeBencode(message), from);
  }

  last(): KrpcMessage {
    return decoded((this.table.at(-1) as { datagram: Uint8Array }).datagram);
  }
}

describe('the guard of the DHT', () => {
  let rig: Rig;
  beforeEach(() => {
    rig = new Rig();
  });

  it('gives queries random transaction ids, and the table its own back', () => {
    const outer = rig.ask(node);
    expect(outer).toHaveLength(4);
    expect(rig.ask(node)).not.toEqual(outer);
    rig.hear({ t: outer, y: 'r', r: { id: OTHER, token: 'tok' } });
    expect(rig.last()).toMatchObject({
      kind: 'response',
      transaction: Uint8Array.of(0, 1),
      id: OTHER,
    });
  });

  it('believes a response only once, only from the address that was asked, and only in time', async () => {
    const reply = (t: Uint8Array) => ({ t, y: 'r', r: { id: OTHER } });
    const outer = rig.ask(node);
    rig.hear(reply(outer), { ...node, port: 6882 });
    rig.hear(reply(outer), { host: '60.1.2.4', port: 6881 });
    rig.hear(reply(Uint8Array.of(0, 1)));
    expect(rig.table).toEqual([]);
    rig.hear(reply(outer));
    rig.hear(reply(outer));
    expect(rig.table).toHaveLength(1);
    const late = rig.ask(node);
    await rig.world.pass(20_000);
    rig.hear(reply(late));
    expect(rig.table).toHaveLength(1);
  });

  it('never lets a strange id into the table before its owner has answered', () => {
    rig.hear({ t: 'aa', y: 'q', q: 'find_node', a: { id: OTHER, target: TARGET } });
    expect(rig.last()).toMatchObject({ kind: 'query', id: OWN, target: TARGET });
    expect(rig.candidates).toEqual([node]);
    rig.hear({ t: rig.ask(node, 'ping'), y: 'r', r: { id: OTHER } });
    rig.hear({ t: 'aa', y: 'q', q: 'find_node', a: { id: OTHER, target: TARGET } });
    expect(rig.last()).toMatchObject({ kind: 'query', id: OTHER });
    expect(rig.candidates).toHaveLength(1);
    // Somebody else on the same machine, or with the same id.
    rig.hear({ t: 'aa', y: 'q', q: 'ping', a: { id: OTHER } }, { ...node, port: 9 });
    expect(rig.last()).toMatchObject({ id: OWN });
    rig.hear({ t: 'aa', y: 'q', q: 'ping', a: { id: TARGET } });
    expect(rig.last()).toMatchObject({ id: OWN });
  });

  it('answers read-only nodes, and asks them nothing (BEP 43)', () => {
    rig.hear({ t: 'aa', y: 'q', q: 'ping', ro: 1, a: { id: OTHER } });
    expect(rig.table).toHaveLength(1);
    expect(rig.candidates).toEqual([]);
  });

  it('when read-only itself, says so and answers nobody', () => {
    rig = new Rig(true);
    rig.ask(node);
    expect(latin1Decode((rig.net[0] as { datagram: Uint8Array }).datagram)).toContain('2:roi1e');
    rig.hear({ t: 'aa', y: 'q', q: 'ping', a: { id: OTHER } });
    expect(rig.table).toEqual([]);
  });

  it('takes one node for each public address', () => {
    rig.hear({ t: rig.ask(node), y: 'r', r: { id: OTHER } });
    const second = { host: node.host, port: 7000 };
    rig.hear({ t: rig.ask(second), y: 'r', r: { id: TARGET } }, second);
    expect(rig.table).toHaveLength(1);
    for (const port of [1000, 1001]) {
      const local = { host: '127.0.0.1', port };
      rig.hear(
        { t: rig.ask(local), y: 'r', r: { id: new Uint8Array(20).fill(port & 0xff) } },
        local,
      );
    }
    expect(rig.table).toHaveLength(3);
  });

  it('lets nobody on the internet send us into the local network', () => {
    const nodes = concatBytes([
      contact(OTHER, { host: '127.0.0.1', port: 80 }),
      contact(OTHER, { host: '192.168.1.1', port: 80 }),
      contact(OTHER, { host: '10.1.1.1', port: 80 }),
      contact(OTHER, { host: '0.0.0.0', port: 80 }),
      contact(OTHER, { host: '239.1.1.1', port: 80 }),
      contact(OTHER, { host: '60.7.7.7', port: 0 }),
      contact(OTHER, { host: '60.7.7.7', port: 77 }),
    ]);
    const values = ['192.168.1.1', '127.0.0.1', '61.1.1.1'].map(
      (host) => writeCompact({ host, port: 5 }) as Uint8Array,
    );
    values.push(writeCompact({ host: '2a00::1', port: 5 }) as Uint8Array);
    rig.hear({ t: rig.ask(node), y: 'r', r: { id: OTHER, nodes, token: 't', values } });
    const message = rig.last();
    expect(message.kind === 'response' && message.nodes).toEqual(
      contact(OTHER, { host: '60.7.7.7', port: 77 }),
    );
    expect(message.kind === 'response' && message.values).toEqual([
      writeCompact({ host: '61.1.1.1', port: 5 }),
    ]);
    const neighbour = { host: '192.168.1.9', port: 6881 };
    rig.hear({ t: rig.ask(neighbour), y: 'r', r: { id: TARGET, values } }, neighbour);
    const local = rig.last();
    expect(local.kind === 'response' && local.values).toHaveLength(2);
  });

  it('passes no more than twenty nodes on, and no peers that were not asked for', () => {
    const nodes = concatBytes(
      Array.from({ length: 90 }, (_, i) => contact(OTHER, { host: `60.0.1.${i + 1}`, port: 9 })),
    );
    rig.hear({
      t: rig.ask(node, 'find_node'),
      y: 'r',
      r: { id: OTHER, nodes, values: [writeCompact(node) as Uint8Array] },
    });
    const message = rig.last();
    expect(message.kind === 'response' && message.nodes).toHaveLength(20 * 26);
    expect(message.kind === 'response' && message.values).toEqual([]);
  });

  it('holds a flooding address to its share, and goes on with the others', () => {
    for (let i = 0; i < 5_000; i++) rig.hear({ t: 'aa', y: 'q', q: 'ping', a: { id: OTHER } });
    expect(rig.table.length).toBeLessThanOrEqual(60);
    rig.hear({ t: 'aa', y: 'q', q: 'ping', a: { id: OTHER } }, { host: '60.9.9.9', port: 1 });
    expect(rig.table.at(-1)?.from.host).toBe('60.9.9.9');
  });

  it('throws no more at a forged address than its share of bytes', () => {
    const nodes = concatBytes(
      Array.from({ length: 20 }, (_, i) => contact(OTHER, { host: `60.0.1.${i + 1}`, port: 9 })),
    );
    for (let i = 0; i < 500; i++)
      rig.guard.sent(encodeBencode({ t: 'aa', y: 'r', r: { id: OWN, nodes } }), node);
    const bytes = rig.net.reduce((sum, { datagram }) => sum + datagram.length, 0);
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes).toBeLessThanOrEqual(16_000);
  });

  it('tells the other how we see it, and hears how it sees us (BEP 42)', () => {
    rig.guard.sent(encodeBencode({ t: 'aa', y: 'r', r: { id: OWN } }), node);
    const sent = decodeBencode((rig.net[0] as { datagram: Uint8Array }).datagram, MESSAGE_LIMITS);
    expect(sent.ok && sent.value.asDict()?.bytes('ip')).toEqual(writeCompact(node));
    rig.hear({
      t: rig.ask(node),
      y: 'r',
      ip: writeCompact({ host: '9.8.7.6', port: 1 }),
      r: { id: OTHER },
    });
    expect(rig.seen).toEqual(['9.8.7.6']);
  });

  it.each([
    'l-3:e',
    'd1:ad2:id3:abce1:q4:ping1:t2:aa1:y1:qe',
    'd1:rd2:id20:aaaaaaaaaaaaaaaaaaaae1:t2:aa1:yi5ee',
    'd1:ad2:idi5ee1:q4:ping1:t2:aa1:y1:qe',
    'd1:t1:a1:y1:re',
    'd1:q4:ping1:y1:qe',
    'd1:eli201e5:error1:t2:aae',
    'de',
    'd',
    '',
    `d1:ad2:id20:${'a'.repeat(20)}6:target3:abce1:q9:find_node1:t2:aa1:y1:qe`,
    `d1:ad2:id20:${'a'.repeat(20)}9:info_hash20:${'b'.repeat(20)}4:porti0e5:token1:xe1:q13:announce_peer1:t2:aa1:y1:qe`,
    `d1:ad2:id20:${'a'.repeat(20)}9:info_hash20:${'b'.repeat(20)}4:porti99999e5:token1:xe1:q13:announce_peer1:t2:aa1:y1:qe`,
    `d1:ad2:id20:${'a'.repeat(20)}9:info_hash20:${'b'.repeat(20)}4:porti9e5:tokeni7ee1:q13:announce_peer1:t2:aa1:y1:qe`,
    `d9:__proto__d1:xi1ee1:ad2:id20:${'a'.repeat(20)}e1:q4:ping1:t2:aa1:y1:qe`,
  ])('drops %j', (text) => {
    rig.guard.received(utf8Encode(text), node);
    expect(rig.table).toEqual([]);
    expect(rig.net).toEqual([]);
  });

  it('hands nothing on from IPv6 or from addresses that are none', () => {
    const query = { t: 'aa', y: 'q', q: 'ping', a: { id: OTHER } };
    for (const host of ['2a00::1', '0.0.0.0', '224.0.0.1', '255.255.255.255'])
      rig.hear(query, { host, port: 5 });
    rig.hear(query, { ...node, port: 0 });
    expect(rig.table).toEqual([]);
  });

  it('gives the table nothing but messages of its own making, whatever comes', () => {
    const key = fc.constantFrom(
      'a',
      'r',
      'e',
      'q',
      't',
      'y',
      'v',
      'ip',
      'ro',
      'id',
      'target',
      'info_hash',
      'token',
      'values',
      'nodes',
      'port',
    );
    const leaf = fc.oneof(
      fc.constantFrom('q', 'r', 'e', 'ping', 'find_node', 'get_peers', 'announce_peer'),
      fc.integer(),
      fc.uint8Array({ maxLength: 60 }),
      fc.constant(OTHER),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 8 }),
      ),
    }));
    fc.assert(
      fc.property(value, (message) => {
        rig = new Rig();
        const t = rig.ask(node);
        const whole =
          typeof message === 'object' &&
          message !== null &&
          !Array.isArray(message) &&
          !(message instanceof Uint8Array)
            ? { t, ...message }
            : message;
        rig.hear(whole as Bencodable);
        for (const { datagram } of rig.table) expect(decodeKrpc(datagram).ok).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
