import { type InfoHash, isInfoHash } from '../ids.ts';
import { fault, ok, type Result } from '../result.ts';
import { PickleObject, type PickleValue, readPickle } from './pickle.ts';

/** What Deluge keeps of a torrent beside libtorrent's resume data. */
export interface DelugeState {
  readonly infoHash: InfoHash;
  readonly name: string;
  readonly paused: boolean;
  readonly savePath: string;
  readonly magnet: string | undefined;
}

/** Its `torrents.state`. */
export function readDelugeState(bytes: Uint8Array, file: string): Result<readonly DelugeState[]> {
  const state = readPickle(bytes);
  const list = state.ok && state.value instanceof PickleObject ? state.value.get('torrents') : null;
  if (!Array.isArray(list)) {
    const why = state.ok ? '' : `: ${state.message}`;
    return fault('foreign-damaged', file, `“${file}” is not a file that Deluge writes${why}.`);
  }
  return ok(list.flatMap(stateOf));
}

function stateOf(value: PickleValue): DelugeState[] {
  if (!(value instanceof PickleObject)) return [];
  const text = (key: string): string => {
    const held = value.get(key);
    return typeof held === 'string' ? held : '';
  };
  const infoHash = text('torrent_id');
  if (!isInfoHash(infoHash)) return [];
  return [
    {
      infoHash,
      name: text('name'),
      paused: value.get('paused') === true,
      savePath: text('save_path'),
      magnet: text('magnet') || undefined,
    },
  ];
}
