import type { BencodeDict } from '../bencode/decode.ts';
import { type InfoHash, isInfoHash } from '../ids.ts';
import { fault, ok, type Result } from '../result.ts';
import { libtorrentTorrent } from './libtorrent.ts';
import { PickleObject, type PickleValue, readPickle } from './pickle.ts';
import type { ForeignTorrent } from './types.ts';

/** What Deluge keeps of a torrent beside libtorrent's resume data. */
export interface DelugeState {
  readonly infoHash: InfoHash;
  readonly name: string;
  readonly paused: boolean;
  readonly savePath: string;
  readonly magnet: string | undefined;
  /** Its place among those that wait; below 0: it stands in no queue. */
  readonly queue: number;
  readonly forced: boolean;
  readonly firstLast: boolean;
  /** Where it goes when it is complete; empty: it stays. */
  readonly finalPath: string;
  /** Where it stops; 0: nowhere. */
  readonly ratio: number;
  readonly removeAtRatio: boolean;
}

/** Its `torrents.state`, in the order of its queue. */
export function readDelugeState(bytes: Uint8Array, file: string): Result<readonly DelugeState[]> {
  const state = readPickle(bytes);
  const list = state.ok && state.value instanceof PickleObject ? state.value.get('torrents') : null;
  if (!Array.isArray(list)) {
    const why = state.ok ? '' : `: ${state.message}`;
    return fault('foreign-damaged', file, `“${file}” is not a file that Deluge writes${why}.`);
  }
  const place = ({ queue }: DelugeState): number => (queue < 0 ? Number.MAX_SAFE_INTEGER : queue);
  return ok(list.flatMap(stateOf).sort((a, b) => place(a) - place(b)));
}

function stateOf(value: PickleValue): DelugeState[] {
  if (!(value instanceof PickleObject)) return [];
  const text = (key: string): string => {
    const held = value.get(key);
    return typeof held === 'string' ? held : '';
  };
  const number = (key: string): number => {
    const held = value.get(key);
    return typeof held === 'number' && Number.isFinite(held) ? held : -1;
  };
  const is = (key: string): boolean => value.get(key) === true;
  const infoHash = text('torrent_id');
  if (!isInfoHash(infoHash)) return [];
  return [
    {
      infoHash,
      name: text('name'),
      paused: is('paused'),
      savePath: text('save_path'),
      magnet: text('magnet') || undefined,
      queue: number('queue'),
      forced: value.get('auto_managed') === false && !is('paused'),
      firstLast: is('prioritize_first_last'),
      finalPath: is('move_completed') ? text('move_completed_path') : '',
      ratio: is('stop_at_ratio') ? Math.max(0, number('stop_ratio')) : 0,
      removeAtRatio: is('remove_at_ratio'),
    },
  ];
}

/** 1 is low, 4 normal, 7 high; before version 2 there were 1 for normal, and 5 and 7 for more. */
const priorityOf = (value: number): number => (value <= 0 ? 0 : value < 4 ? 1 : value < 5 ? 4 : 7);

/** Without resume data it comes all the same, and is checked. */
export function delugeTorrent(
  resume: BencodeDict,
  state: DelugeState,
  metainfo: Uint8Array | undefined,
  label: string,
  savedAt: number,
): ForeignTorrent {
  const { infoHash, ratio } = state;
  const torrent = libtorrentTorrent(resume, { infoHash, metainfo, savedAt, priorityOf });
  const savePath = torrent.savePath || state.savePath;
  const share = state.removeAtRatio ? ({ ratio, action: 'remove' } as const) : { ratio };
  return {
    ...torrent,
    name: state.name || torrent.name,
    magnet: metainfo === undefined ? (state.magnet ?? torrent.magnet) : undefined,
    savePath,
    finalPath: state.finalPath === savePath ? '' : state.finalPath,
    paused: state.paused,
    category: label,
    wishes: {
      ...torrent.wishes,
      ...(state.forced ? { forced: true } : {}),
      ...(state.firstLast ? { firstLast: true } : {}),
      ...(ratio > 0 ? { share } : {}),
    },
  };
}
