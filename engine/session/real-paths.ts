import type { Clock } from '../ports/clock.ts';
import type { Disk } from '../ports/disk.ts';
import { Gate } from '../storage/gate.ts';

/** Looks at once at so many paths. */
const LOOKS = 16;

interface Known {
  readonly real: string;
  readonly at: number;
}

/**
 * Where folders really are: two paths may lead to one, by way of a link. A folder is looked at once and not for each
 * torrent in it; anew only where somebody asks for a fresh look.
 */
export class RealPaths {
  readonly #disk: Pick<Disk, 'real'>;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #known = new Map<string, Known>();
  readonly #looking = new Map<string, Promise<void>>();
  readonly #gate = new Gate(LOOKS);

  constructor(disk: Pick<Disk, 'real'>, clock: Pick<Clock, 'now'>) {
    this.#disk = disk;
    this.#clock = clock;
  }

  has(path: string): boolean {
    return this.#known.has(path);
  }

  /** As far as it is known: the path itself before anybody looked. */
  of(path: string): string {
    return this.#known.get(path)?.real ?? path;
  }

  /** Resolves when all of them are known, by a look that is no older than `maxAgeMs`. */
  async look(paths: Iterable<string>, maxAgeMs = Number.POSITIVE_INFINITY): Promise<void> {
    const now = this.#clock.now();
    const looks: Promise<void>[] = [];
    for (const path of new Set(paths)) {
      const known = this.#known.get(path);
      if (known === undefined || now - known.at >= maxAgeMs) looks.push(this.#look(path));
    }
    await Promise.all(looks);
  }

  #look(path: string): Promise<void> {
    const same = this.#looking.get(path);
    if (same !== undefined) return same;
    const look = this.#gate.run(async () => {
      this.#known.set(path, { real: await this.#disk.real(path), at: this.#clock.now() });
      this.#looking.delete(path);
    });
    this.#looking.set(path, look);
    return look;
  }
}
