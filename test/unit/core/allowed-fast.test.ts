import { describe, expect, test } from 'vitest';
import { allowedFastSet } from '../../../engine/core/allowed-fast.ts';
import { sha1 } from '../../support/sha1.ts';

const infoHash = new Uint8Array(20).fill(0xaa);
const set = (host: string, count: number, pieces = 1313): number[] =>
  allowedFastSet(host, infoHash, pieces, count, sha1);

describe('the allowed-fast set (BEP 6)', () => {
  test('is that of the proposal', () => {
    expect(set('80.4.4.200', 7)).toEqual([1059, 431, 808, 1217, 287, 376, 1188]);
    expect(set('80.4.4.200', 9)).toEqual([1059, 431, 808, 1217, 287, 376, 1188, 353, 508]);
  });

  test('is the same for a whole /24, and another for the next', () => {
    expect(set('80.4.4.1', 9)).toEqual(set('80.4.4.200', 9));
    expect(set('80.4.5.200', 9)).not.toEqual(set('80.4.4.200', 9));
  });

  test('has no more pieces than there are, and none for what is not IPv4', () => {
    expect(set('80.4.4.200', 10, 3).sort()).toEqual([0, 1, 2]);
    expect(set('2001:db8::7', 10)).toEqual([]);
    expect(set('peer.example', 10)).toEqual([]);
  });
});
