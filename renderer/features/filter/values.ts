import type { ValueKind } from './fields.ts';

/** Both ends belong to it. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export type NumberKind = Extract<
  ValueKind,
  'bytes' | 'count' | 'ratio' | 'percent' | 'duration' | 'date'
>;

export type Operator = '' | '<' | '>' | '<=' | '>=' | '=';

const LETTERS = 'kmgtp';
/** "3 GiB", "700m", "1.5GB/s": 1024 where the unit says so or is one letter and the window counts so. */
const SIZE = /^(\d+(?:[.,]\d+)?)\s*([kmgtp]?)(i?)(b?)(?:\/s)?$/i;
const NUMBER = /^(\d+(?:[.,]\d+)?)$/;
const PERCENT = /^(\d+(?:[.,]\d+)?)\s*%?$/;
const DURATION = /^(\d+(?:[.,]\d+)?)\s*(s|sec|m|min|h|d|w|mo|y)$/i;
const DAY = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;

const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  mo: 2_629_800,
  y: 31_557_600,
};

const decimal = (text: string): number => Number(text.replace(',', '.'));

function parseBytes(text: string, base: 1000 | 1024): number | undefined {
  const match = SIZE.exec(text);
  if (match === null) return undefined;
  const [, amount = '', letter = '', binary = '', unit = ''] = match;
  const exponent = letter === '' ? 0 : LETTERS.indexOf(letter.toLowerCase()) + 1;
  const factor = binary !== '' ? 1024 : unit !== '' ? 1000 : base;
  return decimal(amount) * factor ** exponent;
}

/** In seconds. */
function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  return decimal(match[1] ?? '') * (SECONDS[(match[2] ?? '').toLowerCase()] ?? 0);
}

/** A year, month or day of the local calendar, in milliseconds since 1970: its first and its last. */
function parseDay(text: string): Range | undefined {
  const match = DAY.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [match[1], match[2], match[3]].map((part) =>
    part === undefined ? undefined : Number(part),
  );
  if (year === undefined || (month ?? 1) < 1 || (month ?? 1) > 12) return undefined;
  const first = new Date(year, (month ?? 1) - 1, day ?? 1);
  if (day !== undefined && (first.getDate() !== day || day < 1)) return undefined;
  const next =
    month === undefined
      ? new Date(year + 1, 0, 1)
      : day === undefined
        ? new Date(year, month, 1)
        : new Date(year, month - 1, day + 1);
  return { min: first.getTime(), max: next.getTime() - 1 };
}

/** Without an operator a number means "about": nobody types bytes. */
function about(kind: NumberKind, value: number): Range {
  switch (kind) {
    case 'bytes':
    case 'duration':
      return { min: value * 0.95, max: value * 1.05 };
    case 'percent':
      return { min: value - 0.5, max: value + 0.5 };
    case 'ratio':
      return { min: value - 0.005, max: value + 0.005 };
    default:
      return { min: value, max: value };
  }
}

const TINY = Number.MIN_VALUE;

function withOperator(operator: Operator, { min, max }: Range, plain: Range): Range {
  switch (operator) {
    case '<':
      return { min: Number.NEGATIVE_INFINITY, max: below(min) };
    case '<=':
      return { min: Number.NEGATIVE_INFINITY, max };
    case '>':
      return { min: above(max), max: Number.POSITIVE_INFINITY };
    case '>=':
      return { min, max: Number.POSITIVE_INFINITY };
    default:
      return plain;
  }
}

const below = (value: number): number => value - Math.max(TINY, Math.abs(value) * 1e-12);
const above = (value: number): number => value + Math.max(TINY, Math.abs(value) * 1e-12);

const exactly = (value: number): Range => ({ min: value, max: value });

function parseNumber(kind: NumberKind, text: string, base: 1000 | 1024): number | undefined {
  switch (kind) {
    case 'bytes':
      return parseBytes(text, base);
    case 'duration':
      return parseDuration(text);
    case 'percent': {
      const match = PERCENT.exec(text);
      return match === null ? undefined : decimal(match[1] ?? '');
    }
    default:
      return NUMBER.test(text) ? decimal(text) : undefined;
  }
}

/**
 * A point in time: a calendar day, month or year ("2026-09"), or an age ("7d"), which counts from `now`
 * (milliseconds) backwards: less than seven days is later than seven days ago.
 */
function parseDate(operator: Operator, text: string, now: number): Range | undefined {
  const day = parseDay(text);
  if (day !== undefined) return withOperator(operator, day, day);
  const age = parseDuration(text);
  if (age === undefined) return undefined;
  const then = now - age * 1000;
  return operator === '>' || operator === '>='
    ? { min: Number.NEGATIVE_INFINITY, max: then }
    : { min: then, max: Number.POSITIVE_INFINITY };
}

/** The numbers that fit; undefined when the text is no value of that kind. `base`: what a lone K, M, G counts. */
export function parseRange(
  kind: NumberKind,
  operator: Operator,
  text: string,
  base: 1000 | 1024,
  now: number,
): Range | undefined {
  if (kind === 'date') return parseDate(operator, text, now);
  const value = parseNumber(kind, text, base);
  if (value === undefined) return undefined;
  const plain = operator === '=' ? exactly(value) : about(kind, value);
  return withOperator(operator, exactly(value), plain);
}

/** "3GB..5GB", "2026-01..2026-03", "30d..7d", either end may be left out. Undefined when it is none. */
export function parseSpan(
  kind: NumberKind,
  text: string,
  base: 1000 | 1024,
  now: number,
): Range | undefined {
  const ends = text.split('..').map((end) => end.trim());
  const [from, to] = ends;
  if (from === undefined || to === undefined || ends.length > 2) return undefined;
  if (from === '' && to === '') return undefined;
  const first = from === '' ? everything : parsePoint(kind, from, base, now);
  const last = to === '' ? everything : parsePoint(kind, to, base, now);
  if (first === undefined || last === undefined) return undefined;
  if (from === '') return { min: Number.NEGATIVE_INFINITY, max: last.max };
  if (to === '') return { min: first.min, max: Number.POSITIVE_INFINITY };
  // The other way round it means the same, and an age counts backwards anyway.
  return { min: Math.min(first.min, last.min), max: Math.max(first.max, last.max) };
}

const everything: Range = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };

function parsePoint(
  kind: NumberKind,
  text: string,
  base: 1000 | 1024,
  now: number,
): Range | undefined {
  if (kind !== 'date') return parseRange(kind, '=', text, base, now);
  const day = parseDay(text);
  if (day !== undefined) return day;
  const age = parseDuration(text);
  return age === undefined ? undefined : exactly(now - age * 1000);
}
