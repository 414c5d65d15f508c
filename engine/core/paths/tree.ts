import { fault, ok, type Result } from '../result.ts';
import { collisionKey, type PathStyle, safeName, withSuffix } from './element.ts';

export type PathCode = 'path-too-long' | 'path-repeated';

/** Deeper or longer paths cannot be opened on common systems. */
const MAX_DEPTH = 128;
const MAX_PATH_LENGTH = 4000;
/** One path claimed by more files than this is no accident, and is refused as others do. */
const MAX_CLAIMS = 50;

class Folder {
  /** The collision keys that are taken. */
  readonly taken = new Set<string>();
  /** Where the elements of paths lead, by the key of the element as the torrent has it. */
  readonly folders = new Map<string, { readonly name: string; readonly folder: Folder }>();
  /** How often a name was claimed when it was taken already. */
  readonly refusals = new Map<string, number>();
  /** The next number to try, by the name with "0" for the number: so a search never starts over. */
  readonly numbers = new Map<string, number>();
}

/**
 * Gives every file of one torrent a safe path of its own. Files whose names differ only in case or
 * normal form get distinct names ("a.txt", "A.1.txt"), and so does a folder named like a file; folders
 * that differ so become one. The same paths in the same order always give the same result.
 */
export class PathTree {
  readonly #style: PathStyle;
  readonly #root = new Folder();

  constructor(style: PathStyle) {
    this.#style = style;
  }

  /** `elements` as the torrent has them; "." and ".." are passed over. */
  add(elements: readonly string[]): Result<readonly string[], PathCode> {
    const wanted = withoutDots(elements);
    if (wanted.length > MAX_DEPTH) return tooLong(`has ${wanted.length} folders`);
    const path: string[] = [];
    let folder = this.#root;
    let length = 0;
    for (let i = 0; i < wanted.length - 1; i++) {
      const inner = enterFolder(folder, safeName(wanted[i] as string, this.#style));
      folder = inner.folder;
      length += inner.name.length + 1;
      path.push(inner.name);
    }
    const name = placeFile(folder, safeName(wanted.at(-1) as string, this.#style));
    if (name === undefined) {
      return fault('path-repeated', '', `more than ${MAX_CLAIMS} files have the same path`);
    }
    path.push(name);
    length += name.length;
    return length > MAX_PATH_LENGTH ? tooLong(`has ${length} characters`) : ok(path);
  }
}

function withoutDots(elements: readonly string[]): readonly string[] {
  const isDots = (element: string): boolean => element === '.' || element === '..';
  const wanted = elements.some(isDots) ? elements.filter((element) => !isDots(element)) : elements;
  return wanted.length === 0 ? [''] : wanted;
}

const tooLong = (what: string): Result<never, PathCode> =>
  fault('path-too-long', '', `the path of a file ${what}`);

function enterFolder(parent: Folder, wanted: string): { name: string; folder: Folder } {
  const key = collisionKey(wanted);
  const known = parent.folders.get(key);
  if (known !== undefined) return known;
  const entry = { name: freeName(parent, wanted, key), folder: new Folder() };
  parent.taken.add(collisionKey(entry.name));
  parent.folders.set(key, entry);
  return entry;
}

function placeFile(parent: Folder, wanted: string): string | undefined {
  const key = collisionKey(wanted);
  if (!parent.taken.has(key)) {
    parent.taken.add(key);
    return wanted;
  }
  const refusals = (parent.refusals.get(key) ?? 0) + 1;
  if (refusals >= MAX_CLAIMS) return undefined;
  parent.refusals.set(key, refusals);
  const name = freeName(parent, wanted, key);
  parent.taken.add(collisionKey(name));
  return name;
}

function freeName(parent: Folder, wanted: string, key: string): string {
  if (!parent.taken.has(key)) return wanted;
  const family = collisionKey(withSuffix(wanted, '.0'));
  for (let number = parent.numbers.get(family) ?? 1; ; number++) {
    const name = withSuffix(wanted, `.${number}`);
    if (parent.taken.has(collisionKey(name))) continue;
    parent.numbers.set(family, number + 1);
    return name;
  }
}
