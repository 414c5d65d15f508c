import { useEffect } from 'react';
import { api } from '../../api.ts';
import { openDialog, report, useApp } from '../../stores/app.ts';
import { arrange, useView } from '../../stores/view.ts';
import { toggleDetails } from '../torrents/commands.ts';

/** Ctrl (Cmd on macOS) with a letter, from anywhere outside a dialog. */
const shortcuts: Readonly<Record<string, () => void>> = {
  o: () => void report(api.chooseTorrents()),
  f: () => {
    const input = document.getElementById('filter');
    if (input instanceof HTMLInputElement) {
      input.focus();
      input.select();
    }
  },
  b: () => arrange({ sidebarOpen: !useView.getState().sidebarOpen }),
  i: toggleDetails,
  ',': () => openDialog({ kind: 'settings' }),
  q: () => void report(api.quit()),
};

export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const { dialog, offers } = useApp.getState();
      if (dialog !== undefined || offers.length > 0) return;
      const run = shortcuts[event.key.toLowerCase()];
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
