import { describe, expect } from 'vitest';
import { isDialable } from '../../engine/core/address.ts';
import { encodeBencode } from '../../engine/core/bencode/encode.ts';
import { decodeKrpc } from '../../engine/core/dht/schema.ts';
import { decodeAnnounceReply, decodeScrapeReply } from '../../engine/core/tracker/http.ts';
import { decodeUdpReply } from '../../engine/core/tracker/udp.ts';
import { decodeDontHave } from '../../engine/core/wire/extended/donthave.ts';
import {
  decodeExtendedHandshake,
  type ExtendedHandshake,
  encodeExtendedHandshake,
} from '../../engine/core/wire/extended/handshake.ts';
import {
  decodeMetadataMessage,
  encodeMetadataData,
  encodeMetadataRequest,
  MAX_METADATA,
} from '../../engine/core/wire/extended/metadata.ts';
import { decodePex, encodePex, MAX_PEX } from '../../engine/core/wire/extended/pex.ts';
import { fuzz, latin1 } from './fuzz.ts';

const ID = 'abcdefghij0123456789';
const peers = latin1('\x01\x02\x03\x04\x1a\xe1\x05\x06\x07\x08\x00\x05');

describe('messages from outside, fuzzed', () => {
  fuzz('trackers over HTTP', {
    corpus: [
      encodeBencode({
        interval: 1800,
        'min interval': 60,
        complete: 1,
        incomplete: 2,
        peers,
        peers6: new Uint8Array(18).fill(0x20),
        'tracker id': 'x',
        'external ip': 'abcd',
        'warning message': 'w',
      }),
      encodeBencode({ interval: 1, peers: [{ ip: '1.2.3.4', port: 5 }] }),
      encodeBencode({ 'failure reason': 'x', 'retry in': 5 }),
      latin1(`d5:filesd20:${ID}d8:completei1e10:downloadedi2e10:incompletei3eeee`),
    ],
    run(bytes) {
      const reply = decodeAnnounceReply(bytes, 't');
      if (reply.ok) {
        expect(reply.value.interval).toBeGreaterThan(0);
        for (const peer of reply.value.peers) expect(isDialable(peer)).toBe(true);
      }
      const scrape = decodeScrapeReply(bytes, 't');
      if (scrape.ok)
        for (const entry of scrape.value) expect(entry.seeds).toBeGreaterThanOrEqual(0);
    },
  });

  fuzz('trackers over UDP', {
    corpus: [
      latin1('\0\0\0\0\0\0\0\x07abcdefgh'),
      latin1(`\0\0\0\x01\0\0\0\x07\0\0\x07\x08\0\0\0\x01\0\0\0\x02\x01\x02\x03\x04\x1a\xe1`),
      latin1(`\0\0\0\x02\0\0\0\x07\0\0\0\x01\0\0\0\x02\0\0\0\x03`),
      latin1('\0\0\0\x03\0\0\0\x07words'),
    ],
    run(bytes, random) {
      const reply = decodeUdpReply(bytes, random.pick([4, 6]));
      if (reply?.action !== 'announce') return;
      for (const peer of reply.peers) expect(isDialable(peer)).toBe(true);
    },
  });

  fuzz('extended messages of peers', {
    corpus: [
      encodeExtendedHandshake({
        messages: new Map([['ut_metadata', 1]]),
        client: 'x',
        port: 1,
        requestQueue: 250,
        yourIp: '1.2.3.4',
        metadataSize: 100,
      }),
      encodeMetadataRequest(0),
      encodeMetadataData(0, new Uint8Array(50)),
      encodePex({
        added: [{ endpoint: { host: '1.2.3.4', port: 5 }, flags: 1 }],
        dropped: [{ host: '::2', port: 5 }],
      }),
      latin1('\0\0\0\x01'),
    ],
    run(bytes) {
      const handshake = decodeExtendedHandshake(bytes);
      if (handshake.ok && hasPlainNames(handshake.value)) {
        expect(decodeExtendedHandshake(encodeExtendedHandshake(handshake.value))).toEqual(
          handshake,
        );
      }
      const metadata = decodeMetadataMessage(bytes);
      if (metadata.ok && metadata.value.type === 'data') {
        expect(metadata.value.totalSize).toBeLessThanOrEqual(MAX_METADATA);
        expect(metadata.value.block.length).toBeGreaterThan(0);
      }
      const pex = decodePex(bytes);
      if (pex.ok) {
        expect(pex.value.added.length).toBeLessThanOrEqual(MAX_PEX);
        expect(texts(decodePex(encodePex(pex.value)))).toEqual(texts(pex));
      }
      decodeDontHave(bytes);
    },
  });

  fuzz('DHT messages', {
    corpus: [
      `d1:ad2:id20:${ID}e1:q4:ping1:t2:aa1:y1:qe`,
      `d1:ad2:id20:${ID}12:implied_porti1e9:info_hash20:${ID}4:porti6881e5:token8:aoeusnthe1:q13:announce_peer1:t2:aa1:y1:qe`,
      `d1:rd2:id20:${ID}5:nodes26:${'n'.repeat(26)}5:token2:ab6:valuesl6:axje.uee1:t2:aa1:y1:re`,
      'd1:eli201e1:xe1:t2:aa1:y1:ee',
    ].map(latin1),
    run(bytes) {
      const result = decodeKrpc(bytes);
      if (!result.ok) return;
      const message = result.value;
      expect(message.transaction.length).toBeGreaterThan(0);
      if (message.kind !== 'error') expect(message.id.length).toBe(20);
      if (message.kind === 'response') expect((message.nodes?.length ?? 0) % 26).toBe(0);
    },
  });
});

/** Others are the sender's own affair: we never write them. */
const hasPlainNames = (handshake: ExtendedHandshake): boolean =>
  [...handshake.messages].every(([name]) => /^[\x20-\x7e]*$/.test(name));

/** Without the order: an IPv4 address in an IPv6 form moves to the other list. */
const texts = (pex: ReturnType<typeof decodePex>): string[] =>
  pex.ok ? [...pex.value.added, ...pex.value.dropped].map((one) => JSON.stringify(one)).sort() : [];
