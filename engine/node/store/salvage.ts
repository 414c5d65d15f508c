import Sqlite, { type Row } from 'better-sqlite3';
import type { StoredTorrent, TrafficRow } from '../../ports/store.ts';
import { SELECT_TORRENTS, torrentOf } from './rows.ts';
import { SELECT_TRAFFIC, trafficRowOf } from './traffic.ts';

export interface Salvaged {
  readonly torrents: readonly StoredTorrent[];
  /** JSON texts by key. */
  readonly values: ReadonlyMap<string, string>;
  readonly traffic: readonly TrafficRow[];
}

export const NOTHING: Salvaged = { torrents: [], values: new Map(), traffic: [] };

/** What can still be read of a damaged database: rows up to the first fault in each table. */
export function salvage(path: string): Salvaged {
  const torrents: StoredTorrent[] = [];
  const values = new Map<string, string>();
  const traffic: TrafficRow[] = [];
  let sqlite: Sqlite | undefined;
  try {
    sqlite = new Sqlite(path, { readonly: true, fileMustExist: true });
    collect(sqlite, SELECT_TORRENTS, (row) => torrents.push(torrentOf(row)));
    collect(sqlite, 'SELECT key, json FROM value', ({ key, json }) => {
      if (isJson(String(json))) values.set(String(key), String(json));
    });
    collect(sqlite, SELECT_TRAFFIC, (row) => {
      const one = trafficRowOf(row);
      if (one !== undefined) traffic.push(one);
    });
  } catch {
    // Not a database at all: the saved torrents are all there is.
  } finally {
    sqlite?.close();
  }
  return { torrents, values, traffic };
}

function collect(sqlite: Sqlite, sql: string, take: (row: Row) => void): void {
  try {
    for (const row of sqlite.prepare(sql).iterate()) take(row);
  } catch {
    // The rest of the table lies beyond the damage.
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
