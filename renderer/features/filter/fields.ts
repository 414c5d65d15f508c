import type { TorrentSnapshot } from '../../../preload/contract/index.ts';
import { activeTimeOf, seedingTimeOf } from '../torrents/facts.ts';
import { progressOf, ratioBase } from '../torrents/status.ts';

/** What may stand behind a field's colon. */
export type ValueKind =
  | 'text'
  | 'label'
  | 'file'
  | 'status'
  | 'boolean'
  | 'bytes'
  | 'count'
  | 'ratio'
  | 'percent'
  | 'duration'
  | 'date';

interface Common {
  /** The row's fields that the answer depends on. */
  readonly fields: readonly (keyof TorrentSnapshot)[];
}

/** Text: any of the values. Labels are whole names, of which the beginning may be typed. */
interface TextField extends Common {
  readonly kind: 'text' | 'label';
  read(row: TorrentSnapshot): readonly string[];
}

interface NumberField extends Common {
  readonly kind: 'bytes' | 'count' | 'ratio' | 'percent' | 'duration';
  /** In bytes, pieces, 0 … 100, seconds. Undefined fits nothing: the torrent has no such number. */
  read(row: TorrentSnapshot, now: number): number | undefined;
}

/** Milliseconds since 1970; undefined: it has not happened. */
interface DateField extends Common {
  readonly kind: 'date';
  read(row: TorrentSnapshot): number | undefined;
}

interface BooleanField extends Common {
  readonly kind: 'boolean';
  read(row: TorrentSnapshot): boolean;
}

interface StatusField extends Common {
  readonly kind: 'status' | 'file';
}

export type Field = TextField | NumberField | DateField | BooleanField | StatusField;

const text = (
  field: keyof TorrentSnapshot,
  read: (row: TorrentSnapshot) => readonly string[],
): Field => ({ kind: 'text', fields: [field], read });

const bytes = (field: keyof TorrentSnapshot): Field => ({
  kind: 'bytes',
  fields: [field],
  read: (row) => row[field] as number,
});

const date = (field: keyof TorrentSnapshot): Field => ({
  kind: 'date',
  fields: [field],
  read: (row) => (row[field] as number) || undefined,
});

const unlessNegative = (value: number): number | undefined => (value < 0 ? undefined : value);

/** Every field of the filter's language. Their explanations are the texts `filterField.<name>`. */
export const filterFields = {
  name: text('name', (row) => [row.name]),
  status: {
    kind: 'status',
    fields: ['state', 'done', 'size', 'downRate', 'upRate', 'fault', 'trackerFault'],
  },
  tracker: text('trackers', (row) => row.trackers),
  category: {
    kind: 'label',
    fields: ['category'],
    read: (row) => (row.category === '' ? [] : [row.category]),
  },
  tag: { kind: 'label', fields: ['tags'], read: (row) => row.tags },
  file: { kind: 'file', fields: [] },
  size: bytes('size'),
  progress: {
    kind: 'percent',
    fields: ['done', 'size', 'state', 'checked'],
    read: (row) => progressOf(row) * 100,
  },
  ratio: {
    kind: 'ratio',
    fields: ['uploaded', 'downloaded', 'done'],
    read: (row) => {
      const base = ratioBase(row);
      return base > 0 ? row.uploaded / base : row.uploaded > 0 ? Number.POSITIVE_INFINITY : 0;
    },
  },
  added: date('addedAt'),
  completed: date('completedAt'),
  active: date('lastActiveAt'),
  down: bytes('downRate'),
  up: bytes('upRate'),
  downloaded: bytes('downloaded'),
  uploaded: bytes('uploaded'),
  remaining: { kind: 'bytes', fields: ['size', 'done'], read: (row) => row.size - row.done },
  eta: { kind: 'duration', fields: ['eta'], read: (row) => unlessNegative(row.eta) },
  seeds: {
    kind: 'count',
    fields: ['seeds', 'swarmSeeds'],
    read: (row) => Math.max(row.seeds, row.swarmSeeds),
  },
  peers: {
    kind: 'count',
    fields: ['peers', 'swarmPeers'],
    read: (row) => Math.max(row.peers, row.swarmPeers),
  },
  availability: {
    kind: 'ratio',
    fields: ['availability'],
    read: (row) => unlessNegative(row.availability),
  },
  seedtime: {
    kind: 'duration',
    fields: ['seedingMs', 'timesAt', 'state'],
    read: (row, now) => seedingTimeOf(row, now) / 1000,
  },
  activetime: {
    kind: 'duration',
    fields: ['activeMs', 'timesAt'],
    read: (row, now) => activeTimeOf(row, now) / 1000,
  },
  files: { kind: 'count', fields: ['fileCount'], read: (row) => row.fileCount },
  path: text('savePath', (row) => [row.savePath]),
  comment: text('comment', (row) => [row.comment]),
  hash: text('id', (row) => [row.id]),
  private: { kind: 'boolean', fields: ['private'], read: (row) => row.private },
} as const satisfies Readonly<Record<string, Field>>;

export type FieldName = keyof typeof filterFields;

export const fieldNames = Object.keys(filterFields) as readonly FieldName[];

export const fieldOf = (name: FieldName): Field => filterFields[name];

/** What may follow `status:`. */
export const statusWords = [
  'downloading',
  'seeding',
  'complete',
  'active',
  'stalled',
  'paused',
  'queued',
  'checking',
  'metadata',
  'problem',
  'error',
  'missing',
] as const;
export type StatusWord = (typeof statusWords)[number];

export const booleanWords = ['yes', 'no'] as const;
