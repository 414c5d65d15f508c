import type { BencodeDict } from '../bencode/decode.ts';
import { utf8DecodeLenient } from '../bytes/text.ts';
import type { InfoHash } from '../ids.ts';
import { formatMagnet } from '../magnet.ts';
import type { ShareLimits } from '../organise/share-limits.ts';
import { countOf, numbersOf, secondsOf, textOf, textsOf } from './read.ts';
import type { ForeignHave, ForeignTorrent, ForeignWishes } from './types.ts';

/** A `.resume` file of Transmission and the .torrent or link beside it. */
export function transmissionTorrent(
  resume: BencodeDict,
  infoHash: InfoHash,
  metainfo: Uint8Array | undefined,
  magnet: string | undefined,
  savedAt: number,
): ForeignTorrent {
  const have = haveOf(resume.dict('progress'));
  const incomplete = textOf(resume, 'incomplete-dir');
  const destination = textOf(resume, 'destination');
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
    savePath: destination,
    // Until it is complete it may grow elsewhere; it keeps the folder even when nothing is there.
    otherPaths: have?.kind === 'all' || incomplete === '' ? [] : [incomplete],
    finalPath: destination,
    paths: textsOf(resume.list('files')),
    partSuffix: '.part',
    partsFile: '',
    priorities: priorities.every((one) => one === 4) ? [] : priorities,
    paused: resume.integer('paused') === 1,
    category: '',
    tags: textsOf(resume.list('labels')),
    trackers: undefined,
    wishes: wishesOf(resume),
    downloaded: countOf(resume, 'downloaded'),
    uploaded: countOf(resume, 'uploaded'),
    wasted: 0,
    addedAt: secondsOf(resume, 'added-date'),
    completedAt: secondsOf(resume, 'done-date'),
    activeMs: downloadingMs + seedingMs,
    seedingMs,
    quietMs: 0,
    have,
    savedAt,
  };
}

/** Before version 4 a magnet link without metadata was kept as a .torrent file without an info dictionary. */
export function linkInTorrentFile(file: BencodeDict, infoHash: InfoHash): string | undefined {
  const link = file.dict('magnet-info');
  if (link === undefined) return undefined;
  const tiers = [...(file.list('announce-list') ?? [])].map((tier) => textsOf(tier.asList()));
  const announce = textOf(file, 'announce');
  const name = textOf(link, 'display-name');
  return formatMagnet({
    infoHash,
    trackers: [...new Set([...(announce === '' ? [] : [announce]), ...tiers.flat()])],
    webSeeds: textsOf(file.list('url-list')),
    ...(name === '' ? {} : { name }),
  });
}

/** Its blocks are of 16 KiB and counted through the whole torrent. */
function haveOf(progress: BencodeDict | undefined): ForeignHave | undefined {
  const blocks = progress?.bytes('blocks');
  if (blocks === undefined || blocks.length === 0) return undefined;
  const word = blocks.length < 5 ? utf8DecodeLenient(blocks) : '';
  if (word === 'all') return { kind: 'all' };
  return word === 'none' ? undefined : { kind: 'blocks', bits: blocks };
}

function wishesOf(resume: BencodeDict): ForeignWishes {
  const limit = (key: string): number => {
    const dict = resume.dict(key);
    return dict?.integer('use-speed-limit') === 1 ? countOf(dict, 'speed-Bps') : 0;
  };
  const [downLimit, upLimit] = [limit('speed-limit-down'), limit('speed-limit-up')];
  const share = shareOf(resume);
  return {
    ...(resume.integer('sequentialDownload') === 1 ? { sequential: true } : {}),
    ...(downLimit > 0 ? { downLimit } : {}),
    ...(upLimit > 0 ? { upLimit } : {}),
    ...(Object.keys(share).length === 0 ? {} : { share }),
  };
}

/** Modes: 0 as in the settings, 1 its own limit, 2 none. */
function shareOf(resume: BencodeDict): ShareLimits {
  const [ratio, idle] = [resume.dict('ratio-limit'), resume.dict('idle-limit')];
  const [ratioMode, idleMode] = [ratio?.integer('ratio-mode'), idle?.integer('idle-mode')];
  const given = ratio === undefined ? 0 : Number(textOf(ratio, 'ratio-limit'));
  return {
    ...(ratioMode === 1 && given > 0 && Number.isFinite(given) ? { ratio: given } : {}),
    ...(ratioMode === 2 ? { ratio: 0 } : {}),
    ...(idleMode === 1 ? { idleMinutes: countOf(idle as BencodeDict, 'idle-limit') } : {}),
    ...(idleMode === 2 ? { idleMinutes: 0 } : {}),
  };
}
