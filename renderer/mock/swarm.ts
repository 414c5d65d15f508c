import type { InfoHash, Organisation, TorrentSnapshot } from '../../preload/contract/index.ts';

/** A small generator with a seed, so that pictures are the same every time. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const GiB = 1024 ** 3;
const MiB = 1024 ** 2;
/** The time in the mock: pictures are the same every day. */
export const NOW = Date.UTC(2026, 8, 14, 15, 20);
const DAY = 86_400_000;

const NO_TAGS: readonly string[] = [];
const NO_LIMITS = {};
const categoryNames = ['Linux', 'Films', 'Films/4K', '', ''];
/** Of the known ones, in their order. */
const knownCategories = [
  'Linux',
  'Linux',
  'Films/4K',
  'Linux',
  '',
  'Linux',
  '',
  'Audio',
  '',
  'Audio',
];

/** What the torrents of the mock are sorted by. */
export const organisation: Organisation = {
  categories: ['Audio', 'Films', 'Films/4K', 'Linux'].map((name) => ({
    name,
    savePath: name === 'Films' ? '/mnt/media/Films' : '',
    downLimit: 0,
    upLimit: 0,
    share: {},
  })),
  tags: ['favourite', 'later'],
  rules: [],
};

type Kind =
  | 'down'
  | 'seed'
  | 'paused'
  | 'stalled'
  | 'check'
  | 'queued'
  | 'error'
  | 'done'
  | 'meta'
  | 'tracker';

const known: readonly (readonly [string, number, Kind, number])[] = [
  ['debian-13.1.0-amd64-DVD-1.iso', 3.74 * GiB, 'down', 0.634],
  ['ubuntu-26.04-desktop-amd64.iso', 5.81 * GiB, 'seed', 1],
  ['Tears of Steel (2012) 4K', 6.29 * GiB, 'down', 0.212],
  ['archlinux-2026.09.01-x86_64.iso', 1.17 * GiB, 'seed', 1],
  ['planet-260907.osm.pbf', 81.4 * GiB, 'stalled', 0.071],
  ['Fedora-Workstation-Live-x86_64-43', 2.31 * GiB, 'seed', 1],
  ['wikipedia_en_all_maxi_2026-08.zim', 111 * GiB, 'down', 0.887],
  ['Librivox – Die Verwandlung (Franz Kafka)', 212 * MiB, 'done', 1],
  ['blender-4.5-open-projects-assets', 38.2 * GiB, 'paused', 0.402],
  ['Sintel (2010) – soundtrack, FLAC', 642 * MiB, 'check', 1],
  ['linuxmint-22.2-cinnamon-64bit.iso', 2.83 * GiB, 'tracker', 0.35],
  ['NASA Image Archive – Apollo 11, full resolution scans', 27.6 * GiB, 'error', 0.548],
];

const prefixes = [
  'openSUSE-Leap',
  'FreeBSD',
  'NetBSD',
  'Gutenberg shelf',
  'Rocky',
  'AlmaLinux',
  'Common Crawl part',
  'OSM extract',
  'Librivox',
  'Kiwix',
];

const hash = (index: number, random: () => number): InfoHash => {
  let text = index.toString(16).padStart(8, '0');
  while (text.length < 40) text += Math.floor(random() * 16).toString(16);
  return text as InfoHash;
};

const hosts = [
  'tracker.opentrackr.org',
  'torrent.ubuntu.com',
  'bttracker.debian.org',
  'tracker.archlinux.org',
  'torrent.fedoraproject.org',
  'torrents.linuxmint.com',
];

/** Where in `hosts` the tracker of a known one is. */
const knownHosts = [2, 1, 0, 3, 0, 4, 0, 0, 0, 0, 5, 0];

/** The rarer half of a row. */
function factsOf(
  index: number,
  size: number,
  done: number,
  kind: Kind,
  complete: boolean,
  random: () => number,
) {
  const pieceLength = size > GiB ? 4 * MiB : MiB;
  const idle = kind === 'paused' || kind === 'done' || kind === 'error';
  return {
    totalSize: size,
    pieceCount: Math.ceil(size / pieceLength),
    pieceLength,
    fileCount: 1 + (index % 40),
    comment: index % 3 === 0 ? 'Built by the release team' : '',
    createdBy: 'mktorrent 1.1',
    createdAt: NOW - (index + 20) * DAY,
    wasted: Math.floor(done * 0.001),
    downloadedBefore: Math.floor(done * 0.8),
    uploadedBefore: 0,
    availability: complete || idle ? -1 : Math.round((1 + random() * 9) * 1000) / 1000,
    lastActiveAt: idle ? NOW - index * DAY : NOW,
    activeMs: Math.floor(random() * 9 * DAY),
    seedingMs: complete ? Math.floor(random() * 4 * DAY) : 0,
    timesAt: 0,
    trackers:
      index % 9 === 8
        ? []
        : [
            hosts[knownHosts[index] ?? index % hosts.length] ?? '',
            ...(index % 4 === 0 ? ['tracker.torrent.eu.org'] : []),
          ],
    trackerTrouble: kind === 'tracker' ? 'all' : index % 7 === 6 ? 'some' : 'none',
  } as const;
}

const stalls: Partial<Record<Kind, TorrentSnapshot['stall']>> = {
  stalled: 'choked',
  meta: 'no-peers',
  queued: 'queued',
  error: 'disk-full',
};

