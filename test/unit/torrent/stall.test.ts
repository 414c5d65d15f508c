import { expect, test } from 'vitest';
import type { TorrentState } from '../../../engine/api/torrent.ts';
import { stallOf } from '../../../engine/torrent/stall.ts';
import type { Torrent } from '../../../engine/torrent/torrent.ts';

interface Facts {
  readonly greeted?: boolean;
  readonly wanted?: number;
  readonly choking?: boolean;
  readonly holding?: boolean;
}

/** As much of a torrent as the reason depends on. */
function torrent(state: TorrentState, peers: readonly Facts[], trackerFails = false): Torrent {
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
  const trackerFault = trackerFails ? { code: 'x', subject: '', message: '' } : undefined;
  return { state, swarm: { peers: map }, trackerFault } as unknown as Torrent;
}

test.each([
  ['nobody is connected', torrent('downloading', []), 'no-peers'],
  ['somebody is only being dialled', torrent('downloading', [{ greeted: false }]), 'no-peers'],
  ['nobody, and the trackers fail', torrent('metadata', [], true), 'trackers-failing'],
  ['peers are there, but no metadata', torrent('metadata', [{}]), 'no-metadata'],
  ['peers have nothing that we need', torrent('downloading', [{}, {}]), 'pieces-missing'],
  ['all choke us', torrent('downloading', [{ wanted: 3 }]), 'choked'],
  [
    'our limit holds a peer',
    torrent('downloading', [{ wanted: 3, choking: false, holding: true }]),
    'limited',
  ],
  ['a request is on its way', torrent('downloading', [{ wanted: 3, choking: false }]), undefined],
  ['it is paused', torrent('paused', []), undefined],
  ['it seeds', torrent('seeding', []), undefined],
])('the reason when %s', (_case, subject, reason) => {
  expect(stallOf(subject, 0)).toBe(reason);
});

test('there is no reason while data comes', () => {
  expect(stallOf(torrent('downloading', []), 1000)).toBeUndefined();
});
