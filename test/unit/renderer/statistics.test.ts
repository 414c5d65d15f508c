import { expect, test } from 'vitest';
import { dayOf, lastDays } from '../../../renderer/features/statistics/days.ts';

test('days on which nothing moved are shown as such, also over the end of a month', () => {
  const byDay = [
    { day: '2026-01-15', downloaded: 9, uploaded: 9 },
    { day: '2026-02-28', downloaded: 5, uploaded: 6 },
  ];
  expect(lastDays(byDay, '2026-03-02', 4)).toEqual([
    { day: '2026-02-27', downloaded: 0, uploaded: 0 },
    { day: '2026-02-28', downloaded: 5, uploaded: 6 },
    { day: '2026-03-01', downloaded: 0, uploaded: 0 },
    { day: '2026-03-02', downloaded: 0, uploaded: 0 },
  ]);
});

test('a day is written as the clock on the wall shows it', () => {
  expect(dayOf(new Date(2026, 2, 9, 23, 59))).toBe('2026-03-09');
});
