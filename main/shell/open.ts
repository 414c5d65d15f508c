import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { shell } from 'electron';
import { done, type EngineApi, fault, type InfoHash, type Result } from '../../engine/api/index.ts';
import { isProgram } from './programs.ts';

/** Where a torrent lies (its top entry: the folder, or the only file), or one of its files, by its number. */
async function pathOf(engine: EngineApi, id: InfoHash, file?: number): Promise<Result<string>> {
  const [listed, files] = await Promise.all([engine.list(), engine.details(id, 'files')]);
  if (!listed.ok) return listed;
  if (!files.ok) return files;
  const row = listed.value.find((one) => one.id === id);
  const { paths = '', numbers } = files.value.value ?? {};
  const at = file === undefined ? 0 : (numbers?.indexOf(file) ?? -1);
  const below = paths.split('\n')[at];
  if (row === undefined || below === undefined || below === '') {
    return fault('torrent-unknown', id, 'This torrent is not in the list any more.');
  }
  const elements = below.split('/');
  const path = join(row.savePath, ...(file === undefined ? elements.slice(0, 1) : elements));
  return { ok: true, value: path };
}

/** Shows it in the system's file manager. */
export async function reveal(
  engine: EngineApi,
  id: InfoHash,
  file?: number,
): Promise<Result<void>> {
  const path = await pathOf(engine, id, file);
  if (!path.ok) return path;
  shell.showItemInFolder(path.value);
  return done;
}

/** Opens it as a double-click in the file manager would, except that nothing that runs is started. */
export async function openPath(
  engine: EngineApi,
  id: InfoHash,
  file?: number,
): Promise<Result<void>> {
  const path = await pathOf(engine, id, file);
  if (!path.ok) return path;
  const facts = await stat(path.value).catch(() => undefined);
  if (facts === undefined) {
    return fault('open-missing', path.value, `“${path.value}” is not there (any more).`);
  }
  if (isProgram(path.value, facts)) {
    shell.showItemInFolder(path.value);
    return done;
  }
  const refused = await shell.openPath(path.value);
  return refused === '' ? done : fault('open-failed', path.value, refused);
}
