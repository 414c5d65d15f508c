import { plainPath } from '../../core/paths/within.ts';
import type { Places } from '../../core/watch/check.ts';
import type { Disk } from '../../ports/disk.ts';

/** Looks at once at so many paths. */
const LOOKS = 16;

/** Where folders really are: two paths may lead to one, by way of a link. */
export class RealPaths {
  readonly #disk: Disk;
  #known = new Map<string, string>();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** The few of the settings are looked at each time; those of torrents, which may be thousands, once. */
  async look(settings: Iterable<string>, torrents: Iterable<string>): Promise<Places> {
    const before = this.#known;
    const known = new Map<string, string>();
    const unknown = [...new Set(settings)];
    for (const path of torrents) {
      const real = before.get(path);
      if (real === undefined) unknown.push(path);
      else known.set(path, real);
    }
    for (let from = 0; from < unknown.length; from += LOOKS) {
      const some = unknown.slice(from, from + LOOKS);
      const real = await Promise.all(some.map((path) => this.#disk.real(path)));
      for (const [index, path] of some.entries()) known.set(path, real[index] as string);
    }
    this.#known = known;
    const { pathStyle: style } = this.#disk;
    return { style, plain: (path) => plainPath(known.get(path) ?? path, style) };
  }
}
