import type { ImportPreview, ImportRow, ImportSource } from '../api/import.ts';
import { Bitfield } from '../core/bitfield.ts';
import { type ForeignTorrent, foreignBits } from '../core/foreign/types.ts';
import type { InfoHash } from '../core/ids.ts';
import { Layout } from '../core/layout.ts';
import { namesOf, safePath, withNames } from '../core/metainfo/names.ts';
import { parseMetainfo } from '../core/metainfo/parse.ts';
import type { Info, Metainfo } from '../core/metainfo/types.ts';
import { plainCategory, withCategory } from '../core/organise/categories.ts';
import { checkCategoryName, checkTagName } from '../core/organise/names.ts';
import { type Fault, ok, type Result } from '../core/result.ts';
import type { FileStamp, Progress, StoredTorrent, TorrentOptions } from '../ports/store.ts';
import { claimedBy } from './claims.ts';
import type { Session } from './session.ts';

/** Clocks of file systems are as coarse as this. */
const SLACK_MS = 2_000;

interface Plan {
  readonly row: ImportRow;
  readonly stored?: StoredTorrent;
  readonly metainfo?: Metainfo | undefined;
}

/** Takes torrents over from other clients: looks first, then adds them with all they had. */
export class Importing {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async sources(): Promise<Result<readonly ImportSource[]>> {
    return ok(await this.#session.ports.profiles.find());
  }

  /** With `take`, the torrents are added; without, nothing is changed. */
  async run(
    folder: string,
    take: { readonly ids: readonly InfoHash[] | undefined; readonly paused: boolean } | undefined,
  ): Promise<Result<ImportPreview>> {
    const read = await this.#session.ports.profiles.read(folder);
    if (!read.ok) return read;
    const wanted = take?.ids && new Set(take.ids);
    const torrents: ImportRow[] = [];
    for (const foreign of read.value.torrents) {
      if (wanted !== undefined && !wanted.has(foreign.infoHash)) continue;
      const plan = await this.#plan(foreign, take?.paused === true);
      torrents.push(take === undefined ? plan.row : await this.#take(plan));
    }
    this.#session.publisher.soon();
    const { client, faults } = read.value;
    return ok({ client, folder: read.value.folder, torrents, faults });
  }

  async save(folder: string): Promise<Result<void>> {
    const { store, profiles } = this.#session.ports;
    await this.#session.saver.save();
    const rows = await store.loadTorrents();
    if (!rows.ok) return rows;
    const here = rows.value.filter(({ options }) => options.removed === undefined);
    return profiles.save(
      folder,
      here.map((row) => this.#exported(row)),
    );
  }

  async #plan(foreign: ForeignTorrent, paused: boolean): Promise<Plan> {
    const parsed = foreign.metainfo && this.#parse(foreign);
    const base: ImportRow = {
      id: foreign.infoHash,
      name: foreign.name,
      savePath: foreign.savePath,
      size: 0,
      done: 0,
      paused: foreign.paused,
      category: foreign.category,
      tags: foreign.tags,
      uploaded: foreign.uploaded,
      outcome: 'taken',
      fault: undefined,
    };
    if (parsed !== undefined && !parsed.ok) return { row: refused(base, parsed) };
    if (this.#session.torrents.has(foreign.infoHash))
      return { row: { ...base, outcome: 'present' } };
    const metainfo = parsed?.value;
    const info = metainfo && this.#renamed(metainfo.info, foreign.paths);
    const claimed = info && claimedBy(this.#session, foreign.infoHash, foreign.savePath, info);
    if (claimed !== undefined) return { row: refused(base, claimed) };
    const progress = await this.#progress(foreign, info);
    const { have, clean } = progress;
    const stored = this.#stored(foreign, metainfo, info, progress, paused);
    const count = info === undefined ? 0 : new Bitfield(info.pieceCount, have).count;
    return {
      row: {
        ...base,
        name: info?.name ?? foreign.name,
        size: info?.length ?? 0,
        done: info === undefined ? 0 : count / info.pieceCount,
        outcome: clean ? 'taken' : 'checked',
      },
      stored,
      metainfo,
    };
  }

  async #take({ row, stored, metainfo }: Plan): Promise<ImportRow> {
    if (stored === undefined) return row;
    const { organiser, removed } = this.#session;
    const forgotten = await removed.forget(row.id);
    if (!forgotten.ok) return refused(row, forgotten);
    const category = stored.options.category ?? '';
    if (!organiser.hasCategory(category)) {
      const categories = withCategory(organiser.categories, plainCategory(category));
      const changed = await organiser.change({ categories });
      if (!changed.ok) return refused(row, changed);
    }
    organiser.order.add(row.id, 'bottom');
    const added = { ...stored, queuePosition: organiser.order.keyOf(row.id) };
    const committed = await organiser.add(added);
    if (!committed.ok) {
      organiser.order.remove(row.id);
      return refused(row, committed);
    }
    this.#session.insert(added, metainfo);
    return row;
  }

  /** What the client says it has is believed where the files are there, long enough, and older than its word. */
  async #progress(foreign: ForeignTorrent, info: Info | undefined): Promise<Progress> {
    const totals = {
      downloaded: foreign.downloaded,
      uploaded: foreign.uploaded,
      wasted: 0,
      activeMs: foreign.activeMs,
      seedingMs: foreign.seedingMs,
      ...(foreign.completedAt > 0 ? { completedAt: foreign.completedAt } : {}),
    };
    if (info === undefined) {
      const nothing = new Uint8Array(0);
      return { ...totals, have: nothing, inFlight: nothing, stamps: [], clean: true };
    }
    const claimed = new Bitfield(info.pieceCount, foreignBits(info, foreign.have));
    const doubted = new Bitfield(info.pieceCount);
    const layout = new Layout(info);
    const stamps: (FileStamp | undefined)[] = [];
    for (const [index, file] of info.files.entries()) {
      const stamp = file.pad ? undefined : await this.#stamp(foreign.savePath, file.path);
      stamps.push(stamp);
      const range = layout.piecesOf(index);
      if (file.pad || range === undefined) continue;
      const changed = (stamp?.mtimeMs ?? 0) > foreign.savedAt + SLACK_MS;
      const there = stamp === undefined || changed || stamp.size > file.length ? -1 : stamp.size;
      for (let piece = range.first; piece <= range.last; piece++) {
        const needed = Math.min(file.length, (piece + 1) * info.pieceLength - file.offset);
        if (there < needed && claimed.get(piece)) doubted.set(piece);
      }
    }
    for (let piece = doubted.nextSet(0); piece !== -1; piece = doubted.nextSet(piece + 1))
      claimed.clear(piece);
    // Nothing claimed, and yet files: they are looked at, as of any torrent that is added.
    const unknown = foreign.have === undefined && stamps.some((stamp) => stamp !== undefined);
    return {
      ...totals,
      have: claimed.bytes,
      inFlight: doubted.bytes,
      stamps: unknown ? [] : stamps,
      clean: doubted.hasNone && !unknown,
    };
  }

  async #stamp(root: string, path: readonly string[]): Promise<FileStamp | undefined> {
    const { disk } = this.#session.ports;
    const stat = await disk.stat(disk.join(root, ...path));
    if (!stat.ok || stat.value.kind !== 'file') return undefined;
    return { size: stat.value.size, mtimeMs: stat.value.mtimeMs };
  }

