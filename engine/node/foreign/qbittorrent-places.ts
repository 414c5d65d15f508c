import { basename, dirname, isAbsolute, join } from 'node:path';
import type { ForeignTorrent } from '../../core/foreign/types.ts';
import { type Category, plainCategory } from '../../core/organise/categories.ts';
import { checkCategoryName } from '../../core/organise/names.ts';
import { readIf, textIn } from './files.ts';

/** Where qBittorrent keeps what does not stand beside its torrents. */

/** A portable profile has its folders relative to where it lies itself: `<base>/qBittorrent/data/BT_backup`. */
export function wholePaths(torrent: ForeignTorrent, folder: string): ForeignTorrent {
  const data = basename(folder) === 'BT_backup' ? dirname(folder) : folder;
  if (basename(data) !== 'data') return torrent;
  const base = dirname(dirname(data));
  const whole = (path: string): string => (path === '' || isWhole(path) ? path : join(base, path));
  return {
    ...torrent,
    savePath: whole(torrent.savePath),
    finalPath: whole(torrent.finalPath),
  };
}

/** Also by the rules of the other system: such a path is refused by its name, and not read as a relative one. */
const isWhole = (path: string): boolean => isAbsolute(path) || /^([A-Za-z]:[\\/]|\\\\)/.test(path);

/** Its settings lie beside the data or, by the customs of each system, in another folder of the same user. */
export function settingsFolders(folder: string): string[] {
  const data = basename(folder) === 'BT_backup' ? dirname(folder) : folder;
  return [
    join(data, '..', 'config'),
    data,
    // ~/.local/share/qBittorrent
    join(data, '..', '..', '..', '.config', 'qBittorrent'),
    // A sandbox of Flatpak: data/qBittorrent and config/qBittorrent.
    join(data, '..', '..', 'config', 'qBittorrent'),
    // %LOCALAPPDATA%\qBittorrent
    join(data, '..', '..', 'Roaming', 'qBittorrent'),
    // ~/Library/Application Support/qBittorrent
    join(data, '..', '..', 'Preferences', 'qBittorrent'),
  ];
}

/** Its categories with their folders. Without the file they come by name alone, with their torrents. */
export async function readCategories(folder: string): Promise<readonly Category[]> {
  for (const settings of settingsFolders(folder)) {
    const file = await readIf(settings, 'categories.json');
    if (file.ok && file.value !== undefined) return categoriesIn(textIn(file.value.bytes));
  }
  return [];
}

function categoriesIn(json: string): Category[] {
  try {
    const parsed: unknown = JSON.parse(json);
    return Object.entries(parsed as Readonly<Record<string, unknown>>)
      .filter(([name]) => checkCategoryName(name).ok)
      .map(([name, value]) => {
        const path = (value as { save_path?: unknown } | null)?.save_path;
        return { ...plainCategory(name), savePath: typeof path === 'string' ? path : '' };
      });
  } catch {
    return [];
  }
}
