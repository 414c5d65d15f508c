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
import { foldName } from './columns.ts';
import { activate, askRemove, copyNames, selectedIds, togglePause } from './commands.ts';
import { targetOf, typeAhead } from './keys.ts';

const TYPE_AHEAD_MS = 800;

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
    const names = ids().map((id) => foldName(byId.get(id)?.name ?? ''));
    const found = typeAhead(names, active, typed);
    if (found !== -1) goTo(found, { shiftKey: false, ctrlKey: false, metaKey: false });
  };

  const command = (event: KeyboardEvent, active: InfoHash | undefined): boolean => {
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key.toLowerCase() === 'a') selectAll(ids());
    else if (ctrl && event.key.toLowerCase() === 'c') copyNames(selectedIds());
    else if (event.key === 'Delete') askRemove(selectedIds());
    else if (event.key === 'Escape') clearSelection();
    else if (event.key === 'Enter' && active !== undefined) activate(active);
    else if (event.key === ' ' && active !== undefined) {
      if (ctrl) toggle(active);
      else togglePause(selectedIds());
    } else return false;
    return true;
  };

  return {
    onKeyDown: (event) => {
      if (event.target !== event.currentTarget) return;
      const { active } = useSelection.getState();
      const at = active === undefined ? -1 : ids().indexOf(active);
      const target = targetOf(event.key, at, ids().length, pageSize());
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
