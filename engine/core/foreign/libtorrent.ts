import type { BencodeDict } from '../bencode/decode.ts';
import type { InfoHash } from '../ids.ts';
import { countOf, numbersOf, secondsOf, textOf, textsOf } from './read.ts';
import type { ForeignHave, ForeignTorrent } from './types.ts';

/** What stands beside the resume data of libtorrent, which qBittorrent and Deluge keep. */
export interface Beside {
  readonly infoHash: InfoHash;
  readonly metainfo: Uint8Array | undefined;
  readonly magnet?: string | undefined;
  readonly name?: string;
  readonly paused?: boolean;
  readonly category?: string;
  readonly tags?: readonly string[];
  readonly savePath?: string;
  readonly savedAt: number;
}

/** libtorrent's priorities run from 0 to 7; ours are the four that people choose from. */
const priorityOf = (value: number): number => (value <= 0 ? 0 : value < 4 ? 1 : value < 6 ? 4 : 7);

/** In seed mode it takes all pieces as had until somebody asks for them, as we do. */
function haveOf(resume: BencodeDict): ForeignHave | undefined {
  if (resume.integer('seed_mode') === 1) return { kind: 'all' };
  const pieces = resume.bytes('pieces');
  return pieces === undefined || pieces.length === 0 ? undefined : { kind: 'bytes', bytes: pieces };
}

export function libtorrentTorrent(resume: BencodeDict, beside: Beside): ForeignTorrent {
  const priorities = numbersOf(resume.list('file_priority')).map(priorityOf);
  const trackers = [...(resume.list('trackers') ?? [])].map((tier) => textsOf(tier.asList()));
  // Paused by the user, and not by the queue.
  const paused = resume.integer('paused') === 1 && resume.integer('auto_managed') !== 1;
  return {
    infoHash: beside.infoHash,
    name: beside.name || textOf(resume, 'name') || beside.infoHash,
    metainfo: beside.metainfo,
    magnet: beside.magnet,
    savePath: textOf(resume, 'save_path') || beside.savePath || '',
    paths: textsOf(resume.list('mapped_files')).map((path) => path.replaceAll('\\', '/')),
    priorities: priorities.every((one) => one === 4) ? [] : priorities,
    paused: beside.paused ?? paused,
    category: beside.category ?? '',
    tags: beside.tags ?? [],
    trackers: trackers.filter((tier) => tier.length > 0),
    downloaded: countOf(resume, 'total_downloaded'),
    uploaded: countOf(resume, 'total_uploaded'),
    addedAt: secondsOf(resume, 'added_time'),
    completedAt: secondsOf(resume, 'completed_time'),
    activeMs: secondsOf(resume, 'active_time'),
    seedingMs: secondsOf(resume, 'seeding_time'),
    have: haveOf(resume),
    savedAt: beside.savedAt,
  };
}
