import type { DayTraffic } from '../../../preload/contract/index.ts';

const DAY_MS = 86_400_000;

/** The last `count` days up to `today` ("2026-03-31"), those without traffic filled in, oldest first. */
export function lastDays(
  byDay: readonly DayTraffic[],
  today: string,
  count: number,
): readonly DayTraffic[] {
  const known = new Map(byDay.map((one) => [one.day, one]));
  const end = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(end - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10);
    return known.get(day) ?? { day, downloaded: 0, uploaded: 0 };
  });
}

/** The date that the user's clock shows, as the statistics write it. */
export function dayOf(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
