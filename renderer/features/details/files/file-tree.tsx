import './file-tree.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronRight, File, Folder } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useId, useMemo, useRef } from 'react';
import { type Locale, useLocale } from '../../../i18n/locale.tsx';
import { MenuContent } from '../../../ui/menu.tsx';
import { Progress } from '../../../ui/progress.tsx';
import { isFolder, MIXED, rowsBelow, sumUp, WANTED, type Wishes, wishesOf } from './tree.ts';
import type { TreeState } from './use-tree.ts';

export const PRIORITIES = [7, 4, 1, 0] as const;
export type Priority = (typeof PRIORITIES)[number];

const names = { 0: 'skip', 1: 'low', 4: 'normal', 7: 'high' } as const;

export const priorityName = (priority: number, { t }: Locale): string =>
  priority === MIXED ? t('tree.mixed') : t(`tree.${names[priority as Priority] ?? 'normal'}`);

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
const INDENT = 16;

interface RowProps {
  readonly id: string;
  readonly node: number;
  readonly at: number;
  readonly top: number;
  readonly state: TreeState;
  readonly wishes: Wishes;
  readonly done: Float64Array | undefined;
  wish(nodes: readonly number[], priority: Priority): void;
}

function Check({
  node,
  state,
  wishes,
  wish,
}: Pick<RowProps, 'node' | 'state' | 'wishes' | 'wish'>) {
  const { t } = useLocale();
  const wanted = wishes.wanted[node];
  return (
    <input
      type="checkbox"
      tabIndex={-1}
      aria-label={t('tree.want', { name: state.tree.names[node] ?? '' })}
      checked={wanted === WANTED.all}
      ref={(box) => {
        if (box !== null) box.indeterminate = wanted === WANTED.some;
      }}
      onChange={() => wish([node], wanted === WANTED.all ? 0 : 4)}
    />
  );
}

function TreeRow({ id, node, at, top, state, wishes, done, wish }: RowProps) {
  const locale = useLocale();
  const { t, format } = locale;
  const { tree } = state;
  const name = tree.names[node] as string;
  const folder = isFolder(tree, node);
  const open = folder && state.isOpen(node);
  const depth = tree.depths[node] as number;
  const size = tree.sizes[node] as number;
  const priority = wishes.priorities[node] as number;
  const fraction = done === undefined || size === 0 ? 1 : (done[node] as number) / size;
  const skipped = wishes.wanted[node] === WANTED.none;
  const Icon = folder ? Folder : File;
  return (
    <div
      id={id}
      role="row"
      className={`tree-row${node === state.active ? ' tree-active' : ''}${skipped ? ' tree-skipped' : ''}`}
      style={{ transform: `translateY(${top}px)` }}
      aria-level={depth}
      aria-rowindex={at + 2}
      aria-selected={state.selected.has(node)}
      {...(folder ? { 'aria-expanded': open } : {})}
    >
      <div
        role="gridcell"
        className="tree-cell tree-name"
        style={{ paddingInlineStart: (depth - 1) * INDENT + 4 }}
      >
        {folder ? (
          <button
            type="button"
            tabIndex={-1}
            className={`tree-fold${open ? ' tree-open' : ''}`}
            aria-label={t(open ? 'tree.collapse' : 'tree.expand', { name })}
            onClick={() => state.setOpen(node, !open)}
          >
            <ChevronRight size={14} />
          </button>
        ) : (
          <span className="tree-fold" />
        )}
        <Check node={node} state={state} wishes={wishes} wish={wish} />
        <Icon size={14} aria-hidden="true" />
        <span className="cut" title={name}>
          {name}
        </span>
      </div>
      <div role="gridcell" className="tree-cell tree-size">
        {format.bytes(size)}
      </div>
      {done !== undefined && (
        <div role="gridcell" className="tree-cell tree-progress">
          <Progress
            fraction={fraction}
            look={fraction >= 1 ? 'good' : skipped ? 'idle' : 'down'}
            text={format.percent(fraction)}
          />
        </div>
      )}
      <div role="gridcell" className="tree-cell tree-priority">
        <select
          className="tree-select"
          tabIndex={-1}
          aria-label={t('tree.priorityOf', { name })}
          value={priority}
          onChange={(event) => wish([node], Number(event.target.value) as Priority)}
        >
          {priority === MIXED && <option value={MIXED}>{priorityName(MIXED, locale)}</option>}
          {PRIORITIES.map((one) => (
            <option key={one} value={one}>
              {priorityName(one, locale)}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

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
