import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InfoHash, Organisation, TorrentSnapshot } from '../../../preload/contract/index.ts';
import { compileFilter, type Matcher } from '../../../renderer/features/filter/match.ts';
import { parseFilter } from '../../../renderer/features/filter/parse.ts';
import { sidebarEntries } from '../../../renderer/features/sidebar/entries.ts';
import { FacetCounts, type Facets, noFacets } from '../../../renderer/features/torrents/facets.ts';
import { foldText } from '../../../renderer/features/torrents/fold.ts';
import { targetOf, typeAhead } from '../../../renderer/features/torrents/keys.ts';
import { fieldsOf, type ListQuery, orderOf } from '../../../renderer/features/torrents/order.ts';
import { statusOf } from '../../../renderer/features/torrents/status.ts';
import { makeTorrents } from '../../../renderer/mock/swarm.ts';
import { Rows } from '../../../renderer/stores/rows.ts';
import { cpuTime } from '../../support/cpu-time.ts';

const matching = (text: string): Matcher =>
  compileFilter(parseFilter(text, { base: 1024, now: 0 }).conditions, () => undefined);
const query = (change: Partial<ListQuery> = {}): ListQuery => ({
  facets: noFacets,
  match: matching(''),
  sorting: [],
  hidden: new Set(),
  ...change,
});
const row = (id: string, change: Partial<TorrentSnapshot> = {}): TorrentSnapshot => ({
  ...(makeTorrents(1)[0] as TorrentSnapshot),
  id: id as InfoHash,
  name: id,
  addedAt: 0,
  ...change,
});

describe('the order of the list', () => {
  test('names sort as people do: no case, no accents, numbers by value', () => {
    const names = ['file 10', 'File 9', 'Äpfel', 'apfel 2', 'Zebra'];
    const rows = names.map((name, index) => row(String(index), { name }));
    const ids = orderOf(rows, query({ sorting: [{ id: 'name', desc: false }] }));
    expect(ids.map((id) => names[Number(id)])).toEqual([
      'Äpfel',
      'apfel 2',
      'File 9',
      'file 10',
      'Zebra',
    ]);
  });

  test('several columns, and equal rows keep the order they were added in', () => {
    const rows = [
      row('a', { size: 1, addedAt: 3 }),
      row('b', { size: 2, addedAt: 2 }),
      row('c', { size: 1, addedAt: 1 }),
    ];
    expect(orderOf(rows, query({ sorting: [{ id: 'size', desc: true }] }))).toEqual([
      'b',
      'c',
      'a',
    ]);
    const two = query({
      sorting: [
        { id: 'size', desc: false },
        { id: 'name', desc: true },
      ],
    });
    expect(orderOf(rows, two)).toEqual(['c', 'a', 'b']);
  });

  test('an unknown time left comes behind every known one', () => {
    const rows = [row('a', { eta: -1 }), row('b', { eta: 5 }), row('c', { eta: 0 })];
    expect(orderOf(rows, query({ sorting: [{ id: 'eta', desc: false }] }))).toEqual([
      'c',
      'b',
      'a',
    ]);
  });

  test('words filter in any order; removed ones and other states are left out', () => {
    const rows = [
      row('a', { name: 'Debian DVD' }),
      row('b', { name: 'Ubuntu', state: 'seeding' }),
      row('c', { name: 'debian netinst' }),
    ];
    expect(orderOf(rows, query({ match: matching('dvd deb') }))).toEqual(['a']);
    expect(orderOf(rows, query({ facets: { ...noFacets, status: 'seeding' } }))).toEqual(['b']);
    expect(orderOf(rows, query({ hidden: new Set(['a' as InfoHash]) }))).toEqual(['b', 'c']);
  });

  test('only deltas that can move a row order again', () => {
    expect([...fieldsOf(query({ sorting: [{ id: 'name', desc: false }] }))]).toEqual(['name']);
    expect(fieldsOf(query({ facets: { ...noFacets, status: 'active' } })).has('downRate')).toBe(
      true,
    );
    expect(fieldsOf(query()).size).toBe(0);
  });

  test('10,000 torrents are sorted and filtered in a moment', () => {
    const rows = makeTorrents(10_000);
    orderOf(rows, query({ sorting: [{ id: 'name', desc: false }] }));
    const taken = cpuTime(3, () => {
      orderOf(
        rows,
        query({
          match: matching('volume 1'),
          facets: { ...noFacets, status: 'downloading' },
          sorting: [
            { id: 'name', desc: true },
            { id: 'size', desc: false },
          ],
        }),
      );
    });
    // Some 20 ms on a quiet machine; on a busy one this is about what would be quadratic.
    expect(taken).toBeLessThan(1_000);
  });
});

