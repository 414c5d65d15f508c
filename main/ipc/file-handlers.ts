import type { EngineSupervisor } from '../engine-supervisor.ts';
import type { Handlers } from './register.ts';

type FileHandlers = Pick<Handlers, 'move' | 'stopMove' | 'renameFiles' | 'renameFolder'>;

/** The calls about where files lie. */
export const fileHandlers = (supervisor: EngineSupervisor): FileHandlers => ({
  move: ({ ids, folder, onConflict }) =>
    supervisor.call((engine) => engine.move(ids, folder, onConflict)),
  stopMove: ({ ids }) => supervisor.call((engine) => engine.stopMove(ids)),
  renameFiles: ({ id, changes }) => supervisor.call((engine) => engine.renameFiles(id, changes)),
  renameFolder: ({ id, from, to }) =>
    supervisor.call((engine) => engine.renameFolder(id, from, to)),
});
