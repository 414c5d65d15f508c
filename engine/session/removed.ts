import type { RemovedFiles } from '../api/engine-api.ts';
import type { RemovedTorrent } from '../api/files-api.ts';
import { Bitfield } from '../core/bitfield.ts';
import type { InfoHash } from '../core/ids.ts';
import { Layout } from '../core/layout.ts';
import { withNames } from '../core/metainfo/names.ts';
import { parseMetainfo } from '../core/metainfo/parse.ts';
import { onDisk } from '../core/metainfo/part-names.ts';
import type { Info, Metainfo } from '../core/metainfo/types.ts';
import { done, type Fault, fault, ok, type Result } from '../core/result.ts';
import type { StoredTorrent } from '../ports/store.ts';
import { FileNames } from '../storage/file-names.ts';
import { foldersOf, type Place, partsName } from '../storage/move/places.ts';
import type { Torrent } from '../torrent/torrent.ts';
import { claimedBy } from './claims.ts';
import { namingOf } from './naming.ts';
import type { Session } from './session.ts';

/** How long a removal can be undone. */
export const KEEP_MS = 30 * 24 * 3_600_000;
/** Files looked at to say whether they are still there. */
const LOOKS = 200;

export const isRemoved = (row: StoredTorrent): boolean => row.options.removed !== undefined;

/**
 * Torrents taken from the list. Their rows stay for 30 days, so that they come back as they were, totals and
 * checked pieces too; and a removal whose files were on their way to the trash is brought to its end.
 */
export class Removed {
  readonly #session: Session;
  readonly #rows = new Map<InfoHash, StoredTorrent>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** At the start: rows that are not in the list. Old ones are forgotten for good. */
  async restore(rows: readonly StoredTorrent[]): Promise<void> {
    for (const row of rows) this.#rows.set(row.infoHash, row);
    await this.#expire();
  }

  has(id: InfoHash): boolean {
    return this.#rows.has(id);
  }

