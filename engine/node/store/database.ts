import Sqlite, { type Statement } from 'better-sqlite3';
import type { InfoHash } from '../../core/ids.ts';
import type { StoredPlace, StoredTorrent, TorrentChange, TrafficSums } from '../../ports/store.ts';
import { migrations } from './migrations/index.ts';
import type { SentProgress, SentTorrent, Write } from './protocol.ts';
import { keptOf, placeOf, SELECT_KEPT, SELECT_PLACES, SELECT_TORRENT, torrentOf } from './rows.ts';
import type { Kept } from './saved-torrents.ts';
import { addTraffic, trafficSums } from './traffic.ts';

const WAIT_MS = 2_000;

/** The file was written by a later version of the program. */
export class NewerDatabase extends Error {
  constructor(found: number) {
    super(
      `it was written by a newer version (format ${found}, this one knows ${migrations.length})`,
    );
  }
}

/** The profile's SQLite file, on the thread that calls. Every method throws SQLite's errors. */
export class Database {
  readonly #sqlite: Sqlite;
  readonly #statements = new Map<string, Statement>();

  constructor(path: string) {
    this.#sqlite = new Sqlite(path, { timeout: WAIT_MS });
    try {
      // Held until the process ends, however it ends: no second process works on this profile, and no
      // stale lock outlives a crash.
      this.#sqlite.pragma('locking_mode = EXCLUSIVE');
      this.#sqlite.pragma('journal_mode = WAL');
      this.#sqlite.pragma('synchronous = FULL');
      this.#sqlite.pragma('foreign_keys = ON');
      this.#migrate();
    } catch (error) {
      this.#sqlite.close();
      throw error;
    }
  }

