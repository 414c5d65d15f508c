import { describe, expect, it } from 'vitest';
import { type Bencodable, encodeBencode } from '../../../../engine/core/bencode/encode.ts';
import { latin1Decode } from '../../../../engine/core/bytes/text.ts';
import { decodeKrpc } from '../../../../engine/core/dht/schema.ts';

type Keys = Readonly<Record<string, Bencodable | undefined>>;

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const id = 'abcdefghij0123456789';
const target = 'mnopqrstuvwxyz123456';

const query = (q: Bencodable, a: Bencodable | undefined, more: Keys = {}) =>
  decodeKrpc(encodeBencode({ t: 'aa', y: 'q', q, a, ...more }));
const response = (r: Bencodable | undefined, more: Keys = {}) =>
  decodeKrpc(encodeBencode({ t: 'aa', y: 'r', r, ...more }));
const malformed = { ok: false, code: 'krpc-malformed' };

describe('queries (BEP 5)', () => {
  it.each([
    ['d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe', 'ping'],
    [
      'd1:ad2:id20:abcdefghij01234567896:target20:mnopqrstuvwxyz123456e1:q9:find_node1:t2:aa1:y1:qe',
      'find_node',
    ],
    [
      'd1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz123456e1:q9:get_peers1:t2:aa1:y1:qe',
      'get_peers',
    ],
    [
      'd1:ad2:id20:abcdefghij012345678912:implied_porti1e9:info_hash20:mnopqrstuvwxyz1234564:porti6881e5:token8:aoeusnthe1:q13:announce_peer1:t2:aa1:y1:qe',
      'announce_peer',
    ],
  ])('of the specification pass: %#', (text, method) => {
    expect(decodeKrpc(bytesOf(text))).toMatchObject({
      ok: true,
      value: { kind: 'query', method, id: bytesOf(id), transaction: bytesOf('aa') },
    });
  });

  it('tell what an announce says', () => {
    const a = { id, info_hash: target, token: 'tok', port: 6881 };
    expect(query('announce_peer', a)).toMatchObject({
      value: { port: 6881, target: bytesOf(target), token: bytesOf('tok'), readOnly: false },
    });
    expect(query('announce_peer', { ...a, implied_port: 1 })).toMatchObject({ value: { port: 0 } });
    const bare = { id, info_hash: target, token: 'tok', implied_port: 1 };
    expect(query('announce_peer', bare)).toMatchObject({ value: { port: 0 } });
  });

  it('may come from a read-only node (BEP 43) and carry what we do not know', () => {
    const a = { id, bs: 1, want: ['n4', 'n6'] };
    expect(query('ping', a, { ro: 1, v: 'LT01', ip: 'abcdef' })).toMatchObject({
      ok: true,
      value: { readOnly: true },
    });
  });

  it.each<[string, Bencodable, Bencodable | undefined]>([
    ['without arguments', 'ping', undefined],
    ['with arguments that are a list', 'ping', []],
    ['without an id', 'ping', {}],
    ['with an id that is a number', 'ping', { id: 5 }],
    ['with an id of 19 bytes', 'ping', { id: id.slice(1) }],
    ['that nobody knows', 'vote', { id }],
    ['whose name is a number', 5, { id }],
    ['to store a value', 'put', { id, token: 'x', v: 'y' }],
    ['for a node without target', 'find_node', { id }],
    ['for a node with a target of a wrong type', 'find_node', { id, target: 5 }],
    ['for peers of a hash of a wrong size', 'get_peers', { id, info_hash: 'x' }],
    ['to announce without token', 'announce_peer', { id, info_hash: target, port: 5 }],
    [
      'to announce with a number for a token',
      'announce_peer',
      { id, info_hash: target, port: 5, token: 5 },
    ],
    [
      'to announce with a huge token',
      'announce_peer',
      { id, info_hash: target, port: 5, token: 'x'.repeat(129) },
    ],
    ['to announce without port', 'announce_peer', { id, info_hash: target, token: 'x' }],
    ['to announce port 0', 'announce_peer', { id, info_hash: target, token: 'x', port: 0 }],
    ['to announce port 65536', 'announce_peer', { id, info_hash: target, token: 'x', port: 65536 }],
    [
      'to announce a port that is text',
      'announce_peer',
      { id, info_hash: target, token: 'x', port: '5', implied_port: 1 },
    ],
    [
      'to announce an implied port that is text',
      'announce_peer',
      { id, info_hash: target, token: 'x', port: 5, implied_port: '1' },
    ],
  ])('%s are dropped', (_what, q, a) => {
    expect(query(q, a)).toMatchObject(malformed);
  });
});

