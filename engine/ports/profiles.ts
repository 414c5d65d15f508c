import type { ForeignClient, ForeignTorrent } from '../core/foreign/types.ts';
import type { Category } from '../core/organise/categories.ts';
import type { Result } from '../core/result.ts';

/** Where another client keeps its torrents. */
export interface ForeignProfile {
  readonly client: ForeignClient;
  readonly folder: string;
}

export interface ForeignOrganisation {
  readonly categories: readonly Category[];
  /** Those that no torrent has, too. */
  readonly tags: readonly string[];
}

export interface ForeignRead extends ForeignProfile, ForeignOrganisation {
  /**
   * In the order of its queue, one after the other as they are asked for: all of them may be more than memory
   * holds. A fault is about one torrent or one file; the others come all the same.
   */
  readonly torrents: AsyncIterable<Result<ForeignTorrent>>;
}

/** What other clients keep on this machine, and our own exports. Read only, but for `save`. */
export interface Profiles {
  /** In the places where the clients usually keep it. */
  find(): Promise<readonly ForeignProfile[]>;
  /** Everything in that folder, whichever client's it is. `foreign-nothing` where it is no client's. */
  read(folder: string): Promise<Result<ForeignRead>>;
  /** A folder of .torrent files and one JSON. Never writes over anything; of what failed nothing stays. */
  save(
    folder: string,
    torrents: AsyncIterable<Result<ForeignTorrent>>,
    organisation: ForeignOrganisation,
  ): Promise<Result<void>>;
}
