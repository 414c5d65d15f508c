import { describe, expect, test } from 'vitest';
import { makeFormat } from '../../../preload/contract/format.ts';

const en = makeFormat('en', 'binary');
const de = makeFormat('de', 'decimal');
/** With ordinary spaces, so that the expectations can be read. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('sizes', () => {
  test.each([
    [0, '0 B'],
    [1, '1 B'],
    [1023, '1,023 B'],
    [1024, '1.00 KiB'],
    [1536, '1.50 KiB'],
    [10 * 1024, '10.0 KiB'],
    [999 * 1024, '999 KiB'],
    [1000 * 1024, '0.98 MiB'],
    [5.5 * 1024 ** 3, '5.50 GiB'],
    [2 ** 53, '8.00 PiB'],
    [-5, '0 B'],
  ])('%d is %s', (count, text) => {
    expect(plain(en.bytes(count))).toBe(text);
  });

  test('decimal units and another language', () => {
    expect(plain(de.bytes(1_500_000))).toBe('1,50 MB');
    expect(plain(de.rate(999))).toBe('999 B/s');
  });
});

describe('progress', () => {
  test('is never rounded up to done', () => {
    expect(en.percent(0.99999)).toBe('99.9%');
    expect(en.percent(1)).toBe('100%');
    expect(en.percent(0)).toBe('0.0%');
    expect(en.percent(-1)).toBe('0.0%');
  });

  test('ratio without a download', () => {
    expect(en.ratio(0, 0)).toBe('0.00');
    expect(en.ratio(5, 0)).toBe('∞');
    expect(en.ratio(3, 2)).toBe('1.50');
  });
});

describe('times', () => {
  test.each([
    [0, '0s'],
    [59, '59s'],
    [61, '1m 1s'],
    [3600, '1h'],
    [11_520, '3h 12m'],
    [187_200, '2d 4h'],
    [-3, '0s'],
  ])('%d s is %s', (seconds, text) => {
    expect(plain(en.duration(seconds))).toBe(text);
  });

  test('relative to now', () => {
    expect(plain(en.relative(240_000, 0))).toBe('in 4 min.');
    expect(plain(en.relative(0, 7_200_000))).toBe('2 hr. ago');
    expect(plain(de.relative(86_400_000 * 3, 0))).toBe('in 3 Tagen');
  });
});

test('a duration in a column is as short in every language', () => {
  for (const language of ['en', 'de']) {
    const { compact } = makeFormat(language, 'binary');
    expect([0, 59, 61, 3600, 11_520, 190_800].map(compact)).toEqual([
      '0s',
      '59s',
      '1m\u00a01s',
      '1h',
      '3h\u00a012m',
      '2d\u00a05h',
    ]);
  }
});
