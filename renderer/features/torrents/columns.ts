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
  readonly hidden: boolean;
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
  hidden: false,
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
  hidden: false,
  descendingFirst: false,
  sortKey: (torrent) => foldName(torrent[field] as string),
  fields: [field],
  ...more,
});

const hidden = { hidden: true } as const;

/** Every column of the list, in its first order. */
export const columns: readonly Column[] = [
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
  text('category', 84, 'category'),
  text('tags', 76, 'tags', { sortKey: (torrent) => foldName(torrent.tags.join(' ')) }),
  number('addedAt', 100, 'addedAt'),
  text('tracker', 160, 'trackers', { ...hidden, sortKey: (torrent) => torrent.trackers[0] ?? '' }),
  number('completedAt', 108, 'completedAt', hidden),
  number('lastActive', 132, 'lastActiveAt', hidden),
  number('downloaded', 92, 'downloaded', hidden),
  number('uploaded', 92, 'uploaded', hidden),
  number('sessionDown', 92, 'downloaded', { ...hidden, sortKey: sessionDownOf }),
  number('sessionUp', 92, 'uploaded', { ...hidden, sortKey: sessionUpOf }),
  number('done', 92, 'done', hidden),
  number('remaining', 92, 'done', {
    ...hidden,
    sortKey: (torrent) => torrent.size - torrent.done,
    fields: ['size', 'done'],
  }),
  number('totalSize', 92, 'totalSize', hidden),
  number('wasted', 84, 'wasted', hidden),
  number('availability', 84, 'availability', hidden),
  number('downLimit', 96, 'downLimit', hidden),
  number('upLimit', 96, 'upLimit', hidden),
  number('activeTime', 92, 'activeMs', {
    ...hidden,
    sortKey: activeTimeOf,
    fields: ['activeMs', 'timesAt'],
  }),
  number('seedingTime', 92, 'seedingMs', {
    ...hidden,
    sortKey: seedingTimeOf,
    fields: ['seedingMs', 'timesAt', 'state'],
  }),
  text('savePath', 220, 'savePath', { ...hidden, sortKey: (torrent) => torrent.savePath }),
  number('queuePosition', 64, 'queuePosition', { ...hidden, descendingFirst: false }),
  text('private', 72, 'private', { ...hidden, sortKey: (torrent) => (torrent.private ? 0 : 1) }),
  number('files', 64, 'fileCount', hidden),
  number('pieces', 128, 'pieceCount', hidden),
  text('comment', 200, 'comment', hidden),
  text('createdBy', 140, 'createdBy', hidden),
  number('createdAt', 108, 'createdAt', hidden),
  text('infoHash', 300, 'id', { ...hidden, sortKey: (torrent) => torrent.id }),
];

export const columnById: ReadonlyMap<string, Column> = new Map(
  columns.map((column) => [column.id, column]),
);
