import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InfoHash, infoHashOf } from '../../../engine/core/ids.ts';
import { formatMagnet, type Magnet, parseMagnet } from '../../../engine/core/magnet.ts';

const HEX = 'c12fe1c06bba254a9dc9f519b335aa7c1367a88a';
const BASE32 = 'YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK';
const XT = `xt=urn:btih:${HEX}`;

function magnet(query: string): Magnet {
  const result = parseMagnet(`magnet:?${query}`);
  if (!result.ok) throw new Error(result.message);
  return result.value;
}
function codeOf(uri: string): string {
  const result = parseMagnet(uri);
  return result.ok ? 'ok' : result.code;
}

describe('a magnet link (BEP 9)', () => {
  it('names a torrent in hex or base32, in any case', () => {
    expect(magnet(XT).infoHash).toBe(HEX);
    expect(magnet(`xt=urn:btih:${HEX.toUpperCase()}`).infoHash).toBe(HEX);
    expect(magnet(`xt=URN:BTIH:${BASE32}`).infoHash).toBe(HEX);
    expect(magnet(`xt=urn%3Abtih%3A${BASE32.toLowerCase()}`).infoHash).toBe(HEX);
    expect(parseMagnet(`  MAGNET:?${XT}\n`).ok).toBe(true);
  });

  it('may be nothing but that', () => {
    expect(magnet(XT)).toEqual({
      infoHash: HEX,
      name: undefined,
      trackers: [],
      webSeeds: [],
      peers: [],
      selected: undefined,
    });
  });

  it('may have a name, decoded and without what hides or reorders', () => {
    expect(magnet(`${XT}&dn=A+name%20%28%C3%BC%29`).name).toBe('A name (ü)');
    expect(magnet(`${XT}&dn=a%E2%80%AEb%00`).name).toBe('ab');
    expect(magnet(`${XT}&dn=100%`).name).toBe('100%');
    expect(magnet(`${XT}&dn=%FF`).name).toBe('\ufffd');
    expect(magnet(`${XT}&dn=%20`).name).toBeUndefined();
    expect(magnet(`${XT}&dn=${'x'.repeat(5000)}`).name?.length).toBe(500);
  });

  it('may have trackers and web seeds, numbered or not, each once', () => {
    const link = `${XT}&tr=http%3A%2F%2Fa%2Fannounce%3Fk%3D1&tr.1=udp://b:80&tr.2=udp://b:80&tr=wss://c&tr=&ws=https://w/x%2520y&ws=ftp://z`;
    expect(magnet(link).trackers).toEqual(['http://a/announce?k=1', 'udp://b:80']);
    expect(magnet(link).webSeeds).toEqual(['https://w/x%20y']);
  });

  it('may come from the source of a page', () => {
    expect(magnet(`${XT}&amp;dn=x&amp;tr=udp://b:80`).trackers).toEqual(['udp://b:80']);
  });

  it('may have peers', () => {
    const link = `${XT}&x.pe=1.2.3.4:5&x.pe=[2001:db8::1]:6&x.pe=Peer.example:7&x.pe=1.2.3.4:5&x.pe=1.2.3:8&x.pe=a:0&x.pe=::1:9&x.pe=a:70000`;
    expect(magnet(link).peers).toEqual([
      { host: '1.2.3.4', port: 5 },
      { host: '2001:db8::1', port: 6 },
      { host: 'peer.example', port: 7 },
    ]);
  });

  it('may select files (BEP 53)', () => {
    expect(magnet(`${XT}&so=0,2,4,6-8`).selected).toEqual([
      { first: 0, last: 0 },
      { first: 2, last: 2 },
      { first: 4, last: 4 },
      { first: 6, last: 8 },
    ]);
    expect(magnet(`${XT}&so=8-6,x,-1,1-,99999999,5`).selected).toEqual([{ first: 5, last: 5 }]);
    expect(magnet(`${XT}&so=`).selected).toBeUndefined();
  });

  it('with both versions loads as v1', () => {
    expect(magnet(`xt=urn:btmh:1220${'ab'.repeat(32)}&${XT}`).infoHash).toBe(HEX);
  });
});

describe('what is no usable magnet link', () => {
  it.each([
    ['', 'magnet-malformed'],
    ['http://example/', 'magnet-malformed'],
    ['magnet:', 'magnet-malformed'],
    ['magnet:?', 'magnet-no-hash'],
    ['magnet:?dn=x', 'magnet-no-hash'],
    ['magnet:?xt=urn:btih:', 'magnet-no-hash'],
    [`magnet:?xt=urn:btih:${HEX}0`, 'magnet-no-hash'],
    [`magnet:?xt=urn:btih:${'g'.repeat(40)}`, 'magnet-no-hash'],
    [`magnet:?xt=urn:btih:${'1'.repeat(32)}`, 'magnet-no-hash'],
    [`magnet:?xt=urn:sha1:${BASE32}`, 'magnet-no-hash'],
    [`magnet:?xt=urn:btmh:1220${'ab'.repeat(32)}`, 'magnet-v2-only'],
    [`magnet:?${XT}&dn=${'x'.repeat(70_000)}`, 'magnet-too-long'],
  ])('%.60s', (uri, code) => {
    expect(codeOf(uri)).toBe(code);
  });

  it('never makes more of it than anybody can use', () => {
    const trackers = Array.from({ length: 1500 }, (_, i) => `tr=udp://t${i}:80`).join('&');
    expect(magnet(`${XT}&${trackers}`).trackers.length).toBe(500);
  });
});

describe('a link that we make', () => {
  it('is what others open', () => {
    const link = formatMagnet({
      infoHash: HEX as InfoHash,
      name: 'A & B (ü)',
      trackers: ['http://a/announce?k=1&l=2'],
      peers: [{ host: '::1', port: 5 }],
      selected: [
        { first: 1, last: 1 },
        { first: 3, last: 5 },
      ],
    });
    expect(link).toBe(
      `magnet:?${XT}&dn=A%20%26%20B%20%28%C3%BC%29&tr=http%3A%2F%2Fa%2Fannounce%3Fk%3D1%26l%3D2&x.pe=[::1]:5&so=1,3-5`,
    );
  });

  it('reads back as what it was made of', () => {
    const range = fc.tuple(fc.nat(1000), fc.nat(1000)).map(([a, b]) => ({
      first: Math.min(a, b),
      last: Math.max(a, b),
    }));
    const any = fc.record({
      infoHash: fc.uint8Array({ minLength: 20, maxLength: 20 }).map(infoHashOf),
      name: fc.option(fc.stringMatching(/^[a-zü+&=%# ]{0,10}[a-z]$/), { nil: undefined }),
      trackers: fc.uniqueArray(fc.constantFrom('http://a/announce?x=1&y=%20', 'udp://b:80/')),
      webSeeds: fc.uniqueArray(fc.constantFrom('http://a/ü'.replace('ü', '%C3%BC'), 'https://b/')),
      peers: fc.uniqueArray(
        fc.constantFrom({ host: '1.2.3.4', port: 1 }, { host: '::1', port: 2 }),
      ),
      selected: fc.option(fc.array(range, { minLength: 1, maxLength: 4 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(any, (value) => {
        expect(parseMagnet(formatMagnet(value))).toEqual({ ok: true, value });
      }),
      { numRuns: 300 },
    );
  });
});
