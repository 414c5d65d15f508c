import type { Row } from 'better-sqlite3';
import type { InfoHash } from '../../core/ids.ts';
import type { Progress, StoredPlace, StoredTorrent, TorrentOptions } from '../../ports/store.ts';
import type { Kept } from './saved-torrents.ts';
import { decodeStamps } from './stamps.ts';

/** Columns by star: a database of an older version, being salvaged, lacks some. The last of two names counts. */
const SELECT = `
SELECT metainfo.bytes, progress.*, stamps.files, torrent.*
FROM torrent
LEFT JOIN metainfo USING (info_hash)
LEFT JOIN progress USING (info_hash)
LEFT JOIN stamps USING (info_hash)`;

/** Thousands of rows share it, on the other side of the thread's port too. */
const NONE = new Uint8Array();

export const SELECT_TORRENTS = `${SELECT} ORDER BY queue_position, added_at`;
export const SELECT_TORRENT = `${SELECT} WHERE info_hash = ?`;

/** Options of those only that may have been removed: what all others have in them is not looked at. */
export const SELECT_PLACES = `
SELECT info_hash, queue_position, iif(instr(options, '"removed"'), options, '{}') AS options
FROM torrent ORDER BY queue_position, added_at`;

export const placeOf = (row: Row): StoredPlace => ({
  infoHash: row['info_hash'] as InfoHash,
  queuePosition: Number(row['queue_position']),
  removed: optionsOf(String(row['options'])).removed,
});

/** What is saved beside the database: nothing that grows with the data. */
export const SELECT_KEPT = 'SELECT * FROM torrent';

export const keptOf = (row: Row): Kept => ({
  infoHash: row['info_hash'] as InfoHash,
  magnet: row['magnet'] === null ? undefined : String(row['magnet']),
  name: String(row['name']),
  savePath: String(row['save_path']),
  addedAt: Number(row['added_at']),
  intent: row['intent'] === 'paused' ? 'paused' : 'running',
  priorities: bytesOf(row['priorities']) ?? NONE,
  options: optionsOf(String(row['options'])),
});

/** One row of SELECT_TORRENTS or SELECT_TORRENT. Parts that are missing become their defaults: a torrent is never dropped for them. */
export function torrentOf(row: Row): StoredTorrent {
  return {
    ...keptOf(row),
    metainfo: bytesOf(row['bytes']),
    queuePosition: Number(row['queue_position']),
    progress: progressOf(row),
  };
}

function progressOf(row: Row): Progress {
  const number = (key: string): number => Number(row[key] ?? 0);
  const progress = {
    have: bytesOf(row['have']) ?? NONE,
    inFlight: bytesOf(row['in_flight']) ?? NONE,
    downloaded: number('downloaded'),
    uploaded: number('uploaded'),
    wasted: number('wasted'),
    activeMs: number('active_ms'),
    seedingMs: number('seeding_ms'),
    ...(number('sent_at_ms') > 0 ? { sentAtMs: number('sent_at_ms') } : {}),
    stamps: decodeStamps(bytesOf(row['files']) ?? NONE),
    clean: row['clean'] === 1,
  };
  const completedAt = row['completed_at'];
  return typeof completedAt === 'number' ? { ...progress, completedAt } : progress;
}

/** Plain memory of its own: a Buffer of the binding may be part of a larger one. */
function bytesOf(value: Row[string] | undefined): Uint8Array | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  return value.length === 0 ? NONE : new Uint8Array(value);
}

function optionsOf(json: string): TorrentOptions {
  try {
    const options: unknown = JSON.parse(json);
    return typeof options === 'object' && options !== null ? options : {};
  } catch {
    return {};
  }
}
