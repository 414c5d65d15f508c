import type { BencodeDict } from '../bencode/decode.ts';
import type { ShareAction, ShareLimits } from '../organise/share-limits.ts';
import { type Beside, libtorrentTorrent } from './libtorrent.ts';
import { textOf, textsOf } from './read.ts';
import type { ForeignTorrent } from './types.ts';

/** What qBittorrent keeps of its own: keys of the resume file, or columns of its database. */
export interface QbittorrentKeys {
  text(key: string): string;
  number(key: string): number | undefined;
}

/** It says "normal" with a 1, where libtorrent would have a 4; 6 is high, and 7 the highest. */
const priorityOf = (value: number): number => (value <= 0 ? 0 : value < 6 ? 4 : 7);

export type QbittorrentBeside = Omit<Beside, 'priorityOf'>;

/** A `.fastresume` file: its own keys stand among those of libtorrent. */
export function qbittorrentTorrent(resume: BencodeDict, beside: QbittorrentBeside): ForeignTorrent {
  const forced = resume.integer('paused') !== 1 && resume.integer('auto_managed') !== 1;
  return withKeys(libtorrentTorrent(resume, { ...beside, priorityOf }), {
    name: textOf(resume, 'qBt-name'),
    category: textOf(resume, 'qBt-category'),
    tags: textsOf(resume.list('qBt-tags')),
    targetPath: textOf(resume, 'qBt-savePath'),
    forced,
    firstLast: resume.integer('qBt-firstLastPiecePriority') === 1,
    share: shareOf({
      ratio: resume.integer('qBt-ratioLimit'),
      seedingMinutes: resume.integer('qBt-seedingTimeLimit'),
      idleMinutes: resume.integer('qBt-inactiveSeedingTimeLimit'),
      action: textOf(resume, 'qBt-shareLimitAction'),
    }),
  });
}

/** A row of its database: libtorrent's resume data, and columns. */
export function qbittorrentRow(
  resume: BencodeDict,
  row: QbittorrentKeys,
  beside: QbittorrentBeside,
): ForeignTorrent {
  const torrent = withKeys(libtorrentTorrent(resume, { ...beside, priorityOf }), {
    name: row.text('name'),
    category: row.text('category'),
    tags: row
      .text('tags')
      .split(',')
      .filter((tag) => tag !== ''),
    targetPath: row.text('target_save_path'),
    forced: row.number('stopped') !== 1 && row.text('operating_mode') === 'Forced',
    firstLast: row.number('has_outer_pieces_priority') === 1,
    share: shareOf({
      ratio: row.number('ratio_limit'),
      seedingMinutes: row.number('seeding_time_limit'),
      idleMinutes: row.number('inactive_seeding_time_limit'),
      action: row.text('share_limit_action'),
    }),
  });
  return { ...torrent, paused: row.number('stopped') === 1 };
}

interface Keys {
  readonly name: string;
  readonly category: string;
  readonly tags: readonly string[];
  /** Where it goes when it is complete. Empty where its category says so. */
  readonly targetPath: string;
  readonly forced: boolean;
  readonly firstLast: boolean;
  readonly share: ShareLimits;
}

function withKeys(torrent: ForeignTorrent, keys: Keys): ForeignTorrent {
  const { name, category, tags, targetPath, forced, firstLast, share } = keys;
  const savePath = torrent.savePath || targetPath;
  return {
    ...torrent,
    name: name || torrent.name,
    category,
    tags,
    savePath,
    finalPath: targetPath === savePath ? '' : targetPath,
    partSuffix: '.!qB',
    wishes: {
      ...torrent.wishes,
      ...(forced ? { forced } : {}),
      ...(firstLast ? { firstLast } : {}),
      ...(Object.keys(share).length === 0 ? {} : { share }),
    },
  };
}

const ACTIONS: Readonly<Record<string, ShareAction>> = {
  Stop: 'pause',
  Remove: 'remove',
  RemoveWithContent: 'remove',
  EnableSuperSeeding: 'super-seed',
};

/** Ratios are thousandths. -2 (of ratios: -2000) leaves it to the settings, -1 says that there is no limit. */
function shareOf(limits: {
  readonly ratio: number | undefined;
  readonly seedingMinutes: number | undefined;
  readonly idleMinutes: number | undefined;
  readonly action: string;
}): ShareLimits {
  const { ratio = -2_000, seedingMinutes = -2, idleMinutes = -2 } = limits;
  const action = ACTIONS[limits.action];
  return {
    ...(ratio > -2_000 ? { ratio: Math.max(0, ratio / 1000) } : {}),
    ...(seedingMinutes > -2 ? { seedingMinutes: Math.max(0, seedingMinutes) } : {}),
    ...(idleMinutes > -2 ? { idleMinutes: Math.max(0, idleMinutes) } : {}),
    ...(action === undefined ? {} : { action }),
  };
}
