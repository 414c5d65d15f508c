import { describe, expect } from 'vitest';
import { latin1Decode, utf8DecodeLenient } from '../../engine/core/bytes/text.ts';
import { isInfoHash } from '../../engine/core/ids.ts';
import { formatMagnet, parseMagnet } from '../../engine/core/magnet.ts';
import { collisionKey, MAX_NAME_BYTES, safeName } from '../../engine/core/paths/element.ts';
import { isInside } from '../../engine/core/paths/inside.ts';
import { PathTree } from '../../engine/core/paths/tree.ts';
import { announceUrl, scrapeUrl } from '../../engine/core/tracker/http.ts';
import { cleanUrl, parseUrl } from '../../engine/core/url.ts';
import { fuzz, latin1 } from './fuzz.ts';

const XT = 'xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a';
const request = {
  infoHash: new Uint8Array(20),
  peerId: new Uint8Array(20),
  port: 1,
  uploaded: 0,
  downloaded: 0,
  left: 0,
  event: undefined,
  numWant: 0,
  key: 0,
  trackerId: undefined,
};

describe('links and names, fuzzed', () => {
  fuzz('a magnet link reads back as what was read', {
    corpus: [
      `magnet:?${XT}`,
      `magnet:?${XT}&dn=A%20name&tr=http%3A%2F%2Fa%2Fannounce&tr.1=udp://b:80&x.pe=[::1]:5&so=0,2-4`,
      `magnet:?xt=urn:btih:YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK&ws=http://w/&x.pe=a.example:1&amp;dn=x`,
    ].map(latin1),
    run(bytes) {
      const result = parseMagnet(utf8DecodeLenient(bytes));
      if (!result.ok) return;
      expect(isInfoHash(result.value.infoHash)).toBe(true);
      expect(parseMagnet(formatMagnet(result.value))).toEqual(result);
    },
  });

  fuzz('a URL that is used has one host, and no line break', {
    corpus: ['http://a/announce?k=1', 'udp://[::1]:80/x', 'https://user:pw@a.b:8443/a b'].map(
      latin1,
    ),
    run(bytes) {
      const url = cleanUrl(utf8DecodeLenient(bytes), ['http', 'https', 'udp']);
      if (url === undefined) return;
      expect(url).toMatch(/^(https?|udp):\/\/[\x21-\x7e]+$/i);
      expect(parseUrl(url)?.port).toBeGreaterThan(0);
      const host = parseUrl(url)?.host;
      expect(parseUrl(announceUrl(url, request))?.host).toBe(host);
      const scrape = scrapeUrl(url, [new Uint8Array(20)]);
      if (scrape !== undefined) expect(parseUrl(scrape)?.host).toBe(host);
    },
  });

  fuzz('a path stays inside, whatever it is made of', {
    corpus: [
      '../..\\a/b',
      'CON/aux.txt/x:y',
      'a.txt/A.TXT',
      `${'x'.repeat(250)}.mkv`,
      'e\u0301/é',
      '\u202e./. ',
    ].map((text) => new TextEncoder().encode(text)),
    run(bytes, random) {
      const text = random.below(2) === 0 ? utf8DecodeLenient(bytes) : latin1Decode(bytes);
      for (const style of ['posix', 'windows'] as const) {
        const tree = new PathTree(style);
        const keys = new Set<string>();
        for (const path of text.split('/').map((part) => part.split('\\'))) {
          const placed = tree.add(path);
          if (!placed.ok) continue;
          expect(isInside('/r', `/r/${placed.value.join('/')}`, 'posix')).toBe(true);
          if (style === 'windows') {
            expect(isInside('C:\\r', `C:\\r\\${placed.value.join('\\')}`, style)).toBe(true);
          }
          for (const name of placed.value) {
            expect(safeName(name, style)).toBe(name);
            expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(MAX_NAME_BYTES);
          }
          const key = placed.value.map(collisionKey).join('/');
          expect(keys.has(key)).toBe(false);
          keys.add(key);
        }
      }
    },
  });
});
