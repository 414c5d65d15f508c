import { describe, expect, it } from 'vitest';
import { type Bencodable, encodeBencode } from '../../../../engine/core/bencode/encode.ts';
import { utf8Encode } from '../../../../engine/core/bytes/text.ts';
import {
  announceUrl,
  decodeAnnounceReply,
  decodeScrapeReply,
  scrapeUrl,
} from '../../../../engine/core/tracker/http.ts';
import type { AnnounceRequest } from '../../../../engine/core/tracker/types.ts';

const request: AnnounceRequest = {
  infoHash: Uint8Array.from('\x00\xff aB~abcdefghijklmnop', (c) => c.charCodeAt(0)).subarray(0, 20),
  peerId: utf8Encode('-SN0100-abcdefghijkl'),
  port: 6881,
  uploaded: 1,
  downloaded: 2 ** 52,
  left: 3,
  event: 'started',
  numWant: 50,
  key: 0xab,
  trackerId: undefined,
};
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const announce = (reply: Bencodable) => decodeAnnounceReply(encodeBencode(reply), 't.example');
const peers = (reply: Bencodable): string[] => {
  const result = announce(reply);
  if (!result.ok) throw new Error(result.message);
  return result.value.peers.map((peer) => `${peer.host} ${peer.port}`);
};

describe('an announce URL', () => {
  it('has every parameter, with the bytes of the hash percent-encoded', () => {
    expect(announceUrl('http://t/announce', request)).toBe(
      'http://t/announce?info_hash=%00%FF%20aB~abcdefghijklmn&peer_id=-SN0100-abcdefghijkl' +
        '&port=6881&uploaded=1&downloaded=4503599627370496&left=3&key=000000AB&numwant=50' +
        '&compact=1&no_peer_id=1&event=started',
    );
  });

  it('keeps the query that the tracker’s URL has', () => {
    expect(announceUrl('http://t/a?passkey=x', request)).toMatch(/\?passkey=x&info_hash=/);
    expect(announceUrl('http://t/a?', request)).toMatch(/\/a\?info_hash=/);
    expect(announceUrl('http://t/a?x&', request)).toMatch(/\?x&info_hash=/);
  });

  it('gives the tracker’s id back, and no event where there is none', () => {
    const url = announceUrl('http://t/a', {
      ...request,
      event: undefined,
      trackerId: bytesOf('a b\xff'),
    });
    expect(url).toContain('&trackerid=a%20b%FF');
    expect(url).not.toContain('event');
  });
});

describe('a scrape URL (BEP 48)', () => {
  const one = [new Uint8Array(20).fill(0x61)];
  it.each([
    ['http://t/announce', 'http://t/scrape?info_hash=aaaaaaaaaaaaaaaaaaaa'],
    ['http://t/x/announce.php', 'http://t/x/scrape.php?info_hash=aaaaaaaaaaaaaaaaaaaa'],
    ['http://t/announce?k=/v', 'http://t/scrape?k=/v&info_hash=aaaaaaaaaaaaaaaaaaaa'],
    ['http://t/announce/x', undefined],
    ['http://t/a', undefined],
    ['http://announce', undefined],
    ['http://t/x?y=/announce', undefined],
  ])('%s', (url, scrape) => {
    expect(scrapeUrl(url, one)).toBe(scrape);
  });
});

