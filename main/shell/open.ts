import { stat } from 'node:fs/promises';
import { shell } from 'electron';
import {
  done,
  type EngineApi,
  fault,
  type InfoHash,
  PART_SUFFIX,
  type Result,
} from '../../engine/api/index.ts';
import { contentPath } from '../content-path.ts';
import { isProgram } from './programs.ts';

/** Shows it in the system's file manager. */
export async function reveal(
  engine: EngineApi,
  id: InfoHash,
  file?: number,
): Promise<Result<void>> {
  const path = await contentPath(engine, id, file);
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
  const path = await contentPath(engine, id, file);
  if (!path.ok) return path;
  const facts = await stat(path.value).catch(() => undefined);
  if (facts === undefined) {
    return fault('open-missing', path.value, `“${path.value}” is not there (any more).`);
  }
  // No program opens what is not whole.
  if (path.value.endsWith(PART_SUFFIX) || isProgram(path.value, facts)) {
    shell.showItemInFolder(path.value);
    return done;
  }
  const refused = await shell.openPath(path.value);
  return refused === '' ? done : fault('open-failed', path.value, refused);
}
