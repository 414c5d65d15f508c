import { DAY, formatSchedule, parseSchedule } from '../../../preload/contract/settings.ts';

/** A cell of the grid is half an hour. */
export const CELL_MINUTES = 30;
export const CELLS_PER_DAY = DAY / CELL_MINUTES;
export const DAYS = 7;

export type Cells = readonly boolean[];

/** A cell is on when the schedule holds at its middle. Text that cannot be read is an empty week. */
export function cellsOf(text: string): Cells {
  const parsed = parseSchedule(text);
  const stretches = parsed.ok ? parsed.value : [];
  return Array.from({ length: DAYS * CELLS_PER_DAY }, (_, index) => {
    const middle = (index + 0.5) * CELL_MINUTES;
    return stretches.some(({ from, to }) => middle >= from && middle < to);
  });
}

export function textOf(cells: Cells): string {
  const stretches: { from: number; to: number }[] = [];
  cells.forEach((on, index) => {
    if (!on) return;
    const from = index * CELL_MINUTES;
    const last = stretches.at(-1);
    if (last?.to === from) last.to = from + CELL_MINUTES;
    else stretches.push({ from, to: from + CELL_MINUTES });
  });
  return formatSchedule(stretches);
}

/** All cells of the rectangle between two of them get the same. */
export function painted(cells: Cells, from: number, to: number, on: boolean): Cells {
  const next = [...cells];
  const [day1, day2] = [from, to].map((cell) => Math.floor(cell / CELLS_PER_DAY)).sort(order);
  const [col1, col2] = [from, to].map((cell) => cell % CELLS_PER_DAY).sort(order);
  for (let day = day1 ?? 0; day <= (day2 ?? 0); day++)
    for (let column = col1 ?? 0; column <= (col2 ?? 0); column++)
      next[day * CELLS_PER_DAY + column] = on;
  return next;
}

const order = (a: number, b: number): number => a - b;

/** Where a key leads from a cell; undefined when it leads nowhere. */
export function stepped(cell: number, key: string, whole: boolean): number | undefined {
  const day = Math.floor(cell / CELLS_PER_DAY);
  const column = cell % CELLS_PER_DAY;
  const at = (toDay: number, toColumn: number): number =>
    Math.min(DAYS - 1, Math.max(0, toDay)) * CELLS_PER_DAY +
    Math.min(CELLS_PER_DAY - 1, Math.max(0, toColumn));
  switch (key) {
    case 'ArrowLeft':
      return at(day, column - 1);
    case 'ArrowRight':
      return at(day, column + 1);
    case 'ArrowUp':
      return at(day - 1, column);
    case 'ArrowDown':
      return at(day + 1, column);
    case 'Home':
      return at(whole ? 0 : day, 0);
    case 'End':
      return at(whole ? DAYS - 1 : day, CELLS_PER_DAY - 1);
    default:
      return undefined;
  }
}

/** What was sent and has not come back once `value` has; undefined when somebody else has set it. */
export function stillPending(sent: readonly string[], value: string): string[] | undefined {
  const at = sent.indexOf(value);
  return at === -1 ? undefined : sent.slice(at + 1);
}
