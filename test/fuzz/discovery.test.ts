import { afterAll, describe, expect } from 'vitest';
import { isDialable } from '../../engine/core/address.ts';
import { encodeBencode } from '../../engine/core/bencode/encode.ts';
import { decodeKrpc } from '../../engine/core/dht/schema.ts';
import type { Endpoint } from '../../engine/core/endpoint.ts';
import { isInfoHash } from '../../engine/core/ids.ts';
import { DhtGuard } from '../../engine/discovery/dht/guard.ts';
import { readState, writeState } from '../../engine/discovery/dht/state.ts';
import { decodeLsd, encodeLsd, LSD_GROUP_4 } from '../../engine/discovery/lsd/message.ts';
import { nodeClock } from '../../engine/node/clock/clock.ts';
import { nodeDht } from '../../engine/node/dht/dht.ts';
import { nodeRandom } from '../../engine/node/random/random.ts';
import type { DhtTable } from '../../engine/ports/dht.ts';
import { fuzz, latin1 } from './fuzz.ts';

const ID = 'abcdefghij0123456789';
const OWN = new Uint8Array(20).fill(1);

/** A guard with the real package behind it, each source an address of its own so that no limit hides anything. */
class Node {
  table: DhtTable;
  readonly guard: DhtGuard;
  readonly sent: { readonly datagram: Uint8Array; readonly to: Endpoint }[] = [];

  constructor() {
    this.guard = new DhtGuard(
      { clock: nodeClock, random: nodeRandom },
      {
        toTable: (datagram, from) => {
          expect(decodeKrpc(datagram).ok).toBe(true);
          this.table.receive(datagram, from);
        },
        toNet: (datagram, to) => this.sent.push({ datagram: datagram.slice(), to }),
        candidate: () => undefined,
        seenAs: () => undefined,
      },
      { id: OWN, readOnly: false, version: latin1('SN00') },
    );
    this.table = nodeDht.open({
      id: OWN,
      send: (datagram, to) => this.guard.sent(datagram, to),
      peersFound: () => undefined,
      warning: () => undefined,
    });
  }

  /** The transaction id of a query that waits for an answer of `to`. */
  askFor(to: Endpoint): Uint8Array {
    this.sent.length = 0;
    const t = Uint8Array.of(0xff, 0xff);
    this.guard.sent(
      encodeBencode({ t, y: 'q', q: 'get_peers', a: { id: OWN, info_hash: OWN } }),
      to,
    );
    const message = decodeKrpc((this.sent[0] as { datagram: Uint8Array }).datagram);
    return message.ok ? message.value.transaction : t;
  }
}

describe('discovery, fuzzed', () => {
  const node = new Node();
  let count = 0;
  afterAll(() => node.table.close());

  fuzz('a DHT node with its package', {
    corpus: [
      `d1:ad2:id20:${ID}e1:q4:ping1:t2:aa1:y1:qe`,
      `d1:ad2:id20:${ID}6:target20:${ID}e1:q9:find_node1:t2:aa1:y1:qe`,
      `d1:ad2:id20:${ID}9:info_hash20:${ID}e1:q9:get_peers1:t2:aa1:y1:qe`,
      `d1:ad2:id20:${ID}12:implied_porti1e9:info_hash20:${ID}4:porti6881e5:token20:${ID}e1:q13:announce_peer1:t2:aa1:y1:qe`,
      `d1:rd2:id20:${ID}5:nodes26:${ID}\x21\x22\x23\x24\x1a\xe15:token2:ab6:valuesl6:axje.uee1:t4:TTTT1:y1:re`,
      'd1:eli201e7:problemse1:t4:TTTT1:y1:ee',
      `d1:ad2:id20:${ID}6:target20:${ID}e1:q3:get1:t2:aa1:y1:qe`,
    ].map(latin1),
    run(bytes) {
      count++;
      const from = {
        host: `60.${(count >> 16) & 255}.${(count >> 8) & 255}.${count & 255}`,
        port: 1 + (count % 60_000),
      };
      const at = Buffer.from(bytes).indexOf('TTTT');
      if (at >= 0) bytes.set(node.askFor(from), at);
      node.sent.length = 0;
      node.guard.received(bytes, from);
      for (const { datagram, to } of node.sent) {
        const message = decodeKrpc(datagram);
        expect(message.ok && isDialable(to)).toBe(true);
        expect(datagram.length).toBeLessThan(1_500);
        // A full bucket makes it ask older nodes whether they live; answers go to who asked.
        if (message.ok && message.value.kind !== 'query') expect(to).toEqual(from);
      }
    },
  });

  fuzz('local discovery', {
    corpus: [
      encodeLsd({ port: 6881, infoHashes: ['ab'.repeat(20) as never], cookie: 'c' }, LSD_GROUP_4),
      latin1(
        `BT-SEARCH * HTTP/1.1\r\nHost: x\r\nPort: 1\r\nInfohash: ${'0'.repeat(40)}\r\nInfohash: ${'1'.repeat(40)}\r\n\r\n\r\n`,
      ),
    ],
    run(bytes) {
      const message = decodeLsd(bytes);
      if (!message.ok) return;
      expect(message.value.port).toBeGreaterThan(0);
      expect(message.value.port).toBeLessThan(65_536);
      expect(message.value.infoHashes.every(isInfoHash)).toBe(true);
    },
  });

  fuzz('the saved state of the DHT', {
    corpus: [
      latin1(
        JSON.stringify(
          writeState(OWN, [
            { host: '1.2.3.4', port: 5 },
            { host: '60.2.3.4', port: 65_535 },
          ]),
        ),
      ),
    ],
    run(bytes) {
      let value: unknown;
      try {
        value = JSON.parse(Buffer.from(bytes).toString());
      } catch {
        return;
      }
      const state = readState(value);
      if (state === undefined) return;
      expect(state.id.length).toBe(20);
      for (const { port } of state.nodes) expect(port).toBeGreaterThan(0);
    },
  });
});
