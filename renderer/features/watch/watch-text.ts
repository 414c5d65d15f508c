import type { WatchFolder } from '../../../preload/contract/index.ts';
import { tagsOfText } from '../organise/typed.ts';

/** A watch folder as it stands in the form. */
export interface WatchText extends Omit<WatchFolder, 'tags'> {
  /** Stays the same while the folder is edited. */
  readonly key: number;
  readonly tags: string;
}

let nextKey = 1;

export const watchText = ({ tags, ...folder }: WatchFolder): WatchText => ({
  ...folder,
  key: nextKey++,
  tags: tags.join(', '),
});

export const emptyWatch = (savePath: string): WatchText =>
  watchText({
    path: '',
    savePath,
    byRules: true,
    category: '',
    tags: [],
    paused: false,
    subfolders: false,
    taken: 'mark',
  });

export const isWatchText = ({ path, savePath }: WatchText): boolean =>
  path.trim() !== '' && savePath.trim() !== '';

export function watchOfText(text: WatchText): WatchFolder {
  const { path, savePath, byRules, category, paused, subfolders, taken } = text;
  return {
    path: path.trim(),
    savePath: savePath.trim(),
    byRules,
    category,
    tags: tagsOfText(text.tags),
    paused,
    subfolders,
    taken,
  };
}
