import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type Bencodable, encodeBencode } from '../../../engine/core/bencode/encode.ts';
import { fromHex } from '../../../engine/core/bytes/bytes.ts';
import type { ForeignTorrent } from '../../../engine/core/foreign/types.ts';
import type { Fault } from '../../../engine/core/result.ts';
import type { ForeignRead, Profiles } from '../../../engine/ports/profiles.ts';
import { smallMetainfo } from '../../support/metainfo.ts';
import { infoHashOf } from '../../support/torrent-file.ts';

/** Profiles of other clients, made by hand: what the real ones leave is tried in test/interop. */

export const metainfo = (name: string): Buffer => Buffer.from(smallMetainfo({ name }));
export const hashIn = (name: string): string => infoHashOf(metainfo(name));

export async function put(content: Uint8Array | string, ...path: string[]): Promise<void> {
  await mkdir(dirname(join(...path)), { recursive: true });
  await writeFile(join(...path), content);
}

export const resumeOf = (name: string, more: Record<string, Bencodable> = {}): Uint8Array =>
  encodeBencode({
    'info-hash': fromHex(hashIn(name)) as Uint8Array,
    name,
    save_path: '/data',
    pieces: Uint8Array.of(1),
    ...more,
  });

/** `<hash>.fastresume` and the .torrent file beside it. */
export async function putFastresume(
  folder: string,
  name: string,
  more: Record<string, Bencodable> = {},
): Promise<void> {
  await put(resumeOf(name, more), folder, `${hashIn(name)}.fastresume`);
  await put(metainfo(name), folder, `${hashIn(name)}.torrent`);
}

const TABLE = `CREATE TABLE torrents (id INTEGER PRIMARY KEY, torrent_id BLOB NOT NULL UNIQUE,
  queue_position INTEGER NOT NULL DEFAULT -1, name TEXT, category TEXT, tags TEXT, target_save_path TEXT,
  download_path TEXT, content_layout TEXT NOT NULL, ratio_limit INTEGER NOT NULL,
  seeding_time_limit INTEGER NOT NULL, has_outer_pieces_priority INTEGER NOT NULL,
  has_seed_status INTEGER NOT NULL, operating_mode TEXT NOT NULL, stopped INTEGER NOT NULL,
  stop_condition TEXT NOT NULL DEFAULT 'None', libtorrent_resume_data BLOB NOT NULL, metadata BLOB)`;

/** A database as qBittorrent makes it. Whoever asks for it closes it. */
export async function openDatabase(folder: string, mode: 'WAL' | 'DELETE'): Promise<Sqlite> {
  await mkdir(folder, { recursive: true });
  const sqlite = new Sqlite(join(folder, 'torrents.db'));
  sqlite.pragma(`journal_mode = ${mode}`);
  sqlite.exec(TABLE);
  return sqlite;
}

export function insert(sqlite: Sqlite, name: string, queue = -1, stopped = 0): void {
  sqlite
    .prepare(
      `INSERT INTO torrents (torrent_id, queue_position, name, target_save_path, content_layout, ratio_limit,
       seeding_time_limit, has_outer_pieces_priority, has_seed_status, operating_mode, stopped,
       libtorrent_resume_data, metadata) VALUES (?, ?, ?, '/data', 'Original', -2000, -2, 0, 0, 'AutoManaged', ?, ?, ?)`,
    )
    .run(hashIn(name), queue, name, stopped, resumeOf(name), metainfo(name));
}

/** Every file below: its name, its time and what is in it. */
export async function fingerprint(folder: string): Promise<string> {
  const lines: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const { mtimeNs } = await stat(path, { bigint: true });
    const content = entry.isFile() ? await readFile(path) : '';
    lines.push(`${path} ${mtimeNs} ${createHash('sha1').update(content).digest('hex')}`);
  }
  return lines.sort().join('\n');
}

export interface Everything extends Omit<ForeignRead, 'torrents'> {
  readonly torrents: readonly ForeignTorrent[];
  readonly faults: readonly Fault[];
}

export async function readAll(profiles: Profiles, folder: string): Promise<Everything> {
  const read = await profiles.read(folder);
  if (!read.ok) throw new Error(read.message);
  const torrents: ForeignTorrent[] = [];
  const faults: Fault[] = [];
  for await (const one of read.value.torrents) {
    if (one.ok) torrents.push(one.value);
    else faults.push(one);
  }
  return { ...read.value, torrents, faults };
}

export const namesOf = ({ torrents }: Everything): string[] => torrents.map(({ name }) => name);