describe('what a row is called', () => {
  test('a paused complete torrent is complete, a download without data says so', () => {
    expect(statusOf(row('a', { state: 'paused', size: 5, done: 5 }))).toBe('complete');
    expect(statusOf(row('a', { state: 'paused', size: 5, done: 4 }))).toBe('paused');
    expect(statusOf(row('a', { state: 'paused', size: 0, done: 0 }))).toBe('paused');
    expect(statusOf(row('a', { state: 'downloading', downRate: 0 }))).toBe('stalled');
  });
});

describe('the sidebar', () => {
  const keyed = (rows: readonly TorrentSnapshot[]) => new Map(rows.map((one) => [one.id, one]));
  const shown = (rows: readonly TorrentSnapshot[], facets: Partial<Facets>): number =>
    orderOf(rows, query({ facets: { ...noFacets, ...facets } })).length;

  test('counts what choosing an entry shows, for every entry', () => {
    const rows = makeTorrents(500);
    const facets = new FacetCounts();
    facets.update(keyed(rows), () => false);
    expect(facets.counts.size).toBeGreaterThan(20);
    for (const [key, count] of facets.counts) {
      const at = key.indexOf(':');
      const [name, value] = [key.slice(0, at), key.slice(at + 1)];
      expect(shown(rows, { [name]: value }), key).toBe(count);
    }
  });

  test('the numbers follow changes as if all were counted anew', () => {
    const rows = keyed(makeTorrents(200));
    const facets = new FacetCounts();
    facets.update(rows, () => false);
    expect(facets.update(rows, () => false)).toBe(false);
    const [first, second, third] = [...rows.values()];
    if (first === undefined || second === undefined || third === undefined) throw new Error();
    rows.set(first.id, { ...first, downRate: first.downRate + 1 });
    rows.set(second.id, { ...second, category: 'Films/4K/HDR', tags: ['new'], trackers: [] });
    rows.delete(third.id);
    expect(facets.update(rows, (one) => one.id === first.id)).toBe(true);
    const anew = new FacetCounts();
    anew.update(rows, (one) => one.id === first.id);
    const positive = (counts: ReadonlyMap<string, number>) =>
      [...counts].filter(([, count]) => count !== 0).sort();
    expect(positive(facets.counts)).toEqual(positive(anew.counts));
    expect(facets.counts.get('category:Films/4K')).toBeGreaterThan(0);
  });

  test('subcategories stand below their parents, and fold', () => {
    const counts = new Map([
      ['category:Films', 3],
      ['category:Films/4K', 1],
      ['category:films 10', 1],
      ['category:', 2],
    ]);
    const known = {
      categories: [{ name: 'Films/old' }] as unknown as Organisation['categories'],
      tags: ['b', 'a'],
    };
    const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
    const keys = (closed: string[]) =>
      sidebarEntries(counts, known, new Set(closed), collator.compare)
        .filter(({ facet, value }) => facet !== 'status' && value !== undefined)
        .map(({ key, level }) => `${level} ${key}`);
    expect(keys([])).toEqual([
      '2 category:Films',
      '3 category:Films/4K',
      '3 category:Films/old',
      '2 category:films 10',
      '2 category:',
      '2 tag:a',
      '2 tag:b',
    ]);
    expect(keys(['category:Films', 'section:tag'])).toEqual([
      '2 category:Films',
      '2 category:films 10',
      '2 category:',
    ]);
  });

  test('a category shows those below it, and no namesake', () => {
    const rows = [
      row('a', { category: 'Films' }),
      row('b', { category: 'Films/4K' }),
      row('c', { category: 'Films 4K' }),
      row('d', { category: '' }),
    ];
    expect(shown(rows, { category: 'Films' })).toBe(2);
    expect(shown(rows, { category: '' })).toBe(1);
    expect(shown(rows, { category: undefined })).toBe(4);
  });

  test('counting again looks only at the torrents that have changed', () => {
    let looks = 0;
    const rows = keyed(
      makeTorrents(1_000).map((one) => {
        const { tags } = one;
        return Object.defineProperty({ ...one }, 'tags', {
          enumerable: true,
          get: () => {
            looks += 1;
            return tags;
          },
        });
      }),
    );
    const facets = new FacetCounts();
    facets.update(rows, () => false);
    expect(looks).toBeGreaterThanOrEqual(1_000);
    looks = 0;
    facets.update(rows, () => false);
    expect(looks).toBe(0);
    for (const one of [...rows.values()].slice(0, 50)) rows.set(one.id, { ...one, downRate: 7 });
    const copied = looks;
    facets.update(rows, () => false);
    expect(looks - copied).toBeLessThanOrEqual(100);
  });
});

