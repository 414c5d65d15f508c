import './data-grid.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';

export interface DataColumn<T> {
  readonly id: string;
  readonly title: string;
  /** Pixels; at least, when it grows. */
  readonly width: number;
  /** Its share of the room that is left. */
  readonly grow?: number;
  readonly align?: 'start' | 'end';
  cell(row: T): ReactNode;
}

interface DataGridProps<T> {
  readonly label: string;
  readonly columns: readonly DataColumn<T>[];
  readonly rows: readonly T[];
  rowKey(row: T, index: number): string;
  readonly empty: string;
}

const ROW = 24;

/** A table to look at: sticky titles, only the visible rows exist, arrows move, Page and End too. */
export function DataGrid<T>({ label, columns, rows, rowKey, empty }: DataGridProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const gridId = useId();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
    scrollPaddingStart: ROW,
  });
  const template = columns
    .map(({ width, grow }) => (grow === undefined ? `${width}px` : `minmax(${width}px, ${grow}fr)`))
    .join(' ');
  // The same for the titles and every row, or their growing columns would differ.
  const minWidth = columns.reduce((sum, column) => sum + column.width, 0);

  const onKey = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: 10,
      PageUp: -10,
      Home: -rows.length,
      End: rows.length,
    };
    const step = steps[event.key];
    if (step === undefined || rows.length === 0) return;
    event.preventDefault();
    const to = Math.min(rows.length - 1, Math.max(0, active + step));
    setActive(to);
    virtual.scrollToIndex(to);
  };

  if (rows.length === 0) return <p className="data-empty">{empty}</p>;
  return (
    <div
      ref={scroller}
      role="grid"
      className="data-grid numbers"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={`${gridId}-row-${active}`}
      onKeyDown={onKey}
    >
      <div
        role="row"
        className="data-head"
        style={{ gridTemplateColumns: template, minWidth }}
        aria-rowindex={1}
      >
        {columns.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            className={`data-cell data-${column.align ?? 'start'}`}
          >
            <span className="cut">{column.title}</span>
          </div>
        ))}
      </div>
      <div
        role="rowgroup"
        className="data-body"
        style={{ height: virtual.getTotalSize(), minWidth }}
      >
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index] as T;
          return (
            <div
              key={rowKey(row, item.index)}
              id={`${gridId}-row-${item.index}`}
              role="row"
              className={`data-row${item.index === active ? ' data-active' : ''}`}
              style={{ gridTemplateColumns: template, transform: `translateY(${item.start}px)` }}
              aria-rowindex={item.index + 2}
            >
              {columns.map((column) => (
                <div
                  key={column.id}
                  role="gridcell"
                  className={`data-cell data-${column.align ?? 'start'}`}
                >
                  {column.cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
