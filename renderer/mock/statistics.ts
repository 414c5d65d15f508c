import type { Statistics, TorrentSnapshot } from '../../preload/contract/index.ts';

const DAYS = 40;
const GB = 1e9;
const DAY = 86_400_000;

/** Made-up totals over the torrents of the scene. */
export function makeStatistics(rows: readonly TorrentSnapshot[]): Statistics {
  const byTorrent = rows
    .map(({ id, name, downloaded, uploaded }) => ({ id, name, downloaded, uploaded }))
    .sort((a, b) => b.downloaded + b.uploaded - a.downloaded - a.uploaded);
  const total = (key: 'downloaded' | 'uploaded'): number =>
    byTorrent.reduce((sum, row) => sum + row[key], 0);
  const byDay = Array.from({ length: DAYS }, (_, index) => ({
    day: new Date(Date.now() - (DAYS - 1 - index) * DAY).toISOString().slice(0, 10),
    downloaded: Math.round((1 + Math.sin(index)) * 3 * GB),
    uploaded: Math.round((1 + Math.cos(index / 2)) * 5 * GB),
  }));
  return {
    session: { downloaded: 4.2 * GB, uploaded: 9.7 * GB, seconds: 43_210 },
    allTime: { downloaded: total('downloaded'), uploaded: total('uploaded') },
    byDay,
    byTorrent,
  };
}
