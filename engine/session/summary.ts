import type { EngineSummary } from '../api/engine-api.ts';
import type { Torrent } from '../torrent/torrent.ts';

type Counts = Omit<EngineSummary, 'downRate' | 'upRate' | 'slowMode'>;

/** What all torrents together are doing. Cheap enough to be asked every second for thousands of them. */
export function summaryOf(torrents: Iterable<Torrent>): Counts {
  let downloading = 0;
  let seeding = 0;
  let failed = 0;
  let size = 0;
  let done = 0;
  for (const torrent of torrents) {
    const { state } = torrent;
    if (state === 'error' || state === 'missing') failed++;
    else if (state === 'seeding') seeding++;
    else if (state === 'downloading' || state === 'metadata') {
      downloading++;
      size += torrent.transfer?.wanted.size ?? 0;
      done += torrent.transfer?.wanted.done ?? 0;
    }
  }
  return { downloading, seeding, failed, size, done };
}
