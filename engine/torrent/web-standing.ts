import type { WebSeedSnapshot } from '../api/web-seeds.ts';

const FIRST_WAIT_MS = 10_000;
const MAX_WAIT_MS = 600_000;

/** Whether a server may be asked, and what was wrong with it last: it waits longer after each failure in a row. */
export class WebStanding {
  message = '';
  #banned = false;
  #wait = FIRST_WAIT_MS;
  #retryAt = 0;

  get isBanned(): boolean {
    return this.#banned;
  }

  isOpen(now: number): boolean {
    return !this.#banned && now >= this.#retryAt;
  }

  /** It gave what it was asked for. */
  well(): void {
    this.#wait = FIRST_WAIT_MS;
  }

  /** `waitMs`: as long as the server wants. */
  fail(message: string, now: number, waitMs = this.#wait): void {
    this.message = message;
    this.#retryAt = now + waitMs;
    this.#wait = Math.min(MAX_WAIT_MS, this.#wait * 2);
  }

  /** For good. */
  ban(why: string): void {
    this.#banned = true;
    this.message = why;
  }

  /** The network is another one. */
  retry(): void {
    this.#retryAt = 0;
    this.#wait = FIRST_WAIT_MS;
  }

  /** `lacksAll`: it has none of the files. */
  snapshot(
    activity: 'none' | 'asking' | 'working',
    lacksAll: boolean,
    now: number,
    wallTime: number,
  ): Pick<WebSeedSnapshot, 'state' | 'message' | 'retryAt'> {
    const waits = this.#retryAt > now && activity === 'none';
    const rest = waits || lacksAll ? 'failing' : 'idle';
    const state = this.#banned ? 'banned' : activity === 'none' ? rest : activity;
    const retryAt = waits && !this.#banned ? Math.round(wallTime + this.#retryAt - now) : 0;
    return { state, message: this.message, retryAt };
  }
}
