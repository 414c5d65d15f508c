import type { TorrentSnapshot } from '../../../preload/contract/index.ts';
import { activeTimeOf, seedingTimeOf, sessionDownOf, sessionUpOf } from './facts.ts';
import { foldName } from './fold.ts';
import { progressOf, ratioBase, statusOf } from './status.ts';

export type ColumnId =
  | 'name'
  | 'size'
  | 'progress'
  | 'status'
  | 'seeds'
  | 'peers'
  | 'downRate'
  | 'upRate'
  | 'eta'
  | 'ratio'
  | 'category'
  | 'tags'
  | 'tracker'
  | 'addedAt'
  | 'completedAt'
  | 'downloaded'
  | 'uploaded'
  | 'sessionDown'
  | 'sessionUp'
  | 'done'
  | 'remaining'
  | 'totalSize'
  | 'wasted'
  | 'availability'
  | 'downLimit'
  | 'upLimit'
  | 'lastActive'
  | 'activeTime'
  | 'seedingTime'
  | 'savePath'
  | 'queuePosition'
  | 'private'
  | 'files'
  | 'pieces'
  | 'comment'
  | 'createdBy'
  | 'createdAt'
  | 'infoHash';

export interface Column {
  readonly id: ColumnId;
  readonly width: number;
  readonly minWidth: number;
  readonly align: 'start' | 'end';
  /** Numbers start with the largest, as people look for that. */
  readonly descendingFirst: boolean;
  /** `now`: milliseconds since 1970. */
  sortKey(torrent: TorrentSnapshot, now: number): number | string;
  /** The fields that the key is made of. */
  readonly fields: readonly (keyof TorrentSnapshot)[];
}

const STATUS_ORDER = [
  'error',
  'missing',
  'checking',
  'moving',
  'metadata',
  'downloading',
  'stalled',
  'queued',
  'seeding',
  'complete',
  'paused',
] as const;

/** Unknown times sort behind every known one. */
const etaKey = (torrent: TorrentSnapshot): number =>
  torrent.eta < 0 ? Number.POSITIVE_INFINITY : torrent.eta;

const ratioKey = (torrent: TorrentSnapshot): number => {
  const base = ratioBase(torrent);
  if (base > 0) return torrent.uploaded / base;
  return torrent.uploaded > 0 ? Number.POSITIVE_INFINITY : 0;
};

const number = (
  id: ColumnId,
  width: number,
  field: keyof TorrentSnapshot,
  more: Partial<Column> = {},
): Column => ({
  id,
  width,
  minWidth: 48,
  align: 'end',
  descendingFirst: true,
  sortKey: (torrent) => torrent[field] as number,
  fields: [field],
  ...more,
});

const text = (
  id: ColumnId,
  width: number,
  field: keyof TorrentSnapshot,
  more: Partial<Column> = {},
): Column => ({
  id,
  width,
  minWidth: 64,
  align: 'start',
  descendingFirst: false,
  sortKey: (torrent) => foldName(torrent[field] as string),
  fields: [field],
  ...more,
});

/** Every column of the list, in its first order; which of them stand there at first is in room.ts. */
export const columns: readonly Column[] = [
  number('queuePosition', 44, 'queuePosition', { minWidth: 36, descendingFirst: false }),
  text('name', 300, 'name', { minWidth: 120 }),
  number('size', 76, 'size'),
  number('progress', 108, 'done', {
    minWidth: 84,
    align: 'start',
    sortKey: progressOf,
    fields: ['done', 'size', 'checked', 'moved', 'state'],
  }),
  text('status', 128, 'state', {
    sortKey: (torrent) => STATUS_ORDER.indexOf(statusOf(torrent)),
    fields: ['state', 'done', 'size', 'downRate'],
  }),
  number('seeds', 70, 'seeds'),
  number('peers', 70, 'peers'),
  number('downRate', 80, 'downRate', { minWidth: 64 }),
  number('upRate', 80, 'upRate', { minWidth: 64 }),
  number('eta', 74, 'eta', { sortKey: etaKey, descendingFirst: false }),
  number('ratio', 52, 'uploaded', {
    sortKey: ratioKey,
    fields: ['uploaded', 'downloaded', 'done'],
  }),
  text('category', 88, 'category'),
  text('tags', 96, 'tags', { sortKey: (torrent) => foldName(torrent.tags.join(' ')) }),
  number('addedAt', 100, 'addedAt'),
  text('tracker', 160, 'trackers', { sortKey: (torrent) => torrent.trackers[0] ?? '' }),
  number('completedAt', 108, 'completedAt'),
  number('lastActive', 132, 'lastActiveAt'),
  number('downloaded', 92, 'downloaded'),
  number('uploaded', 92, 'uploaded'),
  number('sessionDown', 92, 'downloaded', { sortKey: sessionDownOf }),
  number('sessionUp', 92, 'uploaded', { sortKey: sessionUpOf }),
  number('done', 92, 'done'),
  number('remaining', 92, 'done', {
    sortKey: (torrent) => torrent.size - torrent.done,
    fields: ['size', 'done'],
  }),
  number('totalSize', 92, 'totalSize'),
  number('wasted', 84, 'wasted'),
  number('availability', 84, 'availability'),
  number('downLimit', 96, 'downLimit'),
  number('upLimit', 96, 'upLimit'),
  number('activeTime', 92, 'activeMs', {
    sortKey: activeTimeOf,
    fields: ['activeMs', 'timesAt'],
  }),
  number('seedingTime', 92, 'seedingMs', {
    sortKey: seedingTimeOf,
    fields: ['seedingMs', 'timesAt', 'state'],
  }),
  text('savePath', 220, 'savePath', { sortKey: (torrent) => torrent.savePath }),
  text('private', 72, 'private', { sortKey: (torrent) => (torrent.private ? 0 : 1) }),
  number('files', 64, 'fileCount'),
  number('pieces', 128, 'pieceCount'),
  text('comment', 200, 'comment'),
  text('createdBy', 140, 'createdBy'),
  number('createdAt', 108, 'createdAt'),
  text('infoHash', 300, 'id', { sortKey: (torrent) => torrent.id }),
];

export const columnById: ReadonlyMap<string, Column> = new Map(
  columns.map((column) => [column.id, column]),
);
