import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  decodeMetadataMessage,
  encodeMetadataData,
  encodeMetadataReject,
  METADATA_PIECE,
} from '../../../engine/core/wire/extended/metadata.ts';
import type { Peer } from '../../../engine/peer/peer.ts';
import { MetadataExchange } from '../../../engine/torrent/metadata.ts';

const sha1 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const raw = Uint8Array.from({ length: 3 * METADATA_PIECE + 100 }, (_, i) => i * 31);

/** As much of a peer as the exchange looks at. */
function peerOf(id: number, metadataSize = raw.length, client = ''): Peer {
  const extensions = new Map([['ut_metadata', 2]]);
  return { id, metadataSize, client, extensions } as unknown as Peer;
}

function setUp(...peers: Peer[]) {
  const sent: { peer: Peer; piece: number; type: string }[] = [];
  const banned: number[] = [];
  const state: { came: Uint8Array | undefined } = { came: undefined };
  const exchange = new MetadataExchange({
    sha1: { digest: sha1 },
    infoHashBytes: sha1(raw),
    rawInfo: () => state.came,
    peers: () => peers.filter(({ id }) => !banned.includes(id)),
    send: (peer, payload) => {
      const message = decodeMetadataMessage(payload);
      if (message.ok && message.value.type !== 'unknown') {
        sent.push({ peer, piece: message.value.piece, type: message.value.type });
      }
    },
    came: (bytes) => {
      state.came = bytes;
    },
    ban: (peer) => {
      banned.push(peer.id);
      exchange.left(peer);
    },
  });
  /** Lets each peer answer what was asked of it, with these bytes. */
  const answer = (info: (peer: Peer) => Uint8Array | undefined, now = 0): void => {
    for (let batch = sent.splice(0); batch.length > 0; batch = sent.splice(0)) {
      for (const { peer, piece, type } of batch) {
        const bytes = info(peer);
        if (type !== 'request' || bytes === undefined || banned.includes(peer.id)) continue;
        exchange.message(peer, encodeMetadataData(piece, bytes), now);
      }
    }
  };
  return { exchange, sent, banned, state, answer };
}

const spoiled = raw.map((byte, i) => (i === METADATA_PIECE + 7 ? byte ^ 1 : byte));

