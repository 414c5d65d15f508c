import './list.css';
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { ContextMenu } from 'radix-ui';
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactElement,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { InfoHash } from '../../../preload/contract/index.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { noteScroll, sceneScroll } from '../../stores/scene.ts';
import {
  clearSelection,
  selectOne,
  selectRange,
  toggle,
  useSelection,
} from '../../stores/selection.ts';
import { useTorrents } from '../../stores/torrents.ts';
import { useView } from '../../stores/view.ts';
import { type Column, columnById } from './columns.ts';
import { activate } from './commands.ts';
import { EmptyList } from './empty.tsx';
import { Header } from './header.tsx';
import { listKeys } from './keyboard.ts';
import { TorrentMenu } from './menu/torrent-menu.tsx';
import { Row, rowElementId } from './row.tsx';
import { useColumns } from './use-columns.ts';

export const ROW = 28;
const HEAD = 28;
const NAME_MIN = 160;

function press(event: MouseEvent, id: InfoHash): void {
  const { selected } = useSelection.getState();
  // The right button keeps a selection it hits: the menu is for all of it.
  if (event.button === 2) {
    if (!selected.has(id)) selectOne(id);
  } else if (event.button === 0) {
    if (event.shiftKey) selectRange(useView.getState().ids, id);
    else if (event.ctrlKey || event.metaKey) toggle(id);
    else selectOne(id);
  }
}

/** What the start of the app is measured by: the time at which the first rows had been painted. */
function useFirstRows(areThere: boolean): void {
  useEffect(() => {
    if (!areThere || performance.getEntriesByName('rows').length > 0) return;
    requestAnimationFrame(() => setTimeout(() => performance.mark('rows'), 0));
  }, [areThere]);
}

/** The element that scrolls; null until it is there. */
type Scroller = HTMLDivElement | null;
type Virtual = Virtualizer<HTMLDivElement, Element>;

/** So many elements take turns in being the rows: who scrolls gets other texts in them, which is half the work of new ones. */
function useSlots(rows: number): number {
  const most = useRef(1);
  most.current = Math.max(most.current, rows);
  return most.current;
}

/** The rows in sight and a few around them. Whatever moves in the list, nothing but these is drawn again. */
const Rows = memo(function Rows({
  scroller,
  virtualizer,
  columns,
}: {
  readonly scroller: Scroller;
  readonly virtualizer: RefObject<Virtual | null>;
  readonly columns: readonly Column[];
}) {
  const ids = useView((view) => view.ids);
  const getItemKey = useCallback((index: number) => ids[index] ?? index, [ids]);
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller,
    estimateSize: () => ROW,
    overscan: 4,
    scrollPaddingStart: HEAD,
    getItemKey,
  });
  virtualizer.current = virtual;
  useFirstRows(ids.length > 0);

  // A page that takes the place of another one stands where that one stood.
  useLayoutEffect(() => {
    const top = scroller === null ? undefined : sceneScroll(ids.length);
    if (top !== undefined) scroller?.scrollTo({ top });
  }, [ids.length, scroller]);

  const items = virtual.getVirtualItems();
  const slots = useSlots(items.length);
  const active = useSelection((state) => state.active);
  const at = useMemo(() => ids.indexOf(active as InfoHash), [ids, active]);
  const isFar = at !== -1 && (at < (items[0]?.index ?? 0) || at > (items.at(-1)?.index ?? 0));
  const row = (key: number | string, index: number) => {
    const id = ids[index];
    return id === undefined ? null : (
      <Row
        key={key}
        id={id}
        index={index}
        top={index * ROW}
        columns={columns}
        onPress={press}
        onOpen={activate}
      />
    );
  };
  return (
    <>
      {items.map(({ index }) => row(index % slots, index))}
      {/* Wherever it is: a screen reader is told of it by the grid. */}
      {isFar && row('active', at)}
    </>
  );
});

