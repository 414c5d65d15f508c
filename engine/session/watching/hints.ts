import type { FolderHints, FolderWatch } from '../../ports/folder-watch.ts';

/** Watches cost the system something: beyond these, looking is enough. */
const MAX_WATCHES = 64;
/**
 * At the same path there may be another folder by now, as when a drive came back, and a watch holds on to the
 * old one without a word: so they are opened anew now and then.
 */
const RENEW_MS = 30_000;

/** The system's hints about a folder and those below it. */
export class Hints {
  readonly #port: FolderWatch;
  readonly #changed: () => void;
  readonly #open = new Map<string, FolderHints>();
  #renewAt = Number.NEGATIVE_INFINITY;
  /** Each of the folders is watched. */
  isComplete = false;

  constructor(port: FolderWatch, changed: () => void) {
    this.#port = port;
    this.#changed = changed;
  }

  /** Before a look at the folder and what is below it. */
  begin(root: string, now: number): void {
    if (now >= this.#renewAt) {
      this.close();
      this.#renewAt = now + RENEW_MS;
    }
    if (!this.#open.has(root)) this.#watch(root);
  }

  /** These were found. True where one of them was not watched before. */
  settle(folders: readonly string[]): boolean {
    const wanted = new Set(folders.slice(0, MAX_WATCHES));
    for (const [folder, hints] of this.#open) {
      if (wanted.has(folder)) continue;
      this.#open.delete(folder);
      hints.close();
    }
    let isNew = false;
    for (const folder of wanted) {
      if (!this.#open.has(folder)) isNew = this.#watch(folder) || isNew;
    }
    this.isComplete = this.#open.size === folders.length;
    return isNew;
  }

  close(): void {
    for (const hints of this.#open.values()) hints.close();
    this.#open.clear();
    this.#renewAt = Number.NEGATIVE_INFINITY;
    this.isComplete = false;
  }

  #watch(folder: string): boolean {
    const hints = this.#port.open(folder, this.#changed, () => {
      if (this.#open.get(folder) !== hints) return;
      this.#open.delete(folder);
      this.isComplete = false;
      this.#changed();
    });
    if (hints !== undefined) this.#open.set(folder, hints);
    return hints !== undefined;
  }
}
