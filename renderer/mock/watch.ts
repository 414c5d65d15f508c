import type { WatchedFolder, WatchFolder } from '../../preload/contract/index.ts';

export const asWatched = (folder: WatchFolder): WatchedFolder => ({
  ...folder,
  state: 'hinted',
  fault: undefined,
  waiting: 0,
  broken: 0,
});

export const mockWatched: readonly WatchedFolder[] = [
  {
    ...asWatched({
      path: '/home/ada/Torrents',
      savePath: '/home/ada/Downloads',
      byRules: true,
      category: '',
      tags: [],
      paused: false,
      subfolders: true,
      taken: 'mark',
    }),
    waiting: 1,
    broken: 2,
  },
];
