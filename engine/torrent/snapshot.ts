import type {
  FileSnapshot,
  PeerSnapshot,
  TorrentDetails,
  TorrentSnapshot,
  TrackerSnapshot,
} from '../api/torrent.ts';
import { endpointText } from '../core/endpoint.ts';
import type { Peer } from '../peer/peer.ts';
import { stallOf } from './stall.ts';
import type { Torrent } from './torrent.ts';

/** The torrent as a row of the list. */
export function snapshotOf(torrent: Torrent): TorrentSnapshot {
  const now = torrent.now();
  const { transfer, tally } = torrent;
  const downRate = Math.round(tally.down.rate(now));
  const left = (transfer?.wanted.size ?? 0) - (transfer?.wanted.done ?? 0);
  let seeds = 0;
  let peers = 0;
  for (const peer of torrent.swarm.peers.values()) {
    if (peer.peerId === undefined) continue;
    peers++;
    if (peer.isSeed || peer.uploadOnly) seeds++;
  }
  return {
    id: torrent.id,
    name: torrent.name,
    state: torrent.state,
    paused: torrent.intent === 'paused',
    size: transfer?.wanted.size ?? 0,
    done: transfer?.wanted.done ?? 0,
    checked: Math.round(torrent.checked * 1000) / 1000,
    downRate,
    upRate: Math.round(tally.up.rate(now)),
    downloaded: tally.downloaded,
    uploaded: tally.uploaded,
    peers,
    seeds,
    swarmPeers: torrent.swarmPeers,
    swarmSeeds: torrent.swarmSeeds,
    eta: left > 0 && downRate > 0 ? Math.ceil(left / downRate) : -1,
    savePath: torrent.savePath,
    private: torrent.private,
    addedAt: torrent.addedAt,
    completedAt: tally.completedAt ?? 0,
    queuePosition: torrent.queuePosition,
    fault: torrent.fault,
    stall: stallOf(torrent, downRate),
    trackerFault: torrent.trackerFault,
  };
}

export function peerSnapshot(peer: Peer, now: number): PeerSnapshot {
  return {
    address: endpointText(peer.endpoint),
    client: peer.client,
    progress: peer.has.size === 0 ? 0 : peer.has.count / peer.has.size,
    downRate: Math.round(peer.down.rate(now)),
    upRate: Math.round(peer.up.rate(now)),
    downloaded: peer.down.total,
    uploaded: peer.up.total,
    incoming: peer.incoming,
    source: peer.source,
    amChoking: peer.amChoking,
    amInterested: peer.amInterested,
    peerChoking: peer.peerChoking,
    peerInterested: peer.peerInterested,
    encrypted: peer.encrypted,
    optimistic: peer.optimistic,
    snubbed: peer.snubbed,
  };
}

/** Verified bytes of each file, counted from the pieces that lie in it. */
export function fileSnapshots(torrent: Torrent): FileSnapshot[] {
  const { info, transfer } = torrent;
  if (info === undefined || transfer === undefined) return [];
  const snapshots: FileSnapshot[] = [];
  info.files.forEach((file, index) => {
    if (file.pad) return;
    let done = 0;
    const end = file.offset + file.length;
    for (
      let piece = Math.floor(file.offset / info.pieceLength);
      piece * info.pieceLength < end;
      piece++
    ) {
      if (!transfer.have.get(piece)) continue;
      const from = Math.max(file.offset, piece * info.pieceLength);
      const to = Math.min(end, (piece + 1) * info.pieceLength);
      done += to - from;
    }
    snapshots.push({
      path: file.path.join('/'),
      length: file.length,
      done,
      priority: torrent.priorities[index] ?? 4,
    });
  });
  return snapshots;
}

export function detailsOf(torrent: Torrent, trackers: readonly TrackerSnapshot[]): TorrentDetails {
  const { info, metainfo } = torrent;
  const now = torrent.now();
  return {
    id: torrent.id,
    pieceLength: info?.pieceLength ?? 0,
    pieceCount: info?.pieceCount ?? 0,
    comment: metainfo?.comment ?? '',
    createdBy: metainfo?.createdBy ?? '',
    creationDate: metainfo?.creationDate ?? 0,
    wasted: torrent.tally.wasted,
    files: fileSnapshots(torrent),
    peers: [...torrent.swarm.peers.values()]
      .filter((peer) => peer.peerId !== undefined)
      .map((peer) => peerSnapshot(peer, now)),
    trackers,
    have: torrent.transfer?.have.bytes.slice() ?? new Uint8Array(0),
  };
}
