import './week-grid.css';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useLocale } from '../../i18n/locale.tsx';
import { Button } from '../../ui/button.tsx';
import {
  CELL_MINUTES,
  CELLS_PER_DAY,
  type Cells,
  cellsOf,
  DAYS,
  painted,
  stepped,
  stillPending,
  textOf,
} from './week.ts';
import { windowsText } from './windows-text.ts';

interface WeekGridProps {
  readonly id: string;
  readonly label: string;
  /** As the setting has it. */
  readonly value: string;
  change(value: string): void;
}

/** A rectangle that is being painted, from one cell to another. */
interface Stroke {
  readonly before: Cells;
  readonly from: number;
  readonly on: boolean;
}

const cellAt = (event: PointerEvent): number | undefined => {
  const under = document.elementFromPoint(event.clientX, event.clientY);
  const cell = under instanceof HTMLElement ? under.dataset['cell'] : undefined;
  return cell === undefined ? undefined : Number(cell);
};

/** The week in half hours: painted with the mouse, or with the arrows, Shift and the space bar. */
export function WeekGrid({ id, label, value, change }: WeekGridProps) {
  const { t, format } = useLocale();
  const [cells, setCells] = useState<Cells>(() => cellsOf(value));
  const [focused, setFocused] = useState(0);
  const stroke = useRef<Stroke | undefined>(undefined);
  const grid = useRef<HTMLDivElement>(null);
  // What was sent comes back as the value while more is painted: only another's change counts.
  const sent = useRef<string[]>([]);
  useEffect(() => {
    const pending = stillPending(sent.current, value);
    sent.current = pending ?? [];
    if (pending === undefined) setCells(cellsOf(value));
  }, [value]);

  const commit = (next: Cells): void => {
    setCells(next);
    const text = textOf(next);
    if (text === (sent.current.at(-1) ?? value)) return;
    sent.current.push(text);
    change(text);
  };
  const focus = (cell: number): void => {
    setFocused(cell);
    grid.current?.querySelector<HTMLElement>(`[data-cell="${cell}"]`)?.focus();
  };

  const press = (event: PointerEvent): void => {
    const cell = cellAt(event);
    if (cell === undefined || event.button !== 0) return;
    event.preventDefault();
    grid.current?.setPointerCapture(event.pointerId);
    stroke.current = { before: cells, from: cell, on: cells[cell] !== true };
    focus(cell);
    setCells(painted(cells, cell, cell, stroke.current.on));
  };
  const drag = (event: PointerEvent): void => {
    const cell = cellAt(event);
    const { current } = stroke;
    if (current === undefined || cell === undefined) return;
    setCells(painted(current.before, current.from, cell, current.on));
  };
  const release = (): void => {
    if (stroke.current === undefined) return;
    stroke.current = undefined;
    commit(cells);
  };

  const keyDown = (event: KeyboardEvent): void => {
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      commit(painted(cells, focused, focused, cells[focused] !== true));
      return;
    }
    const next = stepped(focused, event.key, event.ctrlKey || event.metaKey);
    if (next === undefined) return;
    event.preventDefault();
    if (event.shiftKey) commit(painted(cells, focused, next, cells[focused] === true));
    focus(next);
  };

  const text = windowsText(textOf(cells), format);
  return (
    <div className="week" id={id}>
      <div
        ref={grid}
        className="week-grid"
        role="grid"
        aria-label={label}
        aria-multiselectable="true"
        onPointerDown={press}
        onPointerMove={drag}
        onPointerUp={release}
        onPointerCancel={release}
        onKeyDown={keyDown}
      >
        <div className="week-row" aria-hidden="true">
          <span />
          {Array.from({ length: CELLS_PER_DAY / 6 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: hours of the day
            <span key={index} className="week-hour numbers">
              {format.clock(index * 6 * CELL_MINUTES)}
            </span>
          ))}
        </div>
        {Array.from({ length: DAYS }, (_, day) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: days of the week
          <div key={day} className="week-row" role="row">
            <span className="week-day" role="rowheader">
              {format.weekday(day, 'short')}
            </span>
            {cells.slice(day * CELLS_PER_DAY, (day + 1) * CELLS_PER_DAY).map((on, column) => {
              const cell = day * CELLS_PER_DAY + column;
              return (
                <div
                  key={cell}
                  className="week-cell"
                  role="gridcell"
                  data-cell={cell}
                  tabIndex={cell === focused ? 0 : -1}
                  aria-selected={on}
                  aria-label={`${format.weekday(day, 'long')} ${format.clock(column * CELL_MINUTES)}`}
                />
              );
            })}
          </div>
        ))}
      </div>
      <div className="week-foot">
        <p className="week-text" aria-live="polite">
          {text === '' ? t('limits.weekEmpty') : text}
        </p>
        <Button onClick={() => commit(cellsOf(''))}>{t('limits.weekClear')}</Button>
      </div>
    </div>
  );
}
