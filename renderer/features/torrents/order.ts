import type { InfoHash, TorrentSnapshot } from '../../../preload/contract/index.ts';
import type { Matcher } from '../filter/match.ts';
import { columnById } from './columns.ts';
import { type Facets, facetFields, fitsFacets } from './facets.ts';

export interface SortBy {
  readonly id: string;
  readonly desc: boolean;
}

export interface ListQuery {
  readonly facets: Facets;
  readonly match: Matcher;
  readonly sorting: readonly SortBy[];
  readonly hidden: ReadonlySet<InfoHash>;
}

type Compare = (a: number, b: number) => number;

function comparator(rows: readonly TorrentSnapshot[], sorting: readonly SortBy[]): Compare {
  const now = Date.now();
  // Keys once a row, not once a comparison.
  const levels = sorting.flatMap(({ id, desc }) => {
    const column = columnById.get(id);
    return column === undefined
      ? []
      : [{ keys: rows.map((row) => column.sortKey(row, now)), sign: desc ? -1 : 1 }];
  });
  return (a, b) => {
    for (const { keys, sign } of levels) {
      const left = keys[a] as number | string;
      const right = keys[b] as number | string;
      if (left < right) return -sign;
      if (left > right) return sign;
    }
    // The oldest first, then by id: equal rows never trade places.
    const one = rows[a] as TorrentSnapshot;
    const two = rows[b] as TorrentSnapshot;
    return one.addedAt - two.addedAt || (one.id < two.id ? -1 : 1);
  };
}

/** The ids to show, in order. 10,000 rows take a few milliseconds. */
export function orderOf(torrents: Iterable<TorrentSnapshot>, query: ListQuery): InfoHash[] {
  const now = Date.now();
  const rows: TorrentSnapshot[] = [];
  for (const torrent of torrents) {
    if (query.hidden.has(torrent.id) || !fitsFacets(torrent, query.facets)) continue;
    if (!query.match.test(torrent, now)) continue;
    rows.push(torrent);
  }
  const indexes = rows.map((_, index) => index);
  indexes.sort(comparator(rows, query.sorting));
  return indexes.map((index) => (rows[index] as TorrentSnapshot).id);
}

/** The fields whose change can move, add or take away a row under this query. */
export function fieldsOf(query: ListQuery): ReadonlySet<keyof TorrentSnapshot> {
  const fields = new Set<keyof TorrentSnapshot>();
  for (const { id } of query.sorting)
    for (const field of columnById.get(id)?.fields ?? []) fields.add(field);
  for (const field of facetFields(query.facets)) fields.add(field);
  for (const field of query.match.fields) fields.add(field);
  return fields;
}
