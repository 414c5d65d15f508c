import type { InfoHash } from '../core/ids.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Progress, Store } from '../ports/store.ts';
import type { Torrent } from '../torrent/torrent.ts';

const SAVE_MS = 1_000;

/** Commits what changed, every few seconds, many torrents in one transaction: data first, then the bits. */
export class Saver {
  readonly #store: Store;
  readonly #dirty = new Set<Torrent>();
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** `atOnce` does not wait for the beat: the first pieces of a download are to be known after a kill, too. */
  mark(torrent: Torrent, atOnce = false): void {
    this.#dirty.add(torrent);
    if (atOnce) void this.save();
    else {
      this.#timer ??= this.#clock.after(SAVE_MS, () => {
        this.#timer = undefined;
        void this.save();
      });
    }
  }

  forget(torrent: Torrent): void {
    this.#dirty.delete(torrent);
  }

  /** One after the other: a second call waits for the first. */
  save(): Promise<void> {
    this.#saving = this.#saving.then(() => this.#save([...this.#dirty], false));
    return this.#saving;
  }

  /** The last word of every torrent: a start after this checks nothing. */
  async saveClean(torrents: Iterable<Torrent>): Promise<void> {
    this.#timer?.end();
    this.#timer = undefined;
    this.#saving = this.#saving.then(() => this.#save([...torrents], true));
    await this.#saving;
  }

  async #save(torrents: readonly Torrent[], clean: boolean): Promise<void> {
    const batch = new Map<InfoHash, Progress>();
    for (const torrent of torrents) this.#dirty.delete(torrent);
    for (const torrent of torrents) {
      const { durable } = torrent.life;
      batch.set(torrent.id, clean ? durable.settled() : durable.progress());
    }
    if (batch.size === 0) return;
    const saved = await this.#store.saveProgress(batch);
    if (saved.ok || clean) return;
    // The store has told the user; what was not saved is tried again.
    for (const torrent of torrents) this.mark(torrent);
  }
}
