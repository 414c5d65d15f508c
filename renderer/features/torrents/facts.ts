import type { TorrentSnapshot } from '../../../preload/contract/index.ts';

/** Milliseconds online in all. */
export const activeTimeOf = ({ activeMs, timesAt }: TorrentSnapshot, now: number): number =>
  timesAt > 0 ? activeMs + Math.max(0, now - timesAt) : activeMs;

/** Milliseconds online and complete. */
export const seedingTimeOf = (
  { seedingMs, timesAt, state }: TorrentSnapshot,
  now: number,
): number =>
  timesAt > 0 && state === 'seeding' ? seedingMs + Math.max(0, now - timesAt) : seedingMs;

/** Since Skein was started. */
export const sessionDownOf = ({ downloaded, downloadedBefore }: TorrentSnapshot): number =>
  downloaded - downloadedBefore;

export const sessionUpOf = ({ uploaded, uploadedBefore }: TorrentSnapshot): number =>
  uploaded - uploadedBefore;