describe('the metadata of a magnet', () => {
  test('comes from several peers at once, each piece asked of one', () => {
    const [a, b] = [peerOf(1), peerOf(2)];
    const { exchange, sent, state, answer } = setUp(a, b);
    exchange.greeted(a, 0);
    exchange.greeted(b, 0);
    expect(new Set(sent.map(({ piece }) => piece)).size).toBe(sent.length);
    answer(() => raw);
    expect(state.came).toEqual(raw);
  });

  test('comes from one that drops what is asked while it answers: it is asked again, piece by piece', () => {
    const peer = peerOf(1);
    const { exchange, sent, state } = setUp(peer);
    exchange.greeted(peer, 0);
    for (let now = 0; state.came === undefined && now < 60_000; now += 1_000) {
      const [first] = sent.splice(0);
      // The others are lost.
      if (first !== undefined) exchange.message(peer, encodeMetadataData(first.piece, raw), now);
      exchange.tick(now);
    }
    expect(state.came).toEqual(raw);
  });

  test('is asked of rTorrent one piece at a time', () => {
    const peer = peerOf(1, raw.length, 'libTorrent 0.13.8');
    const { exchange, sent } = setUp(peer);
    exchange.greeted(peer, 0);
    expect(sent).toHaveLength(1);
    exchange.message(peer, encodeMetadataData(0, raw), 0);
    expect(sent.map(({ piece }) => piece)).toEqual([0, 1]);
  });

  test('is not asked twice of one that gathers its answers', () => {
    const peer = peerOf(1);
    const { exchange, sent } = setUp(peer);
    exchange.greeted(peer, 0);
    const asked = sent.length;
    for (let now = 0; now < 15_000; now += 1_000) exchange.tick(now);
    expect(sent).toHaveLength(asked);
  });

  test('a sole liar is banned, and the next peer gives the right bytes', () => {
    const liar = peerOf(1);
    const honest = peerOf(2);
    const { exchange, banned, state, answer } = setUp(liar, honest);
    exchange.greeted(liar, 0);
    answer(() => spoiled);
    expect(banned).toEqual([1]);
    exchange.tick(1_000);
    answer(() => raw);
    expect(state.came).toEqual(raw);
  });

  test('one liar among several is found: it alone is banned', () => {
    const peers = [1, 2, 3].map((id) => peerOf(id));
    const { exchange, banned, state, answer } = setUp(...peers);
    for (const peer of peers) peer.metadataSize = raw.length;
    exchange.greeted(peers[0] as Peer, 0);
    for (let now = 0; state.came === undefined && now < 60_000; now += 1_000) {
      exchange.tick(now);
      answer((peer) => (peer.id === 1 ? spoiled : raw), now);
    }
    expect(state.came).toEqual(raw);
    expect(banned.every((id) => id === 1)).toBe(true);
  });

  test('a peer that is silent or refuses does not hold the others up', () => {
    const [silent, refusing, good] = [peerOf(1), peerOf(2), peerOf(3)];
    const { exchange, sent, state } = setUp(silent, refusing, good);
    exchange.greeted(silent, 0);
    for (let now = 0; state.came === undefined && now < 120_000; now += 1_000) {
      for (const { peer, piece, type } of sent.splice(0)) {
        if (type !== 'request') continue;
        if (peer === refusing) exchange.message(peer, encodeMetadataReject(piece), now);
        if (peer === good) exchange.message(peer, encodeMetadataData(piece, raw), now);
      }
      exchange.tick(now);
    }
    expect(state.came).toEqual(raw);
  });

  test('a size that one peer made up does not keep the true one from being tried', () => {
    const [made, a, b] = [peerOf(1, 5_000_000), peerOf(2), peerOf(3)];
    const { exchange, state, answer } = setUp(made, a, b);
    exchange.greeted(made, 0);
    for (let now = 0; state.came === undefined && now < 60_000; now += 1_000) {
      exchange.tick(now);
      answer((peer) => (peer === made ? undefined : raw), now);
    }
    expect(state.came).toEqual(raw);
  });

  test('a made-up size that was there first is given up when nothing comes of it', () => {
    const [made, honest] = [peerOf(1, 5_000_000), peerOf(2)];
    const { exchange, state, answer } = setUp(made, honest);
    honest.metadataSize = 0;
    exchange.greeted(made, 0);
    honest.metadataSize = raw.length;
    for (let now = 0; state.came === undefined && now < 120_000; now += 1_000) {
      exchange.tick(now);
      answer((peer) => (peer === made ? undefined : raw), now);
    }
    expect(state.came).toEqual(raw);
  });

  test('what comes late is taken all the same, and asked of a quicker peer meanwhile', () => {
    const [slow, quick] = [peerOf(1), peerOf(2)];
    const { exchange, sent, state } = setUp(slow, quick);
    exchange.greeted(slow, 0);
    const first = sent.splice(0).map(({ piece }) => piece);
    expect(first).toEqual([0, 1, 2, 3]);
    exchange.greeted(quick, 1_000);
    expect(sent).toEqual([]);
    exchange.tick(6_000);
    expect(sent.splice(0).map(({ peer, piece }) => [peer.id, piece])).toEqual(
      first.map((piece) => [quick.id, piece]),
    );
    // Far beyond anybody's patience.
    exchange.tick(28_000);
    for (const piece of first) exchange.message(slow, encodeMetadataData(piece, raw), 29_000);
    expect(state.came).toEqual(raw);
  });

  test('bytes that were not asked for change nothing', () => {
    const [asked, pushy] = [peerOf(1), peerOf(2, 0)];
    const { exchange, state } = setUp(asked, pushy);
    exchange.greeted(asked, 0);
    for (let piece = 0; piece < 4; piece++)
      exchange.message(pushy, encodeMetadataData(piece, spoiled), 0);
    expect(state.came).toBeUndefined();
    expect(exchange.progress.have).toBe(0);
  });

  test('is served to others piece by piece, and not without end', () => {
    const peer = peerOf(1);
    const { exchange, sent, state } = setUp(peer);
    state.came = raw;
    const request = (piece: number) => new TextEncoder().encode(`d8:msg_typei0e5:piecei${piece}ee`);
    for (let i = 0; i < 20; i++) exchange.message(peer, request(i % 4), 0);
    expect(sent.filter(({ type }) => type === 'data').length).toBe(12);
    expect(sent.filter(({ type }) => type === 'reject').length).toBe(8);
    expect(exchange.message(peer, request(9_999), 0)).toBe(false);
  });
});
