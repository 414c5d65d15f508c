import { parseEndpoint } from '../core/address.ts';
import type { Endpoint } from '../core/endpoint.ts';
import { type Magnet, parseMagnet } from '../core/magnet.ts';
import type { Store, StoredTorrent } from '../ports/store.ts';
import type { Torrent } from '../torrent/torrent.ts';

/** Peers that the link named, and those of the last time: a start need not wait for a tracker. */
export function knownPeers(row: StoredTorrent, magnet: Magnet | undefined): Endpoint[] {
  const kept = (row.options.peers ?? []).map(parseEndpoint).filter((peer) => peer !== undefined);
  return [...(magnet?.peers ?? []), ...kept];
}

/** The link a torrent came by; it was parsed when it was added, and is again at each start. */
export function magnetOf(row: StoredTorrent): Magnet | undefined {
  const magnet = row.magnet === undefined ? undefined : parseMagnet(row.magnet);
  return magnet?.ok === true ? magnet.value : undefined;
}

/** The peers of now, for the next start. */
export async function keepPeers(store: Store, torrents: Iterable<Torrent>): Promise<void> {
  await Promise.all(
    [...torrents].map(async (torrent) => {
      const peers = torrent.swarm.worthKeeping();
      if (peers.length === 0) return;
      await store.updateTorrent(torrent.id, { options: { ...torrent.options, peers } });
    }),
  );
}
