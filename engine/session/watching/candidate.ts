import type { FileStat } from '../../ports/disk.ts';

/** A file that stays as it is for this long is not being written any more. */
const SETTLED_MS = 1_000;
/** The same by its own time: it lay there before anybody looked. */
const OLD_MS = 5_000;
/** What still makes no sense after this time is broken. */
const PATIENCE_MS = 10_000;
/** Browsers hold the name with an empty file while they load. */
const EMPTY_PATIENCE_MS = 60_000;
const RETRY_MS = 30_000;
const MAX_RETRY_MS = 3_600_000;

/** A file of a watch folder that was not taken yet. */
export class Candidate {
  readonly #isText: boolean;
  #size = -1;
  #isFile = true;
  #mtimeMs = 0;
  #since = 0;
  #retryAt = 0;
  #retryMs = RETRY_MS;
  /** What was told of it as it is now. */
  told: string | undefined;

  /** `isText`: one that is cut off can't be told from a whole one. */
  constructor(isText: boolean) {
    this.#isText = isText;
  }

  /** As it is now; another size or time and all begins anew. */
  look({ size, mtimeMs, kind }: FileStat, now: number): void {
    this.#isFile = kind === 'file';
    if (size === this.#size && mtimeMs === this.#mtimeMs) return;
    this.#size = size;
    this.#mtimeMs = mtimeMs;
    this.#since = now;
    this.#retryAt = 0;
    this.#retryMs = RETRY_MS;
    this.told = undefined;
  }

  get stamp(): { readonly size: number; readonly mtimeMs: number } {
    return { size: this.#size, mtimeMs: this.#mtimeMs };
  }

  isReady(now: number, wall: number): boolean {
    if (now < this.#retryAt) return false;
    const isOld = !this.#isText && wall - this.#mtimeMs >= OLD_MS;
    return isOld || now - this.#since >= SETTLED_MS;
  }

  /** Nobody writes it, and it has had its time. */
  isGivenUp(now: number): boolean {
    const patience = this.#isFile && this.#size === 0 ? EMPTY_PATIENCE_MS : PATIENCE_MS;
    return now - this.#since >= patience;
  }

  /** The file is well, but it cannot be taken now. */
  later(now: number): void {
    this.#retryAt = now + this.#retryMs;
    this.#retryMs = Math.min(MAX_RETRY_MS, this.#retryMs * 2);
  }

  /** When it wants to be looked at again. */
  nextAt(now: number): number {
    return Math.max(now + SETTLED_MS, this.#retryAt);
  }
}