describe('deltas', () => {
  const plain = { full: false, last: false, added: [], changed: [], removed: [] };
  const told = (...added: TorrentSnapshot[]) => ({ ...plain, full: true, last: true, added });
  const keys = (rows: Rows): string[] => [...rows.byId.keys()];

  test('rows that did not change keep their identity', () => {
    const [a, b] = [row('a'), row('b')];
    const rows = new Rows();
    rows.apply(told(a, b), 0);
    const changed = rows.apply({ ...plain, changed: [{ id: a.id, downRate: 7 }] }, 0);
    expect(rows.byId.get(a.id)).toEqual({ ...a, downRate: 7 });
    expect(rows.byId.get(b.id)).toBe(b);
    expect(changed).toEqual(new Set(['id', 'downRate']));
  });

  test('a full one takes away what it does not name; a change of an unknown row is passed over', () => {
    const rows = new Rows();
    rows.apply(told(row('a')), 0);
    expect(rows.apply(told(row('b')), 0)).toBe('all');
    expect(keys(rows)).toEqual(['b']);
    rows.apply({ ...plain, changed: [{ id: 'x' as InfoHash, done: 1 }] }, 0);
    expect(keys(rows)).toEqual(['b']);
  });

  test('a list that is told anew in parts does not shrink meanwhile, and what is the same stays the same', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => row(id, { tags: ['x'] }));
    const rows = new Rows();
    rows.apply(told(a as TorrentSnapshot, b as TorrentSnapshot, c as TorrentSnapshot), 0);
    const again = row('a', { tags: ['x'] });
    expect(rows.apply({ ...plain, full: true, added: [again] }, 0)).toEqual(new Set());
    expect(rows.byId.get(again.id)).toBe(a);
    expect(keys(rows)).toEqual(['a', 'b', 'c']);
    // One leaves while it is told: it does not count as told.
    rows.apply({ ...plain, removed: [again.id] }, 0);
    expect(rows.apply({ ...plain, last: true, added: [row('c', { done: 1 })] }, 0)).toBe('all');
    expect(keys(rows)).toEqual(['c']);
    expect(rows.apply(plain, 0)).toEqual(new Set());
  });

  test('an engine that was started again is waited for until all its torrents are back', () => {
    const rows = new Rows();
    rows.apply(told(row('a'), row('b'), row('gone')), 0);
    rows.apply(told(row('a')), 2);
    rows.apply({ ...plain, added: [row('b')] }, 1);
    expect(keys(rows)).toEqual(['a', 'b', 'gone']);
    rows.apply(plain, 0);
    expect(keys(rows)).toEqual(['a', 'b']);
  });

  test('a field that went away is a change, whatever form its absence has', () => {
    const rows = new Rows();
    const fault = { code: 'x', subject: '', message: '' };
    rows.apply(told(row('a', { fault })), 0);
    const { fault: _none, ...without } = row('a');
    expect(rows.apply(told(without as TorrentSnapshot), 0)).toBe('all');
    expect(rows.apply(told(row('a', { fault: undefined })), 0)).toEqual(new Set());
  });
});

describe('the keyboard', () => {
  test('stays in the list', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(),
        (key, length, page, from) => {
          const to = targetOf(key, (from % (length + 1)) - 1, length, page);
          expect(to).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThan(length);
        },
      ),
    );
    expect(targetOf('x', 0, 5, 1)).toBeUndefined();
  });

  test('typing finds the next name that begins so; one letter again walks on', () => {
    const names = ['alpha', 'beta', 'arch', 'azur'].map(foldText);
    expect(typeAhead(names, -1, 'a')).toBe(0);
    expect(typeAhead(names, 0, 'a')).toBe(2);
    expect(typeAhead(names, 0, 'ar')).toBe(2);
    expect(typeAhead(names, 3, 'a')).toBe(0);
    expect(typeAhead(names, 0, 'AL')).toBe(0);
    expect(typeAhead(names, 0, 'q')).toBe(-1);
    expect(typeAhead([], 0, 'a')).toBe(-1);
  });
});
