import type { ShareLimits } from './share-limits.ts';

/** A category; those in it are named with a slash: `films/4k`. What is absent or 0 is inherited from the one above. */
export interface Category {
  readonly name: string;
  /** Where its new torrents are saved; empty: inherited, at the top the usual folder. */
  readonly savePath: string;
  /** Bytes per second for all its torrents together, those of its subcategories included; 0: none. */
  readonly downLimit: number;
  readonly upLimit: number;
  readonly share: ShareLimits;
}

/** The name itself and those above it, nearest first: `a/b/c`, `a/b`, `a`. */
export function lineOf(name: string): string[] {
  const line: string[] = [];
  for (let at = name.length; at > 0; at = name.lastIndexOf('/', at - 1))
    line.push(name.slice(0, at));
  return line;
}

export const isWithin = (name: string, category: string): boolean =>
  name === category || name.startsWith(`${category}/`);

/** The name that it has after `from` was renamed. */
export const renamed = (name: string, from: string, to: string): string =>
  isWithin(name, from) ? to + name.slice(from.length) : name;

export const plainCategory = (name: string): Category => ({
  name,
  savePath: '',
  downLimit: 0,
  upLimit: 0,
  share: {},
});

/** By name. Those above are there, too: created where they are missing. */
export function withCategory(
  categories: ReadonlyMap<string, Category>,
  category: Category,
): Map<string, Category> {
  const after = new Map(categories);
  for (const name of lineOf(category.name))
    if (!after.has(name)) after.set(name, plainCategory(name));
  after.set(category.name, category);
  return sorted(after);
}

const sorted = (categories: ReadonlyMap<string, Category>): Map<string, Category> =>
  new Map([...categories].sort(([a], [b]) => (a < b ? -1 : 1)));

/** From the nearest that has one; undefined: the usual folder. */
export function savePathOf(
  categories: ReadonlyMap<string, Category>,
  name: string,
): string | undefined {
  for (const one of lineOf(name)) {
    const path = categories.get(one)?.savePath;
    if (path !== undefined && path !== '') return path;
  }
  return undefined;
}

/** Key by key from the nearest that says something. */
export function shareOf(categories: ReadonlyMap<string, Category>, name: string): ShareLimits {
  return Object.assign(
    {},
    ...lineOf(name)
      .reverse()
      .map((one) => categories.get(one)?.share ?? {}),
  ) as ShareLimits;
}
