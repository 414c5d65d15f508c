import { useSyncExternalStore } from 'react';
import { create } from 'zustand';
import { arrange, useView } from '../../stores/view.ts';

/** Below this the sidebar lies over the list while it is wanted, instead of beside it. */
const narrowWindow = window.matchMedia('(max-width: 600px)');

/** In a narrow window it is opened for one choice; nobody wants to find it in the way at the next start. */
const useNarrow = create(() => ({ open: false }));

function subscribe(listener: () => void): () => void {
  narrowWindow.addEventListener('change', listener);
  return () => narrowWindow.removeEventListener('change', listener);
}

export function useSidebarOpen(): boolean {
  const narrow = useSyncExternalStore(subscribe, () => narrowWindow.matches);
  const over = useNarrow((state) => state.open);
  const beside = useView((view) => view.sidebarOpen);
  return narrow ? over : beside;
}

export function toggleSidebar(): void {
  if (narrowWindow.matches) useNarrow.setState(({ open }) => ({ open: !open }));
  else arrange({ sidebarOpen: !useView.getState().sidebarOpen });
}

/** Something was chosen: in a narrow window the list is to be seen. */
export const choiceMade = (): void => useNarrow.setState({ open: false });
