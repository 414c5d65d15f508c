import type { BencodeDict } from '../bencode/decode.ts';
import { utf8DecodeLenient } from '../bytes/text.ts';
import type { InfoHash } from '../ids.ts';
import { countOf, numbersOf, secondsOf, textOf, textsOf } from './read.ts';
import type { ForeignHave, ForeignTorrent } from './types.ts';

/** A `.resume` file of Transmission and the .torrent beside it. */
export function transmissionTorrent(
  resume: BencodeDict,
  infoHash: InfoHash,
  metainfo: Uint8Array | undefined,
  magnet: string | undefined,
  savedAt: number,
): ForeignTorrent {
  const have = haveOf(resume.dict('progress'));
  const incomplete = textOf(resume, 'incomplete-dir');
  const dnd = numbersOf(resume.list('dnd'));
  const ranks = numbersOf(resume.list('priority'));
  const priorities = Array.from({ length: Math.max(dnd.length, ranks.length) }, (_, file) =>
    dnd[file] === 1 ? 0 : (ranks[file] ?? 0) < 0 ? 1 : (ranks[file] ?? 0) > 0 ? 7 : 4,
  );
  const downloadingMs = secondsOf(resume, 'downloading-time-seconds');
  const seedingMs = secondsOf(resume, 'seeding-time-seconds');
  return {
    infoHash,
    name: textOf(resume, 'name') || infoHash,
    metainfo,
    magnet,
    // Until it is complete it grows elsewhere, where the user said so.
    savePath:
      have?.kind === 'all' || incomplete === '' ? textOf(resume, 'destination') : incomplete,
    paths: textsOf(resume.list('files')),
    priorities: priorities.every((one) => one === 4) ? [] : priorities,
    paused: resume.integer('paused') === 1,
    category: '',
    tags: textsOf(resume.list('labels')),
    trackers: [],
    downloaded: countOf(resume, 'downloaded'),
    uploaded: countOf(resume, 'uploaded'),
    addedAt: secondsOf(resume, 'added-date'),
    completedAt: secondsOf(resume, 'done-date'),
    activeMs: downloadingMs + seedingMs,
    seedingMs,
    have,
    savedAt,
  };
}

/** Its blocks are of 16 KiB and counted through the whole torrent. */
function haveOf(progress: BencodeDict | undefined): ForeignHave | undefined {
  const blocks = progress?.bytes('blocks');
  if (blocks === undefined || blocks.length === 0) return undefined;
  const word = blocks.length < 5 ? utf8DecodeLenient(blocks) : '';
  if (word === 'all') return { kind: 'all' };
  return word === 'none' ? undefined : { kind: 'blocks', bits: blocks };
}
