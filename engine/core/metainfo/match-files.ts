import { collisionKey } from '../paths/element.ts';
import { withPart } from './part-names.ts';
import type { Info } from './types.ts';

/** A file on the disk. */
export interface Candidate {
  /** Below the folder that was looked through. */
  readonly path: readonly string[];
  readonly size: number;
}

const keyOf = (path: readonly string[]): string => collisionKey(path.join('/'));

/** The same file, whole or incomplete. */
const isNamed = (wanted: readonly string[], there: readonly string[]): boolean => {
  const key = keyOf(there);
  return keyOf(wanted) === key || keyOf(withPart(wanted)) === key;
};

/**
 * Which of the files found is which of the torrent's, by size and then by where it lies: under its whole path,
 * under its path without the torrent's own folder, by its name, or as the only one of its size. Each is used
 * once. By file index; undefined where there is none.
 */
export function matchFiles(
  info: Pick<Info, 'files'>,
  found: readonly Candidate[],
): readonly (Candidate | undefined)[] {
  const bySize = new Map<number, Candidate[]>();
  for (const one of found) {
    const same = bySize.get(one.size);
    if (same === undefined) bySize.set(one.size, [one]);
    else same.push(one);
  }
  const used = new Set<Candidate>();
  const matched = new Array<Candidate | undefined>(info.files.length).fill(undefined);
  const pass = (
    fits: (wanted: readonly string[], there: readonly string[], alone: boolean) => boolean,
  ): void => {
    info.files.forEach((file, index) => {
      if (file.pad || file.length === 0 || matched[index] !== undefined) return;
      const free = (bySize.get(file.length) ?? []).filter((one) => !used.has(one));
      const one = free.find(({ path }) => fits(file.path, path, free.length === 1));
      if (one === undefined) return;
      used.add(one);
      matched[index] = one;
    });
  };
  pass((wanted, there) => keyOf(wanted) === keyOf(there));
  pass((wanted, there) => isNamed(wanted, there));
  pass((wanted, there) => wanted.length > 1 && isNamed(wanted.slice(1), there));
  pass((wanted, there) => isNamed(wanted.slice(-1), there.slice(-1)));
  pass((_wanted, _there, alone) => alone);
  return matched;
}
