import { type Fault, fault, type Result } from '../core/result.ts';
import type { Torrent } from '../torrent/torrent.ts';

export interface DiskSpaceHost {
  /** Folders that something is being downloaded into, or waits to be. */
  folders(): Iterable<string>;
  freeBytes(folder: string): Promise<Result<number>>;
  /** Bytes that are to stay free; 0: none. */
  reserve(): number;
  /** Less is free than should be, or enough again. */
  changed(): void;
  news(fault: Fault): void;
}

/** How often it looks. */
const EVERY_MS = 10_000;
/** So much more must be free before downloads go on: they would only stop again. */
const MARGIN = 64 * 1024 * 1024;
const MiB = 1024 * 1024;

/** Where torrents that are meant to run and are not complete lie. */
export function* downloadFolders(torrents: Iterable<Torrent>): Iterable<string> {
  for (const torrent of torrents)
    if (torrent.intent === 'running' && !torrent.isComplete) yield torrent.savePath;
}

/** Downloads stop before a disk is full, for the sake of everything else on it, and go on when there is room. */
export class DiskSpace {
  readonly #host: DiskSpaceHost;
  readonly #low = new Set<string>();
  #next = 0;
  #looking = false;

  constructor(host: DiskSpaceHost) {
    this.#host = host;
  }

  isLow(folder: string): boolean {
    return this.#low.has(folder);
  }

  beat(nowMs: number): void {
    if (nowMs < this.#next || this.#looking) return;
    this.#next = nowMs + EVERY_MS;
    void this.look();
  }

  async look(): Promise<void> {
    this.#looking = true;
    const reserve = this.#host.reserve();
    const folders = new Set(reserve === 0 ? [] : this.#host.folders());
    let changed = false;
    for (const folder of this.#low) {
      if (!folders.has(folder)) changed = this.#low.delete(folder);
    }
    for (const folder of folders) changed = (await this.#measure(folder, reserve)) || changed;
    this.#looking = false;
    if (changed) this.#host.changed();
  }

  /** A folder that cannot be looked at is not low: opening its files tells what is wrong with it. */
  async #measure(folder: string, reserve: number): Promise<boolean> {
    const free = await this.#host.freeBytes(folder);
    if (!free.ok) return this.#low.delete(folder);
    if (this.#low.has(folder))
      return free.value >= reserve + MARGIN ? this.#low.delete(folder) : false;
    if (free.value >= reserve) return false;
    this.#low.add(folder);
    const left = Math.floor(free.value / MiB);
    this.#host.news(
      fault(
        'disk-low',
        folder,
        `Only ${left} MiB are free at ${folder}. Downloads into it wait until there is more room.`,
        { free: free.value, reserve },
      ),
    );
    return true;
  }
}
