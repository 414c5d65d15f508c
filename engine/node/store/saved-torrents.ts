import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/**
 * Each torrent as files of its own, `<info-hash>.torrent` and `<info-hash>.json`: what a damaged database is
 * rebuilt from. They are written before the commit and replaced whole, so that a reader never meets half a file.
 */
export class SavedTorrents {
  readonly #folder: string;

  constructor(profileDir: string) {
    this.#folder = join(profileDir, 'torrents');
    mkdirSync(this.#folder, { recursive: true });
  }

  /** With `durable` it is there after a power cut; without, the database still is. */
  save(torrent: Omit<StoredTorrent, 'progress' | 'metainfo'>, durable: boolean): void {
    // Peers and the queue change often and are worth nothing after a loss.
    const { peers: _peers, ...options } = torrent.options;
    const saved: Saved = {
      infoHash: torrent.infoHash,
      name: torrent.name,
      magnet: torrent.magnet,
      savePath: torrent.savePath,
      addedAt: torrent.addedAt,
      intent: torrent.intent,
      priorities: [...torrent.priorities],
      options,
    };
    this.#replace(`${torrent.infoHash}.json`, JSON.stringify(saved, undefined, 1), durable);
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
    for (const file of readdirSync(this.#folder)) {
      const infoHash = file.slice(0, 40);
      if (!isInfoHash(infoHash) || file !== `${infoHash}.json`) continue;
      const saved = this.#read(infoHash);
      if (saved !== undefined) torrents.push(saved);
    }
    torrents.sort((a, b) => a.addedAt - b.addedAt);
    return torrents.map((torrent, queuePosition) => ({ ...torrent, queuePosition }));
  }

  #read(infoHash: InfoHash): Omit<StoredTorrent, 'progress'> | undefined {
    let saved: Partial<Saved>;
    try {
      saved = JSON.parse(
        readFileSync(join(this.#folder, `${infoHash}.json`), 'utf8'),
      ) as Partial<Saved>;
    } catch {
      return undefined;
    }
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
