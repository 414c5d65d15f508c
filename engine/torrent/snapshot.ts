import type { TorrentSnapshot } from '../api/torrent.ts';
import type { ShareLimits } from '../core/organise/share-limits.ts';
import { policyOf } from './policy.ts';
import { stallOf } from './stall.ts';
import type { Torrent } from './torrent.ts';

const NO_TAGS: readonly string[] = [];
const NO_LIMITS: ShareLimits = {};

/** The torrent as a row of the list. */
export function snapshotOf(torrent: Torrent): TorrentSnapshot {
  const now = torrent.now();
  const { transfer, tally, info, facts } = torrent;
  const downRate = Math.round(tally.down.rate(now));
  const left = (transfer?.wanted.size ?? 0) - (transfer?.wanted.done ?? 0);
  let seeds = 0;
  let peers = 0;
  for (const peer of torrent.swarm.peers.values()) {
    if (peer.peerId === undefined) continue;
    peers++;
    if (peer.isSeed || peer.uploadOnly) seeds++;
  }
  const stall = stallOf(torrent, downRate);
  return {
    id: torrent.id,
    name: torrent.name,
    state: torrent.state,
    paused: torrent.intent === 'paused',
    size: transfer?.wanted.size ?? 0,
    done: transfer?.wanted.done ?? 0,
    checked: Math.round(torrent.checked * 1000) / 1000,
    moved: movedOf(torrent),
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
    queuePosition: torrent.host.positionOf(torrent),
    forced: torrent.options.forced === true,
    ...policyOf(torrent.options),
    queuedBy: torrent.state === 'queued' ? torrent.queuedBy : undefined,
    category: torrent.options.category ?? '',
    tags: torrent.options.tags ?? NO_TAGS,
    share: torrent.options.share ?? NO_LIMITS,
    shareReached: torrent.options.shareReached,
    downLimit: torrent.options.downLimit ?? 0,
    upLimit: torrent.options.upLimit ?? 0,
    fault: torrent.fault,
    stall,
    // Nobody has anything that is wanted: all that is missing here is missing there.
    missingPieces: stall === 'pieces-missing' ? (transfer?.wanted.missing ?? 0) : 0,
    ...facts.times,
    totalSize: info?.length ?? 0,
    pieceCount: info?.pieceCount ?? 0,
    pieceLength: info?.pieceLength ?? 0,
    fileCount: info?.files.length ?? 0,
    comment: facts.comment,
    createdBy: facts.createdBy,
    createdAt: (torrent.metainfo?.creationDate ?? 0) * 1000,
    wasted: tally.wasted,
    downloadedBefore: tally.downloadedBefore,
    uploadedBefore: tally.uploadedBefore,
    availability: facts.availability,
    lastActiveAt: facts.lastActiveAt,
    trackers: facts.trackerHosts,
    trackerTrouble: facts.trackerTrouble,
    trackerFault: torrent.trackerFault,
  };
}

function movedOf({ moving }: Torrent): number {
  if (moving === undefined || moving.total === 0) return 0;
  return Math.round((moving.done / moving.total) * 1000) / 1000;
}
