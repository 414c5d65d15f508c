import { constants, copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Sqlite, { type Row } from 'better-sqlite3';
import { toHex } from '../../core/bytes/bytes.ts';
import { qbittorrentRow } from '../../core/foreign/qbittorrent.ts';
import { hashOf, readDict } from '../../core/foreign/read.ts';
import type { ForeignTorrent } from '../../core/foreign/types.ts';
import { fault, ok, type Result } from '../../core/result.ts';
import { diskFault } from '../disk/fault.ts';
import { isAbsent } from './files.ts';
import { wholePaths } from './qbittorrent-places.ts';

export const DATABASE = 'torrents.db';
/** The log of what is not in the file yet, or the journal of what is being undone: part of the state. */
const PARTS = [DATABASE, `${DATABASE}-wal`, `${DATABASE}-journal`];
const TRIES = 10;
const PAUSE_MS = 200;

/**
 * The database that newer versions can use instead of files. It is read from a copy: opened in its place it
 * could be written to, and qBittorrent, when it is running, may hold it locked.
 */
export async function* readDatabase(folder: string): AsyncGenerator<Result<ForeignTorrent>> {
  const path = join(folder, DATABASE);
  let place: string | undefined;
  try {
    place = await mkdtemp(join(tmpdir(), 'skein-import-'));
    const copied = await copyAtRest(folder, place);
    if (!copied.ok) {
      yield copied;
      return;
    }
    yield* rowsOf(join(place, DATABASE), folder, copied.value);
  } catch (error) {
    yield diskFault(error, path, 'read');
  } finally {
    if (place !== undefined) await rm(place, { recursive: true, force: true });
  }
}

function* rowsOf(file: string, folder: string, savedAt: number): Generator<Result<ForeignTorrent>> {
  let sqlite: Sqlite | undefined;
  try {
    sqlite = new Sqlite(file);
    const sql = 'SELECT * FROM torrents ORDER BY queue_position < 0, queue_position, id';
    for (const row of sqlite.prepare(sql).iterate()) yield torrentOf(row, folder, savedAt);
  } catch (error) {
    const path = join(folder, DATABASE);
    yield fault('foreign-damaged', path, `${path} cannot be read: ${String(error)}.`);
  } finally {
    sqlite?.close();
  }
}

/** All of its parts as they were at one moment. The value is when they were last written. */
async function copyAtRest(folder: string, place: string): Promise<Result<number>> {
  for (let tried = 0; tried < TRIES; tried++) {
    if (tried > 0) await pause(PAUSE_MS);
    const before = await looks(folder);
    for (const part of PARTS) {
      await rm(join(place, part), { force: true });
      if (before.has(part)) await copyIfThere(join(folder, part), join(place, part));
    }
    const after = await looks(folder);
    const isSame = PARTS.every((part) => before.get(part)?.state === after.get(part)?.state);
    if (isSame) return ok(Math.max(0, ...[...after.values()].map(({ mtimeMs }) => mtimeMs)));
  }
  const path = join(folder, DATABASE);
  const why = 'qBittorrent is writing to it all the time. Close it and try again';
  return fault('foreign-busy', path, `${path} cannot be read: ${why}.`);
}

interface Look {
  readonly state: string;
  readonly mtimeMs: number;
}

async function looks(folder: string): Promise<ReadonlyMap<string, Look>> {
  const found = new Map<string, Look>();
  for (const part of PARTS) {
    try {
      const { size, mtimeMs, mtimeNs } = await stat(join(folder, part), { bigint: true });
      found.set(part, { state: `${size} ${mtimeNs}`, mtimeMs: Number(mtimeMs) });
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }
  return found;
}

/** A part that went between looking and copying is seen at the next look. */
async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

function torrentOf(row: Row, folder: string, savedAt: number): Result<ForeignTorrent> {
  const bytes = (key: string): Uint8Array | undefined => {
    const value = row[key];
    return value instanceof Uint8Array ? new Uint8Array(value) : undefined;
  };
  const id = row['torrent_id'];
  const hex = id instanceof Uint8Array ? toHex(new Uint8Array(id)) : String(id);
  const infoHash = hashOf(hex);
  const resume = readDict(bytes('libtorrent_resume_data') ?? new Uint8Array(), hex);
  if (!resume.ok) return resume;
  if (infoHash === undefined) return fault('foreign-damaged', hex, `“${hex}” is not an info-hash.`);
  const keys = {
    text: (key: string): string => (typeof row[key] === 'string' ? row[key] : ''),
    number: (key: string): number | undefined =>
      typeof row[key] === 'number' ? row[key] : undefined,
  };
  const beside = { infoHash, metainfo: bytes('metadata'), savedAt };
  return ok(wholePaths(qbittorrentRow(resume.value, keys, beside), folder));
}
