import { RateMeter } from '../core/rate-meter.ts';
import type { Progress } from '../ports/store.ts';

export type Totals = Pick<
  Progress,
  'downloaded' | 'uploaded' | 'wasted' | 'activeMs' | 'seedingMs' | 'completedAt'
>;

/** A torrent's totals, all time, and its rates now. Payload only; they never go back. */
export class Tally {
  readonly down = new RateMeter();
  readonly up = new RateMeter();
  wasted: number;
  activeMs: number;
  seedingMs: number;
  completedAt: number | undefined;
  readonly downloadedBefore: number;
  readonly uploadedBefore: number;
  #tickedAt: number;

  constructor(stored: Progress, nowMs: number) {
    this.wasted = stored.wasted;
    this.activeMs = stored.activeMs;
    this.seedingMs = stored.seedingMs;
    this.completedAt = stored.completedAt;
    this.downloadedBefore = stored.downloaded;
    this.uploadedBefore = stored.uploaded;
    this.#tickedAt = nowMs;
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
  }

  isMoving(nowMs: number): boolean {
    return this.down.rate(nowMs) > 0 || this.up.rate(nowMs) > 0;
  }

  /** Time passes: it counts as active while online, and as seeding while complete. */
  tick(nowMs: number, seeding: boolean, online: boolean): void {
    // A machine that slept was not active meanwhile.
    const elapsed = Math.min(5_000, nowMs - this.#tickedAt);
    this.#tickedAt = nowMs;
    if (!online) return;
    this.activeMs += elapsed;
    if (seeding) this.seedingMs += elapsed;
  }

  totals(): Totals {
    return {
      downloaded: this.downloaded,
      uploaded: this.uploaded,
      wasted: this.wasted,
      activeMs: Math.round(this.activeMs),
      seedingMs: Math.round(this.seedingMs),
      ...(this.completedAt === undefined ? {} : { completedAt: this.completedAt }),
    };
  }
}