describe('responses', () => {
  it('carry nodes and peers of both families (BEP 32)', () => {
    const r = {
      id,
      nodes: 'n'.repeat(52),
      nodes6: 'm'.repeat(38),
      values: ['axje.u', 'x'.repeat(18)],
      token: 'tok',
    };
    expect(response(r)).toEqual({
      ok: true,
      value: {
        kind: 'response',
        transaction: bytesOf('aa'),
        id: bytesOf(id),
        nodes: bytesOf('n'.repeat(52)),
        nodes6: bytesOf('m'.repeat(38)),
        values: [bytesOf('axje.u'), bytesOf('x'.repeat(18))],
        token: bytesOf('tok'),
      },
    });
    expect(response({ id })).toMatchObject({ value: { values: [], nodes: undefined } });
  });

  it.each<[string, Bencodable | undefined]>([
    ['without a dictionary', undefined],
    ['with a list', []],
    ['without an id', { nodes: '' }],
    ['with an id that is a number', { id: 5 }],
    ['with nodes that end within one', { id, nodes: 'n'.repeat(27) }],
    ['with nodes that are a list', { id, nodes: [] }],
    ['with more nodes than anybody sends', { id, nodes: 'n'.repeat(26 * 101) }],
    ['with IPv6 nodes that end within one', { id, nodes6: 'n'.repeat(26) }],
    ['with peers that are bytes', { id, values: 'axje.u' }],
    ['with a peer of a wrong size', { id, values: ['axje.'] }],
    ['with a peer that is a number', { id, values: [5] }],
    ['with a token that is a number', { id, token: 5 }],
    ['with a huge token', { id, token: 'x'.repeat(129) }],
  ])('%s are dropped', (_what, r) => {
    expect(response(r)).toMatchObject(malformed);
  });
});

describe('errors', () => {
  it('carry a code and a text', () => {
    const text = 'd1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee';
    const result = decodeKrpc(bytesOf(text));
    expect(result).toMatchObject({ ok: true, value: { kind: 'error', code: 201 } });
    expect(result.ok && result.value.kind === 'error' && latin1Decode(result.value.text)).toBe(
      'A Generic Error Ocurred',
    );
  });

  it.each<[string, Bencodable]>([
    ['text', 'x'],
    ['an empty list', []],
    ['a code alone', [201]],
    ['two texts', ['x', 'y']],
    ['a dictionary in it', [201, {}]],
    ['more than two', [201, 'x', ['y']]],
  ])('with %s are dropped', (_what, e) => {
    expect(decodeKrpc(encodeBencode({ t: 'aa', y: 'e', e }))).toMatchObject(malformed);
  });
});

describe('any message', () => {
  it.each([
    'l-3:e',
    '',
    'i1e',
    'le',
    'de',
    `d1:y1:q1:t2:aae`,
    `d1:rd2:id20:${id}e1:ti5e1:y1:re`,
    `d1:rd2:id20:${id}e1:t0:1:y1:re`,
    `d1:rd2:id20:${id}e1:t33:${'x'.repeat(33)}1:y1:re`,
    `d1:rd2:id20:${id}e1:t2:aa1:yi5ee`,
    `d1:rd2:id20:${id}e1:t2:aa1:y1:xe`,
    `d1:rd2:id20:${id}e1:t2:aa1:y1:re0`,
    `d${'1:ad'.repeat(50)}${'e'.repeat(50)}e`,
  ])('that is not whole is dropped: %.40s', (text) => {
    expect(decodeKrpc(bytesOf(text))).toMatchObject(malformed);
  });

  it.each(['__proto__', '\xef\xbb\xbfid', '\xff', ''])(
    'with a key that may turn into another is dropped: %j',
    (key) => {
      const entry = `${key.length}:${key}i1e`;
      const sorted = key < 'id' ? `${entry}2:id20:${id}` : `2:id20:${id}${entry}`;
      expect(decodeKrpc(bytesOf(`d1:rd${sorted}e1:t2:aa1:y1:re`))).toMatchObject(malformed);
    },
  );

  it('larger than a datagram is dropped', () => {
    expect(response({ id, x: 'x'.repeat(4096) })).toMatchObject(malformed);
  });
});
