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

/** What they do. Pasting is the browser's own event, which the drop zone takes. */
const runs: Readonly<
  Record<Exclude<ShortcutOf<'window'>, 'paste'>, (event: KeyboardEvent) => void>
> = {
  add: () => void report(api.chooseTorrents()),
  addLink: () => openDialog({ kind: 'link' }),
  filter: goToFilter,
  sidebar: toggleSidebar,
  details: toggleDetails,
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

/** The window's shortcuts, from anywhere outside a dialog. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { dialog, offers } = useApp.getState();
      if (dialog !== undefined || offers.length > 0) return;
      const found = table.find(({ keys }) => keys.some((key) => isPressed(event, key)));
      if (found === undefined) return;
      event.preventDefault();
      found.run(event);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
