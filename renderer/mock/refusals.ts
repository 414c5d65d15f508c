import type { Api } from '../../preload/contract/index.ts';

const FOLDER = '/mnt/media/Films';
const refuse = (code: string, subject: string, message: string) => (): Promise<never> =>
  Promise.resolve({ ok: false, code, subject, message } as never);

/** What says no in the scene `refuse`, each for a reason that it has in life. */
export const refusals: Partial<Api> = {
  acceptOffers: refuse('folder-denied', FOLDER, `Nothing can be written in “${FOLDER}”.`),
  createTorrent: refuse('create-empty', FOLDER, `In “${FOLDER}” is nothing to make a torrent of.`),
  exportTorrents: refuse(
    'export-not-empty',
    FOLDER,
    `“${FOLDER}” is not empty. Choose a new folder.`,
  ),
  locate: refuse('locate-nothing', FOLDER, `In “${FOLDER}” is nothing of this torrent.`),
  move: refuse('move-exists', FOLDER, `“Tears of Steel (2012) 4K” is there already.`),
  renameFolder: refuse('name-taken', 'Sintel', '“Sintel” is the name of something else here.'),
  renameFiles: refuse('name-taken', 'Sintel', '“Sintel” is the name of something else here.'),
  saveCategory: refuse('category-exists', 'Films', 'There is a category “Films” already.'),
  importPreview: refuse(
    'foreign-nothing',
    FOLDER,
    `In “${FOLDER}” are no torrents of a client that Skein knows.`,
  ),
};
