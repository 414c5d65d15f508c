import { expect, test } from 'vitest';
import { stallOf } from '../../../engine/torrent/stall.ts';
import type { Torrent } from '../../../engine/torrent/torrent.ts';

interface Facts {
  readonly greeted?: boolean;
  readonly wanted?: number;
  readonly choking?: boolean;
  readonly holding?: boolean;
}

/** As much of a torrent as the facts are taken from. */
function torrent(peers: readonly Facts[]): Torrent {
  const map = new Map(
    peers.map(({ greeted = true, wanted = 0, choking = true, holding = false }, id) => [
      id,
      {
        peerId: greeted ? new Uint8Array(20) : undefined,
        wanted,
        peerChoking: choking,
        throttle: { isHolding: holding },
      },
    ]),
  );
  return {
    state: 'downloading',
    swarm: { peers: map, list: { size: 4 } },
    host: { reach: () => ({ dht: 'on', portClosed: false }) },
    options: {},
    facts: { trackerHosts: ['tracker.example'] },
  } as unknown as Torrent;
}

test.each([
  ['somebody is only being dialled', torrent([{ greeted: false }]), 'no-peers'],
  ['peers have nothing that we need', torrent([{}, {}]), 'pieces-missing'],
  ['all choke us', torrent([{ wanted: 3 }]), 'choked'],
  ['our limit holds a peer', torrent([{ wanted: 3, choking: false, holding: true }]), 'limited'],
  ['a request is on its way', torrent([{ wanted: 3, choking: false }]), undefined],
])('what the connections tell when %s', (_case, subject, reason) => {
  expect(stallOf(subject, 0)).toBe(reason);
});
