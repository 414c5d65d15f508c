import type { fileCalls } from '../../preload/contract/file-calls.ts';
import type { watchCalls } from '../../preload/contract/watch-calls.ts';
import type { EngineSupervisor } from '../engine-supervisor.ts';
import type { Handlers } from './register.ts';

type FileHandlers = Pick<
  Handlers,
  Exclude<keyof typeof fileCalls, 'chooseFile'> | keyof typeof watchCalls
>;

/** The calls about where files lie. */
export const fileHandlers = (supervisor: EngineSupervisor): FileHandlers => ({
  move: ({ ids, folder, onConflict }) =>
    supervisor.call((engine) => engine.move(ids, folder, onConflict)),
  stopMove: ({ ids }) => supervisor.call((engine) => engine.stopMove(ids)),
  renameFiles: ({ id, changes }) => supervisor.call((engine) => engine.renameFiles(id, changes)),
  renameFolder: ({ id, from, to }) =>
    supervisor.call((engine) => engine.renameFolder(id, from, to)),
  locate: ({ id, folder }) => supervisor.call((engine) => engine.locate(id, folder)),
  takeLocated: ({ id, folder }) => supervisor.call((engine) => engine.takeLocated(id, folder)),
  createTorrent: (request) => supervisor.call((engine) => engine.createTorrent(request)),
  creating: () => supervisor.call((engine) => engine.creating()),
  stopCreating: () => supervisor.call((engine) => engine.stopCreating()),
  importSources: () => supervisor.call((engine) => engine.importSources()),
  importPreview: ({ folder }) => supervisor.call((engine) => engine.importPreview(folder)),
  importTorrents: ({ folder, ids, paused }) =>
    supervisor.call((engine) => engine.importTorrents(folder, ids, paused)),
  exportTorrents: ({ folder }) => supervisor.call((engine) => engine.exportTorrents(folder)),
  watchFolders: () => supervisor.call((engine) => engine.watchFolders()),
  setWatchFolders: ({ folders }) => supervisor.call((engine) => engine.setWatchFolders(folders)),
  removed: () => supervisor.call((engine) => engine.removed()),
  undoRemoval: ({ ids }) => supervisor.call((engine) => engine.undoRemoval(ids)),
  forgetRemoved: ({ ids }) => supervisor.call((engine) => engine.forgetRemoved(ids)),
});
