import { ChevronRight, File, Folder } from 'lucide-react';
import { type Locale, useLocale } from '../../../i18n/locale.tsx';
import { Progress } from '../../../ui/progress.tsx';
import { Select } from '../../../ui/select.tsx';
import { isFolder, MIXED, WANTED, type Wishes } from './tree.ts';
import type { TreeState } from './use-tree.ts';

export const PRIORITIES = [7, 4, 1, 0] as const;
export type Priority = (typeof PRIORITIES)[number];

const names = { 0: 'skip', 1: 'low', 4: 'normal', 7: 'high' } as const;

export const priorityName = (priority: number, { t }: Locale): string =>
  priority === MIXED ? t('tree.mixed') : t(`tree.${names[priority as Priority] ?? 'normal'}`);

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

/** One file or folder: its box, name, size, progress and priority. */
export function TreeRow({ id, node, at, top, state, wishes, done, wish }: RowProps) {
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
        <Select
          look="plain"
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
        </Select>
      </div>
    </div>
  );
}