describe('an announce reply', () => {
  it('has peers in compact form (BEP 23), both families (BEP 7)', () => {
    const v6 = new Uint8Array(18);
    v6.set([0x20, 1, 0x0d, 0xb8], 0);
    v6.set([1, 2], 16);
    expect(peers({ interval: 1, peers: bytesOf('\x01\x02\x03\x04\x1a\xe1'), peers6: v6 })).toEqual([
      '1.2.3.4 6881',
      '2001:db8:: 258',
    ]);
  });

  it('has peers in the older form too', () => {
    const list = [
      { ip: '1.2.3.4', port: 5, 'peer id': 'x' },
      { ip: '2001:DB8::0:1', port: 6 },
      { ip: '1.2.3.4', port: 5 },
      { ip: 'name.example', port: 7 },
      { ip: '1.2.3.4', port: 0 },
      { ip: '1.2.3.4', port: 65536 },
      { ip: '1.2.3.4' },
      5,
    ];
    expect(peers({ interval: 1, peers: list })).toEqual(['1.2.3.4 5', '2001:db8::1 6']);
  });

  it('leaves out peers that nobody can dial, and a part of one at the end', () => {
    const list = bytesOf(
      '\x00\x00\x00\x00\x00\x05\x01\x02\x03\x04\x00\x00\x01\x02\x03\x04\x00\x05\x01\x02',
    );
    expect(peers({ interval: 1, peers: list })).toEqual(['1.2.3.4 5']);
  });

  it('has counts, intervals, a warning, an id and our address (BEP 24)', () => {
    const reply = {
      interval: 1800,
      'min interval': 900,
      complete: 5,
      incomplete: 6,
      downloaded: 7,
      'warning message': 'slow\u202e down\r\n',
      'tracker id': 'id',
      'external ip': bytesOf('\x05\x06\x07\x08'),
      peers: '',
    };
    expect(announce(reply)).toMatchObject({
      ok: true,
      value: {
        interval: 1800,
        minInterval: 900,
        seeds: 5,
        leechers: 6,
        downloads: 7,
        warning: 'slow down',
        trackerId: utf8Encode('id'),
        externalIp: '5.6.7.8',
        peers: [],
      },
    });
  });

  it('counts for what is right in it, where values are of a wrong type or range', () => {
    const reply = {
      interval: -1,
      'min interval': 'x',
      complete: -1,
      'warning message': 5,
      'tracker id': 'x'.repeat(257),
      'external ip': 'abc',
      peers: '',
    };
    expect(announce(reply)).toEqual({
      ok: true,
      value: {
        peers: [],
        interval: 1800,
        minInterval: undefined,
        seeds: undefined,
        leechers: undefined,
        downloads: undefined,
        warning: undefined,
        trackerId: undefined,
        externalIp: undefined,
      },
    });
  });

  it('may have its keys in any order', () => {
    const result = decodeAnnounceReply(bytesOf('d5:peers0:8:intervali60ee'), 't');
    expect(result).toMatchObject({ ok: true, value: { interval: 60 } });
  });

  it('never has more peers than anybody can use', () => {
    const many = new Uint8Array(6 * 5000);
    for (let i = 0; i < 5000; i++) many.set([1, 2, i >>> 8, i & 255, 1, 1], i * 6);
    expect(peers({ interval: 1, peers: many }).length).toBe(2000);
  });
});

describe('a refusal', () => {
  it('carries the tracker’s own words', () => {
    expect(announce({ 'failure reason': 'not\u200b registered', interval: 5 })).toMatchObject({
      ok: false,
      code: 'tracker-refused',
      subject: 't.example',
      message: 't.example refused: not registered',
    });
  });

  it.each([
    [5, 300_000],
    ['10', 600_000],
    ['never', Number.POSITIVE_INFINITY],
    [0, undefined],
    ['x', undefined],
  ])('may ask for a pause of %j (BEP 31)', (retry, ms) => {
    const result = announce({ 'failure reason': 'x', 'retry in': retry });
    expect('retryMs' in result ? result.retryMs : undefined).toBe(ms);
  });
});

describe('what is no reply of a tracker', () => {
  it.each([
    ['', /: it is empty\.$/],
    ['<html><body>Gone</body></html>', /: it is a web page\.$/],
    ['\n <!DOCTYPE html>', /: it is a web page\.$/],
    ['Not found', /: there is no value/],
    ['le', /: it is not a dictionary\.$/],
    ['de', /: it lacks the peers\.$/],
    ['d8:intervali1e5:peers6:abc', /ends too early/],
    ['d8:intervali1ee<!-- x -->', /bytes follow its end/],
  ])('%j says so', (body, message) => {
    const result = decodeAnnounceReply(bytesOf(body), 't.example');
    expect(result).toMatchObject({
      ok: false,
      code: 'tracker-garbled',
      message: expect.stringMatching(message),
    });
  });
});

describe('a scrape reply', () => {
  it('has the counts by hash', () => {
    const body = `d5:filesd20:${'a'.repeat(20)}d8:completei1e10:downloadedi2e10:incompletei3ee20:${'b'.repeat(20)}de3:xxxdeee`;
    expect(decodeScrapeReply(bytesOf(body), 't')).toEqual({
      ok: true,
      value: [
        { infoHash: '61'.repeat(20), seeds: 1, leechers: 3, downloads: 2 },
        { infoHash: '62'.repeat(20), seeds: 0, leechers: 0, downloads: 0 },
      ],
    });
  });

  it('may be a refusal, or none', () => {
    expect(decodeScrapeReply(bytesOf('d14:failure reason1:xe'), 't')).toMatchObject({
      code: 'tracker-refused',
    });
    expect(decodeScrapeReply(bytesOf('de'), 't')).toMatchObject({ code: 'tracker-garbled' });
  });
});
