import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DAY,
  formatSchedule,
  isScheduled,
  nextChange,
  parseSchedule,
  WEEK,
  type WeekSchedule,
} from '../../../engine/core/schedule.ts';

const MINUTE = 60_000;
const utc = (): number => 0;

function read(text: string): WeekSchedule {
  const parsed = parseSchedule(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.value;
}

/** Wednesday 1 April 2026. */
const wednesday = (hours: number, minutes = 0): number => Date.UTC(2026, 3, 1, hours, minutes);

describe('a schedule', () => {
  it.each([
    ['mon 08:00-18:00', [{ from: 480, to: 1080 }]],
    ['', []],
    ['00:00-24:00', [{ from: 0, to: WEEK }]],
    ['tue,thu 1:00-2:30', [1, 3].map((day) => ({ from: day * DAY + 60, to: day * DAY + 150 }))],
    [
      'sat-mon 10:00-11:00',
      [0, 5, 6].map((day) => ({ from: day * DAY + 600, to: day * DAY + 660 })),
    ],
    // Past midnight, and from Sunday into Monday.
    [
      'sun 22:00-06:00',
      [
        { from: 0, to: 360 },
        { from: 6 * DAY + 1320, to: WEEK },
      ],
    ],
    ['mon 08:00-12:00\nmon 10:00-14:00', [{ from: 480, to: 840 }]],
    ['MON 08:00 - 09:00; mon 09:00-10:00', [{ from: 480, to: 600 }]],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    ['someday 08:00-18:00', 'schedule-unreadable'],
    ['mon 8-18', 'schedule-unreadable'],
    ['mon 08:60-18:00', 'schedule-unreadable'],
    ['mon 08:00-24:01', 'schedule-unreadable'],
    ['mon 24:00-08:00', 'schedule-unreadable'],
    ['mon-tue-wed 08:00-09:00', 'schedule-unreadable'],
    ['mon 08:00-08:00', 'schedule-empty-window'],
  ])('refuses %j and names the line', (text, code) => {
    expect(parseSchedule(`tue 01:00-02:00\n${text}`)).toMatchObject({
      ok: false,
      code,
      subject: text,
    });
  });

  it('holds in its windows by local time', () => {
    const schedule = read('wed 08:00-18:00');
    expect(isScheduled(schedule, wednesday(7, 59), utc)).toBe(false);
    expect(isScheduled(schedule, wednesday(8), utc)).toBe(true);
    expect(isScheduled(schedule, wednesday(18), utc)).toBe(false);
    expect(isScheduled(schedule, wednesday(6), () => 120)).toBe(true);
  });

  it('knows its next change', () => {
    const schedule = read('wed 08:00-18:00');
    expect(nextChange(schedule, wednesday(7, 59), utc)).toBe(wednesday(8));
    expect(nextChange(schedule, wednesday(8), utc)).toBe(wednesday(18));
    expect(nextChange(schedule, wednesday(18), utc)).toBe(wednesday(8) + WEEK * MINUTE);
    expect(nextChange(read(''), wednesday(8), utc)).toBeUndefined();
    expect(nextChange(read('00:00-24:00'), wednesday(8), utc)).toBeUndefined();
    // Not at Sunday's midnight, which it goes on through.
    expect(nextChange(read('sun 22:00-06:00'), Date.UTC(2026, 3, 5, 23), utc)).toBe(
      Date.UTC(2026, 3, 6, 6),
    );
  });

  it('changes at the time on the wall when the clocks are put forward in between', () => {
    const forward = Date.UTC(2026, 2, 29, 1);
    const berlin = (wallMs: number): number => (wallMs < forward ? 60 : 120);
    const schedule = read('sun 08:00-18:00');
    const next = nextChange(schedule, Date.UTC(2026, 2, 28, 22), berlin);
    expect(next).toBe(Date.UTC(2026, 2, 29, 6));
  });

  const schedules = fc
    .array(fc.tuple(fc.nat(WEEK - 1), fc.integer({ min: 1, max: DAY })), { maxLength: 6 })
    .map((windows) =>
      read(
        windows
          .map(([at, length]) => {
            const day = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'][Math.floor(at / DAY)];
            const end = (at + Math.min(length, DAY - 1)) % DAY;
            const text = (m: number): string =>
              `${Math.floor(m / 60)}:${String(m % 60).padStart(2, '0')}`;
            return `${day} ${text(at % DAY)}-${text(end)}`;
          })
          .join('\n'),
      ),
    );

  it('does not change before its next change, and changes then', () => {
    fc.assert(
      fc.property(schedules, fc.nat(WEEK), (schedule, minute) => {
        const now = Date.UTC(2026, 3, 1) + minute * MINUTE;
        const before = isScheduled(schedule, now, utc);
        const next = nextChange(schedule, now, utc);
        const end = next ?? now + WEEK * MINUTE;
        for (let at = now; at < end; at += 7 * MINUTE)
          expect(isScheduled(schedule, at, utc)).toBe(before);
        expect(isScheduled(schedule, end - 1, utc)).toBe(before);
        if (next !== undefined) expect(isScheduled(schedule, next, utc)).toBe(!before);
      }),
    );
  });

  it('is the same after being written and read', () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        expect(read(formatSchedule(schedule))).toEqual(schedule);
      }),
    );
    expect(formatSchedule(read('mon-fri 08:00-18:00\nsat,sun 22:00-24:00'))).toBe(
      'mon-fri 08:00-18:00\nsat,sun 22:00-24:00',
    );
  });
});
