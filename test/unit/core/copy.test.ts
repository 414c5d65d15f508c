import { describe, expect, it } from 'vitest';
import { copyToShared } from '../../../engine/core/bytes/copy.ts';

const source = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff);

describe('copying into shared memory', () => {
  it('moves every byte and no other, however both ends lie', () => {
    for (const count of [0, 1, 7, 8, 4_095, 16_384, 16_389, 40_000]) {
      for (let from = 0; from < 9; from++) {
        for (let at = 0; at < 9; at++) {
          const target = new Uint8Array(new SharedArrayBuffer(count + 32), 3).fill(0xee);
          copyToShared(target, at, source, from, count);
          const wanted = new Uint8Array(count + 29).fill(0xee);
          wanted.set(source.subarray(from, from + count), at);
          expect(Buffer.compare(Buffer.from(target), wanted), `${count} ${from} ${at}`).toBe(0);
        }
      }
    }
  });

  it('refuses to write past the end', () => {
    const target = new Uint8Array(new SharedArrayBuffer(100));
    expect(() => copyToShared(target, 90, source, 1, 20)).toThrow(RangeError);
  });
});
