import { parseEndpoint } from '../core/address.ts';
import type { Endpoint } from '../core/endpoint.ts';
import { type Magnet, parseMagnet } from '../core/magnet.ts';
import { parseMetainfo } from '../core/metainfo/parse.ts';
import type { Metainfo } from '../core/metainfo/types.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ports } from '../ports/index.ts';
import type { Store, StoredTorrent } from '../ports/store.ts';
import type { Torrent } from '../torrent/torrent.ts';
import { namingOf } from './naming.ts';

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

/** The saved .torrent file; undefined for a magnet that waits, and where the file can't be read, which the log says. */
export function metainfoOf(row: StoredTorrent, ports: Ports): Metainfo | undefined {
  if (row.metainfo === undefined) return undefined;
  const parsed = parseMetainfo(
    row.metainfo,
    row.name,
    (...parts) => ports.sha1.digest(...parts),
    namingOf(ports.disk.pathStyle, row.options),
  );
  if (parsed.ok) return parsed.value;
  const why = `The saved torrent file of “${row.name}” can't be read.`;
  ports.log.write('error', row.infoHash, why, parsed);
  return undefined;
}

/** So many come back before anything else is done, and then so many at a time. */
const FIRST = 200;
const BATCH = 50;

/**
 * Calls `restore` for each row. Resolves when the first have come back; the rest follow in the background, with
 * room for everything else in between, and `whole` resolves after the last, or once `stopped`.
 */
export async function inBatches(
  rows: readonly StoredTorrent[],
  clock: Clock,
  stopped: () => boolean,
  restore: (row: StoredTorrent) => void,
): Promise<{ readonly whole: Promise<void> }> {
  for (const row of rows.slice(0, FIRST)) restore(row);
  const follow = async (): Promise<void> => {
    for (let from = FIRST; from < rows.length; from += BATCH) {
      await new Promise<void>((resolve) => clock.after(0, resolve));
      if (stopped()) return;
      for (const row of rows.slice(from, from + BATCH)) restore(row);
    }
  };
  return { whole: follow() };
}
