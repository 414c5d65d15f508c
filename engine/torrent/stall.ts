import type { StallReason } from '../api/torrent.ts';
import type { TorrentOptions } from '../ports/store.ts';
import { diagnose } from './diagnosis.ts';
import type { Torrent } from './torrent.ts';

/** Why a torrent that should move does not, from what is known of it now. */
export function stallOf(torrent: Torrent, downRate: number): StallReason | undefined {
  const { state, fault } = torrent;
  // Most rows by far: nothing is wanted, nothing is wrong.
  if (fault === undefined && (state === 'seeding' || state === 'checking')) return undefined;
  const reach = torrent.host.reach();
  let connected = 0;
  let useful = 0;
  let open = 0;
  let held = 0;
  for (const peer of torrent.swarm.peers.values()) {
    if (peer.peerId === undefined) continue;
    connected++;
    if (peer.wanted > 0) useful++;
    // Who says yes and sends nothing makes us wait all the same.
    if (peer.wanted > 0 && !peer.peerChoking && !peer.snubbed) open++;
    if (peer.throttle.isHolding) held++;
  }
  return diagnose({
    state,
    queuedBy: torrent.queuedBy,
    fault: fault?.code,
    pausedByRule: isPausedByLimit(torrent.options),
    downRate,
    connected,
    useful,
    open,
    held,
    known: torrent.swarm.list.size,
    trackersFail: torrent.trackerFault !== undefined,
    trackers: torrent.facts.trackerHosts.length,
    private: torrent.private,
    dht: reach.dht,
    portClosed: reach.portClosed,
  });
}

/** A share limit paused it, not the user. */
const isPausedByLimit = ({ shareReached, superSeeding }: TorrentOptions): boolean =>
  shareReached !== undefined && superSeeding !== true;
