import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { InfoHash } from '../../core/ids.ts';
import { done, fault, ok, type Result } from '../../core/result.ts';
import type { StoreCode, StoredTorrent, StoreEvents } from '../../ports/store.ts';
import { Database, NewerDatabase } from './database.ts';
import { isDamage, isPassing, storeFault } from './fault.ts';
import { type Command, isLoad, type Load, type Write } from './protocol.ts';
import { refill, setAside } from './rebuild.ts';
import { SavedTorrents } from './saved-torrents.ts';

/** Waits between tries of a commit that failed: 3 s in all, then whoever asked is told. */
const TRIES_MS = [100, 200, 400, 800, 1_500];
/** Commits are grouped: one sync of the disk for all that has gathered. */
const GROUP = 256;
/** Up to so many torrents added at once, their files are synced one by one. */
const DURABLE = 8;
/** Up to so many torrents changed at once, their files are written before the answer; of more, one file for all, soon. */
const AT_ONCE = 32;
const SOON_MS = 2_000;

interface Asked {
  readonly command: Command;
  answer(result: Result<unknown, StoreCode>): void;
}

/** Keeps the profile's state, on the worker thread: one command after the other, in the order they came. */
export class Keeper {
  readonly #path: string;
  readonly #events: StoreEvents;
  readonly #saved: SavedTorrents;
  #database: Database;
  readonly #queue: Asked[] = [];
  #working: Promise<void> | undefined;
  /** Torrents that have files already and no row yet. */
  readonly #uncommitted = new Set<InfoHash>();
  /** Many were changed and are not in their file yet. */
  #unsaved: NodeJS.Timeout | undefined;
  #troubled: StoreCode | undefined;

  private constructor(path: string, saved: SavedTorrents, database: Database, events: StoreEvents) {
    this.#path = path;
    this.#saved = saved;
    this.#database = database;
    this.#events = events;
    if (saved.owesList) this.#saveSoon();
  }

  static open(profileDir: string, events: StoreEvents): Result<Keeper, StoreCode> {
    const path = join(profileDir, 'skein.db');
    try {
      mkdirSync(profileDir, { recursive: true });
      const saved = new SavedTorrents(profileDir);
      return ok(new Keeper(path, saved, openOrRebuild(path, saved, events), events));
    } catch (error) {
      if (error instanceof NewerDatabase) {
        return fault('store-newer', path, `The database ${path} cannot be used: ${error.message}.`);
      }
      const why = storeFault(error, path);
      if (why.code !== 'store-busy') return why;
      return fault('store-busy', path, `The profile ${profileDir} is in use by another process.`);
    }
  }

