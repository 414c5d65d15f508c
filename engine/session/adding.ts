import type { AddedTorrent, AddTorrent, TorrentPreview, TorrentSource } from '../api/engine-api.ts';
import { Bitfield } from '../core/bitfield.ts';
import type { InfoHash } from '../core/ids.ts';
import { type Magnet, parseMagnet } from '../core/magnet.ts';
import { parseMetainfo } from '../core/metainfo/parse.ts';
import { withPart } from '../core/metainfo/part-names.ts';
import type { Metainfo } from '../core/metainfo/types.ts';
import { type Fault, fault, ok, type Result } from '../core/result.ts';
import type { Progress, StoredTorrent, TorrentOptions } from '../ports/store.ts';
import { fileTable } from '../torrent/details.ts';
import { type AddWishes, addWishes } from './add-wishes.ts';
import { selectedFiles } from './metadata.ts';
import { factsOfMagnet, factsOfMetainfo } from './rule-facts.ts';
import type { Session } from './session.ts';

export const NO_PROGRESS: Progress = {
  have: new Uint8Array(0),
  inFlight: new Uint8Array(0),
  downloaded: 0,
  uploaded: 0,
  wasted: 0,
  activeMs: 0,
  seedingMs: 0,
  stamps: [],
  clean: true,
};

/** From a file's bytes or a magnet link to a torrent in the list, durable before anyone is told. */
export class Adding {
  readonly #session: Session;
  /** Under way into the list. */
  readonly #coming = new Set<InfoHash>();

  constructor(session: Session) {
    this.#session = session;
  }

