import { useEffect } from 'react';
import { api } from '../../api.ts';
import { openDialog, report, useApp } from '../../stores/app.ts';
import { toggleSidebar } from '../sidebar/open.ts';
import { toggleDetails } from '../torrents/commands.ts';
import { isPressed } from './keys.ts';
import { goToPane } from './panes.ts';
import { type ShortcutOf, shortcuts } from './table.ts';

export function goToFilter(): void {
  const input = document.getElementById('filter');
  if (!(input instanceof HTMLInputElement)) return;
  input.focus();
  input.select();
}

/** The last torrents taken from the list come back, as with the button of the toast. */
function undo(): void {
  const last = useApp.getState().removals.at(-1);
  if (last !== undefined) void report(api.undoRemove({ removal: last.removal }));
}

/** In a field the key takes back what was typed. */
const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

type Id = Exclude<ShortcutOf<'window'>, 'paste' | 'notices'>;

/** What they do. Pasting is the browser's own event, which the drop zone takes; the toasts have their own key. */
const runs: Readonly<Record<Id, (event: KeyboardEvent) => void>> = {
  add: () => void report(api.chooseTorrents()),
  addLink: () => openDialog({ kind: 'link' }),
  filter: goToFilter,
  sidebar: toggleSidebar,
  details: toggleDetails,
  undo,
  panes: (event) => goToPane(event.shiftKey ? -1 : 1),
  settings: () => openDialog({ kind: 'settings' }),
  log: () => openDialog({ kind: 'log' }),
  statistics: () => openDialog({ kind: 'statistics' }),
  shortcuts: () => openDialog({ kind: 'shortcuts' }),
  quit: () => void report(api.quit()),
};

const table = Object.entries(runs).map(([id, run]) => ({
  keys: shortcuts[id as keyof typeof runs].keys,
  run,
}));

/** Keys that the page itself makes something of, wherever the keyboard is. */
const OF_THE_PAGE = new Set(['Tab', 'Shift', 'Control', 'Alt', 'Meta']);

/** After a click beside everything the keyboard is nowhere: what is typed then is meant for the list. */
function toList(event: KeyboardEvent): void {
  const list = document.getElementById('torrents');
  if (event.target !== document.body || list === null || OF_THE_PAGE.has(event.key)) return;
  list.focus();
  const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
  const again = { key, ctrlKey, metaKey, shiftKey, altKey, bubbles: true, cancelable: true };
  if (!list.dispatchEvent(new KeyboardEvent('keydown', again))) event.preventDefault();
}

/** The window's shortcuts, from anywhere outside a dialog. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (document.querySelector('[role=dialog], [role=menu]') !== null) return;
      const found = table.find(({ keys }) => keys.some((key) => isPressed(event, key)));
      if (found === undefined) toList(event);
      else if (found.run !== undo || !isTyping(event)) {
        event.preventDefault();
        found.run(event);
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
