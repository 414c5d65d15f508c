import './list.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ContextMenu } from 'radix-ui';
import {
  type CSSProperties,
  type MouseEvent,
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
import { columnById } from './columns.ts';
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

/** The list of torrents: a grid of which only the visible rows exist. */
export function TorrentList() {
  const { t } = useLocale();
  const ids = useView((view) => view.ids);
  const none = useTorrents((state) => state.byId.size === 0);
  const active = useSelection((state) => state.active);
  const scroller = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const table = useColumns(width);
  const visible = table.getVisibleLeafColumns();

  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    scrollPaddingStart: HEAD,
    getItemKey: (index) => ids[index] ?? index,
  });

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

  const scrollTo = useCallback((index: number) => virtual.scrollToIndex(index), [virtual]);
  const keys = useMemo(
    () =>
      listKeys(
        scrollTo,
        () => Math.max(1, Math.floor(((scroller.current?.clientHeight ?? ROW) - HEAD) / ROW) - 1),
        () => useView.getState().ids,
      ),
    [scrollTo],
  );

  useEffect(() => scroller.current?.focus({ preventScroll: true }), []);

  // With the scrollbar, whether it is there or not: rows that come and go do not change the columns.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => setWidth(element.offsetWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // A page that takes the place of another one stands where that one stood.
  useLayoutEffect(() => {
    const top = sceneScroll(ids.length);
    if (top !== undefined) scroller.current?.scrollTo({ top });
  }, [ids.length]);

  // The pane takes half of the list away: what it is about stays in sight.
  const detailsOpen = useView((view) => view.detailsOpen);
  useEffect(() => {
    const at = useView.getState().ids.indexOf(useSelection.getState().active as InfoHash);
    if (detailsOpen && at !== -1) requestAnimationFrame(() => virtual.scrollToIndex(at));
  }, [detailsOpen, virtual]);

  const style = {
    '--columns': template,
    '--grid-width': `${total}px`,
  } as CSSProperties;
  return (
    <ContextMenu.Root>
      <div className="list">
        <div
          ref={scroller}
          role="grid"
          id="torrents"
          data-pane
          className={none ? 'grid grid-none' : 'grid'}
          style={style}
          tabIndex={0}
          aria-label={t('list.label')}
          aria-multiselectable="true"
          aria-rowcount={ids.length + 1}
          aria-colcount={columns.length}
          aria-activedescendant={active === undefined ? undefined : rowElementId(active)}
          onKeyDown={keys.onKeyDown}
          onScroll={(event) => noteScroll(event.currentTarget.scrollTop)}
          onMouseDown={(event) => event.target === event.currentTarget && clearSelection()}
        >
          <Header table={table} />
          <ContextMenu.Trigger asChild disabled={ids.length === 0}>
            <div className="grid-body" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
              {virtual.getVirtualItems().map((item) => {
                const id = ids[item.index];
                return id === undefined ? null : (
                  <Row
                    key={id}
                    id={id}
                    index={item.index}
                    top={item.start}
                    columns={columns}
                    onPress={press}
                    onOpen={activate}
                  />
                );
              })}
            </div>
          </ContextMenu.Trigger>
        </div>
        {ids.length === 0 && <EmptyList />}
      </div>
      <TorrentMenu />
    </ContextMenu.Root>
  );
}
