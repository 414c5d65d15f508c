import * as v from 'valibot';
import type {
  ImportPreview,
  ImportSource,
  Located,
  RemovedTorrent,
} from '../../engine/api/index.ts';
import { call } from './call.ts';
import * as s from './schemas.ts';

const torrents = v.strictObject({ ids: s.infoHashes });

/** Calls about where files lie and what they are called. */
export const fileCalls = {
  /** Answers once nothing is in the way; `move-exists` asks what to do. */
  move: call(
    v.strictObject({
      ids: s.infoHashes,
      folder: s.path,
      onConflict: v.picklist(['stop', 'merge', 'rename']),
    }),
  ).returns<void>(),
  stopMove: call(torrents).returns<void>(),
  renameFiles: call(
    v.strictObject({
      id: s.infoHash,
      changes: v.pipe(
        v.array(v.strictObject({ file: s.count(1_000_000), path: s.path })),
        v.minLength(1),
        v.maxLength(1_000_000),
      ),
    }),
  ).returns<void>(),
  renameFolder: call(v.strictObject({ id: s.infoHash, from: s.path, to: s.path })).returns<void>(),
  locate: call(v.strictObject({ id: s.infoHash, folder: s.path })).returns<Located>(),
  takeLocated: call(v.strictObject({ id: s.infoHash, folder: s.path })).returns<void>(),
  /** Taken from the list in the last 30 days. */
  removed: call(s.nothing).returns<readonly RemovedTorrent[]>(),
  undoRemoval: call(torrents).returns<void>(),
  forgetRemoved: call(torrents).returns<void>(),
  importSources: call(s.nothing).returns<readonly ImportSource[]>(),
  importPreview: call(v.strictObject({ folder: s.path })).returns<ImportPreview>(),
  importTorrents: call(
    v.strictObject({ folder: s.path, ids: s.infoHashes, paused: v.boolean() }),
  ).returns<ImportPreview>(),
  exportTorrents: call(v.strictObject({ folder: s.path })).returns<void>(),
} as const;
