import { utf8Encode } from '../bytes/text.ts';
import { collisionKey } from '../paths/element.ts';
import type { Info } from './types.ts';

/** What an incomplete file has behind its name, where the user wants that. Other clients have others. */
export const PART_SUFFIX = '.part';
/** What file systems take as one element. */
const MAX_ELEMENT_BYTES = 255;

/** What may be one: it is put on paths as it is. */
export const isSuffix = (text: string): boolean => /^\.[A-Za-z0-9!_-]{1,15}$/.test(text);

export const withPart = (
  path: readonly string[],
  suffix: string = PART_SUFFIX,
): readonly string[] => [...path.slice(0, -1), `${path.at(-1) ?? ''}${suffix}`];

/**
 * Which files may carry the suffix: none that is empty, or whose name with it would be too long, or that of
 * another file or folder of the torrent. `info` with the user's names.
 */
export function maySuffix(info: Info, suffix: string = PART_SUFFIX): (file: number) => boolean {
  let taken: ReadonlySet<string> | undefined;
  return (index) => {
    const file = info.files[index];
    const name = file?.path.at(-1);
    if (file === undefined || name === undefined || file.pad || file.length === 0) return false;
    // Nearly all names are far from the limit, and cost nothing.
    if (name.length > 80 && utf8Encode(name + suffix).length > MAX_ELEMENT_BYTES) return false;
    taken ??= pathsWithPart(info, suffix);
    return taken.size === 0 || !taken.has(keyOf(withPart(file.path, suffix)));
  };
}

/** The info with the suffix where files carry it: as the disk has it. */
export function onDisk(
  info: Info,
  carrying: Iterable<number> | undefined,
  suffix: string = PART_SUFFIX,
): Info {
  let files: Info['files'][number][] | undefined;
  for (const index of carrying ?? []) {
    const file = info.files[index];
    if (file === undefined || file.pad) continue;
    files ??= info.files.slice();
    files[index] = { ...file, path: withPart(file.path, suffix) };
  }
  return files === undefined ? info : { ...info, files };
}

const keyOf = (path: readonly string[]): string => collisionKey(path.join('/'));

/** Files and folders of the torrent that end in the suffix by themselves: hardly ever one. */
function pathsWithPart(info: Info, suffix: string): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { pad, path } of info.files) {
    if (pad) continue;
    for (let depth = 1; depth <= path.length; depth++) {
      if ((path[depth - 1] as string).toLowerCase().endsWith(suffix.toLowerCase()))
        paths.add(keyOf(path.slice(0, depth)));
    }
  }
  return paths;
}
