import type { Organisation } from '../../../preload/contract/index.ts';
import { type FacetName, facetKey, TRACKER_ERROR, TRACKER_WARNING } from '../torrents/facets.ts';
import { statusFilters } from '../torrents/status.ts';

/** One line of the sidebar: the head of a section, or something to choose. */
export interface SidebarEntry {
  /** Unique; what `sidebarClosed` remembers. */
  readonly key: string;
  readonly facet: FacetName;
  /** Undefined: the section's head. Otherwise as in `Facets`. */
  readonly value: string | undefined;
  /** 1: a head; 2 and more: what is below it. */
  readonly level: number;
  /** A name from outside, or undefined where the window has its own word for it. */
  readonly name: string | undefined;
  readonly count: number;
  /** Undefined: it has nothing below it. */
  readonly expanded: boolean | undefined;
}

export const sectionKey = (facet: FacetName): string => `section:${facet}`;

type Counts = ReadonlyMap<string, number>;

const leaf = (
  facet: FacetName,
  value: string,
  counts: Counts,
  name?: string,
  level = 2,
): SidebarEntry => {
  const key = facetKey(facet, value);
  return {
    key,
    facet,
    value,
    level,
    name,
    count: counts.get(key) ?? 0,
    expanded: undefined,
  };
};

/** Known ones, and those that torrents have; the empty one apart. */
function valuesOf(facet: FacetName, counts: Counts, known: readonly string[]): string[] {
  const prefix = `${facet}:`;
  const values = new Set(known);
  for (const [key, count] of counts) {
    if (count > 0 && key.startsWith(prefix)) values.add(key.slice(prefix.length));
  }
  values.delete('');
  return [...values];
}

/** Subcategories below their parents; those of a folded one are left out. */
function categoryEntries(
  counts: Counts,
  known: readonly string[],
  closed: ReadonlySet<string>,
  compare: (a: string, b: string) => number,
): SidebarEntry[] {
  const names = valuesOf('category', counts, known);
  const parents = new Set(names.map((name) => name.slice(0, Math.max(0, name.lastIndexOf('/')))));
  const byPath = (a: string, b: string): number => {
    const [one, two] = [a.split('/'), b.split('/')];
    for (let at = 0; at < Math.min(one.length, two.length); at++) {
      const order = compare(one[at] as string, two[at] as string);
      if (order !== 0) return order;
    }
    return one.length - two.length;
  };
  return names.sort(byPath).flatMap((name) => {
    const elements = name.split('/');
    const above = elements.slice(0, -1).map((_, at) => elements.slice(0, at + 1).join('/'));
    if (above.some((one) => closed.has(facetKey('category', one)))) return [];
    const entry = leaf('category', name, counts, elements.at(-1), 1 + elements.length);
    const expanded = parents.has(name) ? !closed.has(entry.key) : undefined;
    return [{ ...entry, expanded }];
  });
}

function trackerEntries(counts: Counts, compare: (a: string, b: string) => number): SidebarEntry[] {
  const hosts = valuesOf('tracker', counts, []).filter((host) => !host.startsWith('!'));
  const special = [TRACKER_WARNING, TRACKER_ERROR, '']
    .map((value) => leaf('tracker', value, counts))
    .filter((entry) => entry.count > 0);
  return [...special, ...hosts.sort(compare).map((host) => leaf('tracker', host, counts, host))];
}

/** What stands in the sidebar, from top to bottom; sections that would be empty are not there. */
export function sidebarEntries(
  counts: Counts,
  { categories, tags }: Pick<Organisation, 'categories' | 'tags'>,
  closed: ReadonlySet<string>,
  compare: (a: string, b: string) => number,
): SidebarEntry[] {
  const section = (facet: FacetName, below: readonly SidebarEntry[]): SidebarEntry[] => {
    const key = sectionKey(facet);
    const expanded = below.length === 0 ? undefined : !closed.has(key);
    const head = { key, facet, value: undefined, level: 1, name: undefined, count: 0, expanded };
    return [head, ...(expanded === true ? below : [])];
  };
  const withNone = (facet: FacetName, below: readonly SidebarEntry[]): SidebarEntry[] => {
    const none = leaf(facet, '', counts);
    return below.length > 0 && none.count > 0 ? [...below, none] : [...below];
  };
  const inCategories = categoryEntries(
    counts,
    categories.map(({ name }) => name),
    closed,
    compare,
  );
  const inTags = valuesOf('tag', counts, tags)
    .sort(compare)
    .map((tag) => leaf('tag', tag, counts, tag));
  const trackers = trackerEntries(counts, compare);
  return [
    ...section(
      'status',
      statusFilters.map((status) => leaf('status', status, counts)),
    ),
    ...section('category', withNone('category', inCategories)),
    ...section('tag', withNone('tag', inTags)),
    ...(trackers.length === 0 ? [] : section('tracker', trackers)),
  ];
}
