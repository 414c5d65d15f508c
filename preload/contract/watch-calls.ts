import * as v from 'valibot';
import type { WatchedFolder } from '../../engine/api/index.ts';
import { call } from './call.ts';
import * as s from './schemas.ts';

const watchFolder = v.strictObject({
  path: s.path,
  savePath: s.path,
  byRules: v.boolean(),
  category: s.text(1000),
  tags: v.pipe(v.array(s.text(1000)), v.maxLength(1000), v.readonly()),
  paused: v.boolean(),
  subfolders: v.boolean(),
  taken: v.picklist(['mark', 'trash']),
});

/** Folders whose .torrent and .magnet files are taken as they come. */
export const watchCalls = {
  watchFolders: call(s.nothing).returns<readonly WatchedFolder[]>(),
  /** All of them; one that makes no sense is named by the fault, and nothing is changed. */
  setWatchFolders: call(
    v.strictObject({ folders: v.pipe(v.array(watchFolder), v.maxLength(1000)) }),
  ).returns<void>(),
} as const;
