import type { InfoHash, TorrentSnapshot } from '../../../preload/contract/index.ts';
import { fits, type StatusFilter, statusFields, statusFilters } from './status.ts';

/**
 * What is chosen in the sidebar; undefined: anything. An empty category, tag or tracker: those that have
 * none. A tracker that begins with "!" stands for a kind of trouble; no host does.
 */
export interface Facets {
  readonly status: StatusFilter;
  readonly category: string | undefined;
  readonly tag: string | undefined;
  readonly tracker: string | undefined;
}

export type FacetName = keyof Facets;

export const noFacets: Facets = {
  status: 'all',
  category: undefined,
  tag: undefined,
  tracker: undefined,
};

export const TRACKER_WARNING = '!some';
export const TRACKER_ERROR = '!all';

/** A category holds those below it. */
const isInCategory = (category: string, chosen: string): boolean =>
  category === chosen || (chosen !== '' && category.startsWith(`${chosen}/`));

function hasTracker({ trackers, trackerTrouble }: TorrentSnapshot, chosen: string): boolean {
  if (chosen === '') return trackers.length === 0;
  if (chosen === TRACKER_WARNING) return trackerTrouble === 'some';
  if (chosen === TRACKER_ERROR) return trackerTrouble === 'all';
  return trackers.includes(chosen);
}

export function fitsFacets(
  row: TorrentSnapshot,
  { status, category, tag, tracker }: Facets,
): boolean {
  if (!fits(row, status)) return false;
  if (category !== undefined && !isInCategory(row.category, category)) return false;
  if (tag !== undefined && !(tag === '' ? row.tags.length === 0 : row.tags.includes(tag)))
    return false;
  return tracker === undefined || hasTracker(row, tracker);
}

/** The fields whose change can bring a row in or out. */
export function facetFields({
  status,
  category,
  tag,
  tracker,
}: Facets): readonly (keyof TorrentSnapshot)[] {
  return [
    ...(status === 'all' ? [] : statusFields),
    ...(category === undefined ? [] : (['category'] as const)),
    ...(tag === undefined ? [] : (['tags'] as const)),
    ...(tracker === undefined ? [] : (['trackers', 'trackerTrouble'] as const)),
  ];
}

/** One entry of the sidebar as a key: "status:seeding", "category:Films/4K", "tracker:". */
export const facetKey = (name: FacetName, value: string): string => `${name}:${value}`;

/** Every entry that the row counts for. */
export function keysOf(row: TorrentSnapshot): string[] {
  const keys: string[] = [];
  for (const status of statusFilters) if (fits(row, status)) keys.push(`status:${status}`);
  const { category, tags, trackers, trackerTrouble } = row;
  for (let at = category.indexOf('/'); at !== -1; at = category.indexOf('/', at + 1))
    keys.push(`category:${category.slice(0, at)}`);
  keys.push(`category:${category}`);
  if (tags.length === 0) keys.push('tag:');
  for (const tag of tags) keys.push(`tag:${tag}`);
  if (trackers.length === 0) keys.push('tracker:');
  for (const host of trackers) keys.push(`tracker:${host}`);
  if (trackerTrouble !== 'none') keys.push(`tracker:!${trackerTrouble}`);
  return keys;
}

/** How many torrents each entry has. A torrent that did not change is not counted again. */
export class FacetCounts {
  readonly #rows = new Map<InfoHash, TorrentSnapshot>();
  readonly #counts = new Map<string, number>();

  /** Only entries that some torrent has, or had. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Returns whether any number is another one now. */
  update(
    rows: ReadonlyMap<InfoHash, TorrentSnapshot>,
    isHidden: (row: TorrentSnapshot) => boolean,
  ): boolean {
    let changed = false;
    let counted = 0;
    for (const [id, row] of rows) {
      const before = this.#rows.get(id);
      if (isHidden(row)) {
        if (before === undefined) continue;
        this.#count(before, -1);
        this.#rows.delete(id);
        changed = true;
        continue;
      }
      counted++;
      if (before === row) continue;
      this.#rows.set(id, row);
      changed = this.#replace(before, row) || changed;
    }
    // Some have gone: whoever they are.
    if (this.#rows.size > counted) {
      for (const [id, row] of this.#rows) {
        if (rows.has(id)) continue;
        this.#count(row, -1);
        this.#rows.delete(id);
        changed = true;
      }
    }
    return changed;
  }

  #replace(before: TorrentSnapshot | undefined, row: TorrentSnapshot): boolean {
    const keys = keysOf(row);
    if (before !== undefined) {
      const old = keysOf(before);
      if (old.length === keys.length && old.every((key, index) => key === keys[index])) {
        return false;
      }
      this.#count(before, -1);
    }
    for (const key of keys) this.#add(key, 1);
    return true;
  }

  #count(row: TorrentSnapshot, by: number): void {
    for (const key of keysOf(row)) this.#add(key, by);
  }

  #add(key: string, by: number): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by);
  }
}
