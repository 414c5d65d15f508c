import type { Row, Statement } from 'better-sqlite3';
import { type InfoHash, isInfoHash } from '../../core/ids.ts';
import type { TrafficRow, TrafficSums } from '../../ports/store.ts';

type Prepare = (sql: string) => Statement;

export const SELECT_TRAFFIC = `
SELECT day, info_hash, coalesce(name, info_hash) AS name, downloaded, uploaded
FROM traffic LEFT JOIN traffic_name USING (info_hash)`;

/** A row of SELECT_TRAFFIC out of a file that may be damaged; undefined when it makes no sense. */
export function trafficRowOf(row: Row): TrafficRow | undefined {
  const infoHash = String(row['info_hash']);
  const day = String(row['day']);
  const [downloaded, uploaded] = [Number(row['downloaded']), Number(row['uploaded'])];
  const fits = (total: number): boolean => Number.isSafeInteger(total) && total >= 0;
  if (!isInfoHash(infoHash) || !/^(\d{4}-\d\d-\d\d)?$/.test(day)) return undefined;
  if (!fits(downloaded) || !fits(uploaded)) return undefined;
  return { day, infoHash, name: String(row['name']), downloaded, uploaded };
}

/** Sums only grow: what is added is never below 0. */
export function addTraffic(prepare: Prepare, rows: readonly TrafficRow[]): void {
  const add = prepare(
    `INSERT INTO traffic VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
     downloaded = downloaded + excluded.downloaded, uploaded = uploaded + excluded.uploaded`,
  );
  const name = prepare(
    `INSERT INTO traffic_name VALUES (?, ?)
     ON CONFLICT DO UPDATE SET name = excluded.name WHERE name <> excluded.name`,
  );
  for (const row of rows) {
    add.run(
      row.day,
      row.infoHash,
      Math.max(0, Math.round(row.downloaded)),
      Math.max(0, Math.round(row.uploaded)),
    );
    name.run(row.infoHash, row.name);
  }
}

export function trafficSums(prepare: Prepare): TrafficSums {
  const days = prepare(
    'SELECT day, sum(downloaded) AS downloaded, sum(uploaded) AS uploaded FROM traffic GROUP BY day ORDER BY day',
  ).all();
  const torrents = prepare(
    `SELECT info_hash, coalesce(name, info_hash) AS name, sum(downloaded) AS downloaded,
     sum(uploaded) AS uploaded FROM traffic LEFT JOIN traffic_name USING (info_hash)
     GROUP BY info_hash ORDER BY sum(downloaded) + sum(uploaded) DESC`,
  ).all();
  const sums = (row: Row): { downloaded: number; uploaded: number } => ({
    downloaded: Number(row['downloaded']),
    uploaded: Number(row['uploaded']),
  });
  return {
    days: days.map((row) => ({ day: String(row['day']), ...sums(row) })),
    torrents: torrents.map((row) => ({
      infoHash: row['info_hash'] as InfoHash,
      name: String(row['name']),
      ...sums(row),
    })),
  };
}
