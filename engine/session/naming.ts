import type { PathStyle } from '../core/paths/element.ts';
import type { TorrentOptions } from '../ports/store.ts';

/** How the files of a torrent are named, by what it was added under: a name once given stays. */
export const namingOf = (disk: PathStyle, options: TorrentOptions): PathStyle =>
  disk === 'posix' && options.naming === undefined ? 'posix-1' : disk;
