import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InfoHash, TorrentSnapshot } from '../../../preload/contract/index.ts';
import { accept, suggest } from '../../../renderer/features/filter/complete.ts';
import { compileFilter } from '../../../renderer/features/filter/match.ts';
import { type Mistake, parseFilter, termsOf } from '../../../renderer/features/filter/parse.ts';
import { makeTorrents } from '../../../renderer/mock/swarm.ts';
import { cpuTime } from '../../support/cpu-time.ts';

const GiB = 1024 ** 3;
const NOW = new Date(2026, 8, 14, 12).getTime();
const DAY = 86_400_000;
const options = { base: 1024, now: NOW } as const;

const base: TorrentSnapshot = {
  ...(makeTorrents(1)[0] as TorrentSnapshot),
  name: 'Debian 13.1 DVD, amd64',
  state: 'downloading',
  size: 4 * GiB,
  done: GiB,
  downRate: 2_000_000,
  uploaded: GiB / 2,
  downloaded: GiB,
  addedAt: NOW - 3 * DAY,
  completedAt: 0,
  trackers: ['bttracker.debian.org', 'udp.example'],
  private: false,
  eta: 600,
};

const fits = (text: string, change: Partial<TorrentSnapshot> = {}): boolean => {
  const { conditions, mistakes } = parseFilter(text, options);
  expect(mistakes, text).toEqual([]);
  return compileFilter(conditions, () => undefined).test({ ...base, ...change }, NOW);
};
const mistake = (text: string): Mistake => {
  const { mistakes } = parseFilter(text, options);
  expect(mistakes, text).toHaveLength(1);
  return mistakes[0] as Mistake;
};
const marked = (text: string): string => {
  const { start, end } = mistake(text);
  return text.slice(start, end);
};

describe('the filter', () => {
  test('wants all words of the name, in any order, without regard to case and accents', () => {
    expect(fits('dvd deb')).toBe(true);
    expect(fits('dvd fedora')).toBe(false);
    expect(fits('apfel', { name: 'Große Äpfel' })).toBe(true);
    expect(fits('s01e0', { name: 'Show S01E05' })).toBe(true);
    expect(fits('1', { name: 'Fedora 41' })).toBe(true);
    expect(fits('')).toBe(true);
    expect(fits('  ')).toBe(true);
  });

  test('keeps a phrase together, and a minus turns a condition round', () => {
    expect(fits('"13.1 dvd"')).toBe(true);
    expect(fits('"dvd 13.1"')).toBe(false);
    expect(fits('debian -dvd')).toBe(false);
    expect(fits('-fedora')).toBe(true);
    expect(fits('-"13.1 dvd"')).toBe(false);
    expect(fits('-size:>3GB')).toBe(false);
    expect(fits('"size:>3GB"')).toBe(false);
  });

  test('compares sizes in the units that people write', () => {
    for (const text of ['size:>3GB', 'size>3.9g', 'size:>=4GiB', 'size:4gib', 'size:<4100m'])
      expect(fits(text), text).toBe(true);
    for (const text of ['size:>4GiB', 'size:<4GiB', 'size:700mb', 'size:=4GB'])
      expect(fits(text), text).toBe(false);
    expect(fits('size:3GiB..5GiB')).toBe(true);
    expect(fits('size:5GiB..3GiB')).toBe(true);
    expect(fits('size:..3GiB')).toBe(false);
    expect(fits('size:3GiB..')).toBe(true);
    expect(fits('down:>1.5MB/s')).toBe(true);
  });

  test('a lone letter counts as the window does', () => {
    const size = 1_000_000_000;
    const test = (unit: 1000 | 1024) =>
      compileFilter(
        parseFilter('size:>=1g', { base: unit, now: NOW }).conditions,
        () => undefined,
      ).test({ ...base, size }, NOW);
    expect([test(1000), test(1024)]).toEqual([true, false]);
  });

  test('knows ratio, progress, counts and times', () => {
    expect(fits('ratio:<1')).toBe(true);
    expect(fits('ratio:>0,4')).toBe(true);
    expect(fits('ratio:0.5')).toBe(true);
    expect(fits('ratio:>100', { downloaded: 0, done: 0 })).toBe(true);
    expect(fits('progress:25%')).toBe(true);
    expect(fits('progress:<25')).toBe(false);
    expect(fits('eta:<1h')).toBe(true);
    expect(fits('eta:<1h', { eta: -1 })).toBe(false);
    expect(fits('seeds:0', { seeds: 0, swarmSeeds: 0 })).toBe(true);
  });

  test('knows ages and days', () => {
    expect(fits('added:<7d')).toBe(true);
    expect(fits('added:7d')).toBe(true);
    expect(fits('added:>7d')).toBe(false);
    expect(fits('added:2026')).toBe(true);
    expect(fits('added:2026-09')).toBe(true);
    expect(fits('added:2026-09-11')).toBe(true);
    expect(fits('added:2026-09-12')).toBe(false);
    expect(fits('added:>2026-09-10')).toBe(true);
    expect(fits('added:<2026-09-11')).toBe(false);
    expect(fits('added:7d..1d')).toBe(true);
    expect(fits('added:2026-08..2026-09')).toBe(true);
    // What has not happened is neither long ago nor recent.
    expect(fits('completed:<7d')).toBe(false);
    expect(fits('completed:>7d')).toBe(false);
    expect(fits('-completed:<7d')).toBe(true);
  });

  test('knows status, trackers and yes or no', () => {
    expect(fits('status:downloading')).toBe(true);
    expect(fits('status:seeding,downloading')).toBe(true);
    expect(fits('status:stalled')).toBe(false);
    expect(fits('tracker:debian')).toBe(true);
    expect(fits('tracker:ubuntu,example')).toBe(true);
    expect(fits('tracker:none')).toBe(false);
    expect(fits('tracker:none', { trackers: [] })).toBe(true);
    expect(fits('category:films', { category: 'Films/4K' })).toBe(true);
    expect(fits('category:"films"', { category: 'Films 4K' })).toBe(false);
    expect(fits('category:none', { category: '' })).toBe(true);
    expect(fits('tag:"to watch",x', { tags: ['To watch'] })).toBe(true);
    expect(fits('tag:none', { tags: ['a'] })).toBe(false);
    expect(fits('private:no')).toBe(true);
    expect(fits('private:yes')).toBe(false);
  });

  test('asks for files, and takes what the engine found', () => {
    const { conditions } = parseFilter('file:*.flac -file:"cover art"', options);
    const hits = new Map([
      ['*.flac', new Set([base.id])],
      ['cover art', new Set<InfoHash>()],
    ]);
    const matcher = compileFilter(conditions, (pattern) => hits.get(pattern));
    expect(matcher.patterns).toEqual(['*.flac', 'cover art']);
    expect(matcher.test(base, NOW)).toBe(true);
    expect(matcher.test({ ...base, id: 'x' as InfoHash }, NOW)).toBe(false);
  });

  test('explains a mistake where it stands, and filters by the rest', () => {
    expect(mistake('debian siez:3')).toMatchObject({
      code: 'unknownField',
      field: 'siez',
      meant: 'size',
    });
    expect(marked('debian siez:3')).toBe('siez');
    expect(marked('size:>3XB dvd')).toBe('3XB');
    expect(mistake('size:>3XB')).toMatchObject({ code: 'badValue', kind: 'bytes', value: '3XB' });
    expect(marked('added:<7')).toBe('7');
    expect(marked('added:2026-13')).toBe('2026-13');
    expect(marked('added:2026-02-30')).toBe('2026-02-30');
    expect(mistake('status:sleeping')).toMatchObject({ value: 'sleeping', kind: 'status' });
    expect(marked('tracker:>5')).toBe(':>5');
    expect(mistake('http://x').code).toBe('unknownField');
    expect(parseFilter('siez:3 dvd', options).conditions).toHaveLength(1);
  });

  test('what is still being typed is no mistake', () => {
    for (const text of [
      'size:',
      'size:>',
      'tag:',
      'tag',
      '-',
      '"',
      '"deb',
      'tracker:"',
      'file:',
      'a>b',
    ])
      expect(parseFilter(text, options).mistakes, text).toEqual([]);
  });

  test('takes any text, and every place it names lies in it', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('size:', '>', '3GB', '..', '"', '-', ',', 'added:', 'status:', ' ', '7d'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        const { mistakes } = parseFilter(text, options);
        for (const { start, end } of mistakes) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
        let at = 0;
        for (const { start, end } of termsOf(text)) {
          expect(text.slice(at, start).trim()).toBe('');
          at = end;
        }
        expect(text.slice(at).trim()).toBe('');
        suggest(text, text.length, () => new Map());
      }),
    );
  });

  test('10,000 rows pass five conditions in a moment', () => {
    const rows = makeTorrents(10_000);
    const text = 'volume -openSUSE size:>100MB status:seeding,downloading added:<5y';
    const matcher = compileFilter(parseFilter(text, options).conditions, () => undefined);
    const taken = cpuTime(3, () => {
      expect(rows.filter((row) => matcher.test(row, NOW)).length).toBeGreaterThan(0);
    });
    // Some 20 ms on a quiet machine; on a busy one this is about what would be quadratic.
    expect(taken).toBeLessThan(1_000);
  });
});

