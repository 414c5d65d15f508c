import type { Result } from '../../engine/api/index.ts';
import type { LinkHandling } from '../../preload/contract/index.ts';

/** Who opens magnet links and .torrent files on this system, and how Skein becomes the one. */
export interface LinkHandler {
  /** As the system says it now. */
  state(): Promise<LinkHandling>;
  /** Only ever called because the user asked for it. */
  claim(): Promise<Result<LinkHandling>>;
  /** Puts right what an update or a move of the program broke. Takes nothing from others. */
  repair(): Promise<Result<void>>;
}
