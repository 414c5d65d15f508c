import type { KeyboardEvent } from 'react';
import type { InfoHash } from '../../../preload/contract/index.ts';
import {
  clearSelection,
  moveTo,
  selectAll,
  selectOne,
  selectRange,
  toggle,
  useSelection,
} from '../../stores/selection.ts';
import { useTorrents } from '../../stores/torrents.ts';
import { moveInQueue } from '../organise/queue.ts';
import { isPressed } from '../shortcuts/keys.ts';
import { type ShortcutOf, shortcuts } from '../shortcuts/table.ts';
import {
  activate,
  askMove,
  askRemove,
  askRename,
  copyMagnets,
  copyNames,
  recheck,
  reveal,
  selectedIds,
  togglePause,
} from './commands.ts';
import { foldText } from './fold.ts';
import { targetOf, typeAhead } from './keys.ts';
import { rowElementId } from './row.tsx';

const TYPE_AHEAD_MS = 800;

/** The menu opens at the row, as it does for the mouse. */
export function openMenu(id: InfoHash): void {
  const { selected } = useSelection.getState();
  if (!selected.has(id)) selectOne(id);
  const row = document.getElementById(rowElementId(id));
  const box = row?.getBoundingClientRect();
  const list = document.getElementById('torrents')?.getBoundingClientRect();
  if (row === null || box === undefined) return;
  row.dispatchEvent(
    new MouseEvent('contextmenu', {
      bubbles: true,
      cancelable: true,
      // The list may be scrolled sideways: where the row can be seen.
      clientX: Math.max(box.left, list?.left ?? 0) + 32,
      clientY: box.bottom - 4,
    }),
  );
}

export interface ListKeys {
  onKeyDown(event: KeyboardEvent): void;
}

/** The list's keyboard, as grids have it (ARIA Authoring Practices): arrows move, Shift extends, Ctrl only moves. */
export function listKeys(
  scrollTo: (index: number) => void,
  pageSize: () => number,
  ids: () => readonly InfoHash[],
): ListKeys {
  let typed = '';
  let typedAt = 0;

  const goTo = (
    index: number,
    event: Pick<KeyboardEvent, 'shiftKey' | 'ctrlKey' | 'metaKey'>,
  ): void => {
    const id = ids()[index];
    if (id === undefined) return;
    if (event.shiftKey) selectRange(ids(), id);
    else if (event.ctrlKey || event.metaKey) moveTo(id);
    else selectOne(id);
    scrollTo(index);
  };

  const type = (event: KeyboardEvent, active: number): void => {
    const now = event.timeStamp;
    const again = typed.length === 1 && typed === event.key;
    typed = now - typedAt > TYPE_AHEAD_MS || again ? event.key : typed + event.key;
    typedAt = now;
    const { byId } = useTorrents.getState();
    const names = ids().map((id) => foldText(byId.get(id)?.name ?? ''));
    const found = typeAhead(names, active, typed);
    if (found !== -1) goTo(found, { shiftKey: false, ctrlKey: false, metaKey: false });
  };

  const runs: Readonly<
    Record<ShortcutOf<'torrents'> | 'mark' | 'selectAll' | 'clear', (active: InfoHash) => void>
  > = {
    activate,
    toggle: () => togglePause(selectedIds()),
    menu: openMenu,
    reveal,
    copyName: () => copyNames(selectedIds()),
    copyMagnet: () => copyMagnets(selectedIds()),
    rename: (active) => void askRename(active),
    moveFiles: () => askMove(selectedIds()),
    queueTop: () => moveInQueue(selectedIds(), 'top'),
    queueUp: () => moveInQueue(selectedIds(), 'up'),
    queueDown: () => moveInQueue(selectedIds(), 'down'),
    queueBottom: () => moveInQueue(selectedIds(), 'bottom'),
    recheck: () => recheck(selectedIds()),
    remove: () => askRemove(selectedIds()),
    mark: toggle,
    selectAll: () => selectAll(ids()),
    clear: clearSelection,
  };
  const table = Object.entries(runs).map(([id, run]) => ({
    keys: shortcuts[id as keyof typeof runs].keys,
    run,
  }));

  const command = (event: KeyboardEvent, active: InfoHash | undefined): boolean => {
    const found = table.find(({ keys }) => keys.some((key) => isPressed(event, key)));
    if (found !== undefined && active !== undefined) found.run(active);
    return found !== undefined;
  };

  return {
    onKeyDown: (event) => {
      if (event.target !== event.currentTarget) return;
      const { active } = useSelection.getState();
      const at = active === undefined ? -1 : ids().indexOf(active);
      const target = event.altKey ? undefined : targetOf(event.key, at, ids().length, pageSize());
      if (target !== undefined) goTo(target, event);
      else if (!command(event, active)) {
        const isText = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
        if (!isText) return;
        type(event, at);
      }
      event.preventDefault();
    },
  };
}
