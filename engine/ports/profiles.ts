import type { ForeignClient, ForeignTorrent } from '../core/foreign/types.ts';
import type { Fault, Result } from '../core/result.ts';

/** Where another client keeps its torrents. */
export interface ForeignProfile {
  readonly client: ForeignClient;
  readonly folder: string;
}

export interface ForeignRead extends ForeignProfile {
  readonly torrents: readonly ForeignTorrent[];
  /** Single torrents that cannot be read; the others can. */
  readonly faults: readonly Omit<Fault, 'ok'>[];
}

/** What other clients keep on this machine, and our own exports. Read only, but for `save`. */
export interface Profiles {
  /** In the places where the clients usually keep it. */
  find(): Promise<readonly ForeignProfile[]>;
  /** Everything in that folder, whichever client's it is. `foreign-nothing` where it is no client's. */
  read(folder: string): Promise<Result<ForeignRead>>;
  /** A folder of .torrent files and one JSON. Never writes over anything. */
  save(folder: string, torrents: readonly ForeignTorrent[]): Promise<Result<void>>;
}