function torrent(index: number, random: () => number): TorrentSnapshot {
  const preset = known[index];
  const kinds: readonly Kind[] = [
    'seed',
    'seed',
    'seed',
    'done',
    'down',
    'paused',
    'queued',
    'stalled',
  ];
  const kind = preset?.[2] ?? kinds[Math.floor(random() * kinds.length)] ?? 'seed';
  const size = Math.round(preset?.[1] ?? 20 * MiB + random() ** 3 * 60 * GiB);
  const complete = kind === 'seed' || kind === 'done' || kind === 'check';
  const fraction = preset?.[3] ?? (complete ? 1 : random());
  const name =
    preset?.[0] ??
    `${prefixes[index % prefixes.length]} ${2000 + (index % 27)}.${index % 13} – volume ${index}`;
  const moving = kind === 'down' || kind === 'seed' || kind === 'tracker';
  const downRate =
    kind === 'down'
      ? Math.round((0.3 + random() * 14) * MiB)
      : kind === 'tracker'
        ? Math.round(180 * 1024)
        : 0;
  const upRate = moving && random() > 0.25 ? Math.round(random() ** 2 * 4 * MiB) : 0;
  const done = Math.floor(size * fraction);
  const state: TorrentSnapshot['state'] =
    kind === 'seed'
      ? 'seeding'
      : kind === 'paused' || kind === 'done'
        ? 'paused'
        : kind === 'check'
          ? 'checking'
          : kind === 'queued'
            ? 'queued'
            : kind === 'error'
              ? 'error'
              : kind === 'meta'
                ? 'metadata'
                : 'downloading';
  const savePath = '/home/ada/Downloads';
  return {
    id: hash(index, random),
    name,
    state,
    paused: state === 'paused',
    downLimit: index % 5 === 2 ? 500 * 1024 : 0,
    upLimit: 0,
    size,
    done,
    checked: kind === 'check' ? 0.37 : 0,
    moved: 0,
    downRate,
    upRate,
    downloaded: done,
    uploaded: Math.floor(size * fraction * random() * (complete ? 3 : 0.6)),
    peers: moving ? Math.floor(22 + random() * 40) : kind === 'stalled' ? 4 : 0,
    seeds: moving && !complete ? Math.floor(1 + random() * 20) : 0,
    swarmPeers: moving ? Math.floor(70 + random() * 300) : -1,
    swarmSeeds: moving ? Math.floor(30 + random() * 900) : -1,
    eta: downRate > 0 ? Math.round((size - done) / downRate) : -1,
    savePath,
    private: random() < 0.1,
    addedAt: NOW - Math.floor(index * 0.37 * DAY),
    completedAt: complete ? NOW - Math.floor(index * 0.3 * DAY) : 0,
    queuePosition: index + 1,
    ...factsOf(index, size, done, kind, complete, random),
    forced: false,
    sequential: false,
    firstLast: false,
    superSeeding: false,
    queuedBy: state === 'queued' ? 'downloads' : undefined,
    category: (index < known.length ? knownCategories[index] : categoryNames[index % 5]) ?? '',
    tags: index % 3 === 0 ? ['favourite'] : NO_TAGS,
    share: NO_LIMITS,
    shareReached: undefined,
    fault:
      kind === 'error'
        ? {
            code: 'disk-full',
            subject: `${savePath}/${name}`,
            message: `There is no room left on the disk of “${savePath}”: 14.9 GiB are missing.`,
            facts: { missing: 16_000_000_000 },
          }
        : undefined,
    stall: stalls[kind],
    missingPieces: 0,
    trackerFault:
      kind === 'tracker'
        ? {
            code: 'tracker-refused',
            subject: 'https://torrents.linuxmint.com/announce',
            message:
              'The tracker torrents.linuxmint.com answered with a web page instead of a peer list.',
          }
        : undefined,
  };
}

export function makeTorrents(count: number): TorrentSnapshot[] {
  const random = seeded(7);
  return Array.from({ length: count }, (_, index) => torrent(index, random));
}

/** What one tick changes in a moving torrent. */
export function step(row: TorrentSnapshot, random: () => number): Partial<TorrentSnapshot> {
  const wobble = (rate: number): number =>
    rate === 0 ? 0 : Math.max(20_000, Math.round(rate * (0.85 + random() * 0.3)));
  const downRate = wobble(row.downRate);
  const upRate = wobble(row.upRate);
  const done = Math.min(row.size, row.done + downRate / 2);
  if (row.state === 'checking') return { checked: Math.min(1, row.checked + 0.002) };
  return {
    downRate,
    upRate,
    done,
    downloaded: row.downloaded + downRate / 2,
    uploaded: row.uploaded + upRate / 2,
    ...(downRate > 0 ? { eta: Math.round((row.size - done) / downRate) } : {}),
  };
}

/** As the engine would: here every third torrent has some music, and all have what they are named. */
export function findFiles(rows: readonly TorrentSnapshot[], pattern: string): InfoHash[] {
  const text = pattern.replaceAll('*', '').toLowerCase();
  return rows
    .filter((row, index) =>
      text === '.flac' ? index % 3 === 0 : row.name.toLowerCase().includes(text),
    )
    .map((row) => row.id);
}
