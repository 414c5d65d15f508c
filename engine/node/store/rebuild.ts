import { existsSync, renameSync } from 'node:fs';
import type { InfoHash } from '../../core/ids.ts';
import type { StoredTorrent } from '../../ports/store.ts';
import type { Database } from './database.ts';
import type { SentTorrent, Write } from './protocol.ts';
import { NOTHING, salvage } from './salvage.ts';
import type { SavedTorrents } from './saved-torrents.ts';

/** Moves the damaged file (and its log) out of the way, never deleting it; returns where it lies now. */
export function setAside(path: string, wallTime: number): string {
  const stamp = new Date(wallTime).toISOString().replace(/[:.]/g, '-');
  const aside = freeName(`${path}.damaged-${stamp}`);
  renameSync(path, aside);
  for (const tail of ['-wal', '-shm']) {
    if (existsSync(path + tail)) renameSync(path + tail, aside + tail);
  }
  return aside;
}

/** Fills an empty database from the saved torrents and what is left of a damaged one; returns how many torrents came back. */
export function refill(
  database: Database,
  saved: SavedTorrents,
  damaged: string | undefined,
): number {
  const rest = damaged === undefined ? NOTHING : salvage(damaged);
  const torrents = new Map<InfoHash, SentTorrent>();
  for (const torrent of saved.load()) torrents.set(torrent.infoHash, unchecked(torrent));
  for (const torrent of rest.torrents) {
    // The damaged file knows totals and queue; what the user decided is believed where it was saved apart.
    const known = torrents.get(torrent.infoHash);
    if (known === undefined && torrent.metainfo === undefined && torrent.magnet === undefined)
      continue;
    const whole = unchecked({ ...torrent, ...known, queuePosition: torrent.queuePosition });
    torrents.set(torrent.infoHash, {
      ...whole,
      progress: { ...whole.progress, ...totalsOf(torrent) },
    });
  }
  const writes: Write[] = [...torrents.values()].map((torrent) => ({ kind: 'add', torrent }));
  writes.push({ kind: 'values', values: rest.values }, { kind: 'traffic', rows: rest.traffic });
  database.commit(writes, () => undefined);
  return torrents.size;
}

/** Bits out of a damaged file are not believed: the data is checked. */
const unchecked = (torrent: Omit<StoredTorrent, 'progress'>): SentTorrent => ({
  ...torrent,
  progress: {
    have: new Uint8Array(),
    inFlight: new Uint8Array(),
    downloaded: 0,
    uploaded: 0,
    wasted: 0,
    activeMs: 0,
    seedingMs: 0,
    stamps: undefined,
    clean: false,
  },
});

function totalsOf({ progress }: StoredTorrent): Partial<SentTorrent['progress']> {
  const { downloaded, uploaded, wasted, activeMs, seedingMs } = progress;
  const totals = { downloaded, uploaded, wasted, activeMs, seedingMs };
  return Object.values(totals).every((total) => Number.isSafeInteger(total) && total >= 0)
    ? totals
    : {};
}

function freeName(name: string): string {
  let free = name;
  for (let n = 2; existsSync(free); n++) free = `${name}-${n}`;
  return free;
}
