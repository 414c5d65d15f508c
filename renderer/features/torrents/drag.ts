import type { DragEvent } from 'react';
import type { InfoHash } from '../../../preload/contract/index.ts';
import { selectOne, useSelection } from '../../stores/selection.ts';

/** Torrents on their way inside the window; nothing outside it understands them. */
export const TORRENTS = 'application/x-skein-torrents';

let dragged: readonly InfoHash[] = [];

export const isTorrentDrag = (event: DragEvent): boolean =>
  event.dataTransfer.types.includes(TORRENTS);

/** What is being dragged; the ids stay here, they may be ten thousand. */
export const draggedIds = (): readonly InfoHash[] => dragged;

/** A row is taken up: with it all that is selected, or it alone when it is not. */
export function startDrag(event: DragEvent, id: InfoHash, textOf: (count: number) => string): void {
  if (!useSelection.getState().selected.has(id)) selectOne(id);
  dragged = [...useSelection.getState().selected];
  event.dataTransfer.setData(TORRENTS, String(dragged.length));
  event.dataTransfer.effectAllowed = 'copyMove';
  const ghost = document.createElement('div');
  ghost.className = 'drag-ghost numbers';
  ghost.textContent = textOf(dragged.length);
  document.body.append(ghost);
  event.dataTransfer.setDragImage(ghost, -12, -4);
  // The picture is taken when the event is over.
  setTimeout(() => ghost.remove(), 0);
}
