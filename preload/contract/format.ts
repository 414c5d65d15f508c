/** Numbers as people read them. Pure: language and units are arguments; no clock, no DOM. */
export type Units = 'binary' | 'decimal';

export interface Format {
  /** "1.4 GiB". */
  bytes(count: number): string;
  /** "3.2 MiB/s". */
  rate(bytesPerSecond: number): string;
  /** A round rate, as at an axis: "20 MiB/s". */
  rateTick(bytesPerSecond: number): string;
  /** "42.1%": one decimal below 100, and never 100 % before all is there. */
  percent(fraction: number): string;
  /** "1.37"; "∞" when nothing was downloaded but something was uploaded. */
  ratio(uploaded: number, downloaded: number): string;
  /** The two largest units: "3h 12m", "5m 10s", "2d 4h". */
  duration(seconds: number): string;
  /** The same in signs that need no room, for columns: "3h 12m", in every language. */
  compact(seconds: number): string;
  count(value: number): string;
  /** Two decimals. */
  decimal(value: number): string;
  /** Day and time. */
  moment(ms: number): string;
  /** Day and time, to the second. */
  instant(ms: number): string;
  /** Only the time, to the second. */
  second(ms: number): string;
  /** Only the day. */
  day(ms: number): string;
  /** A time of day, from the minutes since midnight: "08:30", "8:30 AM". */
  clock(minute: number): string;
  /** 0 is Monday. */
  weekday(day: number, width: 'long' | 'short'): string;
  /** "in 4 min", "2 h ago". */
  relative(ms: number, now: number): string;
}

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;
const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Three significant digits as far as they mean anything, at most two decimals. */
function decimalsFor(value: number, exponent: number): number {
  if (exponent === 0) return 0;
  if (value < 10) return 2;
  return value < 100 ? 1 : 0;
}

function scaled(
  count: number,
  base: number,
): { readonly value: number; readonly exponent: number } {
  let value = Math.max(0, count);
  let exponent = 0;
  // 999.5 would be shown as 1000: the next unit says it better.
  while (value >= (exponent === 0 ? base : 999.5) && exponent < BINARY.length - 1) {
    value /= base;
    exponent++;
  }
  return { value, exponent };
}

const DURATION_UNITS = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const;

function makeDuration(language: string): (seconds: number) => string {
  const formats = new Map(
    DURATION_UNITS.map(({ unit }) => [
      unit,
      new Intl.NumberFormat(language, {
        style: 'unit',
        unit,
        unitDisplay: 'narrow',
        maximumFractionDigits: 0,
      }),
    ]),
  );
  return (seconds) => {
    const whole = Math.max(0, Math.round(seconds));
    const first = DURATION_UNITS.findIndex((one) => whole >= one.seconds);
    const from = first === -1 ? DURATION_UNITS.length - 1 : first;
    const parts: string[] = [];
    let left = whole;
    for (const { unit, seconds: size } of DURATION_UNITS.slice(from, from + 2)) {
      const amount = Math.floor(left / size);
      left -= amount * size;
      if (amount > 0 || parts.length === 0) parts.push(formats.get(unit)?.format(amount) ?? '');
    }
    return parts.join(' ');
  };
}

const SIGNS = { day: 'd', hour: 'h', minute: 'm', second: 's' } as const;

function compact(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const first = DURATION_UNITS.findIndex((one) => whole >= one.seconds);
  const from = first === -1 ? DURATION_UNITS.length - 1 : first;
  const parts: string[] = [];
  let left = whole;
  for (const { unit, seconds: size } of DURATION_UNITS.slice(from, from + 2)) {
    const amount = Math.floor(left / size);
    left -= amount * size;
    if (amount > 0 || parts.length === 0) parts.push(`${amount}${SIGNS[unit]}`);
  }
  return parts.join('\u00a0');
}

function makeRelative(language: string): (ms: number, now: number) => string {
  const format = new Intl.RelativeTimeFormat(language, { style: 'short', numeric: 'auto' });
  return (ms, now) => {
    const seconds = Math.round((ms - now) / 1000);
    const size = Math.abs(seconds);
    if (size < 60) return format.format(seconds, 'second');
    if (size < 3600) return format.format(Math.round(seconds / 60), 'minute');
    if (size < 86_400) return format.format(Math.round(seconds / 3600), 'hour');
    return format.format(Math.round(seconds / 86_400), 'day');
  };
}

/** `language` is a BCP 47 tag. */
export function makeFormat(language: string, units: Units): Format {
  const base = units === 'binary' ? 1024 : 1000;
  const names = units === 'binary' ? BINARY : DECIMAL;
  const decimals = [0, 1, 2].map(
    (digits) =>
      new Intl.NumberFormat(language, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  );
  const percent = new Intl.NumberFormat(language, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const wholePercent = new Intl.NumberFormat(language, {
    style: 'percent',
    maximumFractionDigits: 0,
  });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const instant = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  const second = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });

  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone: 'UTC' });
  const weekday = (width: 'long' | 'short'): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(language, { weekday: width, timeZone: 'UTC' });
  const weekdays = { long: weekday('long'), short: weekday('short') };

  const number = (value: number, digits: number): string =>
    decimals[digits]?.format(value) ?? String(value);
  const bytes = (count: number): string => {
    const { value, exponent } = scaled(count, base);
    return `${number(value, decimalsFor(value, exponent))}\u00a0${names[exponent]}`;
  };
  return {
    bytes,
    rate: (bytesPerSecond) => `${bytes(bytesPerSecond)}/s`,
    rateTick: (bytesPerSecond) => {
      const { value, exponent } = scaled(bytesPerSecond, base);
      const digits = Number.isInteger(value) ? 0 : decimalsFor(value, exponent);
      return `${number(value, digits)}\u00a0${names[exponent]}/s`;
    },
    percent: (fraction) =>
      fraction >= 1
        ? wholePercent.format(1)
        : percent.format(Math.floor(Math.max(0, fraction) * 1000) / 1000),
    ratio: (uploaded, downloaded) => {
      if (downloaded > 0) return number(uploaded / downloaded, 2);
      return uploaded > 0 ? '∞' : number(0, 2);
    },
    duration: makeDuration(language),
    compact,
    decimal: (value) => number(value, 2),
    count: (value) => number(value, 0),
    moment: (ms) => moment.format(ms),
    instant: (ms) => instant.format(ms),
    second: (ms) => second.format(ms),
    day: (ms) => day.format(ms),
    clock: (minute) => clock.format(Date.UTC(2024, 0, 1, 0, minute)),
    // 1 January 2024 was a Monday.
    weekday: (day, width) => weekdays[width].format(Date.UTC(2024, 0, 1 + day)),
    relative: makeRelative(language),
  };
}
