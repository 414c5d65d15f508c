import { access } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type EngineApi,
  fault,
  type InfoHash,
  PART_SUFFIX,
  type Result,
} from '../engine/api/index.ts';

/** A file that is incomplete may be called so on the disk. */
async function asItIs(path: string): Promise<string> {
  const isThere = (one: string): Promise<boolean> =>
    access(one).then(
      () => true,
      () => false,
    );
  const part = `${path}${PART_SUFFIX}`;
  return !(await isThere(path)) && (await isThere(part)) ? part : path;
}

/** Where a torrent lies (its top entry: the folder, or the only file), or one of its files, by its number. */
export async function contentPath(
  engine: EngineApi,
  id: InfoHash,
  file?: number,
): Promise<Result<string>> {
  const [listed, files] = await Promise.all([engine.list([id]), engine.details(id, 'files')]);
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
  return { ok: true, value: await asItIs(path) };
}