  preview(source: TorrentSource): Result<TorrentPreview> {
    if (source.kind === 'magnet') {
      const magnet = parseMagnet(source.uri);
      if (!magnet.ok) return magnet;
      const { infoHash, name } = magnet.value;
      return ok({
        id: infoHash,
        name: name ?? infoHash,
        size: 0,
        private: false,
        comment: '',
        files: fileTable(undefined),
        ...this.#presence(infoHash, magnet.value.trackers),
      });
    }
    const parsed = this.#parse(source.bytes, source.fileName);
    if (!parsed.ok) return parsed;
    const { info, trackers } = parsed.value;
    return ok({ ...previewOf(parsed.value), ...this.#presence(info.infoHash, trackers.flat()) });
  }

  #presence(
    id: InfoHash,
    trackers: readonly string[],
  ): Pick<TorrentPreview, 'present' | 'newTrackers'> {
    const torrent = this.#session.torrents.get(id);
    if (torrent === undefined) return { present: false, newTrackers: [] };
    // BEP 27: who hands us a link to a private torrent may not make it known elsewhere.
    const offered = torrent.private ? [] : trackers;
    return { present: true, newTrackers: this.#session.finders.newTrackers(torrent, offered) };
  }

  async add(request: AddTorrent): Promise<Result<AddedTorrent>> {
    const { source } = request;
    return source.kind === 'magnet'
      ? this.#addMagnet(request, source.uri)
      : this.#addFile(request, source);
  }

  async #addFile(
    request: AddTorrent,
    source: TorrentSource & { kind: 'metainfo' },
  ): Promise<Result<AddedTorrent>> {
    const parsed = this.#parse(source.bytes, source.fileName);
    if (!parsed.ok) return parsed;
    const { info } = parsed.value;
    const labels = request.rules?.labels ?? [];
    const wishes = addWishes(
      request,
      factsOfMetainfo(parsed.value, labels),
      this.#session.organiser,
    );
    if (!wishes.ok) return wishes;
    const writable = await this.#writable(wishes.value.savePath);
    if (!writable.ok) return writable;
    const progress =
      request.skipCheck === true
        ? { ...NO_PROGRESS, have: all(info.pieceCount), stamps: [undefined] }
        : NO_PROGRESS;
    const row = this.#row(request, wishes.value, info.infoHash, info.name, parsed.value.trackers, {
      metainfo: source.bytes,
      magnet: undefined,
      progress,
      priorities: Uint8Array.from(request.priorities ?? []),
    });
    return this.#insert(row, parsed.value, request.first === true);
  }

  async #addMagnet(request: AddTorrent, uri: string): Promise<Result<AddedTorrent>> {
    const magnet = parseMagnet(uri);
    if (!magnet.ok) return magnet;
    const labels = request.rules?.labels ?? [];
    const wishes = addWishes(request, factsOfMagnet(magnet.value, labels), this.#session.organiser);
    if (!wishes.ok) return wishes;
    const writable = await this.#writable(wishes.value.savePath);
    if (!writable.ok) return writable;
    const { infoHash, name } = magnet.value;
    // What somebody has seen before he said yes need not be fetched again.
    const look = await this.#session.peeks.end(infoHash);
    const metainfo = look?.found?.metainfo;
    const row = this.#row(
      request,
      wishes.value,
      infoHash,
      metainfo?.info.name ?? name ?? infoHash,
      magnet.value.trackers.map((url) => [url]),
      {
        metainfo: look?.found?.bytes,
        magnet: uri,
        progress: NO_PROGRESS,
        priorities:
          metainfo === undefined
            ? new Uint8Array(0)
            : prioritiesOf(request, magnet.value, metainfo.info.files.length),
      },
    );
    const peers = look?.peers ?? [];
    const met = { ...row, options: { ...row.options, peers } };
    return this.#insert(met, metainfo, request.first === true);
  }

  #row(
    request: AddTorrent,
    wishes: AddWishes,
    infoHash: InfoHash,
    name: string,
    trackers: readonly (readonly string[])[],
    rest: Pick<StoredTorrent, 'metainfo' | 'magnet' | 'progress' | 'priorities'>,
  ): StoredTorrent {
    const extra = request.extraTrackers ?? [];
    const options: TorrentOptions = {
      naming: 2,
      ...wishes.options,
      ...(request.sequential === true ? { sequential: true } : {}),
      ...(request.firstLast === true ? { firstLast: true } : {}),
      ...(request.superSeeding === true ? { superSeeding: true } : {}),
      ...(extra.length > 0 ? { trackers: [...trackers, ...extra.map((url) => [url])] } : {}),
    };
    return {
      infoHash,
      name,
      savePath: wishes.savePath,
      addedAt: this.#session.ports.clock.wallTime(),
      intent: request.paused ? 'paused' : 'running',
      queuePosition: 0,
      ...rest,
      options,
    };
  }

  async #insert(
    row: StoredTorrent,
    metainfo: Metainfo | undefined,
    first: boolean,
  ): Promise<Result<AddedTorrent>> {
    const { infoHash: id } = row;
    const { torrents, claims } = this.#session;
    if (torrents.has(id) || this.#coming.has(id)) return this.#duplicate(id);
    this.#coming.add(id);
    try {
      const claimed = await this.#claim(row, metainfo);
      if (claimed !== undefined) return claimed;
      const placed = await this.#placed(row, metainfo);
      const added = placed.ok ? await this.#place(placed.value, metainfo, first) : placed;
      if (!added.ok) claims.delete(id);
      return added;
    } finally {
      this.#coming.delete(id);
    }
  }

  /** The files are its own before anything else is waited for; a fault where they are somebody else's. */
  async #claim(
    { infoHash, savePath }: StoredTorrent,
    metainfo: Metainfo | undefined,
  ): Promise<Fault | undefined> {
    return metainfo && this.#session.claims.take(infoHash, savePath, metainfo.info);
  }

  /** In the folder of the incomplete, where there is one and nothing of the torrent is at its own. */
  async #placed(
    row: StoredTorrent,
    metainfo: Metainfo | undefined,
  ): Promise<Result<StoredTorrent>> {
    const { incompleteFolder } = this.#session.settings();
    const whole = row.progress.have.length > 0;
    if (incompleteFolder === '' || whole) return ok(row);
    const { disk } = this.#session.ports;
    if (await disk.isSame(incompleteFolder, row.savePath)) return ok(row);
    for (const file of metainfo?.info.files ?? []) {
      if (file.pad) continue;
      for (const path of [file.path, withPart(file.path)])
        if ((await disk.stat(disk.join(row.savePath, ...path))).ok) return ok(row);
    }
    const writable = await this.#writable(incompleteFolder);
    if (!writable.ok) return writable;
    const made = await disk.makeFolder(row.savePath, row.savePath);
    if (!made.ok) return made;
    const options = { ...row.options, finalPath: row.savePath };
    const there = { ...row, savePath: incompleteFolder, options };
    return (await this.#claim(there, metainfo)) ?? ok(there);
  }

  async #place(
    row: StoredTorrent,
    metainfo: Metainfo | undefined,
    first: boolean,
  ): Promise<Result<AddedTorrent>> {
    const { infoHash: id } = row;
    // Made now and never again by itself: later a missing folder means a drive that is not there.
    const made = await this.#session.ports.disk.makeFolder(row.savePath, row.savePath);
    if (!made.ok) return made;
    // Added anew, it begins anew.
    const forgotten = await this.#session.removed.forget(id);
    if (!forgotten.ok) return forgotten;
    const { organiser } = this.#session;
    if (organiser.order.has(id)) return this.#duplicate(id);
    organiser.order.add(id, first ? 'top' : 'bottom');
    const stored = await organiser.add({ ...row, queuePosition: organiser.order.keyOf(id) });
    if (!stored.ok) {
      organiser.order.remove([id]);
      return stored.code === 'store-duplicate' ? this.#duplicate(id) : stored;
    }
    const torrent = this.#session.insert(row, metainfo);
    if (first) this.#session.orderChanged();
    return ok({ id, name: torrent.name });
  }

  #duplicate(id: InfoHash): Result<never> {
    const name = this.#session.torrents.get(id)?.name ?? id;
    return fault('torrent-duplicate', name, `“${name}” is in the list already.`);
  }

  /** A folder that can't be written is told before anything is changed. */
  async #writable(folder: string): Promise<Result<void>> {
    return this.#session.ports.disk.probe(folder);
  }

  #parse(bytes: Uint8Array, fileName: string): Result<Metainfo> {
    return parseMetainfo(
      bytes,
      fileName,
      (...parts) => this.#session.ports.sha1.digest(...parts),
      this.#session.ports.disk.pathStyle,
    );
  }
}

/** What a torrent that is not in the list looks like. */
export function previewOf({ info, comment }: Metainfo): TorrentPreview {
  return {
    id: info.infoHash,
    name: info.name,
    size: info.length,
    private: info.private,
    comment: comment ?? '',
    files: fileTable(info),
    present: false,
    newTrackers: [],
  };
}

/** The user's own choice, or else that of the link (BEP 53). */
const prioritiesOf = ({ priorities }: AddTorrent, magnet: Magnet, files: number): Uint8Array =>
  priorities === undefined
    ? (selectedFiles(magnet, files) ?? new Uint8Array(0))
    : Uint8Array.from(priorities);

function all(pieceCount: number): Uint8Array {
  const bits = new Bitfield(pieceCount);
  bits.setAll();
  return bits.bytes;
}
