import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { loopbackBytes } from './loopback.ts';

const MIB = 1024 * 1024;
const CHUNK = Buffer.alloc(4 * MIB, 0x5a);

/** Freed before it is needed: less than two seconds' worth, for then it would be given back to the host again. */
const AHEAD = 256 * MIB;
const EVERY_MS = 10;

/**
 * Memory that is there for who writes next. A machine that gives free memory back to its host pays a fault for the
 * first write to each page, several times what the write costs: whoever runs first would pay for all. So as much as
 * the transfer will fill is held beforehand, and let go of in step with what has arrived. It is held by the page cache, as a file that has reached the disk: then its
 * pages come in large units, as those do that will be written, and the system has nothing to write back meanwhile.
 */
export class HeldMemory {
  readonly #path: string;
  readonly #file: FileHandle;
  #held: number;
  #timer: NodeJS.Timeout | undefined;
  #busy = Promise.resolve();

  private constructor(path: string, file: FileHandle, held: number) {
    this.#path = path;
    this.#file = file;
    this.#held = held;
  }

  static async hold(dir: string, bytes: number): Promise<HeldMemory> {
    const path = join(dir, 'held');
    const file = await open(path, 'w');
    const held = new HeldMemory(path, file, bytes + AHEAD);
    try {
      for (let left = held.#held; left > 0; left -= CHUNK.length)
        await file.write(CHUNK, 0, Math.min(left, CHUNK.length));
      await file.datasync();
    } catch (error) {
      await held.end();
      throw error;
    }
    return held;
  }

  /** From now on for each byte that passes the loopback device one is let go of. */
  follow(): void {
    const all = this.#held;
    const base = loopbackBytes();
    const step = (): void => {
      const left = Math.max(0, all - AHEAD - (loopbackBytes() - base));
      if (left >= this.#held) return;
      this.#held = left;
      this.#busy = this.#busy.then(() => this.#file.truncate(left)).catch(() => undefined);
    };
    step();
    this.#timer = setInterval(step, EVERY_MS);
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#busy;
    await this.#file.close();
    await rm(this.#path, { force: true });
  }
}
