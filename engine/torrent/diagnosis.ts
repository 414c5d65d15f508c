import type { QueueReason } from '../api/organise.ts';
import type { StallReason, TorrentState } from '../api/torrent.ts';

/** What the engine knows that may explain why a torrent does not move. Counts are of now. */
export interface DiagnosisFacts {
  readonly state: TorrentState;
  readonly queuedBy: QueueReason | undefined;
  /** Code of the fault that stops it, when one does. */
  readonly fault: string | undefined;
  /** A rule of the user's (a share limit, say) paused it, not the user. */
  readonly pausedByRule: boolean;
  /** Payload bytes per second. */
  readonly downRate: number;
  /** Peers that are connected and have said who they are. */
  readonly connected: number;
  /** Of those: have something that is wanted; do not choke us; are held back by a limit of ours. */
  readonly useful: number;
  readonly open: number;
  readonly held: number;
  /** Addresses known, connected or not. */
  readonly known: number;
  /** All trackers that were asked fail. */
  readonly trackersFail: boolean;
  readonly trackers: number;
  readonly private: boolean;
  readonly dht: 'off' | 'empty' | 'on';
  readonly portClosed: boolean;
}

/**
 * The one cause why nothing comes; undefined while something does, or nothing is wanted. The order is that of
 * the ways out: what stops everything first, then who could be found, then what those who are there do.
 */
export function diagnose(facts: DiagnosisFacts): StallReason | undefined {
  if (facts.fault !== undefined) return ofFault(facts.fault);
  if (facts.state === 'paused') return facts.pausedByRule ? 'paused-by-rule' : undefined;
  if (facts.state === 'queued') return ofQueue(facts.queuedBy);
  if (facts.state !== 'downloading' && facts.state !== 'metadata') return undefined;
  if (facts.downRate > 0) return undefined;
  if (facts.connected === 0) return ofLoneliness(facts);
  if (facts.state === 'metadata') return 'no-metadata';
  if (facts.useful === 0) return 'pieces-missing';
  if (facts.held > 0) return 'limited';
  return facts.open === 0 ? 'choked' : undefined;
}

function ofQueue(reason: QueueReason | undefined): StallReason {
  if (reason === 'battery') return 'on-battery';
  if (reason === 'metered') return 'on-metered';
  return reason === 'disk-low' ? 'disk-low' : 'queued';
}

function ofFault(code: string): StallReason {
  if (code === 'disk-full') return 'disk-full';
  return code === 'disk-missing' ? 'folder-missing' : 'file-error';
}

function ofLoneliness(facts: DiagnosisFacts): StallReason {
  if (facts.trackersFail) return 'trackers-failing';
  const trackersOnly = facts.private;
  if (facts.trackers === 0 && trackersOnly) return 'no-trackers';
  if (facts.trackers === 0 && facts.dht === 'off') return 'dht-off';
  if (facts.trackers === 0 && facts.dht === 'empty') return 'dht-empty';
  // Somebody is there, but nobody lets us in, and nobody can come to us.
  if (facts.known > 0 && facts.portClosed) return 'port-closed';
  return 'no-peers';
}