  /** All of the writes or none of them, on the disk. `failed` hears of single ones that cannot be: they alone are undone. */
  commit(writes: readonly Write[], failed: (index: number, error: unknown) => void): void {
    this.#sqlite.exec('BEGIN IMMEDIATE');
    try {
      writes.forEach((write, index) => {
        this.#sqlite.exec('SAVEPOINT one');
        try {
          this.#apply(write);
        } catch (error) {
          if (!/^SQLITE_CONSTRAINT/.test(String((error as { code?: unknown }).code))) throw error;
          this.#sqlite.exec('ROLLBACK TO one');
          failed(index, error);
        }
        this.#sqlite.exec('RELEASE one');
      });
      this.#sqlite.exec('COMMIT');
    } catch (error) {
      // A full disk may have ended the transaction already.
      if (this.#sqlite.inTransaction) this.#sqlite.exec('ROLLBACK');
      throw error;
    }
  }

  places(): StoredPlace[] {
    return this.#statement(SELECT_PLACES).all().map(placeOf);
  }

  /** What is saved beside the database, of all or of those. */
  kept(ids?: Iterable<InfoHash>): Kept[] {
    if (ids === undefined) return this.#statement(SELECT_KEPT).all().map(keptOf);
    const one = this.#statement(`${SELECT_KEPT} WHERE info_hash = ?`);
    return [...ids].flatMap((id) => {
      const row = one.get(id);
      return row === undefined ? [] : keptOf(row);
    });
  }

  has(infoHash: InfoHash): boolean {
    return this.#statement('SELECT 1 FROM torrent WHERE info_hash = ?').get(infoHash) !== undefined;
  }

  torrent(infoHash: InfoHash): StoredTorrent | undefined {
    const row = this.#statement(SELECT_TORRENT).get(infoHash);
    return row === undefined ? undefined : torrentOf(row);
  }

  values(): Map<string, unknown> {
    const values = new Map<string, unknown>();
    for (const { key, json } of this.#statement('SELECT key, json FROM value').all()) {
      values.set(String(key), JSON.parse(String(json)));
    }
    return values;
  }

  traffic(): TrafficSums {
    return trafficSums((sql) => this.#statement(sql));
  }

  close(): void {
    this.#sqlite.close();
  }

  #migrate(): void {
    const found = Number(this.#sqlite.pragma('user_version', { simple: true }));
    if (found > migrations.length) throw new NewerDatabase(found);
    for (const [version, sql] of migrations.entries()) {
      if (version < found) continue;
      this.#sqlite.exec(`BEGIN EXCLUSIVE; ${sql}; PRAGMA user_version = ${version + 1}; COMMIT;`);
    }
  }

  #apply(write: Write): void {
    switch (write.kind) {
      case 'add':
        this.#add(write.torrent);
        break;
      case 'metainfo':
        this.#run('UPDATE torrent SET name = ? WHERE info_hash = ?', write.name, write.infoHash);
        this.#setMetainfo(write.infoHash, write.bytes);
        break;
      case 'update':
        for (const [infoHash, change] of write.changes) this.#update(infoHash, change);
        for (const [key, json] of write.values) this.#setValue(key, json);
        break;
      case 'progress':
        for (const [infoHash, progress] of write.batch) this.#saveProgress(infoHash, progress);
        break;
      case 'remove':
        this.#run('DELETE FROM torrent WHERE info_hash = ?', write.infoHash);
        break;
      case 'traffic':
        addTraffic((sql) => this.#statement(sql), write.rows);
        break;
      case 'values':
        for (const [key, json] of write.values) this.#setValue(key, json);
        break;
    }
  }

  #add(torrent: SentTorrent): void {
    const { infoHash, metainfo, progress } = torrent;
    this.#run(
      'INSERT INTO torrent VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      infoHash,
      torrent.name,
      torrent.magnet ?? null,
      torrent.savePath,
      Math.round(torrent.addedAt),
      torrent.intent,
      Math.round(torrent.queuePosition),
      torrent.priorities,
      JSON.stringify(torrent.options),
    );
    this.#run(
      `INSERT INTO progress (info_hash, have, in_flight, downloaded, uploaded, wasted, active_ms,
       seeding_ms, clean) VALUES (?, zeroblob(0), zeroblob(0), 0, 0, 0, 0, 0, 0)`,
      infoHash,
    );
    if (metainfo !== undefined) this.#setMetainfo(infoHash, metainfo);
    this.#saveProgress(infoHash, progress);
  }

  #setMetainfo(infoHash: InfoHash, bytes: Uint8Array): void {
    this.#run(
      `INSERT INTO metainfo SELECT info_hash, ? FROM torrent WHERE info_hash = ?
       ON CONFLICT DO UPDATE SET bytes = excluded.bytes`,
      bytes,
      infoHash,
    );
  }

  #update(infoHash: InfoHash, change: TorrentChange): void {
    const set = (column: string, value: string | number | Uint8Array | undefined): void => {
      if (value !== undefined)
        this.#run(`UPDATE torrent SET ${column} = ? WHERE info_hash = ?`, value, infoHash);
    };
    set('intent', change.intent);
    set(
      'queue_position',
      change.queuePosition === undefined ? undefined : Math.round(change.queuePosition),
    );
    set('save_path', change.savePath);
    set('name', change.name);
    set('priorities', change.priorities);
    set('options', change.options === undefined ? undefined : JSON.stringify(change.options));
  }

  /** Totals never go back, whatever a confused caller says. A torrent that was removed meanwhile has no row. */
  #saveProgress(infoHash: InfoHash, progress: SentProgress): void {
    this.#run(
      `UPDATE progress SET have = ?, in_flight = ?, downloaded = max(downloaded, ?),
       uploaded = max(uploaded, ?), wasted = max(wasted, ?), active_ms = max(active_ms, ?),
       seeding_ms = max(seeding_ms, ?), sent_at_ms = max(sent_at_ms, ?), completed_at = ?, clean = ? WHERE info_hash = ?`,
      progress.have,
      progress.inFlight,
      whole(progress.downloaded),
      whole(progress.uploaded),
      whole(progress.wasted),
      whole(progress.activeMs),
      whole(progress.seedingMs),
      whole(progress.sentAtMs ?? 0),
      progress.completedAt === undefined ? null : whole(progress.completedAt),
      progress.clean ? 1 : 0,
      infoHash,
    );
    if (progress.stamps === undefined) return;
    this.#run(
      `INSERT INTO stamps SELECT info_hash, ? FROM torrent WHERE info_hash = ?
       ON CONFLICT DO UPDATE SET files = excluded.files`,
      progress.stamps,
      infoHash,
    );
  }

  #setValue(key: string, json: string | undefined): void {
    if (json === undefined) this.#run('DELETE FROM value WHERE key = ?', key);
    else this.#run('INSERT OR REPLACE INTO value VALUES (?, ?)', key, json);
  }

  #run(sql: string, ...values: readonly (string | number | bigint | Uint8Array | null)[]): void {
    this.#statement(sql).run(...values);
  }

  #statement(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#sqlite.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** The binding stores a JavaScript number as REAL, which a STRICT column of integers takes only when it is whole. */
const whole = (value: number): number => Math.max(0, Math.round(value));
