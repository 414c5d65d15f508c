import type { InfoHash } from '../core/ids.ts';
import type { Result } from '../core/result.ts';

/** How one torrent fetches and gives; all are off at first. */
export interface TransferPolicy {
  /** Pieces in the order of the files, for those who watch or listen before everything is here. */
  readonly sequential: boolean;
  /** The first and the last piece of each file before all others: many formats cannot be opened without them. */
  readonly firstLast: boolean;
  /** As a seed, shows each peer only a few rare pieces at a time (BEP 16): for the first seed of something new. */
  readonly superSeeding: boolean;
}

/** A piece that is to be here in so many ms. */
export interface PieceDeadline {
  readonly piece: number;
  readonly inMs: number;
}

export interface PolicyApi {
  /** What is not named stays as it is. Acts at once, and is committed when the promise resolves. */
  setPolicy(ids: readonly InfoHash[], change: Partial<TransferPolicy>): Promise<Result<void>>;
  /**
   * For playing a file while it comes: these pieces before all others, the soonest first, those that are late from
   * several peers. Replaces what was said before; not kept. Faults `torrent-no-metadata`, `piece-unknown`.
   */
  setDeadlines(id: InfoHash, deadlines: readonly PieceDeadline[]): Promise<Result<void>>;
}
