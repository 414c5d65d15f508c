/** What happens to a torrent that has given enough. Removing takes it from the list; its files stay. */
export type ShareAction = 'pause' | 'remove' | 'super-seed';

/**
 * When a complete torrent has given enough: whichever limit is reached first. An absent key is inherited: a
 * torrent's from its category, a category's from the one above it, the topmost's from the settings.
 */
export interface ShareLimits {
  /** See `ratioOf`. 0: no limit. */
  readonly ratio?: number;
  /** Minutes online and complete. 0: no limit. */
  readonly seedingMinutes?: number;
  /** Minutes online and complete since the last payload byte was sent. 0: no limit. */
  readonly idleMinutes?: number;
  readonly action?: ShareAction;
  /** Goes on, whatever the limits say, while no other seed is known. */
  readonly keepOnlySeed?: boolean;
}

/** Which limit was reached. */
export type ShareReason = 'ratio' | 'seeding-time' | 'idle-time';
