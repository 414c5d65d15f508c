import type { InfoHash } from '../core/ids.ts';
import type { Result } from '../core/result.ts';

export interface CreateTorrent {
  /** File or folder, absolute. */
  readonly path: string;
  /** The .torrent to write, absolute. Never one that exists. */
  readonly saveAs: string;
  /** Bytes, a power of two; 0: by size. */
  readonly pieceLength: number;
  /** Patterns of names to leave out, see core/paths/pattern. */
  readonly leaveOut: readonly string[];
  /** BEP 12 tiers. */
  readonly trackers: readonly (readonly string[])[];
  /** BEP 19. */
  readonly webSeeds: readonly string[];
  /** BEP 27. */
  readonly private: boolean;
  readonly source: string;
  readonly comment: string;
  /** Into the list and seeding at once, where it lies. */
  readonly seed: boolean;
}

export interface CreatedTorrent {
  readonly id: InfoHash;
  readonly file: string;
}

/** Making torrents: one at a time. */
export interface CreateApi {
  /** Resolves when the .torrent is written. `create-stopped` after `stopCreating`. */
  createTorrent(request: CreateTorrent): Promise<Result<CreatedTorrent>>;
  /** Bytes hashed, of how many; undefined while none is made. */
  creating(): Promise<Result<{ readonly done: number; readonly total: number } | undefined>>;
  stopCreating(): Promise<Result<void>>;
}
