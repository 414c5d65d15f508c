import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fileUrl,
  parseContentRange,
  parseRetryAfter,
  pieceUrl,
} from '../../../engine/core/web-seed/urls.ts';

describe('the address of a file at a web seed', () => {
  it.each([
    // BEP 19: a URL that ends in a slash gets the torrent's name.
    ['http://a/file.exe', undefined, 'http://a/file.exe'],
    ['http://a/pub/', undefined, 'http://a/pub/name'],
    ['http://a/pub/?key=1', undefined, 'http://a/pub/name?key=1'],
    ['http://a/pub/', 'name/x/y%20z', 'http://a/pub/name/x/y%20z'],
    ['http://a/pub', 'name/x', 'http://a/pub/name/x'],
    ['http://a/pub?key=1', 'name/x', 'http://a/pub/name/x?key=1'],
  ])('below %s, %s is %s', (base, path, url) => {
    expect(fileUrl(base, 'name', path)).toBe(url);
  });

  it('asks for a piece as BEP 17 wants it', () => {
    const hash = Uint8Array.of(0x41, 0, 0xff);
    expect(pieceUrl('http://a/s.php', hash, 7, 16_384, 100)).toBe(
      'http://a/s.php?info_hash=A%00%FF&piece=7&ranges=16384-16483',
    );
    expect(pieceUrl('http://a/s.php?k=1', hash, 0, 0, 1)).toMatch(/\?k=1&info_hash=/);
  });
});

describe('what a server says of its answer', () => {
  it.each([
    ['bytes 0-99/1234', { first: 0, last: 99, total: 1234 }],
    [' BYTES 5-5/* ', { first: 5, last: 5, total: undefined }],
    ['bytes 5-4/10', undefined],
    ['bytes 0-10/10', undefined],
    ['bytes */10', undefined],
    ['bytes 0-99999999999999999/*', undefined],
    [undefined, undefined],
  ])('%j', (text, range) => {
    expect(parseContentRange(text)).toEqual(range);
  });

  it('is believed about the wait between 5 s and an hour', () => {
    const now = Date.UTC(2026, 3, 1);
    expect(parseRetryAfter('120', now)).toBe(120_000);
    expect(parseRetryAfter('0', now)).toBe(5_000);
    expect(parseRetryAfter('999999', now)).toBe(3_600_000);
    expect(parseRetryAfter(new Date(now + 60_000).toUTCString(), now)).toBe(60_000);
    expect(parseRetryAfter('soon', now)).toBeUndefined();
    expect(parseRetryAfter(undefined, now)).toBeUndefined();
  });

  it('never throws and never goes out of bounds, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const range = parseContentRange(text);
        if (range !== undefined) expect(range.last).toBeGreaterThanOrEqual(range.first);
        const wait = parseRetryAfter(text, 0);
        if (wait !== undefined) expect(wait).toBeGreaterThanOrEqual(5_000);
      }),
    );
  });
});
