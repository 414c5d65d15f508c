import { isWholePath } from '../organise/check-rules.ts';
import { checkTagName } from '../organise/names.ts';
import type { PathStyle } from '../paths/element.ts';
import { isSameOrBelow } from '../paths/within.ts';
import { type Fault, fault } from '../result.ts';
import { MAX_WATCH_FOLDERS, type WatchFolder } from './folders.ts';

/** Folders as one compares them: two paths of one folder, be it by way of a link, are one text. */
export interface Places {
  readonly style: PathStyle;
  plain(path: string): string;
}

/** What is wrong with the words themselves, before anything is compared. */
export function checkWatchFolder(
  folder: WatchFolder,
  categories: { has(name: string): boolean },
  style: PathStyle,
): Fault | undefined {
  const { path, savePath, category } = folder;
  for (const one of [path, savePath]) {
    if (!isWholePath(one, style))
      return fault('watch-path', one, `“${one}” is not a whole path.`, { folder: path });
  }
  if (category !== '' && !categories.has(category))
    return fault('category-unknown', category, `There is no category “${category}”.`);
  for (const tag of folder.tags) {
    const checked = checkTagName(tag);
    if (!checked.ok) return checked;
  }
  return undefined;
}

/** Two of them that would take the same files. */
export function checkTogether(folders: readonly WatchFolder[], places: Places): Fault | undefined {
  if (folders.length > MAX_WATCH_FOLDERS) {
    const message = `There can be ${MAX_WATCH_FOLDERS} watch folders, not ${folders.length}.`;
    return fault('watch-too-many', '', message, { limit: MAX_WATCH_FOLDERS });
  }
  for (const [index, folder] of folders.entries()) {
    const other = meets(folder, folders, index, places);
    if (other === undefined) continue;
    const { path } = folder;
    return places.plain(path) === places.plain(other.path)
      ? fault('watch-twice', path, `${path} is a watch folder already.`)
      : fault(
          'watch-nested',
          path,
          `${path} lies in ${other.path}, which is watched with all folders below it.`,
          { other: other.path },
        );
  }
  return undefined;
}

const meets = (
  { path }: WatchFolder,
  all: readonly WatchFolder[],
  at: number,
  { plain, style }: Places,
): WatchFolder | undefined =>
  all.find((other, index) => {
    if (index === at) return false;
    const [one, two] = [plain(path), plain(other.path)];
    if (one === two) return index < at;
    return other.subfolders && isSameOrBelow(two, one, style);
  });

/**
 * A folder that torrents are saved in is not watched, nor one that lies in it: a .torrent file that somebody downloads
 * would be taken for one that the user put there. The other way round it is only those below a watch folder that could
 * hold such a file, so it is refused where they are watched, too, and fine where they are not: the folder of a browser's
 * downloads with one for torrents in it is what many people have.
 */
export function checkApart(
  { path, subfolders }: WatchFolder,
  saveFolders: Iterable<string>,
  { plain, style }: Places,
): Fault | undefined {
  const watched = plain(path);
  for (const save of saveFolders) {
    const target = plain(save);
    if (target === watched) {
      return fault(
        'watch-is-save',
        path,
        `Torrents are saved in ${path}: it can't be a watch folder, too.`,
      );
    }
    if (isSameOrBelow(target, watched, style)) {
      return fault(
        'watch-in-save',
        path,
        `${path} lies in ${save}, where torrents are saved: it can't be a watch folder.`,
        { save },
      );
    }
    if (subfolders && isSameOrBelow(watched, target, style)) {
      return fault(
        'watch-around-save',
        path,
        `Torrents are saved in ${save}, which lies in ${path}: the folders below it can't be watched.`,
        { save },
      );
    }
  }
  return undefined;
}

/** The same for where torrents of the list lie: beside them is as good as anywhere else. */
export function checkBeside(
  { path, subfolders }: WatchFolder,
  savePaths: Iterable<string>,
  { plain, style }: Places,
): Fault | undefined {
  const watched = plain(path);
  for (const save of savePaths) {
    const target = plain(save);
    if (target === watched || (subfolders && isSameOrBelow(watched, target, style))) {
      return fault(
        'watch-has-torrents',
        path,
        `A torrent of the list lies in ${save}: nothing is taken from ${path} while it does.`,
        { save },
      );
    }
  }
  return undefined;
}

/** What lies among the files of a torrent came by download, wherever that is saved. */
export function checkWithin({ path }: WatchFolder, torrent: string | undefined): Fault | undefined {
  if (torrent === undefined) return undefined;
  const message = `${path} lies in the folder of “${torrent}”, which is in the list: it can't be a watch folder.`;
  return fault('watch-in-torrent', path, message, { torrent });
}