describe('completion', () => {
  const known = () =>
    new Map([
      ['tracker.debian.org', 3],
      ['tracker.ubuntu.com', 9],
      ['my tracker', 1],
    ]);
  const offers = (text: string, caret = text.length): string[] =>
    suggest(text, caret, known).map(({ insert }) => insert);
  const complete = (text: string): string => {
    const [first] = suggest(text, text.length, known);
    return first === undefined ? text : accept(text, first).text;
  };

  test('offers fields for the beginning of a word, and values behind the colon', () => {
    expect(offers('debian si')).toEqual(['size:']);
    expect(offers('-tr')).toEqual(['tracker:']);
    expect(offers('zzz')).toEqual([]);
    expect(offers('tracker:')).toEqual([
      'tracker.ubuntu.com ',
      'tracker.debian.org ',
      '"my tracker" ',
    ]);
    expect(offers('tracker:deb')).toEqual(['tracker.debian.org ']);
    expect(offers('status:se')).toEqual(['seeding ']);
    expect(offers('status:seeding,pa')).toEqual(['paused ']);
    expect(offers('size:>')).toEqual(['>1GB ']);
    expect(offers('private:no')).toEqual([]);
    expect(offers('')).toEqual([]);
    expect(offers('"si')).toEqual([]);
  });

  test('puts it where it belongs', () => {
    expect(complete('debian -si')).toBe('debian -size:');
    expect(complete('status:seeding,pa')).toBe('status:seeding,paused ');
    expect(complete('size:>')).toBe('size:>1GB ');
    expect(complete('tracker:my')).toBe('tracker:"my tracker" ');
    const [first] = suggest('si dvd', 2, known);
    expect(first && accept('si dvd', first)).toEqual({ text: 'size:dvd', caret: 5 });
  });
});
