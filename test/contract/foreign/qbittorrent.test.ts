import { mkdir, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeProfiles } from '../../../engine/node/foreign/profiles.ts';
import {
  fingerprint,
  hashIn,
  insert,
  namesOf,
  openDatabase,
  put,
  putFastresume,
  readAll,
} from './rig.ts';

const profiles = createNodeProfiles();
let dir = '';
const open: Sqlite[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'foreign-'));
});
afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await rm(dir, { recursive: true });
});

async function database(folder: string, mode: 'WAL' | 'DELETE' = 'WAL'): Promise<Sqlite> {
  const sqlite = await openDatabase(folder, mode);
  open.push(sqlite);
  return sqlite;
}

describe('a database of qBittorrent that is running', () => {
  it('is read with what stands in its log only, locked as it is, and nothing beside it changes', async () => {
    const sqlite = await database(dir);
    sqlite.pragma('wal_autocheckpoint = 0');
    insert(sqlite, 'waits second', 1);
    insert(sqlite, 'waits first', 0, 1);
    insert(sqlite, 'seeds');
    sqlite.exec('BEGIN EXCLUSIVE');
    insert(sqlite, 'not committed');
    const before = await fingerprint(dir);
    const all = await readAll(profiles, dir);
    expect(all.faults).toEqual([]);
    expect(namesOf(all)).toEqual(['waits first', 'waits second', 'seeds']);
    expect(all.torrents.map(({ paused }) => paused)).toEqual([true, false, false]);
    expect(await fingerprint(dir)).toBe(before);
    sqlite.exec('ROLLBACK');
  });

  it('is as young as its log: files that came between are believed', async () => {
    const sqlite = await database(dir);
    sqlite.pragma('wal_autocheckpoint = 0');
    insert(sqlite, 'one');
    await utimes(join(dir, 'torrents.db'), 1_000, 1_000);
    const all = await readAll(profiles, dir);
    expect(Date.now() - (all.torrents[0]?.savedAt ?? 0)).toBeLessThan(600_000);
  });

  it('in the middle of a change is read as it was before', async () => {
    const sqlite = await database(dir, 'DELETE');
    const names = Array.from({ length: 200 }, (_, i) => `number ${i}`);
    sqlite.exec('BEGIN');
    for (const name of names) insert(sqlite, name);
    sqlite.exec('COMMIT');
    sqlite.pragma('cache_size = 2');
    sqlite.exec('BEGIN EXCLUSIVE');
    // More than its memory holds: it goes to the file before it is committed.
    sqlite.exec("UPDATE torrents SET name = 'changed'");
    expect(namesOf(await readAll(profiles, dir))).toEqual(names);
    sqlite.exec('ROLLBACK');
  });

  it('that is written all the time is told, and nothing is guessed', async () => {
    const sqlite = await database(dir);
    insert(sqlite, 'one');
    let writing = true;
    const write = async (): Promise<void> => {
      for (let times = 1; writing; times++) await utimes(join(dir, 'torrents.db'), 1, times);
    };
    const written = write();
    try {
      const { torrents, faults } = await readAll(profiles, dir);
      expect(torrents).toEqual([]);
      expect(faults).toMatchObject([{ code: 'foreign-busy' }]);
    } finally {
      writing = false;
      await written;
    }
  });

  it('that is none is damaged, and told by its name', async () => {
    await put(
      'no database at all, but long enough to be mistaken for one'.repeat(99),
      dir,
      'torrents.db',
    );
    const { torrents, faults } = await readAll(profiles, dir);
    expect(torrents).toEqual([]);
    expect(faults).toMatchObject([{ code: 'foreign-damaged', subject: join(dir, 'torrents.db') }]);
  });
});

it('where there is a database it counts, and old files beside it do not', async () => {
  const data = join(dir, 'qBittorrent', 'data');
  await putFastresume(join(data, 'BT_backup'), 'old');
  insert(await database(data), 'new');
  for (const folder of [dir, join(dir, 'qBittorrent'), data, join(data, 'BT_backup')])
    expect(namesOf(await readAll(profiles, folder)), folder).toEqual(['new']);
});

it('files are found from the folder itself or one above, in the order of the queue', async () => {
  const folder = join(dir, 'qBittorrent', 'data', 'BT_backup');
  const names = ['a', 'b', 'c', 'd'];
  for (const name of names) await putFastresume(folder, name);
  const last = names.map(hashIn).sort();
  const first = [last[3], last[1]];
  await put(`${first.join('\n')}\n`, folder, 'queue');
  for (const place of [dir, join(dir, 'qBittorrent'), join(dir, 'qBittorrent', 'data'), folder]) {
    const { torrents } = await readAll(profiles, place);
    expect(torrents.map(({ infoHash }) => infoHash)).toEqual([...first, last[0], last[2]]);
  }
});

it('of files that cannot be read each is told, and the others come', async () => {
  await putFastresume(dir, 'good');
  await putFastresume(dir, 'broken');
  await put('broken', dir, `${hashIn('broken')}.fastresume`);
  await mkdir(join(dir, `${'f'.repeat(40)}.fastresume`));
  const all = await readAll(profiles, dir);
  expect(namesOf(all)).toEqual(['good']);
  expect(all.faults.map(({ code, subject }) => [code, subject.slice(dir.length + 1)])).toEqual(
    expect.arrayContaining([
      ['foreign-damaged', `${hashIn('broken')}.fastresume`],
      ['disk-exists', `${'f'.repeat(40)}.fastresume`],
    ]),
  );
});

it('a portable profile has its folders where it lies itself', async () => {
  const folder = join(dir, 'profile', 'qBittorrent', 'data', 'BT_backup');
  await putFastresume(folder, 'one', { save_path: '../films', 'qBt-savePath': '../done' });
  await putFastresume(folder, 'two', { save_path: 'D:\\films' });
  const { torrents } = await readAll(profiles, folder);
  const paths = torrents.map(({ name, savePath, finalPath }) => [name, savePath, finalPath]).sort();
  expect(paths).toEqual([
    ['one', join(dir, 'films'), join(dir, 'done')],
    ['two', 'D:\\films', ''],
  ]);
});

it.each([
  ['.local/share/qBittorrent', '.config/qBittorrent'],
  [
    '.var/app/org.qbittorrent.qBittorrent/data/qBittorrent',
    '.var/app/org.qbittorrent.qBittorrent/config/qBittorrent',
  ],
  ['AppData/Local/qBittorrent', 'AppData/Roaming/qBittorrent'],
  ['Library/Application Support/qBittorrent', '.config/qBittorrent'],
  ['portable/qBittorrent/data', 'portable/qBittorrent/config'],
])('the categories of %s lie in %s', async (data, config) => {
  await putFastresume(join(dir, data, 'BT_backup'), 'one');
  const json =
    '{"films": {"save_path": "/films"}, "films/4k": {"save_path": ""}, "": {}, "x": null}';
  await put(json, dir, config, 'categories.json');
  const { categories } = await readAll(profiles, join(dir, data));
  expect(categories.map(({ name, savePath }) => [name, savePath])).toEqual([
    ['films', '/films'],
    ['films/4k', ''],
    ['x', ''],
  ]);
});
