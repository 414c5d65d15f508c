import { expect, test } from 'vitest';
import { Journal } from '../../../engine/torrent/journal.ts';

test('the same again is one line, with the time of the last', () => {
  const journal = new Journal();
  journal.write(1, 'warn', 'tracker-failed', 'http://a');
  journal.write(2, 'warn', 'tracker-failed', 'http://a');
  journal.write(3, 'warn', 'tracker-failed', 'http://b');
  expect(journal.lines.map(({ at, subject }) => [at, subject])).toEqual([
    [2, 'http://a'],
    [3, 'http://b'],
  ]);
  expect(journal.version).toBe(3);
});

test('a torrent in trouble keeps its newest lines, and no more than two hundred', () => {
  const journal = new Journal();
  for (let at = 0; at < 1000; at++) journal.write(at, 'warn', 'peer-banned', `peer ${at}`);
  expect(journal.lines.length).toBeLessThanOrEqual(200);
  expect(journal.lines.length).toBeGreaterThanOrEqual(150);
  expect(journal.lines.at(-1)).toMatchObject({ at: 999, subject: 'peer 999' });
});