/** The grid around titles and rows: it changes with what is active and with how many rows there are, they do not. */
function Grid({
  onScroller,
  style,
  columnCount,
  onKeyDown,
  header,
  rows,
}: {
  onScroller(element: Scroller): void;
  readonly style: CSSProperties;
  readonly columnCount: number;
  onKeyDown(event: KeyboardEvent): void;
  readonly header: ReactElement;
  readonly rows: ReactElement;
}) {
  const { t } = useLocale();
  const count = useView((view) => view.ids.length);
  const none = useTorrents((state) => state.byId.size === 0);
  const active = useSelection((state) => state.active);
  return (
    <div
      ref={onScroller}
      role="grid"
      id="torrents"
      data-pane
      className={none ? 'grid grid-none' : 'grid'}
      style={style}
      tabIndex={0}
      aria-label={t('list.label')}
      aria-multiselectable="true"
      aria-rowcount={count + 1}
      aria-colcount={columnCount}
      aria-activedescendant={active === undefined ? undefined : rowElementId(active)}
      onKeyDown={onKeyDown}
      onScroll={(event) => noteScroll(event.currentTarget.scrollTop)}
      onMouseDown={(event) => event.target === event.currentTarget && clearSelection()}
    >
      {header}
      <ContextMenu.Trigger asChild disabled={count === 0}>
        <div className="grid-body" role="rowgroup" style={{ height: count * ROW }}>
          {rows}
        </div>
      </ContextMenu.Trigger>
    </div>
  );
}

function Empty() {
  const isEmpty = useView((view) => view.ids.length === 0);
  return isEmpty ? <EmptyList /> : null;
}

/** Pixels of the list with its scrollbar, whether that is there or not: rows that come and go do not change the columns. */
function useWidth(scroller: Scroller): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (scroller === null) return;
    const measure = (): void => setWidth(scroller.offsetWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    return () => observer.disconnect();
  }, [scroller]);
  return width;
}

/** The list of torrents: a grid of which only the visible rows exist. */
export function TorrentList() {
  const [scroller, setScroller] = useState<Scroller>(null);
  const virtualizer = useRef<Virtual>(null);
  const table = useColumns(useWidth(scroller));
  const visible = table.getVisibleLeafColumns();

  // One list for all rows: it changes only when the columns do.
  const names = visible.map((column) => column.id).join();
  const columns = useMemo(
    () => names.split(',').flatMap((id) => columnById.get(id) ?? []),
    [names],
  );
  // The name takes what the others leave, and gives way first unless the user has set its width.
  const nameWidth = useView((view) => view.columnSizing['name']) ?? NAME_MIN;
  const widthOf = (column: (typeof visible)[number]): number =>
    column.id === 'name' ? nameWidth : column.getSize();
  const template = visible
    .map((column) =>
      column.id === 'name' ? `minmax(${nameWidth}px, 1fr)` : `${column.getSize()}px`,
    )
    .join(' ');
  const total = visible.reduce((sum, column) => sum + widthOf(column), 0);

  const keys = useMemo(
    () =>
      listKeys(
        (index) => virtualizer.current?.scrollToIndex(index),
        () => Math.max(1, Math.floor(((scroller?.clientHeight ?? ROW) - HEAD) / ROW) - 1),
        () => useView.getState().ids,
      ),
    [scroller],
  );

  useEffect(() => scroller?.focus({ preventScroll: true }), [scroller]);

  // The pane takes half of the list away: what it is about stays in sight.
  const detailsOpen = useView((view) => view.detailsOpen);
  useEffect(() => {
    const at = useView.getState().ids.indexOf(useSelection.getState().active as InfoHash);
    if (detailsOpen && at !== -1)
      requestAnimationFrame(() => virtualizer.current?.scrollToIndex(at));
  }, [detailsOpen]);

  const style = {
    '--columns': template,
    '--grid-width': `${total}px`,
  } as CSSProperties;
  return (
    <ContextMenu.Root>
      <div className="list">
        <Grid
          onScroller={setScroller}
          style={style}
          columnCount={columns.length}
          onKeyDown={keys.onKeyDown}
          header={<Header table={table} />}
          rows={<Rows scroller={scroller} virtualizer={virtualizer} columns={columns} />}
        />
        <Empty />
      </div>
      <TorrentMenu />
    </ContextMenu.Root>
  );
}
