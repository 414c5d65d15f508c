import { done, type Fault, fault, ok, type Result } from './result.ts';

/** A stretch of the week in minutes since Monday 00:00 of local time; `to` is the first minute after it. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Sorted, apart from each other, within the week. */
export type WeekSchedule = readonly Stretch[];

export type ScheduleCode = 'schedule-unreadable' | 'schedule-empty-window';

export const DAY = 24 * 60;
export const WEEK = 7 * DAY;
const MINUTE_MS = 60_000;
const WEEK_MS = WEEK * MINUTE_MS;
/** Monday 5 January 1970, in ms since 1970. */
const A_MONDAY = 4 * DAY * MINUTE_MS;
const MAX_WINDOWS = 200;

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/**
 * Reads windows such as `mon-fri 08:00-18:00`, one a line: days (`mon-fri`, `sat,sun`; none: every day), then from
 * and to. A window whose end is not later than its beginning goes on past midnight; 24:00 is the end of a day.
 */
export function parseSchedule(text: string): Result<WeekSchedule, ScheduleCode> {
  const stretches: Stretch[] = [];
  const lines = text
    .split(/[\n;]/)
    .map((line) => line.trim().toLowerCase())
    .filter((line) => line !== '');
  if (lines.length > MAX_WINDOWS) return unreadable(`line ${MAX_WINDOWS + 1}`);
  for (const line of lines) {
    const read = readWindow(line, stretches);
    if (!read.ok) return read;
  }
  return ok(merged(stretches));
}

/** The text of a schedule: days with the same windows on one line. */
export function formatSchedule(schedule: WeekSchedule): string {
  const byWindow = new Map<string, number[]>();
  for (let day = 0; day < 7; day++) {
    for (const { from, to } of schedule) {
      const [start, end] = [Math.max(from, day * DAY), Math.min(to, (day + 1) * DAY)];
      if (start >= end) continue;
      const window = `${clockText(start - day * DAY)}-${clockText(end - day * DAY)}`;
      byWindow.set(window, [...(byWindow.get(window) ?? []), day]);
    }
  }
  return [...byWindow].map(([window, days]) => `${daysText(days)} ${window}`).join('\n');
}

export type OffsetAt = (wallMs: number) => number;

/** Whether the schedule holds at a moment; `offsetAt` is by how many minutes local time is ahead of UTC. */
export function isScheduled(schedule: WeekSchedule, wallMs: number, offsetAt: OffsetAt): boolean {
  const minute = Math.floor(weekMs(wallMs + offsetAt(wallMs) * MINUTE_MS) / MINUTE_MS);
  return schedule.some(({ from, to }) => minute >= from && minute < to);
}

/** The moment (ms since 1970) after `wallMs` at which `isScheduled` changes; undefined when it never does. */
export function nextChange(
  schedule: WeekSchedule,
  wallMs: number,
  offsetAt: OffsetAt,
): number | undefined {
  const now = offsetAt(wallMs);
  const at = weekMs(wallMs + now * MINUTE_MS);
  let wait = Number.POSITIVE_INFINITY;
  for (const edge of edges(schedule)) {
    const away = (edge * MINUTE_MS - at + WEEK_MS) % WEEK_MS;
    wait = Math.min(wait, away === 0 ? WEEK_MS : away);
  }
  if (wait === Number.POSITIVE_INFINITY) return undefined;
  const then = wallMs + wait;
  // Where the clocks are changed in between, the same time of day comes sooner or later.
  return Math.max(wallMs + 1, then + (now - offsetAt(then)) * MINUTE_MS);
}

/** Minutes at which it begins or ends: not where Sunday night goes on into Monday. */
function edges(schedule: WeekSchedule): number[] {
  const counts = new Map<number, number>();
  for (const edge of schedule.flatMap(({ from, to }) => [from, to % WEEK]))
    counts.set(edge, (counts.get(edge) ?? 0) + 1);
  return [...counts].filter(([, count]) => count === 1).map(([edge]) => edge);
}

const weekMs = (localMs: number): number => (((localMs - A_MONDAY) % WEEK_MS) + WEEK_MS) % WEEK_MS;

function readWindow(line: string, into: Stretch[]): Result<void, ScheduleCode> {
  const match = /^(?:([a-z, -]+?)\s+)?(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/.exec(line);
  if (match === null) return unreadable(line);
  const days = readDays(match[1]);
  const from = minutesOf(match[2], match[3]);
  const to = minutesOf(match[4], match[5]);
  if (days === undefined || from === undefined || to === undefined || from === DAY)
    return unreadable(line);
  if (from === to) {
    return fault(
      'schedule-empty-window',
      line,
      `“${line}” begins and ends at the same time. For a whole day write 00:00-24:00.`,
    );
  }
  for (const day of days) {
    const start = day * DAY + from;
    const end = day * DAY + to + (to < from ? DAY : 0);
    into.push({ from: start, to: Math.min(end, WEEK) });
    if (end > WEEK) into.push({ from: 0, to: end - WEEK });
  }
  return done;
}

function readDays(text: string | undefined): number[] | undefined {
  if (text === undefined) return [0, 1, 2, 3, 4, 5, 6];
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const [first, last = first] = part.split('-').map((name) => dayOf(name.trim()));
    if (first === undefined || last === undefined || part.split('-').length > 2) return undefined;
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day);
      if (day === last) break;
    }
  }
  return [...days];
}

function dayOf(name: string): number | undefined {
  const day = (WEEKDAYS as readonly string[]).indexOf(name);
  return day === -1 ? undefined : day;
}

function minutesOf(hours = '', minutes = ''): number | undefined {
  const total = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && total <= DAY ? total : undefined;
}

function merged(stretches: readonly Stretch[]): WeekSchedule {
  const sorted = [...stretches].sort((a, b) => a.from - b.from);
  const apart: Stretch[] = [];
  for (const next of sorted) {
    const last = apart.at(-1);
    if (last === undefined || next.from > last.to) apart.push(next);
    else apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
  }
  return apart;
}

const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** `mon-fri`, `sat,sun`. */
function daysText(days: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < days.length; ) {
    let end = i;
    while (end + 1 < days.length && days[end + 1] === (days[end] as number) + 1) end++;
    const [first, last] = [WEEKDAYS[days[i] as number], WEEKDAYS[days[end] as number]];
    parts.push(end === i ? String(first) : `${first}${end === i + 1 ? ',' : '-'}${last}`);
    i = end + 1;
  }
  return parts.join(',');
}

const unreadable = (line: string): Fault<ScheduleCode> =>
  fault(
    'schedule-unreadable',
    line,
    `“${line}” is not a window such as “mon-fri 08:00-18:00” or “sat,sun 22:00-06:00”.`,
  );
