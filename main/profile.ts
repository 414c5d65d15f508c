import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export type ProfileFault = 'file' | 'denied' | 'failed';

/** Undefined where there is nothing. */
const isFolder = (path: string): boolean | undefined =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory();

/** One by one: Node's own recursive way never returns where a folder that is there says ENOENT, as /proc does. */
function makeFolder(path: string): void {
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another start may have been faster.
    if (isFolder(path) !== true) throw error;
  }
}

/** Why nothing can be kept in that folder, which is made when it is not there; undefined when it can. */
export function profileFault(profile: string): ProfileFault | undefined {
  try {
    makeFolder(profile);
    accessSync(profile, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['EEXIST', 'ENOTDIR'].includes(code)) return 'file';
    return ['EACCES', 'EPERM', 'EROFS'].includes(code) ? 'denied' : 'failed';
  }
}
