import { describe, expect } from 'vitest';
import {
  type BencodeLimits,
  type BencodeValue,
  decodeBencode,
  decodeBencodePrefix,
} from '../../engine/core/bencode/decode.ts';
import { type Bencodable, encodeBencode } from '../../engine/core/bencode/encode.ts';
import { latin1Decode } from '../../engine/core/bytes/text.ts';
import { fuzz, latin1 } from './fuzz.ts';

const limits: BencodeLimits = {
  maxBytes: 4096,
  maxDepth: 10,
  maxTokens: 200,
  unsortedKeys: false,
};

const corpus = [
  'i0e',
  'i-42e',
  '4:spam',
  'li1e2:abd1:ai1eee',
  'd1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe',
  'd4:infod5:filesld6:lengthi1e4:pathl1:a1:beee4:name1:n12:piece lengthi16384e6:pieces0:ee',
  'd8:msg_typei1e5:piecei0e10:total_sizei5eeblock',
].map(latin1);

/**
 * What was accepted is written the same by another encoder, so nothing but bencode was accepted.
 * Undefined where a key is not ASCII: that encoder has no such keys.
 */
function again(value: BencodeValue): Bencodable | undefined {
  const list = value.asList();
  if (list) {
    const items = Array.from(list, again);
    return items.includes(undefined) ? undefined : (items as Bencodable[]);
  }
  const dict = value.asDict();
  if (!dict) return value.asInteger() ?? value.asBytes();
  const entries = Array.from(dict.entries(), ([key, item]) => [latin1Decode(key), again(item)]);
  const ascii = entries.every(
    ([key, item]) =>
      /^[\x20-\x7e]*$/.test(key as string) && key !== '__proto__' && item !== undefined,
  );
  return ascii ? (Object.fromEntries(entries) as Bencodable) : undefined;
}

describe('bencode, fuzzed', () => {
  fuzz('accepts only what is bencode', {
    corpus,
    run(bytes) {
      const result = decodeBencode(bytes, limits);
      if (!result.ok) {
        expect(result.code).toMatch(/^bencode-/);
        return;
      }
      const value = again(result.value);
      if (value !== undefined) expect(latin1Decode(encodeBencode(value))).toBe(latin1Decode(bytes));
    },
  });

  fuzz('finds the end of a value within the bytes', {
    corpus,
    run(bytes) {
      const result = decodeBencodePrefix(bytes, { ...limits, unsortedKeys: true });
      if (!result.ok) return;
      expect(result.value.end).toBeLessThanOrEqual(bytes.length);
      expect(decodeBencode(result.value.raw, { ...limits, unsortedKeys: true }).ok).toBe(true);
    },
  });
});
