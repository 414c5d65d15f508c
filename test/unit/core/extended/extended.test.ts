import { describe, expect, it } from 'vitest';
import { type Bencodable, encodeBencode } from '../../../../engine/core/bencode/encode.ts';
import { latin1Decode, utf8Encode } from '../../../../engine/core/bytes/text.ts';
import { decodeDontHave, encodeDontHave } from '../../../../engine/core/wire/extended/donthave.ts';
import {
  decodeExtendedHandshake,
  encodeExtendedHandshake,
} from '../../../../engine/core/wire/extended/handshake.ts';
import {
  decodeMetadataMessage,
  encodeMetadataData,
  encodeMetadataReject,
  encodeMetadataRequest,
  METADATA_PIECE,
  metadataPieces,
} from '../../../../engine/core/wire/extended/metadata.ts';
import { decodePex, encodePex, MAX_PEX } from '../../../../engine/core/wire/extended/pex.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const isMalformed = { ok: false, code: 'extended-malformed' };

describe('the extended handshake (BEP 10)', () => {
  it('reads back as what was sent', () => {
    const handshake = {
      messages: new Map([
        ['ut_metadata', 1],
        ['ut_pex', 2],
      ]),
      client: 'Skein 0.1',
      port: 6881,
      requestQueue: 500,
      yourIp: '1.2.3.4',
      ipv4: '5.6.7.8',
      ipv6: '2001:db8::1',
      metadataSize: 31_235,
      uploadOnly: true,
      prefersEncryption: false,
    };
    expect(decodeExtendedHandshake(encodeExtendedHandshake(handshake))).toEqual({
      ok: true,
      value: handshake,
    });
  });

  it('says nothing of what is absent', () => {
    expect(latin1Decode(encodeExtendedHandshake({ messages: new Map() }))).toBe('d1:mdee');
    const result = decodeExtendedHandshake(bytesOf('de'));
    expect(result.ok && result.value.messages.size).toBe(0);
    expect(result.ok && result.value.uploadOnly).toBeUndefined();
  });

  it('takes single wrong values for absent, and keys in any order', () => {
    const wrong: Bencodable = {
      m: { a: 1, b: 256, c: -1, d: 'x', ['e'.repeat(65)]: 1, f: 0 },
      p: 70_000,
      reqq: 0,
      yourip: 'abc',
      ipv4: 'x'.repeat(16),
      metadata_size: 10 * 1024 * 1024 + 1,
      upload_only: 'x',
      v: 5,
    };
    const result = decodeExtendedHandshake(encodeBencode(wrong));
    if (!result.ok) throw new Error(result.message);
    const { messages, ...rest } = result.value;
    expect([...messages]).toEqual([
      ['a', 1],
      ['f', 0],
    ]);
    expect(Object.values(rest).every((value) => value === undefined)).toBe(true);
    expect(decodeExtendedHandshake(bytesOf('d1:pi1e1:mdee')).ok).toBe(true);
  });

  it('shows the client’s name without what hides or reorders, and not for ever', () => {
    const v = `a\u202eb\n${'x'.repeat(500)}`;
    const result = decodeExtendedHandshake(encodeBencode({ v }));
    expect(result.ok && result.value.client).toBe(`ab${'x'.repeat(62)}`);
  });

  it('keeps no more names than any client has', () => {
    const m = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x${i}`, 1]));
    const result = decodeExtendedHandshake(encodeBencode({ m }));
    expect(result.ok && result.value.messages.size).toBe(100);
  });

  it.each(['', 'le', 'i1e', 'd1:md', 'd1:mdeex', `${'l'.repeat(20)}${'e'.repeat(20)}`])(
    '%j is none',
    (text) => {
      expect(decodeExtendedHandshake(bytesOf(text))).toMatchObject(isMalformed);
    },
  );
});

describe('ut_metadata (BEP 9)', () => {
  const info = new Uint8Array(METADATA_PIECE + 100).fill(7);

  it('asks and refuses', () => {
    expect(latin1Decode(encodeMetadataRequest(3))).toBe('d8:msg_typei0e5:piecei3ee');
    expect(decodeMetadataMessage(encodeMetadataRequest(3))).toEqual({
      ok: true,
      value: { type: 'request', piece: 3 },
    });
    expect(decodeMetadataMessage(encodeMetadataReject(0))).toEqual({
      ok: true,
      value: { type: 'reject', piece: 0 },
    });
  });

  it('brings a piece behind the dictionary', () => {
    expect(metadataPieces(info.length)).toBe(2);
    for (const [piece, length] of [METADATA_PIECE, 100].entries()) {
      const result = decodeMetadataMessage(encodeMetadataData(piece, info));
      expect(result).toMatchObject({ value: { type: 'data', piece, totalSize: info.length } });
      expect(result.ok && result.value.type === 'data' && result.value.block.length).toBe(length);
    }
  });

  it('passes over types that are not known', () => {
    expect(decodeMetadataMessage(bytesOf('d8:msg_typei9ee'))).toEqual({
      ok: true,
      value: { type: 'unknown' },
    });
  });

  it.each([
    ['no bencode', 'x'],
    ['no dictionary', 'i1e'],
    ['no type', 'd5:piecei0ee'],
    ['no piece', 'd8:msg_typei0ee'],
    ['a negative piece', 'd8:msg_typei0e5:piecei-1ee'],
    ['a piece beyond the bound', 'd8:msg_typei0e5:piecei640ee'],
    ['data without a size', 'd8:msg_typei1e5:piecei0eex'],
    ['a size beyond the bound', 'd8:msg_typei1e5:piecei0e10:total_sizei10485761eex'],
    ['a piece beyond the size', 'd8:msg_typei1e5:piecei1e10:total_sizei5eehello'],
    ['too few bytes', 'd8:msg_typei1e5:piecei0e10:total_sizei5eehell'],
    ['too many bytes', 'd8:msg_typei1e5:piecei0e10:total_sizei5eehellox'],
  ])('%s is malformed', (_what, text) => {
    expect(decodeMetadataMessage(bytesOf(text))).toMatchObject(isMalformed);
  });
});

describe('ut_pex (BEP 11)', () => {
  const contact = (host: string, port: number, flags = 0) => ({ endpoint: { host, port }, flags });

  it('reads back as what was sent, both families', () => {
    const message = {
      added: [contact('1.2.3.4', 5, 0x12), contact('2001:db8::1', 6, 1)],
      dropped: [
        { host: '5.6.7.8', port: 7 },
        { host: '2001:db8::2', port: 8 },
      ],
    };
    expect(decodePex(encodePex(message))).toEqual({ ok: true, value: message });
  });

  it('always has the IPv4 lists', () => {
    expect(latin1Decode(encodePex({ added: [], dropped: [] }))).toBe(
      'd5:added0:7:added.f0:7:dropped0:e',
    );
  });

  it('takes missing flags for none', () => {
    expect(decodePex(encodeBencode({ added: bytesOf('\x01\x02\x03\x04\x00\x05') }))).toMatchObject({
      value: { added: [contact('1.2.3.4', 5, 0)] },
    });
  });

  it('leaves out what nobody can dial and what comes twice', () => {
    const added = bytesOf(
      '\x01\x02\x03\x04\x00\x05\x01\x02\x03\x04\x00\x05\x00\x00\x00\x00\x00\x05\x01\x02\x03\x04\x00\x00',
    );
    const result = decodePex(encodeBencode({ added, dropped: added }));
    expect(result).toMatchObject({
      value: { added: [contact('1.2.3.4', 5)], dropped: [{ host: '1.2.3.4', port: 5 }] },
    });
  });

  it('takes no more than 50 of a message', () => {
    const added = new Uint8Array(6 * 200);
    for (let i = 0; i < 200; i++) added.set([1, 2, 3, i, 0, 5], i * 6);
    const added6 = new Uint8Array(18 * 10).fill(0x20);
    const result = decodePex(encodeBencode({ added, added6, dropped: added, dropped6: added6 }));
    expect(result.ok && result.value.added.length).toBe(MAX_PEX);
    expect(result.ok && result.value.dropped.length).toBe(MAX_PEX);
  });

  it.each(['', 'le', 'd5:added5:abcdee', 'd6:added617:aaaaaaaaaaaaaaaaae', 'd5:added6:abcdef'])(
    '%j is malformed',
    (text) => {
      expect(decodePex(bytesOf(text))).toMatchObject(isMalformed);
    },
  );
});

describe('lt_donthave (BEP 54)', () => {
  it('names a piece', () => {
    expect(encodeDontHave(0xfffffffe)).toEqual(Uint8Array.of(255, 255, 255, 254));
    expect(decodeDontHave(encodeDontHave(77))).toEqual({ ok: true, value: 77 });
  });

  it('has four bytes', () => {
    expect(decodeDontHave(utf8Encode('abc'))).toMatchObject(isMalformed);
    expect(decodeDontHave(utf8Encode('abcde'))).toMatchObject(isMalformed);
  });
});
