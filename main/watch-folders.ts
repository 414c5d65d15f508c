import {
  type EngineApi,
  fault,
  type InfoHash,
  type Result,
  type TakenFiles,
} from '../engine/api/index.ts';
import type { Notice, PlainFault } from '../preload/contract/index.ts';

interface Source {
  call<T>(run: (engine: EngineApi) => Promise<Result<T>>): Promise<Result<T>>;
}

export interface WatchFoldersOptions {
  readonly source: Source;
  /** Where torrents are saved when nobody says otherwise. */
  saveFolder(): string;
  trashItem(path: string): Promise<void>;
  /** Brings back a torrent whose removal can still be undone; false when there is none. */
  revive(id: InfoHash): Promise<boolean>;
  onNotice(notice: Notice): void;
  onFault(fault: PlainFault): void;
}

/** The desktop's part of watch folders, which the engine watches: the trash, a word to the user, the usual folder. */
export class WatchFolders {
  readonly #options: WatchFoldersOptions;
  #told = '';
  #closed = false;
  /** One after the other: a thousand at once are no help to a file manager. */
  #trashing: Promise<void> = Promise.resolve();

  constructor(options: WatchFoldersOptions) {
    this.#options = options;
  }

  /** It has begun anew: what it was told is told again. */
  engineStarted(): void {
    this.#told = '';
  }

  /** What is not in the trash yet is asked for again at the next start. */
  close(): void {
    this.#closed = true;
  }

  /** No folder that torrents are saved in is watched: the engine is told of ours. */
  settingsChanged(): void {
    const folder = this.#options.saveFolder();
    if (folder === this.#told) return;
    this.#told = folder;
    void this.#options.source
      .call((engine) => engine.setSaveFolders([folder]))
      .then((told) => {
        if (!told.ok) this.#options.onFault(told);
      });
  }

  async taken({ folder, added, present, discard }: TakenFiles): Promise<void> {
    if (discard.length > 0) this.#trashing = this.#trashing.then(() => this.#discard(discard));
    const revived: InfoHash[] = [];
    for (const { id } of present) if (await this.#options.revive(id)) revived.push(id);
    const here = present.filter(({ id }) => !revived.includes(id));
    const count = added.length + revived.length;
    if (count + here.length === 0) return;
    const [one] = [...added, ...present];
    this.#options.onNotice({
      kind: 'taken',
      folder,
      name: one?.name ?? '',
      added: count,
      present: here.length,
    });
  }

  /** Resolves when all that was to go to the trash is there, or was told. */
  idle(): Promise<void> {
    return this.#trashing;
  }

  async #discard(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      if (this.#closed) return;
      try {
        await this.#options.trashItem(path);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        const message = `“${path}” could not be moved to the trash: ${reason}`;
        this.#options.onFault(fault('trash-failed', path, message));
      }
    }
  }
}
