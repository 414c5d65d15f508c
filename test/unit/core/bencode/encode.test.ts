import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BencodeValue,
  decodeBencode,
  FILE_LIMITS,
} from '../../../../engine/core/bencode/decode.ts';
import { type Bencodable, encodeBencode } from '../../../../engine/core/bencode/encode.ts';
import { latin1Decode } from '../../../../engine/core/bytes/text.ts';

const encoded = (value: Bencodable): string => latin1Decode(encodeBencode(value));

describe('encoding', () => {
  it('sorts keys, leaves out what is absent, and counts the bytes of text', () => {
    expect(encoded({ b: 1, a: 'ü', c: undefined, d: [] })).toBe('d1:a2:Ã¼1:bi1e1:dlee');
  });

  it('writes large and negative integers exactly', () => {
    expect(encoded([2 ** 53 - 1, -(2 ** 40), 0])).toBe('li9007199254740991ei-1099511627776ei0ee');
  });

  it('writes bytes as they are', () => {
    expect(encodeBencode(Uint8Array.of(0, 255))).toEqual(Uint8Array.of(0x32, 0x3a, 0, 255));
  });

  it('throws for what it could only write wrongly', () => {
    expect(() => encodeBencode(1.5)).toThrow(RangeError);
    expect(() => encodeBencode([{ a: 2 ** 53 }])).toThrow(RangeError);
    expect(() => encodeBencode({ ü: 1 })).toThrow(RangeError);
  });

  it('writes what the strict decoder reads back', () => {
    const leaf = fc.oneof(fc.maxSafeInteger(), fc.uint8Array({ maxLength: 40 }));
    const { tree } = fc.letrec<{ tree: Bencodable }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 5 }),
        fc.dictionary(fc.string({ maxLength: 6 }), tie('tree'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const result = decodeBencode(encodeBencode(value), { ...FILE_LIMITS, unsortedKeys: false });
        expect(result.ok && plain(result.value)).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });
});

function plain(value: BencodeValue): Bencodable {
  const list = value.asList();
  if (list) return Array.from(list, plain);
  const dict = value.asDict();
  if (!dict) return value.asInteger() ?? Uint8Array.from(value.asBytes() ?? []);
  const entries = Array.from(dict.entries(), ([key, item]) => [latin1Decode(key), plain(item)]);
  return Object.fromEntries(entries) as Bencodable;
}
