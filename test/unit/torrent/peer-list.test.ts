import { describe, expect, test } from 'vitest';
import { PeerList } from '../../../engine/torrent/peer-list.ts';

const at = (host: string, port = 6881) => ({ host, port });
const list = () => new PeerList(at('198.51.100.1'));

describe('the list of known peers', () => {
  test('offers each address once while it is connected', () => {
    const peers = list();
    peers.add(at('192.0.2.1'), 'tracker', 0);
    const first = peers.next(0, false);
    expect(first?.endpoint.host).toBe('192.0.2.1');
    if (first !== undefined) first.connected = true;
    expect(peers.next(0, false)).toBeUndefined();
  });

  test('waits longer after each failure, and forgets who never answers', () => {
    const peers = list();
    const peer = peers.add(at('192.0.2.1'), 'tracker', 0);
    if (peer === undefined) throw new Error('no room');
    const waits: number[] = [];
    for (let now = 0; peers.size > 0; now = peer.retryAt) {
      peers.failed(peer, now);
      if (peers.size > 0) waits.push(peer.retryAt - now);
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 960].map((seconds) => seconds * 1000));
  });

  test('another way of speaking is tried at once, and earlier failures still count', () => {
    const peers = list();
    const peer = peers.add(at('192.0.2.1'), 'tracker', 0);
    if (peer === undefined) throw new Error('no room');
    peers.failed(peer, 0);
    peers.again(peer, 20_000);
    expect(peers.next(20_000, false)).toBe(peer);
    peers.failed(peer, 20_000);
    expect(peer.retryAt).toBe(50_000);
  });

  test('a person who names a peer is listened to at once', () => {
    const peers = list();
    const peer = peers.add(at('192.0.2.1'), 'tracker', 0);
    if (peer === undefined) throw new Error('no room');
    peers.failed(peer, 0);
    expect(peers.next(1_000, false)).toBeUndefined();
    peers.add(at('192.0.2.1'), 'manual', 1_000);
    expect(peers.next(1_000, false)).toBe(peer);
  });

  test('a seed does not dial seeds', () => {
    const peers = list();
    const peer = peers.add(at('192.0.2.1'), 'tracker', 0);
    if (peer !== undefined) peer.seed = true;
    expect(peers.next(0, true)).toBeUndefined();
    expect(peers.next(0, false)).toBe(peer);
  });

  test('is bounded, and gives up the worst for someone new', () => {
    const peers = list();
    for (let i = 0; i < 2_000; i++) peers.add(at(`10.1.${i >> 8}.${i & 255}`), 'pex', 0);
    const bad = peers.get(at('10.1.0.7'));
    if (bad !== undefined) peers.failed(bad, 0);
    expect(peers.add(at('192.0.2.9'), 'tracker', 1)).toBeDefined();
    expect(peers.size).toBe(2_000);
    expect(peers.get(at('10.1.0.7'))).toBeUndefined();
  });
});
