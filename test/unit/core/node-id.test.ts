import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../engine/core/bytes/bytes.ts';
import { isNodeIdFor, nodeIdFor } from '../../../engine/core/dht/node-id.ts';

/** The vectors of BEP 42: address, last byte, id. */
const VECTORS = [
  ['124.31.75.21', 1, '5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401'],
  ['21.75.31.124', 86, '5a3ce9c14e7a08645677bbd1cfe7d8f956d53256'],
  ['65.23.51.170', 22, 'a5d43220bc8f112a3d426c84764f8c2a1150e616'],
  ['84.124.73.14', 65, '1b0321dd1bb1fe518101ceef99462b947a01ff41'],
  ['43.213.53.83', 90, 'e56f6cbf5b7c4be0237986d5243b87aa6d51305a'],
] as const;

describe('node ids (BEP 42)', () => {
  it.each(VECTORS)('%s has the id of the vector', (host, last, expected) => {
    const wanted = fromHex(expected) as Uint8Array;
    expect(isNodeIdFor(wanted, host)).toBe(true);
    const random = wanted.slice();
    random[0] = 0;
    random[1] = 0;
    expect(random[19]).toBe(last);
    // 21 bits come from the address, the rest from the random bytes.
    expect(toHex(nodeIdFor(host, random)).slice(0, 5)).toBe(expected.slice(0, 5));
    expect(isNodeIdFor(nodeIdFor(host, random), host)).toBe(true);
  });

  it('does not fit another address, and local ones take any', () => {
    const id = nodeIdFor('124.31.75.21', new Uint8Array(20).fill(9));
    expect(isNodeIdFor(id, '84.124.73.14')).toBe(false);
    expect(isNodeIdFor(id, '192.168.1.1')).toBe(true);
    expect(isNodeIdFor(id, '127.0.0.1')).toBe(true);
    expect(isNodeIdFor(id.subarray(1), '127.0.0.1')).toBe(false);
    const random = new Uint8Array(20).fill(7);
    expect(nodeIdFor('10.0.0.1', random)).toEqual(random);
    expect(nodeIdFor(undefined, random)).toEqual(random);
  });

  it('works for IPv6', () => {
    const id = nodeIdFor('2a00:1450:4001:81c::200e', new Uint8Array(20).fill(3));
    expect(isNodeIdFor(id, '2a00:1450:4001:81c::200e')).toBe(true);
    expect(isNodeIdFor(id, '2a00:1450:4001:81c::1')).toBe(true);
    expect(isNodeIdFor(id, '2a01:1450:4001:81c::200e')).toBe(false);
  });
});
