import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latin1Decode, utf8Encode } from '../../../engine/core/bytes/text.ts';
import type { InfoHash } from '../../../engine/core/ids.ts';
import {
  decodeLsd,
  encodeLsd,
  LSD_GROUP_4,
  LSD_GROUP_6,
  MAX_HASHES,
} from '../../../engine/discovery/lsd/message.ts';

const hash = (byte: string): InfoHash => byte.repeat(20) as InfoHash;

describe('local discovery messages (BEP 14)', () => {
  it('are what other clients send and read', () => {
    const message = { port: 6881, infoHashes: [hash('ab')], cookie: 'c0ffee' };
    expect(latin1Decode(encodeLsd(message, LSD_GROUP_4))).toBe(
      `BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\nPort: 6881\r\nInfohash: ${'AB'.repeat(20)}\r\ncookie: c0ffee\r\n\r\n\r\n`,
    );
    expect(latin1Decode(encodeLsd(message, LSD_GROUP_6))).toContain(
      'Host: [ff15::efc0:988f]:6771\r\n',
    );
    expect(decodeLsd(encodeLsd(message, LSD_GROUP_6))).toEqual({ ok: true, value: message });
  });

  it('fit into 1,400 bytes when full', () => {
    const infoHashes = Array.from({ length: MAX_HASHES }, (_, i) =>
      hash(i.toString(16).padStart(2, '0')),
    );
    const bytes = encodeLsd({ port: 65535, infoHashes, cookie: '0123456789abcdef' }, LSD_GROUP_6);
    expect(bytes.length).toBeLessThanOrEqual(1_400);
    expect(decodeLsd(bytes)).toMatchObject({ ok: true, value: { infoHashes } });
  });

  it('are read with headers in any case and order, unknown ones, and hashes that come twice', () => {
    const text = `BT-SEARCH * HTTP/1.1\r\nINFOHASH:${'AB'.repeat(20)}\r\nX: y\r\ninfohash: ${'ab'.repeat(20)}\r\nport:  7 \r\n\r\n`;
    expect(decodeLsd(utf8Encode(text))).toEqual({
      ok: true,
      value: { port: 7, infoHashes: [hash('ab')], cookie: undefined },
    });
  });

  it.each([
    '',
    'GET / HTTP/1.1\r\n',
    'BT-SEARCH * HTTP/1.1\r\n\r\n',
    `BT-SEARCH * HTTP/1.1\r\nPort: 0\r\nInfohash: ${'ab'.repeat(20)}\r\n`,
    `BT-SEARCH * HTTP/1.1\r\nPort: 70000\r\nInfohash: ${'ab'.repeat(20)}\r\n`,
    `BT-SEARCH * HTTP/1.1\r\nPort: 1e3\r\nInfohash: ${'ab'.repeat(20)}\r\n`,
    `BT-SEARCH * HTTP/1.1\r\nPort: 5\r\nPort: 6\r\nInfohash: ${'ab'.repeat(20)}\r\n`,
    `BT-SEARCH * HTTP/1.1\r\nPort: 5\r\nInfohash: ${'zz'.repeat(20)}\r\n`,
    `BT-SEARCH * HTTP/1.1\r\nPort: 5\r\nInfohash: abc\r\n`,
    `BT-SEARCH * HTTP/1.1\r\nInfohash: ${'ab'.repeat(20)}\r\n`,
    `BT-SEARCH * HTTP/1.1\r\nPort: 5\r\nInfohash: ${'ab'.repeat(20)}\r\n${'x'.repeat(2_000)}`,
  ])('are refused: %j', (text) => {
    expect(decodeLsd(utf8Encode(text))).toMatchObject({ ok: false, code: 'lsd-garbled' });
  });

  it('never throw, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void decodeLsd(bytes)));
    const start = utf8Encode('BT-SEARCH * HTTP/1.1\r\n');
    fc.assert(
      fc.property(
        fc.string(),
        (rest) => void decodeLsd(new Uint8Array([...start, ...utf8Encode(rest)])),
      ),
    );
  });
});
