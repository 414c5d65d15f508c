import type { Case, Column, Contestant, Sample } from './case.ts';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

// Of one core. The kernel's own threads take a little of it.
const NOISE_LIMIT = 0.25;

export interface Row {
  readonly contestant: Contestant;
  readonly samples: readonly Sample[];
  readonly failures: readonly string[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

const over = (value: number | undefined, by: number | undefined): number | undefined =>
  value === undefined || by === undefined || by === 0 ? undefined : value / by;

/** The figure of one sample for a column. */
export function figure(column: Column, sample: Sample, limit?: number): number | undefined {
  const gib = sample.bytes === undefined ? undefined : sample.bytes / GIB;
  switch (column) {
    case 'rate':
      return over(sample.bytes, sample.seconds * 1e6);
    case 'rateAfterFirst':
      return sample.firstByteSeconds === undefined
        ? undefined
        : over(sample.bytes, (sample.seconds - sample.firstByteSeconds) * 1e6);
    case 'firstByte':
      return sample.firstByteSeconds;
    case 'seconds':
      return sample.seconds;
    case 'overLimit':
      return over(sample.seconds, limit);
    case 'cpu':
      return sample.cpuSeconds;
    case 'cpuPerGiB':
      return over(sample.cpuSeconds, gib);
    case 'otherCpuPerGiB':
      return over(sample.otherCpuSeconds, gib);
    case 'anonymous':
      return over(sample.anonymous, MIB);
    case 'resident':
      return over(sample.resident, MIB);
    case 'proportional':
      return over(sample.proportional, MIB);
    case 'idleCpu':
      return sample.idleCpu === undefined ? undefined : sample.idleCpu * 100;
    case 'delayP99':
      return sample.delayP99 ?? sample.window?.delayP99;
    case 'delayMax':
      return sample.delayMax ?? sample.window?.delayMax;
    default:
      return sample.window?.[column];
  }
}

const HEADS: Record<Column, string> = {
  rate: 'MB/s',
  rateAfterFirst: 'after 1st byte',
  firstByte: '1st byte s',
  seconds: 's',
  overLimit: 'time / limit',
  cpu: 'CPU s',
  cpuPerGiB: 'CPU s/GiB',
  otherCpuPerGiB: 'other side CPU',
  anonymous: 'own MiB',
  resident: 'RSS MiB',
  proportional: 'PSS MiB',
  idleCpu: 'idle CPU %',
  delayP99: 'late by, p99 ms',
  delayMax: 'at most, ms',
  emptyPaint: 'empty: painted s',
  firstRows: '1st rows s',
  restored: 'all there s',
  startDelay: 'start late, ms',
  scroll: 'scroll ms',
  typed: 'type ms',
  sort: 'sort ms',
  filter: 'filter ms',
  files: '100k files ms',
  quit: 'quit s',
  hiddenDeltas: 'hidden deltas',
  hiddenFrames: 'frames',
};

const DIGITS: Record<Column, number> = {
  rate: 0,
  rateAfterFirst: 0,
  firstByte: 2,
  seconds: 2,
  overLimit: 2,
  cpu: 2,
  cpuPerGiB: 2,
  otherCpuPerGiB: 2,
  anonymous: 0,
  resident: 0,
  proportional: 0,
  idleCpu: 2,
  delayP99: 1,
  delayMax: 1,
  emptyPaint: 2,
  firstRows: 2,
  restored: 2,
  startDelay: 0,
  scroll: 0,
  typed: 0,
  sort: 0,
  filter: 0,
  files: 0,
  quit: 2,
  hiddenDeltas: 0,
  hiddenFrames: 0,
};

export function medianOf(column: Column, row: Row, limit?: number): number | undefined {
  const values = row.samples
    .map((sample) => figure(column, sample, limit))
    .filter((value) => value !== undefined);
  return values.length === 0 ? undefined : median(values);
}

function spread(column: Column, row: Row): string {
  const values = row.samples
    .map((sample) => figure(column, sample))
    .filter((value) => value !== undefined);
  if (values.length < 2) return '';
  const digits = DIGITS[column];
  return ` (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;
}

const isRate = (by: Case['by']): boolean => by === 'rate' || by === 'rateAfterFirst';

/** How good a row is against another figure: above 1 is better, whatever the unit. */
function ratio(by: Case['by'], mine: number, theirs: number): number {
  return isRate(by) ? mine / theirs : theirs / mine;
}

function best(case_: Case, rows: readonly Row[], kinds: readonly string[]): number | undefined {
  const values = rows
    .filter((row) => kinds.includes(row.contestant.kind))
    .map((row) => medianOf(case_.by, row))
    .filter((value) => value !== undefined);
  if (values.length === 0) return undefined;
  return isRate(case_.by) ? Math.max(...values) : Math.min(...values);
}

function cells(case_: Case, row: Row, rows: readonly Row[]): string[] {
  const figures = case_.columns.map((column) => {
    const value = medianOf(column, row, case_.limitSeconds);
    if (value === undefined) return '–';
    return value.toFixed(DIGITS[column]) + (column === case_.by ? spread(column, row) : '');
  });
  const mine = medianOf(case_.by, row);
  const others = rows.filter((other) => other !== row && other.contestant.kind === 'other');
  const theirs = best(case_, others, ['other']);
  const reference = best(case_, rows, ['reference']);
  const show = (value: number | undefined): string =>
    mine === undefined || value === undefined ? '–' : ratio(case_.by, mine, value).toFixed(2);
  const cpuOf = (one: Row | undefined): number | undefined =>
    one && (medianOf('cpuPerGiB', one) ?? medianOf('cpu', one));
  const cpu = over(cpuOf(row), cpuOf(rows.find((one) => one.contestant.name === 'qbittorrent')));
  return [
    row.contestant.name,
    ...figures,
    show(theirs),
    ...(reference === undefined ? [] : [show(reference)]),
    cpu === undefined ? '–' : cpu.toFixed(2),
  ];
}

/** The table of one case, as Markdown, which is readable as it is. */
export function render(case_: Case, rows: readonly Row[]): string {
  const withReference = rows.some(
    (row) => row.contestant.kind === 'reference' && row.samples.length > 0,
  );
  const heads = [
    case_.title,
    ...case_.columns.map((column) => HEADS[column]),
    '× best of the others',
    ...(withReference ? ['× reference'] : []),
    'CPU × qBittorrent',
  ];
  const body = rows.filter((row) => row.samples.length > 0).map((row) => cells(case_, row, rows));
  const widths = heads.map((head, index) =>
    Math.max(head.length, ...body.map((line) => (line[index] ?? '').length)),
  );
  const line = (words: readonly string[]): string =>
    `| ${words.map((word, at) => (at === 0 ? word.padEnd(widths[at] ?? 0) : word.padStart(widths[at] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, at) => (at === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const noisy = rows.filter(
    (row) => median(row.samples.flatMap(({ noise }) => noise ?? [])) > NOISE_LIMIT,
  );
  const noise = noisy.map(
    ({ contestant }) => `  ${contestant.name}: the machine was busy with other things meanwhile`,
  );
  const trouble = rows.flatMap((row) =>
    row.contestant.missing !== undefined
      ? [`  ${row.contestant.name}: left out, ${row.contestant.missing}`]
      : row.failures.map((text) => `  ${row.contestant.name}: failed, ${text}`),
  );
  return [line(heads), rule, ...body.map(line), ...trouble, ...noise].join('\n');
}
