import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../engine/core/bytes/bytes.ts';
import type { AnnounceRequest } from '../../../../engine/core/tracker/types.ts';
import {
  decodeUdpReply,
  encodeUdpAnnounce,
  encodeUdpConnect,
  encodeUdpScrape,
  MAX_UDP_SCRAPE,
} from '../../../../engine/core/tracker/udp.ts';

const hex = (text: string): Uint8Array => fromHex(text.replaceAll(' ', '')) as Uint8Array;
const connection = hex('0102030405060708');
const request: AnnounceRequest = {
  infoHash: new Uint8Array(20).fill(0xaa),
  peerId: new Uint8Array(20).fill(0xbb),
  port: 6881,
  uploaded: 1,
  downloaded: 2 ** 40 + 2,
  left: 2 ** 32 - 1,
  event: 'completed',
  numWant: -1,
  key: 0xdeadbeef,
  trackerId: undefined,
};

describe('requests to a UDP tracker (BEP 15)', () => {
  it('connect', () => {
    expect(toHex(encodeUdpConnect(0xfffffffe))).toBe('00000417271019800000000' + '0fffffffe');
  });

  it('announce', () => {
    const bytes = encodeUdpAnnounce(connection, 7, request, '');
    expect(toHex(bytes)).toBe(
      [
        '0102030405060708',
        '00000001',
        '00000007',
        'aa'.repeat(20),
        'bb'.repeat(20),
        '0000010000000002',
        '00000000ffffffff',
        '0000000000000001',
        '00000001',
        '00000000',
        'deadbeef',
        'ffffffff',
        '1ae1',
      ].join(''),
    );
  });

  it.each([
    [undefined, 0],
    ['completed', 1],
    ['started', 2],
    ['stopped', 3],
  ] as const)('announce the event %s as %i', (event, number) => {
    expect(encodeUdpAnnounce(connection, 7, { ...request, event }, '')[83]).toBe(number);
  });

  it('announce carries path and query of the URL (BEP 41)', () => {
    const bytes = encodeUdpAnnounce(connection, 7, request, '/dir?a=b&c=d');
    expect(toHex(bytes.subarray(98))).toBe(`020c${Buffer.from('/dir?a=b&c=d').toString('hex')}`);
    const long = encodeUdpAnnounce(connection, 7, request, 'x'.repeat(300)).subarray(98);
    expect(toHex(long)).toBe(`02ff${'78'.repeat(255)}022d${'78'.repeat(45)}`);
  });

  it('scrape', () => {
    const bytes = encodeUdpScrape(connection, 9, [request.infoHash, request.peerId]);
    expect(toHex(bytes)).toBe(
      `01020304050607080000000200000009${'aa'.repeat(20)}${'bb'.repeat(20)}`,
    );
  });
});

describe('replies of a UDP tracker', () => {
  it('connect, with an id that is not a view of the datagram', () => {
    const datagram = hex('00000000 00000007 1122334455667788 99');
    const reply = decodeUdpReply(datagram, 4);
    datagram.fill(0);
    expect(reply).toEqual({
      action: 'connect',
      transaction: 7,
      connectionId: hex('1122334455667788'),
    });
  });

  it('announce, peers in the form of the datagram’s family', () => {
    const head = '00000001 fffffffe 00000708 00000002 00000003';
    expect(decodeUdpReply(hex(`${head} 01020304 1ae1 00000000 0001 010203`), 4)).toEqual({
      action: 'announce',
      transaction: 0xfffffffe,
      interval: 1800,
      leechers: 2,
      seeds: 3,
      peers: [{ host: '1.2.3.4', port: 6881 }],
    });
    const v6 = decodeUdpReply(hex(`${head} 20010db8 00000000 00000000 00000001 1ae1`), 6);
    expect(v6).toMatchObject({ peers: [{ host: '2001:db8::1', port: 6881 }] });
    expect(decodeUdpReply(hex(head), 4)).toMatchObject({ peers: [] });
  });

  it('scrape, in the order of the request', () => {
    const reply = decodeUdpReply(
      hex(`00000002 00000007 00000001 00000002 00000003 ${'00'.repeat(11)}`),
      4,
    );
    expect(reply).toMatchObject({ counts: [{ seeds: 1, downloads: 2, leechers: 3 }] });
    const many = new Uint8Array(8 + 12 * 500);
    many[3] = 2;
    const bounded = decodeUdpReply(many, 4);
    expect(bounded?.action === 'scrape' && bounded.counts.length).toBe(MAX_UDP_SCRAPE);
  });

  it('error, with words that are safe to show', () => {
    const words = Buffer.from('no \u202esuch\0 torrent\n').toString('hex');
    expect(decodeUdpReply(hex(`00000003 00000007 ${words}`), 4)).toMatchObject({
      action: 'error',
      message: 'no such torrent',
    });
    expect(decodeUdpReply(hex('00000003 00000007'), 4)).toMatchObject({
      message: 'no reason given',
    });
  });

  it.each([
    ['nothing', ''],
    ['seven bytes', '00000003000000'],
    ['an unknown action', '00000004 00000007 00'],
    ['a connect without its id', '00000000 00000007 11223344556677'],
    ['an announce without its counts', '00000001 00000007 00000708 00000002 000000'],
  ])('%s is none', (_what, bytes) => {
    expect(decodeUdpReply(hex(bytes), 4)).toBeUndefined();
  });
});
