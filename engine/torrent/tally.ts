import { RateMeter } from '../core/rate-meter.ts';
import type { Progress } from '../ports/store.ts';

export type Totals = Pick<
  Progress,
  'downloaded' | 'uploaded' | 'wasted' | 'activeMs' | 'seedingMs' | 'sentAtMs' | 'completedAt'
>;

/** A torrent's totals, all time, and its rates now. Payload only; they never go back. */
export class Tally {
  readonly down = new RateMeter();
  readonly up = new RateMeter();
  wasted: number;
  /** What `seedingMs` was when the last payload byte was sent. */
  #sentAtMs: number;
  completedAt: number | undefined;
  readonly downloadedBefore: number;
  readonly uploadedBefore: number;
  readonly #awakeMs: () => number;
  #activeMs: number;
  #seedingMs: number;
  /** Since when, by the awake time, it has been what it was at the last tick. */
  #since: number;
  #online = false;
  #seeding = false;

  /** `awakeMs`: time that stands still while the machine sleeps. */
  constructor(stored: Progress, awakeMs: () => number) {
    this.wasted = stored.wasted;
    this.#awakeMs = awakeMs;
    this.#activeMs = stored.activeMs;
    this.#seedingMs = stored.seedingMs;
    this.#sentAtMs = stored.sentAtMs ?? 0;
    this.completedAt = stored.completedAt;
    this.downloadedBefore = stored.downloaded;
    this.uploadedBefore = stored.uploaded;
    this.#since = awakeMs();
  }

  /** Milliseconds online, all time. */
  get activeMs(): number {
    return this.#activeMs + (this.#online ? this.#awakeMs() - this.#since : 0);
  }

  /** Of those, complete. */
  get seedingMs(): number {
    return this.#seedingMs + (this.#online && this.#seeding ? this.#awakeMs() - this.#since : 0);
  }

  get downloaded(): number {
    return this.downloadedBefore + this.down.total;
  }

  get uploaded(): number {
    return this.uploadedBefore + this.up.total;
  }

  received(bytes: number, nowMs: number): void {
    this.down.add(bytes, nowMs);
  }

  sent(bytes: number, nowMs: number): void {
    this.up.add(bytes, nowMs);
    this.#sentAtMs = this.seedingMs;
  }

  /** Milliseconds of seeding since anything was sent. */
  get quietMs(): number {
    return this.seedingMs - this.#sentAtMs;
  }

  isMoving(nowMs: number): boolean {
    return this.down.rate(nowMs) > 0 || this.up.rate(nowMs) > 0;
  }

  /** From now on: time counts as active while online, and as seeding while complete. Called at the latest a second after a change. */
  tick(seeding: boolean, online: boolean): void {
    this.#activeMs = this.activeMs;
    this.#seedingMs = this.seedingMs;
    this.#since = this.#awakeMs();
    this.#online = online;
    this.#seeding = seeding;
  }

  totals(): Totals {
    return {
      downloaded: this.downloaded,
      uploaded: this.uploaded,
      wasted: this.wasted,
      activeMs: Math.round(this.activeMs),
      seedingMs: Math.round(this.seedingMs),
      sentAtMs: Math.round(this.#sentAtMs),
      ...(this.completedAt === undefined ? {} : { completedAt: this.completedAt }),
    };
  }
}
