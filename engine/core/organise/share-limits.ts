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

export type EffectiveLimits = Required<ShareLimits>;

/** What counts for a torrent: its own, then its category's, then the settings', key by key. */
export const effectiveLimits = (
  settings: EffectiveLimits,
  category: ShareLimits,
  own: ShareLimits,
): EffectiveLimits => ({ ...settings, ...category, ...own });

export interface ShareFacts {
  readonly ratio: number;
  /** Milliseconds online and complete, in all and since the last payload byte was sent. */
  readonly seedingMs: number;
  readonly quietMs: number;
  /** Nobody else is known to have everything. */
  readonly onlySeed: boolean;
}

const MINUTE_MS = 60_000;

/** The limit that is reached; undefined while it goes on. Reached is what is met exactly. */
export function shareReached(limits: EffectiveLimits, facts: ShareFacts): ShareReason | undefined {
  if (limits.keepOnlySeed && facts.onlySeed) return undefined;
  if (limits.ratio > 0 && facts.ratio >= limits.ratio) return 'ratio';
  const { seedingMinutes, idleMinutes } = limits;
  if (seedingMinutes > 0 && facts.seedingMs >= seedingMinutes * MINUTE_MS) return 'seeding-time';
  if (idleMinutes > 0 && facts.quietMs >= idleMinutes * MINUTE_MS) return 'idle-time';
  return undefined;
}
