import { type MouseEvent, memo } from 'react';
import type { InfoHash } from '../../../preload/contract/index.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { useSelection } from '../../stores/selection.ts';
import { useTorrent } from '../../stores/torrents.ts';
import { queueDrop } from '../organise/queue-drop.ts';
import { cell, progressText, statusText } from './cells.tsx';
import type { Column } from './columns.ts';
import { startDrag } from './drag.ts';

interface RowProps {
  readonly id: InfoHash;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly Column[];
  onPress(event: MouseEvent, id: InfoHash): void;
  onOpen(id: InfoHash): void;
}

export const rowElementId = (id: InfoHash): string => `torrent-${id}`;

/** One torrent. It is drawn again only when its own snapshot, its place or its selection changes. */
export const Row = memo(function Row({ id, index, top, columns, onPress, onOpen }: RowProps) {
  const locale = useLocale();
  const torrent = useTorrent(id);
  const selected = useSelection((state) => state.selected.has(id));
  const active = useSelection((state) => state.active === id);
  if (torrent === undefined) return null;
  return (
    <div
      id={rowElementId(id)}
      role="row"
      className={`row${active ? ' row-active' : ''}`}
      style={{ transform: `translateY(${top}px)` }}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-label={locale.t('list.row', {
        name: torrent.name,
        status: statusText(torrent, locale),
        progress: progressText(torrent, locale),
      })}
      draggable
      onDragStart={(event) =>
        startDrag(event, id, (count) => locale.t('sidebar.dragged', { count }))
      }
      {...queueDrop}
      onDrop={(event) => queueDrop.onDrop(event, id)}
      onMouseDown={(event) => onPress(event, id)}
      onDoubleClick={() => onOpen(id)}
    >
      {columns.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          className={`cell cell-${column.align} cell-${column.id} numbers`}
        >
          {cell(column.id, torrent, locale)}
        </div>
      ))}
    </div>
  );
});
