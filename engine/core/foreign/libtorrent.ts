import type { BencodeDict } from '../bencode/decode.ts';
import { toHex } from '../bytes/bytes.ts';
import { type InfoHash, infoHashOf } from '../ids.ts';
import { formatMagnet } from '../magnet.ts';
import { countOf, numbersOf, secondsOf, textOf, textsOf } from './read.ts';
import type { ForeignHave, ForeignTorrent, ForeignWishes } from './types.ts';

/** What stands beside the resume data of libtorrent, which qBittorrent and Deluge keep. */
export interface Beside {
  /** What the client calls it by; of a torrent of both versions that is not its v1 info-hash. */
  readonly infoHash: InfoHash;
  readonly metainfo: Uint8Array | undefined;
  readonly savedAt: number;
  /** Its priorities run from 0 to 7, and each client uses others; ours are the four that people choose from. */
  priorityOf(value: number): number;
}

/** Its own part of a torrent; what the client has beside goes over it. */
export function libtorrentTorrent(resume: BencodeDict, beside: Beside): ForeignTorrent {
  const priorities = numbersOf(resume.list('file_priority')).map(beside.priorityOf);
  const tiers = resume.list('trackers');
  const trackers = tiers && [...tiers].map((tier) => textsOf(tier.asList()));
  const infoHash = infoHashIn(resume) ?? beside.infoHash;
  const name = textOf(resume, 'name');
  return {
    infoHash,
    name: name || infoHash,
    metainfo: beside.metainfo,
    magnet:
      beside.metainfo === undefined ? linkOf(resume, infoHash, name, trackers ?? []) : undefined,
    savePath: textOf(resume, 'save_path'),
    otherPaths: [],
    finalPath: '',
    paths: textsOf(resume.list('mapped_files')).map((path) => path.replaceAll('\\', '/')),
    partSuffix: '',
    partsFile: `.${beside.infoHash}.parts`,
    priorities: priorities.every((one) => one === 4) ? [] : priorities,
    // Paused by the user, and not by the queue.
    paused: resume.integer('paused') === 1 && resume.integer('auto_managed') !== 1,
    category: '',
    tags: [],
    trackers: beside.metainfo === undefined ? undefined : trackers,
    wishes: wishesOf(resume),
    downloaded: countOf(resume, 'total_downloaded'),
    uploaded: countOf(resume, 'total_uploaded'),
    wasted: 0,
    addedAt: secondsOf(resume, 'added_time'),
    completedAt: secondsOf(resume, 'completed_time'),
    activeMs: secondsOf(resume, 'active_time'),
    // Complete is what is wanted; its own word for seeding is that all is there.
    seedingMs: secondsOf(resume, 'finished_time') || secondsOf(resume, 'seeding_time'),
    quietMs: 0,
    have: haveOf(resume),
    savedAt: beside.savedAt,
  };
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** BEP 52: all zeros where the torrent has none of version 1. */
function infoHashIn(resume: BencodeDict): InfoHash | undefined {
  const hash = resume.bytes('info-hash');
  return hash?.length === 20 && !isZero(hash) ? infoHashOf(hash) : undefined;
}

function linkOf(
  resume: BencodeDict,
  infoHash: InfoHash,
  name: string,
  trackers: readonly (readonly string[])[],
): string {
  const [v1, v2] = [resume.bytes('info-hash'), resume.bytes('info-hash2')];
  // Only of version 2 (BEP 52): the link says so, and whoever reads it can say why it is refused.
  if (v1 !== undefined && isZero(v1) && v2?.length === 32 && !isZero(v2))
    return `magnet:?xt=urn:btmh:1220${toHex(v2)}`;
  const webSeeds = textsOf(resume.list('url-list'));
  return formatMagnet({
    infoHash,
    trackers: trackers.flat(),
    webSeeds,
    ...(name === '' ? {} : { name }),
  });
}

/** In seed mode it takes all pieces as had until somebody asks for them, as we do. */
function haveOf(resume: BencodeDict): ForeignHave | undefined {
  if (resume.integer('seed_mode') === 1) return { kind: 'all' };
  const pieces = resume.bytes('pieces');
  return pieces === undefined || pieces.length === 0 ? undefined : { kind: 'bytes', bytes: pieces };
}

function wishesOf(resume: BencodeDict): ForeignWishes {
  const downLimit = countOf(resume, 'download_rate_limit');
  const upLimit = countOf(resume, 'upload_rate_limit');
  return {
    ...(resume.integer('sequential_download') === 1 ? { sequential: true } : {}),
    ...(resume.integer('super_seeding') === 1 ? { superSeeding: true } : {}),
    ...(downLimit > 0 ? { downLimit } : {}),
    ...(upLimit > 0 ? { upLimit } : {}),
  };
}
