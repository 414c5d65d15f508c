import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type InfoHash, isInfoHash } from '../../core/ids.ts';
import type { Intent, StoredTorrent, TorrentOptions } from '../../ports/store.ts';

/** What is kept of a torrent beside the database: enough to add it again, and readable by people. */
interface Saved {
  readonly infoHash: InfoHash;
  readonly name: string;
  readonly magnet: string | undefined;
  readonly savePath: string;
  readonly addedAt: number;
  readonly intent: Intent;
  readonly priorities: readonly number[];
  readonly options: TorrentOptions;
}

/** In a torrent's own file: it was written after this list, and counts against it and all before. */
interface Dated {
  readonly list?: number;
}

export type Kept = Omit<StoredTorrent, 'progress' | 'metainfo' | 'queuePosition'>;

const LIST = 'list.json';
/** Lies there while a list is owed: after a kill the next start writes it. */
const OWED = 'list.owed';

/**
 * Each torrent as files of its own, `<info-hash>.torrent` and `<info-hash>.json`: what a damaged database is
 * rebuilt from. They are written before the commit and replaced whole, so that a reader never meets half a file.
 * Where hundreds were changed at once, one file, `list.json`, has what is known of all, and counts more than files
 * that were written before it. Lists are numbered: no clock decides what is newer.
 */
export class SavedTorrents {
  readonly #folder: string;
  /** The number of the last list, 0 when there is none; unknown until it is needed. */
  #last: number | undefined;

  constructor(profileDir: string) {
    this.#folder = join(profileDir, 'torrents');
    mkdirSync(this.#folder, { recursive: true });
  }

  /** With `durable` it is there after a power cut; without, the database still is. */
  save(torrent: Kept, durable: boolean): void {
    const saved: Saved & Dated = { ...savedOf(torrent), list: this.#lastList() };
    this.#replace(`${torrent.infoHash}.json`, JSON.stringify(saved, undefined, 1), durable);
  }

  /** Whether a list should have been written and was not. */
  get owesList(): boolean {
    return existsSync(join(this.#folder, OWED));
  }

  /** Before many are changed: until `saveAll` their files may say what no longer holds. */
  oweList(): void {
    writeFileSync(join(this.#folder, OWED), '');
  }

  /** All that the database has, in one file: hundreds of files take seconds to replace. */
  saveAll(torrents: readonly Kept[]): void {
    // The time keeps it ahead of files that were written after a list that was lost since.
    const number = Math.max(this.#lastList() + 1, Date.now());
    const lines = torrents.map((torrent) => JSON.stringify(savedOf(torrent)));
    this.#replace(LIST, `{"list":${number},"torrents":[\n${lines.join(',\n')}\n]}\n`, false);
    this.#last = number;
    rmSync(join(this.#folder, OWED), { force: true });
  }

  saveMetainfo(infoHash: InfoHash, bytes: Uint8Array, durable: boolean): void {
    this.#replace(`${infoHash}.torrent`, bytes, durable);
  }

  remove(infoHash: InfoHash): void {
    rmSync(join(this.#folder, `${infoHash}.json`), { force: true });
    rmSync(join(this.#folder, `${infoHash}.torrent`), { force: true });
  }

  /** All that can be read, in the order in which they were added. Progress is not kept here: data is checked anew. */
  load(): Omit<StoredTorrent, 'progress'>[] {
    const torrents: Omit<StoredTorrent, 'progress'>[] = [];
    const list = this.#list();
    for (const file of readdirSync(this.#folder)) {
      const infoHash = file.slice(0, 40);
      if (!isInfoHash(infoHash) || file !== `${infoHash}.json`) continue;
      const saved = this.#read(infoHash, list);
      if (saved !== undefined) torrents.push(saved);
    }
    torrents.sort((a, b) => a.addedAt - b.addedAt);
    return torrents.map((torrent, queuePosition) => ({ ...torrent, queuePosition }));
  }

  #read(infoHash: InfoHash, list: List): Omit<StoredTorrent, 'progress'> | undefined {
    const own = this.#parse(`${infoHash}.json`) as (Partial<Saved> & Dated) | undefined;
    const listed = list.list > (own?.list ?? 0) ? list.torrents.get(infoHash) : undefined;
    const saved = listed ?? own;
    if (saved === undefined) return undefined;
    if (saved.infoHash !== infoHash || typeof saved.savePath !== 'string') return undefined;
    const metainfo = this.#metainfo(infoHash);
    if (metainfo === undefined && saved.magnet === undefined) return undefined;
    return {
      infoHash,
      metainfo,
      magnet: saved.magnet,
      name: saved.name ?? infoHash,
      savePath: saved.savePath,
      addedAt: saved.addedAt ?? 0,
      intent: saved.intent === 'paused' ? 'paused' : 'running',
      queuePosition: 0,
      priorities: Uint8Array.from(saved.priorities ?? []),
      options: saved.options ?? {},
    };
  }

  #list(): List {
    const { list = 0, torrents = [] } = (this.#parse(LIST) ?? {}) as Dated & {
      readonly torrents?: readonly Partial<Saved>[];
    };
    return { list, torrents: new Map(torrents.map((one) => [one.infoHash, one])) };
  }

  /** Out of its first bytes: the whole of it may be megabytes. */
  #lastList(): number {
    if (this.#last === undefined) {
      const path = join(this.#folder, LIST);
      const head = existsSync(path) ? headOf(path) : '';
      this.#last = Number(/^\{"list":(\d{1,15}),/.exec(head)?.[1] ?? 0);
    }
    return this.#last;
  }

  /** Undefined where there is none, or none that can be read. */
  #parse(name: string): object | undefined {
    try {
      const value: unknown = JSON.parse(readFileSync(join(this.#folder, name), 'utf8'));
      return typeof value === 'object' && value !== null ? value : undefined;
    } catch {
      return undefined;
    }
  }

  #metainfo(infoHash: InfoHash): Uint8Array | undefined {
    try {
      return new Uint8Array(readFileSync(join(this.#folder, `${infoHash}.torrent`)));
    } catch {
      return undefined;
    }
  }

  #replace(name: string, content: string | Uint8Array, durable: boolean): void {
    const path = join(this.#folder, name);
    writeFileSync(`${path}.new`, content, { flush: durable });
    renameSync(`${path}.new`, path);
  }
}

function headOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(64);
    return head.toString('latin1', 0, readSync(file, head, 0, head.length, 0));
  } finally {
    closeSync(file);
  }
}

interface List {
  readonly list: number;
  readonly torrents: ReadonlyMap<InfoHash | undefined, Partial<Saved>>;
}

function savedOf(torrent: Kept): Saved {
  // Peers and the queue change often and are worth nothing after a loss.
  const { peers: _peers, ...options } = torrent.options;
  return {
    infoHash: torrent.infoHash,
    name: torrent.name,
    magnet: torrent.magnet,
    savePath: torrent.savePath,
    addedAt: torrent.addedAt,
    intent: torrent.intent,
    priorities: [...torrent.priorities],
    options,
  };
}
