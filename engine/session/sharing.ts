import { type Category, shareOf } from '../core/organise/categories.ts';
import { ratioOf } from '../core/organise/ratio.ts';
import {
  type EffectiveLimits,
  effectiveLimits,
  type ShareFacts,
  type ShareReason,
  shareReached,
} from '../core/organise/share-limits.ts';
import type { Intent, TorrentOptions } from '../ports/store.ts';
import type { EngineSettings } from '../settings/schema.ts';
import type { Torrent } from '../torrent/torrent.ts';

export interface SharingHost {
  readonly categories: () => ReadonlyMap<string, Category>;
  settings(): EngineSettings;
  /** The torrent is to be so from now on; it is stored and takes effect. */
  change(torrent: Torrent, options: TorrentOptions, intent: Intent): void;
  /** Out of the list; the user can have it back, and then it has done with its limit. */
  remove(torrent: Torrent, options: TorrentOptions): void;
  log(torrent: Torrent, message: string): void;
}

interface Worked {
  readonly options: TorrentOptions;
  readonly categories: ReadonlyMap<string, Category>;
  readonly settings: EngineSettings;
  readonly limits: EffectiveLimits;
}

const NEVER = Number.POSITIVE_INFINITY;
/** The only seed may be past its limits for long: another may come. */
const AGAIN_MS = 60_000;
/** Nobody tells that a seed is still there: for so long it is taken to be. */
const SEED_STAYS_MS = 3_600_000;

const WORDS: Readonly<Record<ShareReason, string>> = {
  ratio: 'its ratio',
  'seeding-time': 'its seeding time',
  'idle-time': 'its time without upload',
};

/** Sees which seeds have given enough, and does what their limits say. Each limit acts once. */
export class Sharing {
  readonly #host: SharingHost;
  /** The limits of each, worked out once for as long as nothing changes. */
  readonly #worked = new WeakMap<Torrent, Worked>();

  constructor(host: SharingHost) {
    this.#host = host;
  }

  /** Once a second while it moves, and when a time may be reached: returns when that is (ms of the clock). */
  ticked(torrent: Torrent): number {
    if (!torrent.online || !torrent.isSeeding()) return NEVER;
    const { shareReached: acted, shareWaived } = torrent.options;
    if (acted !== undefined || shareWaived === true) return NEVER;
    const limits = this.#limitsOf(torrent);
    if (limits.ratio + limits.seedingMinutes + limits.idleMinutes === 0) return NEVER;
    const facts = factsOf(torrent, limits);
    const reason = shareReached(limits, facts);
    if (reason !== undefined) {
      this.#act(torrent, limits, reason);
      return NEVER;
    }
    const wait = waitMs(limits, facts);
    return torrent.now() + (wait > 0 ? wait : AGAIN_MS);
  }

  #act(torrent: Torrent, limits: EffectiveLimits, reason: ShareReason): void {
    const options = { ...torrent.options, shareReached: reason };
    const why = `It has reached the limit of ${WORDS[reason]}`;
    switch (limits.action) {
      case 'pause':
        this.#host.log(torrent, `${why} and is paused.`);
        this.#host.change(torrent, options, 'paused');
        break;
      case 'remove':
        this.#host.log(torrent, `${why} and is taken from the list; its files stay.`);
        this.#host.remove(torrent, options);
        break;
      case 'super-seed':
        this.#host.log(torrent, `${why} and is super-seeded from now on.`);
        this.#host.change(torrent, { ...options, superSeeding: true }, 'running');
        break;
    }
  }

  #limitsOf(torrent: Torrent): EffectiveLimits {
    const { options } = torrent;
    const categories = this.#host.categories();
    const settings = this.#host.settings();
    const before = this.#worked.get(torrent);
    if (
      before?.options === options &&
      before.categories === categories &&
      before.settings === settings
    )
      return before.limits;
    const limits = effectiveLimits(
      globalLimits(settings),
      shareOf(categories, options.category ?? ''),
      options.share ?? {},
    );
    this.#worked.set(torrent, { options, categories, settings, limits });
    return limits;
  }
}

export const globalLimits = (settings: EngineSettings): EffectiveLimits => ({
  ratio: settings.shareRatio,
  seedingMinutes: settings.shareSeedingMinutes,
  idleMinutes: settings.shareIdleMinutes,
  action: settings.shareAction,
  keepOnlySeed: settings.shareKeepOnlySeed,
});

/** How long until a limit of time can be reached; the ratio is looked at when something moves. */
function waitMs(limits: EffectiveLimits, { seedingMs, quietMs }: ShareFacts): number {
  const until = (minutes: number, ms: number): number =>
    minutes === 0 ? NEVER : minutes * 60_000 - ms;
  return Math.min(until(limits.seedingMinutes, seedingMs), until(limits.idleMinutes, quietMs));
}

function factsOf(torrent: Torrent, limits: EffectiveLimits): ShareFacts {
  const { tally, transfer } = torrent;
  return {
    ratio: ratioOf(tally.uploaded, tally.downloaded, transfer?.wanted.done ?? 0),
    seedingMs: tally.seedingMs,
    quietMs: tally.quietMs,
    onlySeed: limits.keepOnlySeed && isOnlySeed(torrent),
  };
}

/** Trackers count us among the seeds. Where they say nothing, only those whom we met can be known. */
function isOnlySeed(torrent: Torrent): boolean {
  const { swarm } = torrent;
  if (torrent.swarmSeeds > 1) return false;
  for (const peer of swarm.peers.values()) if (peer.isSeed) return false;
  return !swarm.list.knowsSeed(torrent.now() - SEED_STAYS_MS);
}

/** Resumed after a limit had been reached: the user wants it to go on, until limits are set anew. */
export function resumedOptions(options: TorrentOptions): TorrentOptions {
  if (options.shareReached === undefined || options.superSeeding === true) return options;
  const { shareReached: _reached, ...rest } = options;
  return { ...rest, shareWaived: true };
}
