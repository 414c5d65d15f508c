import type { FileStamp } from '../ports/store.ts';
import { Gate } from './gate.ts';
import { stampOf, type TorrentFiles } from './torrent-files.ts';

/** Looks at once at so many files. */
export const LOOKS = 8;

/** Sizes and times of a torrent's files, looked up again only where something may have changed. */
export class StampBook {
  readonly #files: TorrentFiles;
  #known: readonly (FileStamp | undefined)[] | undefined;

  constructor(files: TorrentFiles) {
    this.#files = files;
  }

  /** What was just found on the disk. */
  fill(stamps: readonly (FileStamp | undefined)[]): void {
    this.#known = stamps;
    this.#files.touched.clear();
  }

  async take(): Promise<readonly (FileStamp | undefined)[]> {
    const count = this.#files.layout.fileCount;
    // The same array while nothing has changed: whoever stores it can tell.
    if (this.#known !== undefined && this.#files.touched.size === 0) return this.#known;
    const known = this.#known?.slice() ?? new Array<FileStamp | undefined>(count).fill(undefined);
    const touched = this.#known === undefined ? indexes(count) : [...this.#files.touched];
    this.#known = known;
    this.#files.touched.clear();
    const gate = new Gate(LOOKS);
    await Promise.all(
      touched.map((file) =>
        gate.run(async () => {
          if (this.#files.isPad(file)) return;
          known[file] = this.#files.synced(file);
          if (known[file] !== undefined) return;
          await this.#files.closeFile(file);
          const stat = await this.#files.stat(file);
          known[file] = stat.ok ? stampOf(stat.value) : undefined;
        }),
      ),
    );
    return known;
  }
}

export const indexes = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => index);
