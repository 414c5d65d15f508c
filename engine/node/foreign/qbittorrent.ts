import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite, { type Row } from 'better-sqlite3';
import { toHex } from '../../core/bytes/bytes.ts';
import { libtorrentTorrent } from '../../core/foreign/libtorrent.ts';
import { hashOf, readDict, textOf, textsOf } from '../../core/foreign/read.ts';
import type { ForeignTorrent } from '../../core/foreign/types.ts';
import { fault, type Result } from '../../core/result.ts';
import { isThere, namesIn, readIf } from './files.ts';

type Found = (one: Result<ForeignTorrent>) => void;

const DATABASE = 'torrents.db';

/** `folder` holds .fastresume files, or the database that newer versions can use instead. */
export async function readQbittorrent(folder: string, found: Found): Promise<void> {
  for (const name of await namesIn(folder)) {
    const infoHash = name.endsWith('.fastresume') ? hashOf(name) : undefined;
    if (infoHash === undefined) continue;
    const file = await readIf(folder, name);
    const resume = file && readDict(file.bytes, name);
    if (resume === undefined) continue;
    if (!resume.ok) {
      found(resume);
      continue;
    }
    const metainfo = await readIf(folder, `${infoHash}.torrent`);
    const torrent = libtorrentTorrent(resume.value, {
      infoHash,
      metainfo: metainfo?.bytes,
      magnet: metainfo === undefined ? `magnet:?xt=urn:btih:${infoHash}` : undefined,
      name: textOf(resume.value, 'qBt-name'),
      category: textOf(resume.value, 'qBt-category'),
      tags: textsOf(resume.value.list('qBt-tags')),
      savePath: textOf(resume.value, 'qBt-savePath'),
      savedAt: file?.mtimeMs ?? 0,
    });
    found({ ok: true, value: torrent });
  }
  if (await isThere(folder, DATABASE)) await readDatabase(folder, found);
}

/** From a copy: opening it in its place could write beside it. */
async function readDatabase(folder: string, found: Found): Promise<void> {
  const place = await mkdtemp(join(tmpdir(), 'skein-import-'));
  try {
    const file = await readIf(folder, DATABASE);
    await copyFile(join(folder, DATABASE), join(place, DATABASE));
    for (const tail of ['-wal', '-shm']) {
      if (await isThere(folder, DATABASE + tail))
        await copyFile(join(folder, DATABASE + tail), join(place, DATABASE + tail));
    }
    const sqlite = new Sqlite(join(place, DATABASE));
    try {
      for (const row of sqlite.prepare('SELECT * FROM torrents').iterate())
        found(torrentOf(row, file?.mtimeMs ?? 0));
    } finally {
      sqlite.close();
    }
  } catch (error) {
    const path = join(folder, DATABASE);
    found(fault('foreign-damaged', path, `${path} cannot be read: ${String(error)}.`));
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

function torrentOf(row: Row, savedAt: number): Result<ForeignTorrent> {
  const bytes = (key: string): Uint8Array | undefined => {
    const value = row[key];
    return value instanceof Uint8Array ? new Uint8Array(value) : undefined;
  };
  const text = (key: string): string => (typeof row[key] === 'string' ? row[key] : '');
  const id = row['torrent_id'];
  const hex = id instanceof Uint8Array ? toHex(new Uint8Array(id)) : String(id);
  const infoHash = hashOf(hex);
  const resume = readDict(bytes('libtorrent_resume_data') ?? new Uint8Array(), hex);
  if (!resume.ok) return resume;
  if (infoHash === undefined) return fault('foreign-damaged', hex, `“${hex}” is not an info-hash.`);
  const metainfo = bytes('metadata');
  return {
    ok: true,
    value: libtorrentTorrent(resume.value, {
      infoHash,
      metainfo,
      magnet: metainfo === undefined ? `magnet:?xt=urn:btih:${infoHash}` : undefined,
      name: text('name'),
      category: text('category'),
      tags: text('tags')
        .split(',')
        .filter((tag) => tag !== ''),
      savePath: text('target_save_path'),
      paused: row['stopped'] === 1,
      savedAt,
    }),
  };
}
