import { parseEndpoint } from '../core/address.ts';
import type { Endpoint } from '../core/endpoint.ts';
import type { InfoHash } from '../core/ids.ts';
import { type Magnet, parseMagnet } from '../core/magnet.ts';
import { parseMetainfo } from '../core/metainfo/parse.ts';
import type { Metainfo } from '../core/metainfo/types.ts';
import { done, type Fault, fault, ok, type Result } from '../core/result.ts';
import type { Ports } from '../ports/index.ts';
import type { Store, StoredTorrent } from '../ports/store.ts';
import type { Torrent } from '../torrent/torrent.ts';
import { namingOf } from './naming.ts';
import type { Session } from './session.ts';

/** Peers that the link named, and those of the last time: a start need not wait for a tracker. */
export function knownPeers(row: StoredTorrent, magnet: Magnet | undefined): Endpoint[] {
  const kept = (row.options.peers ?? []).map(parseEndpoint).filter((peer) => peer !== undefined);
  return [...(magnet?.peers ?? []), ...kept];
}

/** The link a torrent came by; it was parsed when it was added, and is again at each start. */
export function magnetOf(row: StoredTorrent): Magnet | undefined {
  const magnet = row.magnet === undefined ? undefined : parseMagnet(row.magnet);
  return magnet?.ok === true ? magnet.value : undefined;
}

/** The peers of now, for the next start. */
export async function keepPeers(store: Store, torrents: Iterable<Torrent>): Promise<void> {
  await Promise.all(
    [...torrents].map(async (torrent) => {
      const peers = torrent.swarm.worthKeeping();
      if (peers.length === 0) return;
      await store.updateTorrent(torrent.id, { options: { ...torrent.options, peers } });
    }),
  );
}

/** The saved .torrent file; undefined for a magnet that waits, and where the file can't be read, which the log says. */
export function metainfoOf(row: StoredTorrent, ports: Ports): Metainfo | undefined {
  if (row.metainfo === undefined) return undefined;
  const parsed = parseMetainfo(
    row.metainfo,
    row.name,
    (...parts) => ports.sha1.digest(...parts),
    namingOf(ports.disk.pathStyle, row.options),
  );
  if (parsed.ok) return parsed.value;
  const why = `The saved torrent file of “${row.name}” can't be read.`;
  ports.log.write('error', row.infoHash, why, parsed);
  return undefined;
}

/** So many come back before anything else is done: what a large window shows. */
const FIRST = 100;
/** And then so many at a time, with room for everything else in between. */
const BATCH = 100;
/** Under this key: the torrents that are looked at first. */
const KEY = 'list.first';

type Rows = ReadonlyMap<InfoHash, StoredTorrent>;

/**
 * Brings the torrents of the last time back: those first that somebody will look at, then the others in the order
 * of the queue. In the queue they stand in its order, too, or those that were only seen first would run first.
 */
export class Restoring {
  readonly #session: Session;
  #whole: Promise<void> = Promise.resolve();
  #left = 0;
  #stopped = false;
  #stop: () => void = () => undefined;
  readonly #stopping: Promise<void>;

  constructor(session: Session) {
    this.#session = session;
    this.#stopping = new Promise((resolve) => {
      this.#stop = resolve;
    });
  }

  /** All torrents that were there at the last end are in the list. */
  get whole(): Promise<void> {
    return this.#whole;
  }

  /** How many are still to come. */
  get left(): number {
    return this.#left;
  }

  /** At the next start these come back before all others. */
  keepFirst(ids: readonly InfoHash[]): void {
    this.#session.keep(KEY, ids.slice(0, FIRST));
  }

  /** Resolves when the first have come back; the others follow in the background, not before `others`, see `whole`. */
  async begin(others: Promise<void> = Promise.resolve()): Promise<Result<void>> {
    const ids = [...this.#session.organiser.order.ids];
    const page = this.#page(ids);
    const rows = await this.#load(page);
    if (!rows.ok) return rows;
    this.#left = ids.length - rows.value.size;
    for (const id of page) this.#list(id, rows.value);
    if (page.length < ids.length) this.#whole = this.#follow(ids, others);
    else for (const id of ids) this.#enqueue(id);
    return done;
  }

  /** Resolves when it has ended, with whatever is in the list then. */
  stop(): Promise<void> {
    this.#stopped = true;
    this.#stop();
    return this.#whole;
  }

  #page(ids: readonly InfoHash[]): InfoHash[] {
    const kept = this.#session.value(KEY);
    const { order } = this.#session.organiser;
    const first = Array.isArray(kept) ? kept.filter((id) => order.has(id)) : [];
    return [...new Set<InfoHash>([...first, ...ids.slice(0, FIRST)])].slice(0, FIRST);
  }

  async #follow(ids: readonly InfoHash[], others: Promise<void>): Promise<void> {
    const { clock } = this.#session.ports;
    await Promise.race([others, this.#stopping]);
    if (this.#stopped) return;
    let coming = this.#load(ids.slice(0, BATCH));
    for (let from = 0; from < ids.length; from += BATCH) {
      const rows = await coming;
      coming = this.#load(ids.slice(from + BATCH, from + 2 * BATCH));
      await new Promise<void>((resolve) => clock.after(0, resolve));
      if (this.#stopped) return;
      if (!rows.ok) {
        this.#failed(rows);
        return;
      }
      for (const id of ids.slice(from, from + BATCH)) {
        if (!this.#session.torrents.has(id) && this.#list(id, rows.value)) this.#left--;
        this.#enqueue(id);
      }
    }
    this.#left = 0;
    this.#session.publisher.soon();
  }

  /** Rows of those that are not in the list yet. */
  async #load(ids: readonly InfoHash[]): Promise<Result<Rows>> {
    const { torrents, ports } = this.#session;
    const missing = ids.filter((id) => !torrents.has(id));
    if (missing.length === 0) return ok(new Map());
    const rows = await ports.store.loadTorrents(missing);
    return rows.ok ? ok(new Map(rows.value.map((row) => [row.infoHash, row]))) : rows;
  }

  #list(id: InfoHash, rows: Rows): boolean {
    const row = rows.get(id);
    if (row === undefined) return false;
    this.#session.organiser.meet(row.options);
    this.#session.list(row, metainfoOf(row, this.#session.ports));
    return true;
  }

  #enqueue(id: InfoHash): void {
    const torrent = this.#session.torrents.get(id);
    if (torrent !== undefined) this.#session.enqueue(torrent);
  }

  /** They are in the store: the next start tries again. */
  #failed(why: Fault): void {
    const missing = this.#left;
    const message = `${missing} torrents could not be read. They are still stored; the next start tries again. (${why.message})`;
    const told = fault('restore-failed', String(missing), message, { missing });
    this.#session.ports.log.write('error', 'session', message, why);
    this.#session.news({ kind: 'fault', id: undefined, fault: told });
  }
}
