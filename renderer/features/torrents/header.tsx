import type { TFunction } from 'i18next';
import { ArrowDown, ArrowUp, Check } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import { type DragEvent, type KeyboardEvent, type ReactElement, useState } from 'react';
import { useLocale } from '../../i18n/locale.tsx';
import { arrange, defaultView, useView } from '../../stores/view.ts';
import { MenuContent } from '../../ui/menu.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { type ColumnId, columnById } from './columns.ts';
import { type ColumnsTable, chooseColumn } from './use-columns.ts';

const DRAG_TYPE = 'application/x-skein-column';
const RESIZE_STEP = 16;

function move(id: string, to: string): void {
  const order = useView.getState().columnOrder.filter((other) => other !== id);
  const at = order.indexOf(to);
  const was = useView.getState().columnOrder;
  const forwards = was.indexOf(id) < was.indexOf(to);
  order.splice(at + (forwards ? 1 : 0), 0, id);
  arrange({ columnOrder: order });
}

function resetColumns(): void {
  const { columnOrder, columnSizing, columnVisibility } = defaultView;
  arrange({ columnOrder, columnSizing, columnVisibility });
}

/** A place is two digits wide, and so is its title; the word is told on hover and to screen readers. */
const titleOf = (id: ColumnId, t: TFunction): string =>
  id === 'queuePosition' ? '#' : t(`column.${id}`);

const hintOf = (id: ColumnId, t: TFunction): string | undefined => {
  if (id === 'queuePosition') return t('column.queuePosition');
  return id === 'ratio' ? t('organise.ratioHint') : undefined;
};

/** A title whose meaning is not plain says it on hover and focus. */
const Explained = ({
  text,
  children,
}: {
  readonly text: string | undefined;
  readonly children: ReactElement;
}) => (text === undefined ? children : <Tooltip text={text}>{children}</Tooltip>);

/** The column titles: click sorts (Shift adds), drag moves, the edge resizes, the context menu hides. */
export function Header({ table }: { readonly table: ColumnsTable }) {
  const { t, format } = useLocale();
  const sorting = useView((view) => view.sorting);
  const [focused, setFocused] = useState<string>('name');
  const [over, setOver] = useState<string | undefined>(undefined);
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const visible = headers.map((header) => header.column.id);
  const tabStop = visible.includes(focused) ? focused : visible[0];

  const focusColumn = (id: string | undefined): void => {
    if (id === undefined) return;
    setFocused(id);
    document.getElementById(`column-${id}`)?.focus();
  };

  const onKey = (event: KeyboardEvent, id: string): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const direction = document.documentElement.dir === 'rtl' ? -step : step;
    const neighbour = visible[visible.indexOf(id) + direction];
    if (event.altKey && neighbour !== undefined) {
      move(id, neighbour);
      requestAnimationFrame(() => focusColumn(id));
    } else if (event.shiftKey) {
      const size = table.getColumn(id)?.getSize() ?? 0;
      arrange({
        columnSizing: {
          ...useView.getState().columnSizing,
          [id]: Math.max(48, size + direction * RESIZE_STEP),
        },
      });
    } else {
      focusColumn(neighbour);
    }
  };

  const onDrop = (event: DragEvent, id: string): void => {
    const dragged = event.dataTransfer.getData(DRAG_TYPE);
    setOver(undefined);
    if (dragged === '' || dragged === id) return;
    event.preventDefault();
    event.stopPropagation();
    move(dragged, id);
  };

  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild>
        <div className="grid-head" role="row" aria-rowindex={1} tabIndex={-1}>
          {headers.map((header) => {
            const { column } = header;
            const { align } = columnById.get(column.id) ?? { align: 'start' };
            const sorted = column.getIsSorted();
            const place = sorting.length > 1 ? sorting.findIndex(({ id }) => id === column.id) : -1;
            const sortLabel =
              sorted === false ? 'none' : sorted === 'asc' ? 'ascending' : 'descending';
            return (
              <div
                key={column.id}
                role="columnheader"
                tabIndex={-1}
                aria-sort={sortLabel}
                className={`head head-${column.id} cell-${align}${over === column.id ? ' head-over' : ''}`}
                onDragOver={(event) => {
                  if (!event.dataTransfer.types.includes(DRAG_TYPE)) return;
                  event.preventDefault();
                  setOver(column.id);
                }}
                onDragLeave={() => setOver(undefined)}
                onDrop={(event) => onDrop(event, column.id)}
              >
                <Explained text={hintOf(column.id as ColumnId, t)}>
                  <button
                    type="button"
                    id={`column-${column.id}`}
                    aria-label={t(`column.${column.id as ColumnId}`)}
                    className="head-button"
                    tabIndex={column.id === tabStop ? 0 : -1}
                    draggable
                    onDragStart={(event) => event.dataTransfer.setData(DRAG_TYPE, column.id)}
                    onFocus={() => setFocused(column.id)}
                    onKeyDown={(event) => onKey(event, column.id)}
                    onClick={(event) => column.toggleSorting(undefined, event.shiftKey)}
                  >
                    <span className="cut">{titleOf(column.id as ColumnId, t)}</span>
                    {sorted === 'asc' && <ArrowUp size={12} aria-hidden="true" />}
                    {sorted === 'desc' && <ArrowDown size={12} aria-hidden="true" />}
                    {place !== -1 && <sup className="head-place">{format.count(place + 1)}</sup>}
                  </button>
                </Explained>
                {/* biome-ignore lint/a11y/noStaticElementInteractions: with the keyboard Shift and an arrow on the title resize */}
                <span
                  className="head-edge"
                  onMouseDown={header.getResizeHandler()}
                  onDoubleClick={() => column.resetSize()}
                />
              </div>
            );
          })}
        </div>
      </ContextMenu.Trigger>
      <MenuContent kind="context">
        <ContextMenu.Label className="menu-label">{t('action.columns')}</ContextMenu.Label>
        {table.getAllLeafColumns().map((column) => (
          <ContextMenu.CheckboxItem
            key={column.id}
            className="menu-item menu-check"
            checked={column.getIsVisible()}
            disabled={!column.getCanHide()}
            onCheckedChange={(checked) => chooseColumn(column.id, checked === true)}
            onSelect={(event) => event.preventDefault()}
          >
            <ContextMenu.ItemIndicator className="menu-mark">
              <Check size={15} />
            </ContextMenu.ItemIndicator>
            {t(`column.${column.id as ColumnId}`)}
          </ContextMenu.CheckboxItem>
        ))}
        <ContextMenu.Separator className="menu-line" />
        <ContextMenu.Item className="menu-item menu-check" onSelect={resetColumns}>
          {t('action.resetColumns')}
        </ContextMenu.Item>
      </MenuContent>
    </ContextMenu.Root>
  );
}
