import { describe, expect, it } from 'vitest';
import {
  type BencodeLimits,
  decodeBencode,
  decodeBencodePrefix,
  FILE_LIMITS,
} from '../../../../engine/core/bencode/decode.ts';
import { latin1Decode, utf8Encode } from '../../../../engine/core/bytes/text.ts';

const limits: BencodeLimits = {
  maxBytes: 1000,
  maxDepth: 4,
  maxTokens: 50,
  unsortedKeys: false,
};
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const decode = (text: string, changed: Partial<BencodeLimits> = {}) =>
  decodeBencode(bytesOf(text), { ...limits, ...changed });
const codeOf = (text: string, changed: Partial<BencodeLimits> = {}): string => {
  const result = decode(text, changed);
  return result.ok ? 'ok' : result.code;
};
const value = (text: string) => {
  const result = decode(text);
  if (!result.ok) throw new Error(result.message);
  return result.value;
};

describe('bencode values', () => {
  it('reads integers up to ±(2^53 − 1)', () => {
    for (const number of [0, 7, -7, 10, -120, 2 ** 53 - 1, -(2 ** 53 - 1)]) {
      expect(value(`i${number}e`).asInteger()).toBe(number);
    }
  });

  it('reads byte strings as views, and text only where it is UTF-8', () => {
    expect(value('4:spam').asText()).toBe('spam');
    expect(value('0:').asBytes()).toEqual(new Uint8Array(0));
    expect(value('2:\xff\xfe').asText()).toBeUndefined();
    expect(value('2:\xff\xfe').asBytes()).toEqual(Uint8Array.of(255, 254));
  });

  it('reads lists and nested values in order', () => {
    const list = value('l1:ai2eld1:k0:eee').asList();
    const items = [...(list ?? [])];
    expect(items.map((item) => item.kind)).toEqual(['bytes', 'integer', 'list']);
    expect(list?.count()).toBe(3);
    expect(latin1Decode(items[2]?.raw ?? new Uint8Array())).toBe('ld1:k0:ee');
  });

  it('looks up typed values by key, and gives nothing for another type', () => {
    const dict = value('d1:ai5e1:b3:two1:cle1:ddee').asDict();
    expect(dict?.integer('a')).toBe(5);
    expect(dict?.bytes('a')).toBeUndefined();
    expect(dict?.text('b')).toBe('two');
    expect(dict?.list('c')?.count()).toBe(0);
    expect([...(dict?.dict('d')?.entries() ?? [])]).toEqual([]);
    expect(dict?.get('e')).toBeUndefined();
    expect(dict?.has('d')).toBe(true);
  });

  it('gives the raw range of any value, wherever it lies', () => {
    const dict = value('d1:ai5e4:infod1:xl1:yee1:z0:e').asDict();
    const info = dict?.dict('info');
    expect(latin1Decode(info?.raw ?? new Uint8Array())).toBe('d1:xl1:yee');
    expect([info?.start, info?.end]).toEqual([13, 23]);
  });

  it('keeps keys that name parts of the prototype as plain keys', () => {
    const dict = value('d9:__proto__d5:admini1ee11:constructori2ee').asDict();
    expect(dict?.dict('__proto__')?.integer('admin')).toBe(1);
    expect(dict?.integer('constructor')).toBe(2);
    expect(dict?.get('toString')).toBeUndefined();
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('finds keys that are bytes and not text', () => {
    const key = '\x00\xff\x80';
    expect(value(`d3:${key}i1ee`).asDict()?.integer(key)).toBe(1);
  });
});

describe('what is no bencode', () => {
  it.each([
    ['', 'bencode-truncated'],
    ['i5', 'bencode-truncated'],
    ['5:abc', 'bencode-truncated'],
    ['5', 'bencode-truncated'],
    ['l', 'bencode-truncated'],
    ['d1:a', 'bencode-truncated'],
    ['x', 'bencode-syntax'],
    ['e', 'bencode-syntax'],
    ['lxe', 'bencode-syntax'],
    ['d1:ae', 'bencode-syntax'],
    ['ie', 'bencode-integer'],
    ['i-e', 'bencode-integer'],
    ['i-0e', 'bencode-integer'],
    ['i00e', 'bencode-integer'],
    ['i03e', 'bencode-integer'],
    ['i-03e', 'bencode-integer'],
    ['i+3e', 'bencode-integer'],
    ['i 3e', 'bencode-integer'],
    ['i3.0e', 'bencode-integer'],
    ['i9007199254740992e', 'bencode-integer'],
    ['i9007199254740993e', 'bencode-integer'],
    ['i-9007199254740992e', 'bencode-integer'],
    [`i${'9'.repeat(40)}e`, 'bencode-integer'],
    ['-1:a', 'bencode-syntax'],
    ['l-3:e', 'bencode-syntax'],
    ['01:a', 'bencode-length'],
    ['00:', 'bencode-length'],
    ['1a:a', 'bencode-length'],
    ['999999999:a', 'bencode-length'],
    ['99999999:a', 'bencode-truncated'],
    ['di1e1:ae', 'bencode-key'],
    ['dlee', 'bencode-key'],
    ['d1:bi1e1:ai2ee', 'bencode-key-order'],
    ['d2:aai1e1:ai2ee', 'bencode-key-order'],
    ['d1:ai1e1:ai2ee', 'bencode-key-twice'],
    ['i1ei2e', 'bencode-trailing'],
    ['i1e\n', 'bencode-trailing'],
    ['lllllleeeeee', 'bencode-too-deep'],
    [`l${'0:'.repeat(60)}e`, 'bencode-too-many'],
    [`1000:${'a'.repeat(1000)}`, 'bencode-too-large'],
  ])('%s is %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('says where', () => {
    const result = decode('d1:ai03ee');
    expect(result).toMatchObject({ message: expect.stringContaining('byte 4') });
  });

  it('takes as many levels and values as the limits say, and no more', () => {
    expect(codeOf('llllee'.replace('ee', 'eeee'))).toBe('ok');
    expect(codeOf(`l${'0:'.repeat(49)}e`)).toBe('ok');
    expect(codeOf(`l${'0:'.repeat(50)}e`)).toBe('bencode-too-many');
  });

  it('tolerates unsorted keys only where asked, and a key that comes twice never', () => {
    const unsortedKeys = true;
    expect(codeOf('d1:bi1e1:ai2ee', { unsortedKeys })).toBe('ok');
    expect(codeOf('d1:bi1e1:ai2e1:bi3ee', { unsortedKeys })).toBe('bencode-key-twice');
    expect(codeOf('d1:bd1:x0:e1:a0:1:cd1:b0:ee', { unsortedKeys })).toBe('ok');
  });

  it('does not follow nesting with the stack', () => {
    const depth = 1_000_000;
    const bytes = utf8Encode('l'.repeat(depth) + 'e'.repeat(depth));
    const result = decodeBencode(bytes, { ...FILE_LIMITS, maxDepth: depth });
    expect(result.ok).toBe(true);
  });
});

describe('a value with bytes after it', () => {
  it('says where the value ends (BEP 9 puts a block behind it)', () => {
    const result = decodeBencodePrefix(bytesOf('d8:msg_typei1eeBLOCK'), limits);
    expect(result.ok && result.value.end).toBe(15);
  });
});
