import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type {
  DetailsPart,
  DetailsParts,
  Engine,
  TorrentSnapshot,
} from '../../../engine/api/index.ts';
import type { InfoHash } from '../../../engine/core/ids.ts';
import type { ProcessGroup } from '../process-group.ts';
import { until } from '../wait.ts';
import { type CountingEngine, countingEngine } from './engine.ts';
import type { Shelf } from './shelf.ts';

/** What a client itself says of one of its torrents, in our words. */
export interface Told {
  readonly savePath: string;
  /** Below the save path. */
  readonly files: readonly string[];
  /** 0 skip, 1 low, 4 normal, 7 high. */
  readonly priorities: readonly number[];
  /** One of '0' and '1' a piece. */
  readonly pieces: string;
  readonly downloaded: number;
  readonly uploaded: number;
  /** Seconds since 1970; 0: not yet, or it does not say. */
  readonly addedAt: number;
  readonly completedAt: number;
  /** As it counts them. */
  readonly seedingSeconds: number;
  readonly paused: boolean;
  readonly category: string;
  readonly tags: readonly string[];
  readonly wishes: Partial<TorrentSnapshot>;
}

/** Every file below that is not ours: its name, its time and what is in it. */
export async function fingerprint(folder: string): Promise<string> {
  const lines: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (/^\.skein-\w+\.parts$/.test(entry.name)) continue;
    const { mtimeNs } = await stat(path, { bigint: true });
    const content = entry.isFile() ? await readFile(path) : '';
    lines.push(`${path} ${mtimeNs} ${createHash('sha1').update(content).digest('hex')}`);
  }
  return lines.sort().join('\n');
}

export async function detailsOf<P extends DetailsPart>(
  engine: Engine,
  id: string,
  part: P,
): Promise<DetailsParts[P]> {
  const details = await engine.details(id as InfoHash, part);
  if (!details.ok) throw new Error(details.message);
  return details.value.value as DetailsParts[P];
}

const SETTLED: readonly TorrentSnapshot['state'][] = [
  'seeding',
  'downloading',
  'metadata',
  'paused',
];

export interface TakeOver {
  readonly group: ProcessGroup;
  /** Where the client keeps its torrents. */
  readonly folder: string;
  readonly shelf: Shelf;
  readonly told: ReadonlyMap<string, Told>;
  /** Folders whose every file must be as it was, the client's own above all. */
  readonly unchanged: readonly string[];
}

/**
 * Looks first and takes nothing, then takes all. Everything is as the client said, the client's folders are as
 * they were, and of the files of torrents not a byte was read.
 */
export async function takeOver(options: TakeOver): Promise<CountingEngine> {
  const { folder, shelf, told, unchanged } = options;
  const counting = await countingEngine(options.group);
  const { engine, read } = counting;
  const prints = (): Promise<string[]> => Promise.all(unchanged.map(fingerprint));
  const before = await prints();
  const look = await engine.importPreview(folder);
  if (!look.ok) throw new Error(look.message);
  expect(look.value.faults).toEqual([]);
  const odd = look.value.torrents.filter(({ outcome }) => outcome !== 'taken');
  expect(odd).toEqual([]);
  expect(look.value.torrents).toHaveLength(told.size + 1);
  expect(await engine.list()).toEqual({ ok: true, value: [] });
  const taken = await engine.importTorrents(folder, undefined, false);
  if (!taken.ok) throw new Error(taken.message);
  const rows = await until(
    async () => {
      const list = await engine.list();
      const all = list.ok ? list.value : [];
      const isSettled = all.every(({ state }) => SETTLED.includes(state));
      return all.length === told.size + 1 && isSettled ? all : undefined;
    },
    { what: 'all torrents to be there', timeout: 30_000 },
  );
  const link = rows.find(({ id }) => id === shelf.magnet.hash);
  expect(link).toMatchObject({ name: 'a link', state: 'metadata', savePath: shelf.magnet.dir });
  expect(link?.trackers).toEqual(['127.0.0.1']);
  for (const row of rows) if (row !== link) await compare(engine, row, told.get(row.id));
  expect(read).toEqual({ bytes: 0, hashedPieces: 0 });
  expect(await prints()).toEqual(before);
  await recheck(engine, rows, told);
  return counting;
}

/** What was believed is true. */
async function recheck(
  engine: Engine,
  rows: readonly TorrentSnapshot[],
  told: TakeOver['told'],
): Promise<void> {
  const ids = rows.map(({ id }) => id).filter((id) => told.has(id));
  const checked = new Set<string>();
  const end = engine.on('news', (news) => {
    if (news.kind === 'checked') checked.add(news.id);
  });
  expect(await engine.recheck(ids)).toMatchObject({ ok: true });
  await until(() => checked.size === ids.length, {
    what: () => `${ids.length - checked.size} torrents to be checked`,
    timeout: 60_000,
  });
  end();
  for (const id of ids) expect(await piecesOf(engine, id), id).toBe(told.get(id)?.pieces);
}

async function compare(engine: Engine, row: TorrentSnapshot, told: Told | undefined) {
  if (told === undefined) throw new Error(`Nobody told of ${row.name} (${row.id})`);
  const files = await detailsOf(engine, row.id, 'files');
  const { priorities } = await detailsOf(engine, row.id, 'progress');
  const wishes = Object.keys(told.wishes) as (keyof TorrentSnapshot)[];
  const ours: Omit<Told, 'seedingSeconds'> = {
    savePath: row.savePath,
    files: files.paths.split('\n'),
    priorities: [...priorities],
    pieces: await piecesOf(engine, row.id),
    downloaded: row.downloaded,
    uploaded: row.uploaded,
    addedAt: Math.floor(row.addedAt / 1000),
    completedAt: told.completedAt === 0 ? 0 : Math.floor(row.completedAt / 1000),
    paused: row.paused,
    category: row.category,
    tags: row.tags,
    wishes: Object.fromEntries(wishes.map((key) => [key, row[key]])),
  };
  const { seedingSeconds, ...theirs } = told;
  expect(ours, row.name).toEqual(theirs);
  // A client writes it down now and then.
  if (seedingSeconds > 30) expect(row.seedingMs, row.name).toBeGreaterThan(0);
}

async function piecesOf(engine: Engine, id: string): Promise<string> {
  const { count, have } = await detailsOf(engine, id, 'pieces');
  return Array.from({ length: count }, (_, piece) =>
    ((have[piece >> 3] ?? 0) & (0x80 >> (piece & 7))) === 0 ? '0' : '1',
  ).join('');
}
