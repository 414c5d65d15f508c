import './data-grid.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { MenuContent } from './menu.tsx';

export interface DataColumn<T> {
  readonly id: string;
  readonly title: string;
  /** Pixels; at least, when it grows. */
  readonly width: number;
  /** Its share of the room that is left. */
  readonly grow?: number;
  readonly align?: 'start' | 'end';
  cell(row: T): ReactNode;
  /** What the rows can be ordered by; absent: not by this column. */
  value?(row: T): number | string;
}

interface DataGridProps<T> {
  readonly label: string;
  readonly columns: readonly DataColumn<T>[];
  readonly rows: readonly T[];
  rowKey(row: T, index: number): string;
  readonly empty: string;
  /** The context menu of a row. */
  menu?(row: T): ReactNode;
  /** A key that the grid has no use for. */
  onKey?(event: KeyboardEvent, row: T): void;
  onOpen?(row: T): void;
}

const ROW = 24;

interface Sorting {
  readonly id: string;
  readonly down: boolean;
}

const compare = (a: number | string, b: number | string): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));

function useSorted<T>(rows: readonly T[], columns: readonly DataColumn<T>[], by?: Sorting) {
  return useMemo(() => {
    const value = columns.find((column) => column.id === by?.id)?.value;
    if (value === undefined || by === undefined) return rows;
    const sign = by.down ? -1 : 1;
    return [...rows].sort((a, b) => sign * compare(value(a), value(b)));
  }, [rows, columns, by]);
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

function Head<T>({
  column,
  sorting,
  sort,
}: {
  readonly column: DataColumn<T>;
  readonly sorting: Sorting | undefined;
  sort(id: string): void;
}) {
  const own = sorting?.id === column.id ? sorting : undefined;
  const Arrow = own?.down === true ? ArrowDown : ArrowUp;
  return (
    <div
      role="columnheader"
      className={`data-cell data-${column.align ?? 'start'}`}
      {...(own === undefined ? {} : { 'aria-sort': own.down ? 'descending' : 'ascending' })}
    >
      {column.value === undefined ? (
        <span className="cut">{column.title}</span>
      ) : (
        <button type="button" className="data-sort" tabIndex={-1} onClick={() => sort(column.id)}>
          {own !== undefined && <Arrow size={12} aria-hidden="true" />}
          <span className="cut">{column.title}</span>
        </button>
      )}
    </div>
  );
}

/** A table to look at: sticky titles that sort, only the visible rows exist, arrows move, Page and End too. */
export function DataGrid<T>(props: DataGridProps<T>) {
  const { label, columns, rowKey, empty, menu, onKey, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [activeKey, setActive] = useState('');
  const [sorting, setSorting] = useState<Sorting | undefined>(undefined);
  const gridId = useId();
  const rows = useSorted(props.rows, columns, sorting);
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
  // Rows come and go: the keyboard stays with its row as long as that is there.
  const active = Math.max(
    0,
    rows.findIndex((row, index) => rowKey(row, index) === activeKey),
  );
  const activeRow = rows[active];
  // Scrolled away, it is nothing that a screen reader could be sent to.
  const isDrawn = virtual.getVirtualItems().some(({ index }) => index === active);

  const go = (to: number): void => {
    const at = Math.min(rows.length - 1, Math.max(0, to));
    const row = rows[at];
    if (row === undefined) return;
    setActive(rowKey(row, at));
    virtual.scrollToIndex(at);
  };
  const openMenu = (): void => {
    const row = document.getElementById(`${gridId}-row-${active}`);
    const box = row?.getBoundingClientRect();
    if (box === undefined) return;
    const where = { bubbles: true, cancelable: true, clientX: box.left + 40, clientY: box.bottom };
    row?.dispatchEvent(new window.MouseEvent('contextmenu', where));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== scroller.current || activeRow === undefined) return;
    const step = STEPS[event.key];
    if (step !== undefined) go(active + step);
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openMenu();
    else if (event.key === 'Enter' && onOpen !== undefined) onOpen(activeRow);
    else {
      onKey?.(event, activeRow);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const onMouseDown = (event: MouseEvent): void => {
    const row = (event.target as Element).closest('[role=row][aria-rowindex]');
    if (row !== null) go(Number(row.getAttribute('aria-rowindex')) - 2);
  };
  const sort = (id: string): void =>
    setSorting((now) => {
      if (now?.id !== id) return { id, down: false };
      return now.down ? undefined : { id, down: true };
    });

  if (rows.length === 0) return <p className="data-empty">{empty}</p>;
  const grid = (
    <div
      ref={scroller}
      role="grid"
      className="data-grid numbers"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      {...(isDrawn ? { 'aria-activedescendant': `${gridId}-row-${active}` } : {})}
      onKeyDown={onKeyDown}
      onMouseDown={onMouseDown}
      onDoubleClick={() => activeRow !== undefined && onOpen?.(activeRow)}
    >
      <div
        role="row"
        className="data-head"
        style={{ gridTemplateColumns: template, minWidth }}
        aria-rowindex={1}
      >
        {columns.map((column) => (
          <Head key={column.id} column={column} sorting={sorting} sort={sort} />
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
  if (menu === undefined) return grid;
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild>{grid}</ContextMenu.Trigger>
      <MenuContent kind="context">{activeRow !== undefined && menu(activeRow)}</MenuContent>
    </ContextMenu.Root>
  );
}
