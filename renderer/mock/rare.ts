import type {
  ImportPreview,
  ImportSource,
  InfoHash,
  Located,
  Notice,
  RemovedTorrent,
  TorrentSnapshot,
} from '../../preload/contract/index.ts';
import { makeTorrents } from './swarm.ts';

/** What is seldom seen in life. */
type Rows = ReadonlyMap<InfoHash, TorrentSnapshot>;
type Cause = NonNullable<TorrentSnapshot['stall']>;

const DAY = 86_400_000;
const MiB = 1024 ** 2;

const fault = (code: string, subject: string, message: string) => ({ code, subject, message });
const full = fault(
  'disk-full',
  '/home/ada/Downloads',
  'There is no room left on the disk of “/home/ada/Downloads”: 14.9 GiB are missing.',
);
const missing = fault(
  'folder-missing',
  '/mnt/media/ISO images',
  'The folder “/mnt/media/ISO images” is not there. Is its drive connected?',
);
const broken = fault(
  'file-error',
  '/home/ada/Downloads/scans/plate 7.tif',
  '“plate 7.tif” cannot be written: the drive reports an input/output error.',
);
const refused = fault(
  'tracker-refused',
  'https://torrents.linuxmint.com/announce',
  'The tracker torrents.linuxmint.com answered with a web page instead of a peer list.',
);

/** Every reason not to move, with the state it comes with. */
const causes: readonly (readonly [Cause, Partial<TorrentSnapshot>])[] = [
  ['no-peers', {}],
  ['trackers-failing', { trackerFault: refused, trackerTrouble: 'all' }],
  ['no-trackers', { private: true, trackers: [] }],
  ['dht-off', { trackers: [] }],
  ['dht-empty', { trackers: [] }],
  ['port-closed', {}],
  ['no-metadata', { state: 'metadata', size: 0, done: 0, peers: 3 }],
  ['pieces-missing', { peers: 7, missingPieces: 12, availability: 0.98 }],
  ['choked', { peers: 4 }],
  ['limited', { peers: 9, seeds: 3 }],
  ['queued', { state: 'queued', queuedBy: 'downloads' }],
  ['on-battery', { state: 'queued', queuedBy: 'battery' }],
  ['on-metered', { state: 'queued', queuedBy: 'metered' }],
  ['disk-low', { state: 'queued', queuedBy: 'disk-low' }],
  ['disk-full', { state: 'error', fault: full }],
  ['folder-missing', { state: 'missing', fault: missing }],
  ['file-error', { state: 'error', fault: broken, paused: true }],
  ['paused-by-rule', { state: 'paused', paused: true, shareReached: 'ratio' }],
];

export function makeStalled(): TorrentSnapshot[] {
  const plain = { state: 'downloading', paused: false, downRate: 0, upRate: 0, eta: -1 } as const;
  const nothing = { peers: 0, seeds: 0, fault: undefined, trackerFault: undefined } as const;
  return makeTorrents(causes.length).map((row, at) => {
    const [stall, change] = causes[at] as (typeof causes)[number];
    const done = stall === 'paused-by-rule' ? row.size : Math.round(row.size * 0.43);
    const known = { trackerTrouble: 'none', tags: [], category: '' } as const;
    return { ...row, ...plain, ...nothing, ...known, done, stall, ...change };
  });
}

/** Toasts of each kind. */
export function makeNotices(scene: URLSearchParams, rows: Rows): Notice[] {
  const [one, two, three] = [...rows.values()];
  if (scene.has('fault')) {
    const tooLarge = '“backup.torrent” has 100 MiB; a .torrent file has at most 10 MiB.';
    return [{ kind: 'fault', fault: fault('torrent-too-large', '/tmp/backup.torrent', tooLarge) }];
  }
  if (!scene.has('notices') || one === undefined || two === undefined || three === undefined)
    return [];
  return [
    { kind: 'moved', id: one.id, name: one.name, folder: '/mnt/media/ISO images' },
    { kind: 'completed', id: two.id, name: two.name },
    { kind: 'present', id: three.id, name: three.name, newTrackers: ['udp://t.example:80'] },
    { kind: 'fault', fault: full },
  ];
}

export function makeRemoved(rows: Rows): RemovedTorrent[] {
  const files = ['there', 'gone', 'away'] as const;
  return [...rows.values()].slice(0, 5).map((row, at) => ({
    id: row.id,
    name: row.name,
    size: row.size,
    savePath: row.savePath,
    removedAt: row.addedAt - at * DAY,
    files: files[at % files.length] ?? 'there',
  }));
}

export const importSources: readonly ImportSource[] = [
  { client: 'qbittorrent', folder: '/home/ada/.local/share/qBittorrent/BT_backup' },
  { client: 'transmission', folder: '/home/ada/.config/transmission' },
];

export function makeImport(rows: Rows): ImportPreview {
  const outcomes = ['taken', 'checked', 'present', 'refused'] as const;
  return {
    client: 'qbittorrent',
    folder: '/home/ada/.local/share/qBittorrent/BT_backup',
    torrents: [...rows.values()].map((row, at) => {
      const outcome = outcomes[at % 9 > 3 ? 0 : at % 4] ?? 'taken';
      return {
        id: row.id,
        name: row.name,
        savePath: row.savePath,
        size: row.size,
        done: row.size > 0 ? row.done / row.size : 0,
        paused: row.paused,
        category: row.category,
        tags: row.tags,
        uploaded: row.uploaded,
        outcome,
        fault:
          outcome === 'refused'
            ? fault('torrent-broken', row.name, 'Its .torrent file is damaged.')
            : undefined,
      };
    }),
    faults: [
      fault('torrent-broken', 'a1b2c3.fastresume', '“a1b2c3.fastresume” is not what it should be.'),
    ],
  };
}

export function makeLocated(id: InfoHash, folder: string): Located {
  const matches = ['hash', 'hash', 'size', 'other', 'missing'] as const;
  return {
    id,
    folder,
    files: matches.map((match, at) => ({
      path: `Tears of Steel (2012) 4K/part ${at + 1}.mkv`,
      length: (120 + at * 31) * MiB,
      found: match === 'missing' ? undefined : `old disk/tos-${at + 1}.mkv`,
      match,
    })),
  };
}
