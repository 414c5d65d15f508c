import { type ColumnId, columnById } from './columns.ts';

/** What decides on the columns that nobody has chosen or refused. */
export interface Room {
  /** Pixels of the list. */
  readonly width: number;
  readonly categories: boolean;
  readonly tags: boolean;
}

/** A name is to be read: it has about a third of the list, and what is last of the others gives way. */
const nameRoom = (width: number): number => Math.min(300, Math.max(200, width * 0.3));
/** There however narrow the list is. */
const ALWAYS: readonly ColumnId[] = ['name', 'progress', 'status'];
/** The first to come, the last to go; all others are there when they are chosen. */
const BY_WORTH: readonly ColumnId[] = [
  ...ALWAYS,
  'downRate',
  'upRate',
  'eta',
  'size',
  'seeds',
  'peers',
  'ratio',
  'category',
  'tags',
  'addedAt',
  'queuePosition',
];

/**
 * The columns that the list shows. Those of the first look come as far as there is room, by their first widths:
 * nothing that the user does to one column makes another appear or go. What he chose himself counts always.
 */
export function visibleColumns(
  room: Room,
  chosen: Readonly<Record<string, boolean>>,
): Record<ColumnId, boolean> {
  const shown = new Set<ColumnId>();
  let left = room.width - nameRoom(room.width);
  for (const id of BY_WORTH) {
    // Columns of nothing but empty cells say nothing.
    if ((id === 'category' && !room.categories) || (id === 'tags' && !room.tags)) continue;
    if (id !== 'name') left -= columnById.get(id)?.width ?? 0;
    if (left < 0 && !ALWAYS.includes(id)) break;
    shown.add(id);
  }
  const all = [...columnById.keys()] as ColumnId[];
  return Object.fromEntries(
    all.map((id) => [id, id === 'name' || (chosen[id] ?? shown.has(id))]),
  ) as Record<ColumnId, boolean>;
}
