import type { DragEvent } from 'react';
import type { InfoHash } from '../../../preload/contract/index.ts';
import { useView } from '../../stores/view.ts';
import { draggedIds, isTorrentDrag } from '../torrents/drag.ts';
import { moveInQueue } from './queue.ts';

/** Rows take rows only while the list stands in the order of the queue: undefined when it does not. */
function direction(): 'asc' | 'desc' | undefined {
  const [first] = useView.getState().sorting;
  if (first?.id !== 'queuePosition') return undefined;
  return first.desc ? 'desc' : 'asc';
}

const isUpperHalf = (event: DragEvent<HTMLElement>): boolean => {
  const box = event.currentTarget.getBoundingClientRect();
  return event.clientY < box.top + box.height / 2;
};

/** A row that is dragged onto another takes the place before or behind it. */
export const queueDrop = {
  onDragOver: (event: DragEvent<HTMLElement>): void => {
    if (!isTorrentDrag(event) || direction() === undefined) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    event.currentTarget.dataset['drop'] = isUpperHalf(event) ? 'before' : 'after';
  },
  onDragLeave: (event: DragEvent<HTMLElement>): void => {
    delete event.currentTarget.dataset['drop'];
  },
  onDrop: (event: DragEvent<HTMLElement>, id: InfoHash): void => {
    delete event.currentTarget.dataset['drop'];
    const order = direction();
    if (!isTorrentDrag(event) || order === undefined) return;
    event.preventDefault();
    const isBefore = isUpperHalf(event) === (order === 'asc');
    moveInQueue(draggedIds(), isBefore ? { before: id } : { after: id });
  },
};
