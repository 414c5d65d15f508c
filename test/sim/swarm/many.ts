import type { InfoHash, TorrentSnapshot } from '../../../engine/api/index.ts';
import type { StoredTorrent } from '../../../engine/ports/store.ts';
import { World } from '../world/world.ts';
import { Node, type NodeOptions } from './node.ts';
import { FOLDER, KiB, makeTorrent, type SimTorrent } from './torrent.ts';

/** A machine on which many torrents were added and nothing was fetched yet; it is not running. */
export class Many {
  readonly world = new World({ seed: 1, keepTrace: 0 });
  readonly node: Node;
  readonly things: readonly SimTorrent[];

  constructor(count: number, options: NodeOptions = {}) {
    this.things = Array.from({ length: count }, (_, at) =>
      makeTorrent({ name: `thing ${String(at).padStart(3, '0')}`, content: 16 * KiB }),
    );
    this.node = new Node(this.world, this.things[0] as SimTorrent, options);
    this.things.forEach(({ info, metainfo }, at) => {
      const row: StoredTorrent = {
        infoHash: info.infoHash,
        metainfo,
        magnet: undefined,
        name: info.name,
        savePath: FOLDER,
        addedAt: 1_000 + at,
        intent: 'running',
        queuePosition: at * 1_000,
        priorities: new Uint8Array(0),
        options: {
          naming: 2,
          category: `group ${at % 3}`,
          tags: at === count - 1 ? ['late'] : [],
        },
        progress: {
          ...{ have: new Uint8Array(0), inFlight: new Uint8Array(0), stamps: [], clean: true },
          ...{ downloaded: 0, uploaded: 0, wasted: 0, activeMs: 0, seedingMs: 0 },
        },
      };
      this.node.profile.torrents.set(info.infoHash, row);
    });
  }

  get ids(): readonly InfoHash[] {
    return this.things.map(({ info }) => info.infoHash);
  }

  idAt(at: number): InfoHash {
    return this.ids.at(at) as InfoHash;
  }

  async rows(): Promise<readonly TorrentSnapshot[]> {
    const list = await this.world.settle(this.node.engine.list());
    if (!list.ok) throw new Error(list.message);
    return list.value;
  }
}
