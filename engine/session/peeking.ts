import type { InfoHash } from '../core/ids.ts';
import { type Magnet, parseMagnet } from '../core/magnet.ts';
import type { Metainfo } from '../core/metainfo/types.ts';
import { done, fault, type Result } from '../core/result.ts';
import type { StoredTorrent } from '../ports/store.ts';
import { Torrent } from '../torrent/torrent.ts';
import { NO_PROGRESS, previewOf } from './adding.ts';
import { metainfoOf } from './metadata.ts';
import type { Session } from './session.ts';

/** What a look at a magnet link has found. */
export interface Found {
  /** A .torrent file made of the metadata. */
  readonly bytes: Uint8Array;
  readonly metainfo: Metainfo;
}

interface Look {
  readonly torrent: Torrent;
  found: Found | undefined;
  /** Peers worth asking again, "host:port". */
  peers: readonly string[];
}

/** A person looks at one or a few; a page full of links must not open a thousand swarms. */
const MAX_LOOKS = 50;

/**
 * Magnet links whose files somebody wants to see before adding: torrents of no list and no folder, that fetch
 * their metadata and end. What they found is used when the torrent is added after all.
 */
export class Peeks {
  readonly #session: Session;
  readonly #looks = new Map<InfoHash, Look>();

  constructor(session: Session) {
    this.#session = session;
  }

  begin(uri: string): Result<void> {
    const magnet = parseMagnet(uri);
    if (!magnet.ok) return magnet;
    const { infoHash } = magnet.value;
    if (this.#session.torrents.has(infoHash) || this.#looks.has(infoHash)) return done;
    if (this.#looks.size >= MAX_LOOKS) {
      return fault(
        'peek-too-many',
        uri,
        `The files of at most ${MAX_LOOKS} links are looked at at once.`,
        { limit: MAX_LOOKS },
      );
    }
    this.#start(uri, magnet.value);
    return done;
  }

  /** What was found, if anything, and the peers met on the way; the look is over. */
  async end(id: InfoHash): Promise<Pick<Look, 'found' | 'peers'> | undefined> {
    const look = this.#looks.get(id);
    if (look === undefined) return undefined;
    this.#looks.delete(id);
    if (look.found === undefined) await this.#leave(look);
    return look;
  }

  /** True when the metadata was one of ours to take. */
  came(torrent: Torrent, raw: Uint8Array): boolean {
    const look = this.#looks.get(torrent.id);
    if (look === undefined || look.torrent !== torrent) return false;
    const made = metainfoOf(this.#session, torrent, raw);
    if (!made.ok) {
      this.#session.ports.log.write('warn', torrent.id, made.message, made);
      return true;
    }
    look.found = made.value;
    this.#session.news({ kind: 'peeked', preview: previewOf(made.value.metainfo) });
    void this.#leave(look);
    return true;
  }

  tick(): void {
    for (const { torrent, found } of this.#looks.values()) if (found === undefined) torrent.tick();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#looks.keys()].map((id) => this.end(id)));
  }

  #start(uri: string, magnet: Magnet): void {
    const session = this.#session;
    const row: StoredTorrent = {
      infoHash: magnet.infoHash,
      metainfo: undefined,
      magnet: uri,
      name: magnet.name ?? magnet.infoHash,
      savePath: '',
      addedAt: session.ports.clock.wallTime(),
      intent: 'running',
      queuePosition: 0,
      priorities: new Uint8Array(0),
      options: { naming: 2 },
      progress: NO_PROGRESS,
    };
    const torrent = new Torrent(session, row, session.newPeerId());
    torrent.magnet = magnet;
    // It waits for no place in the queue.
    torrent.active = true;
    this.#looks.set(torrent.id, { torrent, found: undefined, peers: [] });
    session.finders.add(torrent);
    torrent.peersFound(magnet.peers, 'resume');
    void torrent.life.begin();
  }

  async #leave(look: Look): Promise<void> {
    const { torrent } = look;
    look.peers = torrent.swarm.worthKeeping();
    this.#session.finders.remove(torrent);
    await torrent.life.close();
  }
}
