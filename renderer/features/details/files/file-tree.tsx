import './file-tree.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ContextMenu } from 'radix-ui';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useId, useMemo, useRef } from 'react';
import { useLocale } from '../../../i18n/locale.tsx';
import { MenuContent } from '../../../ui/menu.tsx';
import { isFolder, rowsBelow, sumUp, WANTED, wishesOf } from './tree.ts';
import { PRIORITIES, type Priority, priorityName, TreeRow } from './tree-row.tsx';
import type { TreeState } from './use-tree.ts';

interface FileTreeProps {
  readonly label: string;
  readonly state: TreeState;
  /** By row of the file table. */
  readonly priorities: ArrayLike<number>;
  readonly done?: ArrayLike<number> | undefined;
  readonly empty: string;
  /** Rows of the table. */
  wish(rows: readonly number[], priority: Priority): void;
  onOpen?(node: number): void;
  onKey?(event: KeyboardEvent, nodes: readonly number[]): void;
  /** More of the context menu. */
  menu?(nodes: readonly number[]): ReactNode;
}

const ROW = 24;

/** The files of a torrent: folders that open, check boxes, priorities; all of it by keyboard, too. */
export function FileTreeGrid(props: FileTreeProps) {
  const { label, state, priorities, done, empty, onOpen, onKey, menu } = props;
  const locale = useLocale();
  const { t } = locale;
  const { tree, nodes } = state;
  const scroller = useRef<HTMLDivElement>(null);
  const gridId = useId();
  const wishes = useMemo(() => wishesOf(tree, priorities), [tree, priorities]);
  const sums = useMemo(() => (done === undefined ? undefined : sumUp(tree, done)), [tree, done]);
  const virtual = useVirtualizer({
    count: nodes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    scrollPaddingStart: ROW,
  });
  const at = nodes.indexOf(state.active);
  /** What a command is for: what is selected, or else where the keyboard is. */
  const chosen = state.selected.size > 0 ? [...state.selected] : at === -1 ? [] : [state.active];
  const wish = (of: readonly number[], priority: Priority): void => {
    const rows = rowsBelow(tree, of, state.matches);
    if (rows.length > 0) props.wish(rows, priority);
  };
  const move = (to: number, event: KeyboardEvent): void => {
    const place = Math.min(nodes.length - 1, Math.max(0, to));
    state.go(place, event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'move' : 'one');
    virtual.scrollToIndex(place);
  };
  const openMenu = (): void => {
    const row = document.getElementById(`${gridId}-${state.active}`) ?? scroller.current;
    const box = row?.getBoundingClientRect();
    if (row === null || box === undefined) return;
    const where = { bubbles: true, cancelable: true, clientX: box.left + 60, clientY: box.bottom };
    row.dispatchEvent(new MouseEvent('contextmenu', where));
  };
  const keys: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    ArrowDown: (event) => move(at + 1, event),
    ArrowUp: (event) => move(at - 1, event),
    PageDown: (event) => move(at + 10, event),
    PageUp: (event) => move(at - 10, event),
    Home: (event) => move(0, event),
    End: (event) => move(nodes.length - 1, event),
    ArrowRight: (event) => {
      if (at === -1) return;
      if (isFolder(tree, state.active) && !state.isOpen(state.active))
        state.setOpen(state.active, true);
      else if (isFolder(tree, state.active)) move(at + 1, event);
    },
    ArrowLeft: (event) => {
      if (at === -1) return;
      if (isFolder(tree, state.active) && state.isOpen(state.active))
        state.setOpen(state.active, false);
      else move(nodes.indexOf(tree.parents[state.active] as number), event);
    },
    ' ': () => {
      const all = chosen.every((node) => wishes.wanted[node] === WANTED.all);
      wish(chosen, all ? 0 : 4);
    },
    ContextMenu: openMenu,
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== scroller.current) return;
    if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      state.selectAll();
      event.preventDefault();
      return;
    }
    if (event.key === 'F10' && event.shiftKey) openMenu();
    const act = keys[event.key];
    if (act === undefined) {
      onKey?.(event, chosen);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    act(event);
  };
  const placeOf = (event: MouseEvent): number => {
    const row = (event.target as Element).closest<HTMLElement>('[aria-rowindex]');
    return row === null ? -1 : Number(row.getAttribute('aria-rowindex')) - 2;
  };
  const isControl = (event: MouseEvent): boolean =>
    (event.target as Element).closest('input, button, select') !== null;

  if (tree.count === 1) return <p className="data-empty">{empty}</p>;
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild>
        <div
          ref={scroller}
          role="treegrid"
          className={`tree numbers${done === undefined ? '' : ' tree-wide'}`}
          tabIndex={0}
          aria-label={label}
          aria-multiselectable="true"
          aria-rowcount={nodes.length + 1}
          {...(at === -1 ? {} : { 'aria-activedescendant': `${gridId}-${state.active}` })}
          onKeyDown={onKeyDown}
          onFocus={() => at === -1 && nodes.length > 0 && state.go(0, 'move')}
          onMouseDown={(event) => {
            const place = placeOf(event);
            if (place < 0 || isControl(event)) return;
            const inside = state.selected.has(nodes[place] as number);
            if (event.button === 2) {
              if (!inside) state.go(place, 'one');
            } else if (event.shiftKey) state.go(place, 'range');
            else state.go(place, event.ctrlKey || event.metaKey ? 'also' : 'one');
          }}
          onDoubleClick={(event) => {
            const node = nodes[placeOf(event)];
            if (node === undefined || isControl(event)) return;
            if (isFolder(tree, node)) state.setOpen(node, !state.isOpen(node));
            else onOpen?.(node);
          }}
        >
          <div role="row" className="tree-head" aria-rowindex={1}>
            <div role="columnheader" className="tree-cell">
              {t('details.fileName')}
            </div>
            <div role="columnheader" className="tree-cell tree-size">
              {t('details.size')}
            </div>
            {done !== undefined && (
              <div role="columnheader" className="tree-cell">
                {t('details.progress')}
              </div>
            )}
            <div role="columnheader" className="tree-cell tree-priority">
              {t('tree.priority')}
            </div>
          </div>
          <div role="rowgroup" className="tree-body" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const node = nodes[item.index] as number;
              return (
                <TreeRow
                  key={node}
                  id={`${gridId}-${node}`}
                  node={node}
                  at={item.index}
                  top={item.start}
                  state={state}
                  wishes={wishes}
                  done={sums}
                  wish={wish}
                />
              );
            })}
          </div>
          {nodes.length === 0 && <p className="data-empty">{t('tree.noMatch')}</p>}
        </div>
      </ContextMenu.Trigger>
      <MenuContent kind="context">
        <ContextMenu.Label className="menu-label">{t('tree.priority')}</ContextMenu.Label>
        {PRIORITIES.map((one) => (
          <ContextMenu.Item key={one} className="menu-item" onSelect={() => wish(chosen, one)}>
            {priorityName(one, locale)}
          </ContextMenu.Item>
        ))}
        {menu?.(chosen)}
      </MenuContent>
    </ContextMenu.Root>
  );
}
