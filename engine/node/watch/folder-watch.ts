import { type FSWatcher, watch } from 'node:fs';
import type { FolderWatch } from '../../ports/folder-watch.ts';

export const nodeFolderWatch: FolderWatch = {
  open(folder, changed, ended) {
    let watcher: FSWatcher;
    try {
      watcher = watch(folder, { persistent: false }, () => changed());
    } catch {
      // Nothing there, no more watches to be had, a file system without: the caller looks for itself.
      return undefined;
    }
    watcher.once('error', () => {
      watcher.close();
      ended();
    });
    return { close: () => watcher.close() };
  },
};
