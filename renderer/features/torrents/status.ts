import type { TorrentSnapshot } from '../../../preload/contract/index.ts';

/** What a row is called: the state, told a little finer than the engine's one word. */
export type Status = TorrentSnapshot['state'] | 'stalled' | 'complete';

export function statusOf(torrent: TorrentSnapshot): Status {
  const { state, size, done, downRate } = torrent;
  if (state === 'paused' && size > 0 && done >= size) return 'complete';
  if (state === 'downloading' && downRate === 0) return 'stalled';
  return state;
}

/** 0 … 1: of the check while checking, of the copy while moving, of the data otherwise. */
export function progressOf(torrent: TorrentSnapshot): number {
  if (torrent.state === 'checking') return torrent.checked;
  if (torrent.state === 'moving' && torrent.moved > 0) return torrent.moved;
  return torrent.size > 0 ? torrent.done / torrent.size : 0;
}

/**
 * What the ratio is measured by, as the engine's share limits have it: payload received, or what is here when that
 * is more.
 */
export const ratioBase = ({ downloaded, done }: TorrentSnapshot): number =>
  Math.max(downloaded, done);

export const statusFilters = [
  'all',
  'downloading',
  'seeding',
  'complete',
  'active',
  'stalled',
  'queued',
  'paused',
  'checking',
  'problem',
] as const;
export type StatusFilter = (typeof statusFilters)[number];

/** The fields that decide on the status and on what it fits. */
export const statusFields = [
  'state',
  'done',
  'size',
  'downRate',
  'upRate',
  'fault',
  'trackerFault',
] as const satisfies readonly (keyof TorrentSnapshot)[];

const isComplete = (torrent: TorrentSnapshot): boolean =>
  torrent.size > 0 && torrent.done >= torrent.size;

export function fits(torrent: TorrentSnapshot, filter: StatusFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'downloading':
      return (
        torrent.state === 'downloading' ||
        torrent.state === 'metadata' ||
        (torrent.state === 'queued' && !isComplete(torrent))
      );
    case 'seeding':
      return torrent.state === 'seeding';
    case 'complete':
      return isComplete(torrent);
    case 'active':
      return torrent.downRate > 0 || torrent.upRate > 0;
    case 'stalled':
      return statusOf(torrent) === 'stalled';
    case 'queued':
      return torrent.state === 'queued';
    case 'paused':
      return torrent.state === 'paused';
    case 'checking':
      return torrent.state === 'checking';
    case 'problem':
      return (
        torrent.state === 'error' ||
        torrent.state === 'missing' ||
        torrent.fault !== undefined ||
        torrent.trackerFault !== undefined
      );
  }
}
