import type { RemovedFiles } from '../api/engine-api.ts';
import type { RemovedTorrent } from '../api/files-api.ts';
import { Bitfield } from '../core/bitfield.ts';
import type { InfoHash } from '../core/ids.ts';
import { Layout } from '../core/layout.ts';
import { withNames } from '../core/metainfo/names.ts';
import { onDisk } from '../core/metainfo/part-names.ts';
import type { Info, Metainfo } from '../core/metainfo/types.ts';
import { done, type Fault, fault, ok, type Result } from '../core/result.ts';
import type {
  Progress,
  StoredPlace,
  StoredTorrent,
  TorrentChange,
  TorrentOptions,
} from '../ports/store.ts';
import { FileNames } from '../storage/file-names.ts';
import { foldersOf, type Place, partsName } from '../storage/move/places.ts';
import type { Torrent } from '../torrent/torrent.ts';
import { metainfoOf } from './restoring.ts';
import type { Session } from './session.ts';

/** How long a removal can be undone. */
export const KEEP_MS = 30 * 24 * 3_600_000;
/** Files looked at to say whether they are still there. */
const LOOKS = 200;
/** Rows read at a time: each has its .torrent file in it. */
const PAGE = 100;

type Mark = NonNullable<TorrentOptions['removed']>;

/**
 * Torrents taken from the list. Their rows stay for 30 days, so that they come back as they were, totals and
 * checked pieces too; and a removal whose files were on their way to the trash is brought to its end.
 */
export class Removed {
  readonly #session: Session;
  readonly #marks = new Map<InfoHash, Mark>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** At the start: those that are not in the list. Old ones are forgotten for good. */
  async restore(places: readonly StoredPlace[]): Promise<void> {
    for (const { infoHash, removed } of places)
      if (removed !== undefined) this.#marks.set(infoHash, removed);
    await this.#expire();
  }

  has(id: InfoHash): boolean {
    return this.#marks.has(id);
  }

  /** Out of the list, for 30 days, in one commit; with `files` until they are in the trash. */
  async remove(
    torrents: readonly Torrent[],
    files: boolean,
    wereRunning: ReadonlySet<InfoHash>,
  ): Promise<Result<readonly RemovedFiles[]>> {
    const { store, clock } = this.#session.ports;
    await this.#session.remove(torrents);
    const mark = { at: clock.wallTime(), trash: files };
    const progress = new Map<InfoHash, Progress>();
    const changes = new Map<InfoHash, TorrentChange>();
    for (const torrent of torrents) {
      const { id, options, life } = torrent;
      const { peers: _peers, ...kept } = options;
      progress.set(id, life.durable.settled());
      changes.set(id, {
        options: { ...kept, removed: mark },
        ...(wereRunning.has(id) ? { intent: 'running' } : {}),
      });
    }
    const saved = await store.saveProgress(progress);
    if (!saved.ok) return saved;
    const stored = await store.updateTorrents(changes);
    if (!stored.ok) return stored;
    for (const { id } of torrents) this.#marks.set(id, mark);
    await this.#expire();
    const taken: RemovedFiles[] = [];
    for (const { id, savePath, options, metainfo } of torrents) {
      const left = { infoHash: id, savePath, options, progress: progress.get(id) as Progress };
      taken.push(await this.#filesOf(left, metainfo));
    }
    return ok(taken);
  }

  async list(): Promise<Result<readonly RemovedTorrent[]>> {
    await this.#expire();
    const listed: RemovedTorrent[] = [];
    const read = await this.#eachPage(this.#idsWhere(false), async (rows) => {
      for (const row of rows) {
        const metainfo = metainfoOf(row, this.#session.ports);
        listed.push({
          id: row.infoHash,
          name: row.name,
          size: metainfo?.info.length ?? 0,
          savePath: row.savePath,
          removedAt: row.options.removed?.at ?? 0,
          files: await this.#lookAt(row, metainfo),
        });
      }
      return done;
    });
    return read.ok ? ok(listed.sort((a, b) => b.removedAt - a.removedAt)) : read;
  }

