import type {
  DetailsAnswer,
  DetailsPart,
  DetailsParts,
  PeerSnapshot,
  TorrentSnapshot,
  TrackerSnapshot,
  WebSeedSnapshot,
} from '../../preload/contract/index.ts';
import { makeLog, makeSpeed } from './speed.ts';
import { NOW, seeded } from './swarm.ts';

const MiB = 1024 ** 2;
const DAY = 86_400_000;

const clients = [
  'qBittorrent 5.1.2',
  'Transmission 4.1.0',
  'Deluge 2.2.0',
  'libtorrent 2.0.11',
  'µTorrent 3.6',
  'Skein 0.1.0',
  'BiglyBT 4.0',
  '',
];

function peer(index: number, random: () => number, torrentRow: TorrentSnapshot): PeerSnapshot {
  const seed = random() < 0.4;
  const sends = torrentRow.downRate > 0 && random() < 0.6;
  const v6 = random() < 0.25;
  const address = v6
    ? `[2001:db8:${Math.floor(random() * 65535).toString(16)}::${index.toString(16)}]:${6881 + index}`
    : `198.51.${Math.floor(random() * 255)}.${Math.floor(random() * 255)}:${1024 + Math.floor(random() * 60000)}`;
  return {
    address,
    country: ['DE', 'FR', 'US', 'NL', 'JP', 'BR', 'SE', 'PL'][index % 8] ?? 'DE',
    client: clients[Math.floor(random() * clients.length)] ?? '',
    progress: seed ? 1 : random(),
    downRate: sends ? Math.round(random() ** 2 * 3 * MiB) : 0,
    upRate: !seed && torrentRow.upRate > 0 && random() < 0.4 ? Math.round(random() * 400_000) : 0,
    downloaded: Math.round(random() * 400 * MiB),
    uploaded: seed ? 0 : Math.round(random() * 90 * MiB),
    incoming: random() < 0.3,
    source: (['tracker', 'dht', 'pex', 'incoming'] as const)[Math.floor(random() * 4)] ?? 'tracker',
    amChoking: random() < 0.6,
    amInterested: sends,
    peerChoking: !sends,
    peerInterested: !seed && random() < 0.7,
    encrypted: random() < 0.5,
    optimistic: index === 3,
    downLimit: 0,
    upLimit: 0,
    snubbed: index === 5,
  };
}

const tracker = (url: string, tier: number, more: Partial<TrackerSnapshot>): TrackerSnapshot => ({
  url,
  tier,
  state: 'working',
  message: '',
  seeds: 214,
  leechers: 37,
  downloads: 18_204,
  nextAnnounce: NOW + 23 * 60_000,
  lastAnnounce: NOW - 7 * 60_000,
  failures: 0,
  ...more,
});

const bitOf = (piece: number): number => 0x80 >> (piece & 7);

function makePieces(row: TorrentSnapshot, count: number, random: () => number) {
  const have = new Uint8Array(Math.ceil(count / 8));
  const active = new Uint8Array(have.length);
  const availability = new Uint8Array(count);
  const fraction = row.size > 0 ? row.done / row.size : 0;
  for (let piece = 0; piece < count; piece++) {
    const near = 0.5 + 0.5 * Math.sin(piece / (count / 18));
    const at = piece >> 3;
    if (fraction >= 1 || random() * 0.5 + near * 0.5 < fraction) {
      have[at] = (have[at] ?? 0) | bitOf(piece);
    } else if (row.downRate > 0 && random() < 0.02) {
      active[at] = (active[at] ?? 0) | bitOf(piece);
    }
    availability[piece] = row.peers === 0 ? 0 : row.seeds + Math.floor(random() * 4);
  }
  return { count, have, active, availability };
}

function makeFiles(row: TorrentSnapshot, random: () => number) {
  const fraction = row.size > 0 ? row.done / row.size : 0;
  if (/\.(iso|pbf|zim)$/.test(row.name))
    return [{ path: row.name, length: row.size, done: row.done }];
  return Array.from({ length: 60 }, (_, index) => {
    const length = Math.round((row.size / 60) * (0.4 + random() * 1.2));
    const folder = index % 5 === 0 ? 'extras/' : '';
    return {
      path: `${row.name}/${folder}${String(index + 1).padStart(2, '0')} – part ${index + 1}.mkv`,
      length,
      done: Math.min(length, Math.round(length * Math.min(1, fraction * (0.4 + random() * 1.4)))),
    };
  });
}

function makeTrackers({ trackers, trackerFault }: TorrentSnapshot): TrackerSnapshot[] {
  if (trackers.length === 0) return [];
  const first =
    trackerFault === undefined
      ? tracker(`https://${trackers[0]}/announce`, 0, {})
      : tracker(trackerFault.subject, 0, {
          state: 'failing',
          message: trackerFault.message,
          seeds: -1,
          leechers: -1,
          failures: 4,
          nextAnnounce: NOW + 4 * 60_000,
        });
  const idle = { state: 'idle', seeds: -1, leechers: -1, nextAnnounce: 0 } as const;
  return [first, tracker('udp://tracker.example.org:1337/announce', 1, idle)];
}

const makeWebSeeds = ({ downRate, size }: TorrentSnapshot): WebSeedSnapshot[] => {
  if (downRate === 0) return [];
  const seed = { kind: 'files', message: '', downRate: 0, downloaded: 0, retryAt: 0 } as const;
  return [
    {
      ...seed,
      url: 'https://cdimage.debian.org/cdimage/release/',
      state: 'working',
      downRate: Math.round(downRate / 3),
      downloaded: Math.round(size / 9),
    },
    {
      ...seed,
      url: 'http://mirror.example.org/pub/',
      state: 'failing',
      message: 'answered 503',
      retryAt: NOW + 90_000,
    },
  ];
};

function makeParts(row: TorrentSnapshot): DetailsParts {
  const random = seeded(Number.parseInt(row.id.slice(0, 8), 16) + 1);
  const pieceLength = 4 * MiB;
  const pieceCount = Math.max(1, Math.ceil(row.size / pieceLength));
  const files = row.size === 0 ? [] : makeFiles(row, random);
  return {
    facts: {
      pieceLength,
      pieceCount,
      fileCount: files.length,
      comment: 'Official release. See https://example.org/ for checksums.',
      createdBy: 'mktorrent 1.1',
      creationDate: Math.floor((row.addedAt - 3 * DAY) / 1000),
      wasted: 3 * MiB,
    },
    files: {
      paths: files.map((file) => file.path).join('\n'),
      lengths: Float64Array.from(files, (file) => file.length),
      numbers: Uint32Array.from(files, (_file, number) => number),
    },
    progress: {
      done: Float64Array.from(files, (file) => file.done),
      priorities: new Uint8Array(files.length).fill(4),
      availability: new Uint16Array(files.length).fill(row.seeds),
    },
    pieces: makePieces(row, pieceCount, random),
    peers: Array.from({ length: row.peers }, (_, index) => peer(index, random, row)),
    trackers: makeTrackers(row),
    speed: makeSpeed(row.downRate * 1.3, row.upRate * 1.3),
    log: row.paused ? [] : makeLog(NOW),
    webSeeds: makeWebSeeds(row),
  };
}

export function answerDetails<P extends DetailsPart>(
  row: TorrentSnapshot,
  part: P,
  seen: number | undefined,
): DetailsAnswer<P> {
  return { version: 1, value: part === 'files' && seen === 1 ? undefined : makeParts(row)[part] };
}
