import { expect, test } from 'vitest';
import { pathMatcher } from '../../../../engine/core/paths/glob.ts';

const fits = (pattern: string, path: string): boolean => pathMatcher(pattern)(path.split('/'));

test('a text occurs in the file name, without regard to case', () => {
  expect(fits('COVER', 'Album/cover art.jpg')).toBe(true);
  expect(fits('album', 'Album/cover art.jpg')).toBe(false);
  expect(fits('Ü', 'u\u0308ber.txt')).toBe(true);
});

test('with stars the whole name must fit', () => {
  expect(fits('*.flac', 'Album/01 Track.FLAC')).toBe(true);
  expect(fits('*.flac', 'Album/01 Track.flac.part')).toBe(false);
  expect(fits('0? *', 'Album/01 Track.flac')).toBe(true);
  expect(fits('*', 'x')).toBe(true);
  expect(fits('**a*b', 'aXbXab')).toBe(true);
  expect(fits('[a]+*', '[a]+.txt')).toBe(true);
});

test('with a slash the whole path is meant', () => {
  expect(fits('subs/', 'Film/subs/en.srt')).toBe(true);
  expect(fits('film/*.srt', 'Film/subs/en.srt')).toBe(true);
  expect(fits('subs/*.srt', 'Film/subs/en.srt')).toBe(false);
});

test('a hostile pattern costs no more than its length times the name', () => {
  const from = performance.now();
  expect(fits(`${'*a'.repeat(140)}b`, 'a'.repeat(2000))).toBe(false);
  expect(performance.now() - from).toBeLessThan(100);
});
