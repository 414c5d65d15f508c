import type { Column } from './case.ts';
import { medianOf, type Row } from './table.ts';

/** Where Skein stands against what it aims at, over all cases that ran: one table. */

export interface Judged {
  readonly case: string;
  readonly contestant: string;
  readonly what: string;
  readonly figure: number;
  readonly aim: string;
  readonly met: boolean;
}

export interface Done {
  readonly case: string;
  readonly rows: readonly Row[];
  readonly limitSeconds?: number | undefined;
}

interface Aim {
  readonly case: string;
  readonly contestant: string;
  readonly what: string;
  readonly column: Column;
  /** What the figure is divided by; without one it stands alone. */
  readonly by?: By;
  readonly least?: number;
  readonly most?: number;
}

/** The named contestant, the best of the named ones, or the best of all that are not ours. */
type By = string | readonly string[] | 'others';

const speed = (case_: string, contestant: string, by: By, least: number): Aim => {
  const whom = by === 'others' ? 'the best of the others' : [by].flat().join(' and ');
  const column = case_.startsWith('seed') ? 'rateAfterFirst' : 'rate';
  return { case: case_, contestant, what: `speed × ${whom}`, column, by, least };
};

const cost = (case_: string, contestant: string, by: By, most: number): Aim => {
  const whom = by === 'others' ? 'the thriftiest of the others' : [by].flat().join(' and ');
  const column = ['check', 'create'].includes(case_) ? 'cpu' : 'cpuPerGiB';
  return { case: case_, contestant, what: `CPU × ${whom}`, column, by, most };
};

const plain = (
  case_: string,
  contestant: string,
  what: string,
  column: Column,
  most: number,
): Aim => ({ case: case_, contestant, what, column, most });

const AIMS: readonly Aim[] = [
  speed('leech', 'skein', 'others', 1.3),
  speed('leech', 'skein', 'featureless', 0.85),
  cost('leech', 'skein', 'qbittorrent', 0.8),
  plain('leech', 'skein', 'own memory, MiB', 'anonymous', 160),
  speed('leech', 'skein-app', 'others', 1.1),
  cost('leech', 'skein-app', 'qbittorrent', 1),
  speed('files', 'skein', 'others', 1.1),
  cost('files', 'skein', 'qbittorrent', 1),
  speed('rc4', 'skein', 'aria2', 1),
  cost('rc4', 'skein', 'aria2', 1.2),
  ...['seed-qbittorrent', 'seed-aria2'].flatMap((to) => [
    speed(to, 'skein', ['qbittorrent', 'aria2'], 1),
    speed(to, 'skein', 'rtorrent', 0.9),
    cost(to, 'skein', 'qbittorrent', 1),
  ]),
  plain('first-byte', 'skein', 'first payload byte, s', 'firstByte', 0.3),
  speed('check', 'skein', 'others', 1.5),
  cost('check', 'skein', 'others', 1.2),
  speed('create', 'skein', 'mktorrent -t 2', 0.9),
  cost('create', 'skein', 'mktorrent -t 2', 1.3),
  plain('swarm', 'skein', 'time / limit', 'overLimit', 1.1),
  plain('idle-2000', 'skein', 'all serving after s', 'seconds', 1),
  plain('idle-2000', 'skein', 'RSS, MiB', 'resident', 150),
  plain('idle-2000', 'skein', 'idle CPU, %', 'idleCpu', 0.4),
  plain('window', 'skein-app', 'first rows, s', 'firstRows', 2),
  plain('window', 'skein-app', 'all there, s', 'restored', 15),
  plain('window', 'skein-app', 'main thread late by at most at the start, ms', 'startDelay', 50),
  plain('window', 'skein-app', 'main thread late by at most, ms', 'delayMax', 50),
  plain('window', 'skein-app', 'longest frame while scrolling, ms', 'scroll', 50),
  plain('window', 'skein-app', 'longest frame while typing, ms', 'typed', 50),
  plain('window', 'skein-app', 'sort, ms', 'sort', 100),
  plain('window', 'skein-app', 'filter, ms', 'filter', 100),
  plain('window', 'skein-app', 'tree of 100,000 files, ms', 'files', 500),
  plain('window', 'skein-app', 'memory of the window, MiB', 'resident', 350),
  plain('window', 'skein-app', 'quit, s', 'quit', 5),
  plain('window', 'skein-app', 'deltas to a hidden window', 'hiddenDeltas', 0),
  plain('window', 'skein-app', 'frames of a hidden window', 'hiddenFrames', 0),
  plain('tray', 'skein-app', 'idle CPU, %', 'idleCpu', 1),
  plain('tray', 'skein-app', 'memory of all processes, MiB', 'proportional', 250),
  ...['app-download', 'app-seed'].flatMap((work) => [
    plain('app-delay', work, 'main thread late by, p99 ms', 'delayP99', 20),
    plain('app-delay', work, 'main thread late by at most, ms', 'delayMax', 100),
  ]),
];

function divisor(aim: Aim, rows: readonly Row[]): number | undefined {
  if (aim.by === undefined) return 1;
  const names = [aim.by].flat();
  const values = rows
    .filter(({ contestant }) =>
      aim.by === 'others' ? contestant.kind === 'other' : names.includes(contestant.name),
    )
    .map((row) => medianOf(aim.column, row))
    .filter((value) => value !== undefined);
  if (values.length === 0) return undefined;
  return aim.least === undefined ? Math.min(...values) : Math.max(...values);
}

/** What could be judged of the cases that ran. */
export function judge(done: readonly Done[]): readonly Judged[] {
  return AIMS.flatMap((aim) => {
    const ran = done.find((one) => one.case === aim.case);
    const row = ran?.rows.find(({ contestant }) => contestant.name === aim.contestant);
    if (ran === undefined || row === undefined) return [];
    const mine = medianOf(aim.column, row, ran.limitSeconds);
    const theirs = divisor(aim, ran.rows);
    if (mine === undefined || theirs === undefined || theirs === 0) return [];
    const figure = mine / theirs;
    const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = aim;
    return [
      {
        case: aim.case,
        contestant: aim.contestant,
        what: aim.what,
        figure,
        aim: aim.least === undefined ? `≤ ${most}` : `≥ ${least}`,
        met: figure >= least && figure <= most,
      },
    ];
  });
}

/** As Markdown. Empty where nothing could be judged. */
export function renderSummary(judged: readonly Judged[]): string {
  if (judged.length === 0) return '';
  const lines = judged.map(({ case: name, contestant, what, figure, aim, met }) => {
    const digits = figure >= 10 ? 0 : 2;
    return `| ${name} | ${contestant} | ${what} | ${figure.toFixed(digits)} | ${aim} | ${met ? 'yes' : 'no'} |`;
  });
  return ['| case | who | what | figure | aim | met |', '|---|---|---|--:|--:|---|', ...lines].join(
    '\n',
  );
}
