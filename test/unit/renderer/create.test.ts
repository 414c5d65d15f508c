import { expect, test } from 'vitest';
import { besideOf, linesOf, tiersOf } from '../../../renderer/features/create/request.ts';

test('an empty line begins the next tier', () => {
  expect(tiersOf('http://a\nhttp://b\n\n  \n udp://c \n')).toEqual([
    ['http://a', 'http://b'],
    ['udp://c'],
  ]);
  expect(tiersOf(' \n\n')).toEqual([]);
});

test('lines are what is on them', () => {
  expect(linesOf(' *.tmp \n\n.git\n')).toEqual(['*.tmp', '.git']);
});

test('the .torrent lies beside what it is made of', () => {
  expect(besideOf('/a/b/')).toBe('/a/b.torrent');
  expect(besideOf('C:\\a\\b.iso')).toBe('C:\\a\\b.iso.torrent');
  expect(besideOf('')).toBe('');
});