  /** Out of the list, for 30 days; with `files` until they are in the trash. */
  async remove(
    torrent: Torrent,
    files: boolean,
    wasRunning: boolean,
  ): Promise<Result<RemovedFiles>> {
    const { ports } = this.#session;
    await this.#session.remove(torrent);
    const progress = torrent.life.durable.settled();
    const saved = await ports.store.saveProgress(new Map([[torrent.id, progress]]));
    if (!saved.ok) return saved;
    const { peers: _peers, ...kept } = torrent.options;
    const options = { ...kept, removed: { at: ports.clock.wallTime(), trash: files } };
    const stored = await ports.store.updateTorrent(torrent.id, {
      options,
      ...(wasRunning ? { intent: 'running' } : {}),
    });
    if (!stored.ok) return stored;
    const row = await ports.store.loadTorrent(torrent.id);
    if (!row.ok) return row;
    if (row.value === undefined) return gone(torrent.id);
    this.#rows.set(torrent.id, row.value);
    await this.#expire();
    return ok(await this.#filesOf(row.value));
  }

  async list(): Promise<readonly RemovedTorrent[]> {
    await this.#expire();
    const rows = [...this.#rows.values()].filter(({ options }) => options.removed?.trash !== true);
    const listed: RemovedTorrent[] = [];
    for (const row of rows) {
      const metainfo = this.#parse(row);
      listed.push({
        id: row.infoHash,
        name: row.name,
        size: metainfo?.info.length ?? 0,
        savePath: row.savePath,
        removedAt: row.options.removed?.at ?? 0,
        files: await this.#lookAt(row),
      });
    }
    return listed.sort((a, b) => b.removedAt - a.removedAt);
  }

  /** What was to go to the trash when the program ended. */
  unfinished(): Promise<readonly RemovedFiles[]> {
    const rows = [...this.#rows.values()].filter(({ options }) => options.removed?.trash === true);
    return Promise.all(rows.map((row) => this.#filesOf(row)));
  }

  /** Back into the list, as it was. */
  async undo(id: InfoHash): Promise<Result<void>> {
    const row = this.#rows.get(id);
    if (row === undefined) return gone(id);
    const metainfo = this.#parse(row);
    const info = metainfo && withNames(metainfo.info, row.options.names);
    const claimed = info && claimedBy(this.#session, id, row.savePath, info);
    if (claimed !== undefined) return claimed;
    const { removed: _removed, ...options } = row.options;
    const { order } = this.#session.organiser;
    order.add(id, 'bottom');
    const queuePosition = order.keyOf(id);
    const { store } = this.#session.ports;
    const stored = await store.updateTorrent(id, { options, queuePosition });
    if (!stored.ok) {
      order.remove(id);
      return stored;
    }
    this.#rows.delete(id);
    this.#session.insert({ ...row, options, queuePosition }, metainfo);
    return done;
  }

  /** For good. */
  async forget(id: InfoHash): Promise<Result<void>> {
    if (!this.#rows.has(id)) return done;
    const forgotten = await this.#session.ports.store.removeTorrent(id);
    if (forgotten.ok) this.#rows.delete(id);
    return forgotten;
  }

  async #expire(): Promise<void> {
    const oldest = this.#session.ports.clock.wallTime() - KEEP_MS;
    for (const { infoHash, options } of [...this.#rows.values()]) {
      if (options.removed?.trash !== true && (options.removed?.at ?? 0) < oldest)
        await this.forget(infoHash);
    }
  }

  async #lookAt(row: StoredTorrent): Promise<RemovedTorrent['files']> {
    const { files, root } = await this.#filesOf(row);
    const { disk } = this.#session.ports;
    let there = 0;
    const looked = files.slice(0, LOOKS);
    for (const path of looked) if ((await disk.stat(path)).ok) there++;
    if (there > 0) return 'there';
    return (await disk.stat(root)).ok || looked.length === 0 ? 'gone' : 'away';
  }

  async #filesOf(row: StoredTorrent): Promise<RemovedFiles> {
    const { disk } = this.#session.ports;
    const root = row.savePath;
    const info = this.#parse(row)?.info;
    if (info === undefined) return { id: row.infoHash, root, files: [], folders: [] };
    const place: Place = { root, names: row.options.names ?? {} };
    const named = withNames(info, place.names);
    // What another torrent of the list has there is not this one's.
    if (claimedBy(this.#session, row.infoHash, root, named) !== undefined)
      return { id: row.infoHash, root, files: [], folders: [] };
    const carrying = await this.#carrying(row, named);
    const files = onDisk(named, carrying, row.options.suffix)
      .files.filter(({ pad }) => !pad)
      .map(({ path }) => disk.join(root, ...path));
    files.push(disk.join(root, partsName(info)));
    return { id: row.infoHash, root, files, folders: foldersOf(disk, info, place) };
  }

  /** Files that have the suffix of the incomplete. What cannot be looked at is not there to be put away. */
  async #carrying({ options, progress, savePath }: StoredTorrent, info: Info): Promise<number[]> {
    if (options.suffix === undefined) return [];
    const names = new FileNames(
      { disk: this.#session.ports.disk, files: this.#session.storage.files },
      new Layout(info),
      savePath,
      options.suffix,
    );
    const have = Bitfield.parse(progress.have, info.pieceCount);
    await names.look(have.ok ? have.value : new Bitfield(info.pieceCount), progress.stamps);
    return names.carrying;
  }

  #parse(row: StoredTorrent): Metainfo | undefined {
    if (row.metainfo === undefined) return undefined;
    const { disk, sha1 } = this.#session.ports;
    const style = namingOf(disk.pathStyle, row.options);
    const digest = (...parts: readonly Uint8Array[]): Uint8Array => sha1.digest(...parts);
    const parsed = parseMetainfo(row.metainfo, row.name, digest, style);
    return parsed.ok ? parsed.value : undefined;
  }
}

const gone = (id: InfoHash): Fault =>
  fault('undo-too-late', id, 'It is too late to undo this removal.');
