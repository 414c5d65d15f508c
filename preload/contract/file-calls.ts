import * as v from 'valibot';
import type {
  CreatedTorrent,
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
  /** A file of the user's own, by the system's dialog. */
  chooseFile: call(v.strictObject({ from: s.text(4096) })).returns<string | undefined>(),
  createTorrent: call(
    v.strictObject({
      path: s.path,
      saveAs: s.path,
      pieceLength: s.count(64 * 1024 * 1024),
      leaveOut: v.pipe(v.array(s.text(1000)), v.maxLength(1000)),
      trackers: v.pipe(v.array(v.pipe(v.array(s.text(4096)), v.maxLength(200))), v.maxLength(200)),
      webSeeds: v.pipe(v.array(s.text(4096)), v.maxLength(200)),
      private: v.boolean(),
      source: s.text(1000),
      comment: s.text(10_000),
      seed: v.boolean(),
    }),
  ).returns<CreatedTorrent>(),
  creating: call(s.nothing).returns<
    { readonly done: number; readonly total: number } | undefined
  >(),
  stopCreating: call(s.nothing).returns<void>(),
  importSources: call(s.nothing).returns<readonly ImportSource[]>(),
  importPreview: call(v.strictObject({ folder: s.path })).returns<ImportPreview>(),
  importTorrents: call(
    v.strictObject({ folder: s.path, ids: s.infoHashes, paused: v.boolean() }),
  ).returns<ImportPreview>(),
  exportTorrents: call(v.strictObject({ folder: s.path })).returns<void>(),
} as const;