  ask(command: Command, answer: (result: Result<unknown, StoreCode>) => void): void {
    this.#queue.push({ command, answer });
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async close(): Promise<void> {
    await this.#working;
    if (this.#unsaved !== undefined) this.#saveAll();
    this.#database.close();
  }

  async #work(): Promise<void> {
    // What arrives in the same turn joins the first commit.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      const { command, answer } = this.#queue[0] as Asked;
      if (isLoad(command)) {
        this.#queue.shift();
        answer(this.#load(command));
      } else {
        await this.#commit(this.#nextGroup());
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #nextGroup(): Asked[] {
    const isWrite = ({ command }: Asked): boolean => !isLoad(command);
    let count = 0;
    while (count < GROUP && count < this.#queue.length && isWrite(this.#queue[count] as Asked))
      count++;
    return this.#queue.splice(0, count);
  }

  #load(load: Load): Result<unknown, StoreCode> {
    for (let repaired = false; ; repaired = true) {
      try {
        return ok(this.#read(load));
      } catch (error) {
        if (repaired || !isDamage(error)) return storeFault(error, this.#path);
        const failed = this.#repair();
        if (!failed.ok) return failed;
      }
    }
  }

  #read(load: Load): unknown {
    switch (load.kind) {
      case 'loadPlaces':
        return this.#database.places();
      case 'loadTorrents':
        return load.ids.flatMap((id) => this.#database.torrent(id) ?? []);
      case 'loadTraffic':
        return this.#database.traffic();
      case 'loadValues':
        return this.#database.values();
    }
  }

  async #commit(group: readonly Asked[]): Promise<void> {
    const writes = group.map(({ command }) => command as Write);
    for (let attempt = 0; ; attempt++) {
      const result = this.#try(group, writes);
      if (result.ok) {
        this.#troubled = undefined;
        return;
      }
      if (result.code === 'store-damaged' && attempt === 0) {
        this.#unsaveFiles();
        if (this.#repair().ok) continue;
      }
      this.#report(result.code, result.message);
      const wait = TRIES_MS[attempt];
      if (wait === undefined || !isPassing(result.code)) {
        this.#unsaveFiles();
        for (const { answer } of group) answer(result);
        return;
      }
      await pause(wait);
    }
  }

  #try(group: readonly Asked[], writes: readonly Write[]): Result<void, StoreCode> {
    const refused = new Map<number, unknown>();
    const changed = changedBy(writes);
    try {
      this.#saveFiles(writes);
      if (changed.size > AT_ONCE) this.#oweList();
      this.#database.commit(writes, (index, error) => refused.set(index, error));
    } catch (error) {
      return storeFault(error, this.#path);
    }
    this.#uncommitted.clear();
    this.#afterCommit(writes, changed);
    group.forEach(({ answer }, index) => {
      answer(refused.has(index) ? storeFault(refused.get(index), this.#path) : done);
    });
    return done;
  }

  /** Before the commit: a torrent of the database always has its files. A duplicate must not replace those of the first. */
  #saveFiles(writes: readonly Write[]): void {
    const durable = writes.length <= DURABLE;
    for (const write of writes) {
      if (write.kind === 'metainfo') this.#saved.saveMetainfo(write.infoHash, write.bytes, durable);
      if (write.kind !== 'add') continue;
      const { torrent } = write;
      if (this.#database.has(torrent.infoHash)) continue;
      this.#uncommitted.add(torrent.infoHash);
      if (torrent.metainfo !== undefined)
        this.#saved.saveMetainfo(torrent.infoHash, torrent.metainfo, durable);
      this.#saved.save(torrent, durable);
    }
  }

  /** A torrent whose commit failed must not come back with a rebuilt database. */
  #unsaveFiles(): void {
    try {
      for (const infoHash of this.#uncommitted) this.#saved.remove(infoHash);
    } catch (error) {
      this.#report('store-failed', storeFault(error, this.#path).message);
    }
    this.#uncommitted.clear();
  }

  /** The database is what counts from here on: a file that cannot be written is reported, no more. */
  #afterCommit(writes: readonly Write[], changed: ReadonlySet<InfoHash>): void {
    try {
      for (const write of writes) if (write.kind === 'remove') this.#saved.remove(write.infoHash);
      if (changed.size > AT_ONCE) this.#saveSoon();
      else for (const torrent of this.#database.kept(changed)) this.#saved.save(torrent, false);
    } catch (error) {
      this.#report('store-failed', storeFault(error, this.#path).message);
    }
  }

  /** Before the commit: whatever ends the program between it and the list, the next start writes that. */
  #oweList(): void {
    if (this.#unsaved !== undefined) return;
    try {
      this.#saved.oweList();
    } catch (error) {
      this.#report('store-failed', storeFault(error, this.#path).message);
    }
  }

  #saveSoon(): void {
    this.#unsaved ??= setTimeout(() => this.#saveAll(), SOON_MS);
  }

  #saveAll(): void {
    clearTimeout(this.#unsaved);
    this.#unsaved = undefined;
    try {
      this.#saved.saveAll(this.#database.kept());
    } catch (error) {
      this.#report('store-failed', storeFault(error, this.#path).message);
    }
  }

  #repair(): Result<void, StoreCode> {
    try {
      this.#database.close();
      this.#database = rebuild(this.#path, this.#saved, this.#events);
      return done;
    } catch (error) {
      return storeFault(error, this.#path);
    }
  }

  /** Once per trouble, not once per try. */
  #report(code: StoreCode, message: string): void {
    if (this.#troubled === code) return;
    this.#troubled = code;
    this.#events.trouble(code, message);
  }
}

/** Of whom something changed that is saved beside the database. */
function changedBy(writes: readonly Write[]): ReadonlySet<InfoHash> {
  const changed = new Set<InfoHash>();
  for (const write of writes) {
    if (write.kind === 'metainfo') changed.add(write.infoHash);
    if (write.kind !== 'update') continue;
    for (const [infoHash, change] of write.changes) if (isKept(change)) changed.add(infoHash);
  }
  return changed;
}

const isKept = (change: Partial<StoredTorrent>): boolean =>
  Object.keys(change).some((key) => key !== 'queuePosition');

function openOrRebuild(path: string, saved: SavedTorrents, events: StoreEvents): Database {
  const isNew = !existsSync(path);
  let database: Database;
  try {
    database = new Database(path);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return rebuild(path, saved, events);
  }
  if (!isNew) return database;
  const torrents = refill(database, saved, undefined);
  if (torrents > 0) {
    events.trouble('store-damaged', `The list of torrents was missing. ${restored(torrents)}`);
  }
  return database;
}

function rebuild(path: string, saved: SavedTorrents, events: StoreEvents): Database {
  const damaged = setAside(path, Date.now());
  const database = new Database(path);
  const torrents = refill(database, saved, damaged);
  events.trouble(
    'store-damaged',
    `The list of torrents was damaged. ${restored(torrents)} The damaged file is kept as ${damaged}.`,
  );
  return database;
}

const restored = (torrents: number): string =>
  `${torrents} ${torrents === 1 ? 'torrent was' : 'torrents were'} restored from the saved files; the data is checked again.`;
