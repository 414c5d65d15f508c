import { checkTagName } from '../organise/names.ts';

/** A folder whose .torrent and .magnet files are taken as they come, and what becomes of them. */
export interface WatchFolder {
  readonly path: string;
  /** Where its torrents are saved. */
  readonly savePath: string;
  /** The folder of the category or of a rule, where there is one, goes before `savePath`. */
  readonly byRules: boolean;
  /** Empty: up to the rules. */
  readonly category: string;
  /** None: up to the rules. */
  readonly tags: readonly string[];
  readonly paused: boolean;
  /** Files in the folders below it are taken, too; those folders' names are labels for the rules. */
  readonly subfolders: boolean;
  /** What was taken gets a name that says so, or goes to the trash. */
  readonly taken: 'mark' | 'trash';
}

/** Like any list of settings it has a bound. */
export const MAX_WATCH_FOLDERS = 200;

/** As it comes from a profile or from the window; undefined where it makes no sense. */
export function parseWatchFolder(value: unknown): WatchFolder | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const text = (key: string): string => {
    const found = fields[key];
    return typeof found === 'string' ? found : '';
  };
  const [path, savePath] = [text('path'), text('savePath')];
  if (path === '' || savePath === '') return undefined;
  const tags = Array.isArray(fields['tags']) ? fields['tags'] : [];
  return {
    path,
    savePath,
    byRules: fields['byRules'] === true,
    category: text('category'),
    tags: tags.filter((tag): tag is string => typeof tag === 'string' && checkTagName(tag).ok),
    paused: fields['paused'] === true,
    subfolders: fields['subfolders'] === true,
    taken: fields['taken'] === 'trash' ? 'trash' : 'mark',
  };
}

export const parseWatchFolders = (value: unknown): WatchFolder[] =>
  (Array.isArray(value) ? value : [])
    .flatMap((one) => parseWatchFolder(one) ?? [])
    .slice(0, MAX_WATCH_FOLDERS);
