import type { StallReason } from '../api/torrent.ts';
import type { Torrent } from './torrent.ts';

/** Why a torrent that wants data gets none; undefined while some comes, or none is wanted. From facts only. */
export function stallOf(torrent: Torrent, downRate: number): StallReason | undefined {
  const { state } = torrent;
  if (downRate > 0 || (state !== 'downloading' && state !== 'metadata')) return undefined;
  let connected = 0;
  let useful = 0;
  let open = 0;
  let held = false;
  for (const peer of torrent.swarm.peers.values()) {
    if (peer.peerId === undefined) continue;
    connected++;
    if (peer.wanted > 0) useful++;
    if (peer.wanted > 0 && !peer.peerChoking) open++;
    held ||= peer.throttle.isHolding;
  }
  if (connected === 0) return torrent.trackerFault === undefined ? 'no-peers' : 'trackers-failing';
  if (state === 'metadata') return 'no-metadata';
  if (useful === 0) return 'pieces-missing';
  if (held) return 'limited';
  return open === 0 ? 'choked' : undefined;
}
