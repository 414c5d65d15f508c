import type { TrackerSnapshot } from '../../api/torrent.ts';
import type { AnnounceReply } from '../../core/tracker/types.ts';
import { parseUrl } from '../../core/url.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { TrackerAddress, TrackerFault } from './client.ts';

const SECOND = 1_000;
/** BEP 3 lets the tracker say; these bounds keep a wrong or hostile one from silencing or spinning us. */
const MIN_INTERVAL_MS = 60 * SECOND;
const MAX_INTERVAL_MS = 4 * 3_600 * SECOND;
/** Where the tracker names no min interval, a person's impatience is held to this. */
const DEFAULT_MIN_MS = 60 * SECOND;
const FIRST_BACKOFF_MS = 15 * SECOND;
const LONGEST_BACKOFF_MS = 3_600 * SECOND;
const MESSAGE_CHARS = 500;

/** One tracker of one torrent: what it said last, and when it may be asked again. */
export class Tracker {
  readonly address: TrackerAddress;
  tier: number;
  /** It heard of our start: it is owed a "stopped". */
  started = false;
  /** It is owed a "completed". */
  owesCompleted = false;
  announcing = false;
  /** A "stopped" is on its way. */
  leaving = false;
  /** By the clock's now: the regular announce after the last success. */
  dueAt = 0;
  /** By the clock's now: not asked before this, whoever wishes it. */
  earliestAt = 0;
  /** By the clock's now: back-off after failures. */
  retryAt = 0;
  failures = 0;
  trackerId: Uint8Array | undefined;
  lastAnnounce = 0;
  /** A failure, or the tracker's warning. */
  message = '';
  #worked = false;
  #seeds = -1;
  #leechers = -1;
  #downloads = -1;

  constructor(address: TrackerAddress, tier: number) {
    this.address = address;
    this.tier = tier;
  }

  /** Undefined when the text is no tracker's URL. */
  static of(url: string, tier: number): Tracker | undefined {
    const parts = parseUrl(url);
    return parts?.port === undefined ? undefined : new Tracker({ url, parts }, tier);
  }

  succeeded(reply: AnnounceReply, clock: Clock, random: Random): void {
    const now = clock.now();
    this.started = true;
    this.forgive();
    this.#worked = true;
    this.lastAnnounce = clock.wallTime();
    this.message = clip(reply.warning ?? '');
    this.trackerId = reply.trackerId ?? this.trackerId;
    this.count(reply);
    const interval = clamp(reply.interval * SECOND, MIN_INTERVAL_MS, MAX_INTERVAL_MS);
    const min = clamp(
      (reply.minInterval ?? DEFAULT_MIN_MS / SECOND) * SECOND,
      DEFAULT_MIN_MS,
      interval,
    );
    this.earliestAt = now + min;
    // Only ever later than asked, so that a crowd that started together drifts apart.
    this.dueAt = now + interval + (interval * random.below(1000)) / 10_000;
  }

  failed(fault: TrackerFault, clock: Clock, random: Random): void {
    this.#worked = false;
    this.message = clip(fault.message);
    const jitter = 0.75 + random.below(500) / 1000;
    if (fault.hearsay) {
      this.failures = Math.max(this.failures, 1);
      this.retryAt = clock.now() + (fault.retryMs ?? 0) + jitter * FIRST_BACKOFF_MS;
      return;
    }
    this.failures++;
    this.lastAnnounce = clock.wallTime();
    const doubled = FIRST_BACKOFF_MS * 2 ** Math.min(this.failures - 1, 10);
    const backoff = Math.min(doubled, LONGEST_BACKOFF_MS) * jitter;
    this.retryAt = clock.now() + (fault.retryMs ?? backoff);
  }

  count(counts: {
    readonly seeds?: number | undefined;
    readonly leechers?: number | undefined;
    readonly downloads?: number | undefined;
  }): void {
    this.#seeds = counts.seeds ?? this.#seeds;
    this.#leechers = counts.leechers ?? this.#leechers;
    this.#downloads = counts.downloads ?? this.#downloads;
  }

  /** A new try is allowed at once, within what the tracker itself asks for. */
  forgive(): void {
    this.failures = 0;
    this.retryAt = 0;
  }

  /** `nextAt`: when its chain means to ask it, by the clock's now; undefined when it does not. */
  snapshot(running: boolean, nextAt: number | undefined, clock: Clock): TrackerSnapshot {
    const at = nextAt ?? (this.retryAt > clock.now() ? this.retryAt : undefined);
    const planned = running && at !== undefined && Number.isFinite(at);
    return {
      url: this.address.url,
      tier: this.tier,
      state: this.#state(running),
      message: this.message,
      seeds: this.#seeds,
      leechers: this.#leechers,
      downloads: this.#downloads,
      nextAnnounce: planned ? Math.round(clock.wallTime() + Math.max(0, at - clock.now())) : 0,
      lastAnnounce: this.lastAnnounce,
      failures: this.failures,
    };
  }

  #state(running: boolean): TrackerSnapshot['state'] {
    if (this.announcing) return 'announcing';
    if (!running || this.retryAt === Number.POSITIVE_INFINITY) return 'off';
    if (this.failures > 0) return 'failing';
    return this.#worked ? 'working' : 'idle';
  }
}

const clamp = (value: number, low: number, high: number): number =>
  Number.isFinite(value) ? Math.min(Math.max(value, low), high) : high;

const clip = (text: string): string => text.slice(0, MESSAGE_CHARS);
