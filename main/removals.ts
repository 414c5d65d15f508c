import {
  done,
  type EngineApi,
  fault,
  type InfoHash,
  type RemovedFiles,
  type Result,
} from '../engine/api/index.ts';
import type { PlainFault, Removal } from '../preload/contract/index.ts';
import { UNDO_MS } from '../preload/contract/undo.ts';

interface Source {
  call<T>(run: (engine: EngineApi) => Promise<Result<T>>): Promise<Result<T>>;
}

export interface RemovalOptions {
  readonly source: Source;
  /** Moves a torrent's files to the trash; returns what could not be moved. */
  trash(removed: RemovedFiles): Promise<readonly PlainFault[]>;
  onChange(removals: readonly Removal[]): void;
  onFault(fault: PlainFault): void;
}

interface Pending {
  readonly removal: Removal;
  readonly wereRunning: readonly InfoHash[];
  readonly timer: NodeJS.Timeout;
}

/**
 * A removal can be undone for a while: until then the torrents are only stopped and hidden. So nothing is
 * lost in a crash in between, and undoing costs no check.
 */
export class Removals {
  readonly #options: RemovalOptions;
  readonly #pending = new Map<string, Pending>();
  #next = 1;

  constructor(options: RemovalOptions) {
    this.#options = options;
  }

  get all(): readonly Removal[] {
    return [...this.#pending.values()].map((pending) => pending.removal);
  }

  async remove(ids: readonly InfoHash[], files: boolean): Promise<Result<Removal>> {
    const paused = await this.#options.source.call((engine) => engine.pause(ids));
    if (!paused.ok) return paused;
    const wereRunning = paused.value;
    const removal: Removal = { removal: `removal-${this.#next++}`, ids, files };
    const timer = setTimeout(() => void this.#commit(removal.removal), UNDO_MS);
    this.#pending.set(removal.removal, { removal, wereRunning, timer });
    this.#options.onChange(this.all);
    return { ok: true, value: removal };
  }

  async undo(token: string): Promise<Result<void>> {
    const pending = this.#take(token);
    if (pending === undefined)
      return fault('undo-too-late', '', 'It is too late to undo this removal.');
    if (pending.wereRunning.length === 0) return done;
    return this.#options.source.call((engine) => engine.resume(pending.wereRunning));
  }

  /** The removal that holds this torrent, when somebody adds it again. */
  holding(id: InfoHash): string | undefined {
    return this.all.find((removal) => removal.ids.includes(id))?.removal;
  }

  /** Nobody can undo any more: Skein ends. */
  async commitAll(): Promise<void> {
    await Promise.all([...this.#pending.keys()].map((token) => this.#commit(token)));
  }

  async #commit(token: string): Promise<void> {
    const pending = this.#take(token);
    if (pending === undefined) return;
    const { ids, files } = pending.removal;
    const removed = await this.#options.source.call((engine) =>
      engine.remove(ids, files, pending.wereRunning),
    );
    if (!removed.ok) {
      this.#options.onFault(removed);
      return;
    }
    if (files) await this.#clear(removed.value);
  }

  /** The engine has just started: what a crash left between the list and the trash goes there now. */
  async finish(): Promise<void> {
    const left = await this.#options.source.call((engine) => engine.unfinishedRemovals());
    if (left.ok) await this.#clear(left.value);
    else this.#options.onFault(left);
  }

  async #clear(removed: readonly RemovedFiles[]): Promise<void> {
    for (const one of removed) {
      for (const problem of await this.#options.trash(one)) this.#options.onFault(problem);
      // What could not go was told; it is not tried for ever.
      const gone = await this.#options.source.call((engine) => engine.forgetRemoved([one.id]));
      if (!gone.ok) this.#options.onFault(gone);
    }
  }

  #take(token: string): Pending | undefined {
    const pending = this.#pending.get(token);
    if (pending === undefined) return undefined;
    clearTimeout(pending.timer);
    this.#pending.delete(token);
    this.#options.onChange(this.all);
    return pending;
  }
}
