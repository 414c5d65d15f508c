import type { TorrentSnapshot } from '../../../preload/contract/index.ts';
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
  | 'addedAt'
  | 'completedAt'
  | 'downloaded'
  | 'uploaded'
  | 'remaining'
  | 'savePath'
  | 'queuePosition'
  | 'infoHash';

export interface Column {
  readonly id: ColumnId;
  readonly width: number;
  readonly minWidth: number;
  readonly align: 'start' | 'end';
  readonly hidden: boolean;
  /** Numbers start with the largest, as people look for that. */
  readonly descendingFirst: boolean;
  sortKey(torrent: TorrentSnapshot): number | string;
  /** The fields that the key is made of. */
  readonly fields: readonly (keyof TorrentSnapshot)[];
}

const foldedNames = new Map<string, string>();
const MAX_FOLDED = 50_000;

/** A key under which plain comparison sorts as people do: no case, no accents, numbers by value. */
export function foldName(name: string): string {
  let folded = foldedNames.get(name);
  if (folded === undefined) {
    folded = name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/\d+/g, (digits) => digits.padStart(12, '0'));
    if (foldedNames.size >= MAX_FOLDED) foldedNames.clear();
    foldedNames.set(name, folded);
  }
  return folded;
}

const STATUS_ORDER = [
  'error',
  'missing',
  'checking',
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

/** Every column of the list, in its first order. */
export const columns: readonly Column[] = [
  {
    id: 'name',
    width: 300,
    minWidth: 120,
    align: 'start',
    hidden: false,
    descendingFirst: false,
    sortKey: (torrent) => foldName(torrent.name),
    fields: ['name'],
  },
  number('size', 84, 'size'),
  number('progress', 140, 'done', {
    minWidth: 84,
    align: 'start',
    sortKey: progressOf,
    fields: ['done', 'size', 'checked', 'state'],
  }),
  {
    id: 'status',
    width: 172,
    minWidth: 72,
    align: 'start',
    hidden: false,
    descendingFirst: false,
    sortKey: (torrent) => STATUS_ORDER.indexOf(statusOf(torrent)),
    fields: ['state', 'done', 'size', 'downRate'],
  },
  number('seeds', 76, 'seeds'),
  number('peers', 76, 'peers'),
  number('downRate', 92, 'downRate', { minWidth: 64 }),
  number('upRate', 92, 'upRate', { minWidth: 64 }),
  number('eta', 84, 'eta', { sortKey: etaKey, descendingFirst: false }),
  number('ratio', 64, 'uploaded', {
    sortKey: ratioKey,
    fields: ['uploaded', 'downloaded', 'done'],
  }),
  number('addedAt', 108, 'addedAt'),
  number('completedAt', 108, 'completedAt', { hidden: true }),
  number('downloaded', 92, 'downloaded', { hidden: true }),
  number('uploaded', 92, 'uploaded', { hidden: true }),
  number('remaining', 92, 'done', {
    hidden: true,
    sortKey: (torrent) => torrent.size - torrent.done,
    fields: ['size', 'done'],
  }),
  {
    id: 'savePath',
    width: 220,
    minWidth: 80,
    align: 'start',
    hidden: true,
    descendingFirst: false,
    sortKey: (torrent) => torrent.savePath,
    fields: ['savePath'],
  },
  number('queuePosition', 64, 'queuePosition', { hidden: true, descendingFirst: false }),
  {
    id: 'infoHash',
    width: 300,
    minWidth: 80,
    align: 'start',
    hidden: true,
    descendingFirst: false,
    sortKey: (torrent) => torrent.id,
    fields: ['id'],
  },
];

export const columnById: ReadonlyMap<string, Column> = new Map(
  columns.map((column) => [column.id, column]),
);