  /** What was to go to the trash when the program ended. */
  async unfinished(): Promise<Result<readonly RemovedFiles[]>> {
    const found: RemovedFiles[] = [];
    const read = await this.#eachPage(this.#idsWhere(true), async (rows) => {
      for (const row of rows) {
        found.push(await this.#filesOf(row, metainfoOf(row, this.#session.ports)));
      }
      return done;
    });
    return read.ok ? ok(found) : read;
  }

  /** Back into the list, as they were. The first fault is the answer; the others come back. */
  async undo(ids: readonly InfoHash[]): Promise<Result<void>> {
    let first: Fault | undefined;
    for (const id of ids) if (!this.#marks.has(id)) first ??= gone(id);
    const here = ids.filter((id) => this.#marks.has(id));
    const read = await this.#eachPage(here, async (rows) => {
      const problem = await this.#undoPage(rows);
      first ??= problem;
      return done;
    });
    return read.ok ? (first ?? done) : read;
  }

  /** For good. */
  async forget(id: InfoHash): Promise<Result<void>> {
    if (!this.#marks.has(id)) return done;
    const forgotten = await this.#session.ports.store.removeTorrent(id);
    if (forgotten.ok) this.#marks.delete(id);
    return forgotten;
  }

  async #undoPage(rows: readonly StoredTorrent[]): Promise<Fault | undefined> {
    const { claims, organiser, ports } = this.#session;
    let first: Fault | undefined;
    const back: { readonly row: StoredTorrent; readonly metainfo: Metainfo | undefined }[] = [];
    for (const row of rows) {
      const { infoHash: id, savePath } = row;
      const metainfo = metainfoOf(row, ports);
      const info = metainfo && withNames(metainfo.info, row.options.names);
      const claimed = info && (await claims.take(id, savePath, info));
      if (claimed !== undefined) {
        first ??= claimed;
        continue;
      }
      organiser.order.add(id, 'bottom');
      const { removed: _removed, ...options } = row.options;
      back.push({ row: { ...row, options, queuePosition: organiser.order.keyOf(id) }, metainfo });
    }
    const stored = await ports.store.updateTorrents(
      new Map(
        back.map(({ row: { infoHash, options, queuePosition } }) => [
          infoHash,
          { options, queuePosition },
        ]),
      ),
    );
    for (const { row, metainfo } of back) {
      if (stored.ok) {
        this.#marks.delete(row.infoHash);
        this.#session.insert(row, metainfo);
      } else {
        organiser.order.remove([row.infoHash]);
        claims.delete(row.infoHash);
      }
    }
    return stored.ok ? first : stored;
  }

  async #eachPage(
    ids: readonly InfoHash[],
    act: (rows: readonly StoredTorrent[]) => Promise<Result<void>>,
  ): Promise<Result<void>> {
    for (let from = 0; from < ids.length; from += PAGE) {
      const rows = await this.#session.ports.store.loadTorrents(ids.slice(from, from + PAGE));
      if (!rows.ok) return rows;
      const acted = await act(rows.value);
      if (!acted.ok) return acted;
    }
    return done;
  }

  /** Those that wait for the trash, or the others. */
  #idsWhere(trash: boolean): InfoHash[] {
    return [...this.#marks].filter(([, mark]) => mark.trash === trash).map(([id]) => id);
  }

  async #expire(): Promise<void> {
    const oldest = this.#session.ports.clock.wallTime() - KEEP_MS;
    for (const [id, { at, trash }] of [...this.#marks])
      if (!trash && at < oldest) await this.forget(id);
  }

  async #lookAt(
    row: StoredTorrent,
    metainfo: Metainfo | undefined,
  ): Promise<RemovedTorrent['files']> {
    const { files, root } = await this.#filesOf(row, metainfo);
    const { disk } = this.#session.ports;
    let there = 0;
    const looked = files.slice(0, LOOKS);
    for (const path of looked) if ((await disk.stat(path)).ok) there++;
    if (there > 0) return 'there';
    return (await disk.stat(root)).ok || looked.length === 0 ? 'gone' : 'away';
  }

  async #filesOf(left: Left, metainfo: Metainfo | undefined): Promise<RemovedFiles> {
    const { disk } = this.#session.ports;
    const { infoHash: id, savePath: root, options } = left;
    const info = metainfo?.info;
    const none = { id, root, files: [], folders: [] };
    if (info === undefined) return none;
    const place: Place = { root, names: options.names ?? {} };
    const named = withNames(info, place.names);
    // What another torrent of the list has there is not this one's.
    if ((await this.#session.claims.against(id, root, named)) !== undefined) return none;
    const carrying = await this.#carrying(left, named);
    const files = onDisk(named, carrying, options.suffix)
      .files.filter(({ pad }) => !pad)
      .map(({ path }) => disk.join(root, ...path));
    files.push(disk.join(root, partsName(info)));
    return { id, root, files, folders: foldersOf(disk, info, place) };
  }

  /** Files that have the suffix of the incomplete. What cannot be looked at is not there to be put away. */
  async #carrying({ options, progress, savePath }: Left, info: Info): Promise<number[]> {
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
}

/** What has to be known of a torrent to find its files. */
type Left = Pick<StoredTorrent, 'infoHash' | 'savePath' | 'options' | 'progress'>;

const gone = (id: InfoHash): Fault =>
  fault('undo-too-late', id, 'It is too late to undo this removal.');