  #stored(
    foreign: ForeignTorrent,
    metainfo: Metainfo | undefined,
    info: Info | undefined,
    progress: Progress,
    paused: boolean,
  ): StoredTorrent {
    const { clock } = this.#session.ports;
    const names = metainfo && info && namesOf(metainfo.info, info);
    const category = checkCategoryName(foreign.category).ok ? foreign.category : '';
    const tags = [...new Set(foreign.tags.filter((tag) => checkTagName(tag).ok))].sort();
    const edited =
      foreign.trackers.length > 0 &&
      JSON.stringify(foreign.trackers) !== JSON.stringify(metainfo?.trackers ?? []);
    const options: TorrentOptions = {
      naming: 2,
      ...(names === undefined ? {} : { names }),
      ...(category === '' ? {} : { category }),
      ...(tags.length === 0 ? {} : { tags }),
      ...(edited ? { trackers: foreign.trackers } : {}),
    };
    return {
      infoHash: foreign.infoHash,
      metainfo: foreign.metainfo,
      magnet: foreign.metainfo === undefined ? foreign.magnet : undefined,
      name: info?.name ?? foreign.name,
      savePath: foreign.savePath,
      addedAt: foreign.addedAt || clock.wallTime(),
      intent: paused || foreign.paused ? 'paused' : 'running',
      queuePosition: 0,
      priorities: Uint8Array.from(foreign.priorities),
      options,
      progress,
    };
  }

  /** The client's own names for the files, made safe; those that cannot be keep the torrent's. */
  #renamed(info: Info, paths: readonly string[]): Info {
    if (paths.length !== info.files.length) return info;
    const names: Record<string, string> = {};
    paths.forEach((path, index) => {
      const safe = safePath(path, this.#session.ports.disk.pathStyle);
      const file = info.files[index];
      if (safe.ok && file !== undefined && safe.value.join('/') !== file.path.join('/'))
        names[index] = safe.value.join('/');
    });
    return withNames(info, names);
  }

  #parse(foreign: ForeignTorrent): Result<Metainfo> {
    const { disk, sha1 } = this.#session.ports;
    const digest = (...parts: readonly Uint8Array[]): Uint8Array => sha1.digest(...parts);
    const bytes = foreign.metainfo ?? new Uint8Array();
    return parseMetainfo(bytes, foreign.name, digest, disk.pathStyle);
  }

  #exported(row: StoredTorrent): ForeignTorrent {
    const torrent = this.#session.torrents.get(row.infoHash);
    const { progress, options } = row;
    return {
      infoHash: row.infoHash,
      name: row.name,
      metainfo: row.metainfo,
      magnet: row.magnet,
      savePath: row.savePath,
      paths: torrent?.info?.files.map(({ path }) => path.join('/')) ?? [],
      priorities: [...row.priorities],
      paused: row.intent === 'paused',
      category: options.category ?? '',
      tags: options.tags ?? [],
      trackers: options.trackers ?? [],
      downloaded: progress.downloaded,
      uploaded: progress.uploaded,
      addedAt: row.addedAt,
      completedAt: progress.completedAt ?? 0,
      activeMs: progress.activeMs,
      seedingMs: progress.seedingMs,
      have: { kind: 'pieces', bits: progress.have },
      savedAt: this.#session.ports.clock.wallTime(),
    };
  }
}

function refused(row: ImportRow, why: Fault): ImportRow {
  const { ok: _ok, ...fault } = why;
  return { ...row, outcome: 'refused', fault };
}
