import { constants, open as openFd } from 'node:fs';
import {
  access,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rmdir,
  stat,
  statfs,
  unlink,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { done, fault, ok, type Result } from '../../core/result.ts';
import type { Disk, DiskCode, FileStat, OpenFile, OpenMode } from '../../ports/disk.ts';
import { diskFault, linkFault } from './fault.ts';
import { isAbsent, isInside, LinkGuard, look, NO_FOLLOW, partsBelow } from './links.ts';
import { fileStat, NodeOpenFile } from './open-file.ts';

// A named pipe in place of a file must not hang a thread: without the flag opening one waits for a writer.
export const READ: number = constants.O_RDONLY | NO_FOLLOW | (constants.O_NONBLOCK ?? 0);
const UPDATE = constants.O_RDWR | NO_FOLLOW;
const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: READ,
  update: UPDATE,
  write: UPDATE | constants.O_CREAT,
};

export function createNodeDisk(): Disk {
  return new NodeDisk();
}

class NodeDisk implements Disk {
  readonly pathStyle = process.platform === 'win32' ? 'windows' : 'posix';
  readonly #guard = new LinkGuard();

  async open(root: string, path: string, mode: OpenMode): Promise<Result<OpenFile, DiskCode>> {
    try {
      const link = await this.#guard.check(root, path);
      if (link !== undefined) return link;
      return ok(new NodeOpenFile(await descriptor(path, FLAGS[mode]), path));
    } catch (error) {
      return diskFault(error, path, 'open');
    }
  }

  async stat(path: string): Promise<Result<FileStat, DiskCode>> {
    try {
      return ok(fileStat(await look(path)));
    } catch (error) {
      return diskFault(error, path, 'look at');
    }
  }

  async makeFolder(root: string, path: string): Promise<Result<void, DiskCode>> {
    try {
      if (path === root) {
        await makeAll(path);
        return done;
      }
      for (const folder of partsBelow(root, path).reverse()) {
        const fault = await makeOne(folder);
        if (fault !== undefined) return fault;
      }
      return done;
    } catch (error) {
      return diskFault(error, path, 'create the folder');
    }
  }

  async remove(path: string): Promise<Result<void, DiskCode>> {
    try {
      if ((await lstat(path)).isDirectory()) await rmdir(path);
      else await unlink(path);
      return done;
    } catch (error) {
      return isAbsent(error) ? done : diskFault(error, path, 'remove');
    }
  }

  async rename(from: string, to: string): Promise<Result<void, DiskCode>> {
    try {
      if (await isAnother(from, to))
        return fault('disk-exists', to, `Cannot rename ${from}: ${to} exists already.`);
      await rename(from, to);
      return done;
    } catch (error) {
      return diskFault(error, from, 'rename', { to });
    }
  }

  async list(path: string): Promise<Result<readonly string[], DiskCode>> {
    try {
      return ok(await readdir(path));
    } catch (error) {
      return diskFault(error, path, 'list');
    }
  }

  async probe(folder: string): Promise<Result<void, DiskCode>> {
    try {
      const [at, stats] = await nearest(folder, async (path) => [path, await stat(path)] as const);
      if (!stats.isDirectory()) return fault('disk-exists', at, `${at} exists and is no folder.`);
      await access(at, constants.W_OK | constants.X_OK);
      return done;
    } catch (error) {
      return diskFault(error, folder, 'write to');
    }
  }

  async freeBytes(path: string): Promise<Result<number, DiskCode>> {
    try {
      const { bavail, bsize } = await nearest(path, (at) => statfs(at));
      return ok(bavail * bsize);
    } catch (error) {
      return diskFault(error, path, 'ask for the free space of');
    }
  }

  async volume(path: string): Promise<Result<string, DiskCode>> {
    try {
      return ok(String((await nearest(path, (at) => stat(at))).dev));
    } catch (error) {
      return diskFault(error, path, 'look at');
    }
  }

  async syncFolder(path: string): Promise<Result<void, DiskCode>> {
    // Windows has no such call; its journal keeps names in order.
    if (process.platform === 'win32') return done;
    try {
      const folder = await open(path, constants.O_RDONLY);
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
      return done;
    } catch (error) {
      // Some network file systems refuse: nothing more can be had there.
      const refused = ['EINVAL', 'ENOTSUP', 'EISDIR'].includes(
        (error as NodeJS.ErrnoException).code ?? '',
      );
      return refused ? done : diskFault(error, path, 'flush');
    }
  }

  real(path: string): Promise<string> {
    return realPath(path, MAX_LINKS);
  }

  async isSame(path: string, other: string): Promise<boolean> {
    try {
      const [a, b] = await Promise.all([
        stat(path, { bigint: true }),
        stat(other, { bigint: true }),
      ]);
      // Some network file systems have no such number.
      if (a.ino !== 0n && a.ino === b.ino && a.dev === b.dev) return true;
    } catch (error) {
      if (!isAbsent(error)) return false;
    }
    return (await this.real(path)) === (await this.real(other));
  }

  above(path: string): string {
    return dirname(path);
  }

  join(...parts: readonly string[]): string {
    return join(...parts);
  }

  inside(root: string, path: string): boolean {
    return isInside(root, path);
  }
}

/** As many as the system follows. */
const MAX_LINKS = 40;

async function realPath(path: string, links: number): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const above = dirname(path);
    if (above === path) return path;
    const target = links === 0 ? undefined : await readlink(path).catch(() => undefined);
    const real = await realPath(above, links);
    if (target === undefined) return join(real, basename(path));
    return realPath(resolve(real, target), links - 1);
  }
}

const descriptor = (path: string, flags: number): Promise<number> =>
  new Promise((resolve, reject) => {
    openFd(path, flags, 0o666, (error, fd) => (error === null ? resolve(fd) : reject(error)));
  });

/** Renaming to other capitals meets itself where the file system does not tell them apart. */
async function isAnother(from: string, to: string): Promise<boolean> {
  try {
    const [a, b] = await Promise.all([lstat(from), lstat(to)]);
    return a.ino !== b.ino || a.dev !== b.dev;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

/**
 * The folder and those above it. Not with `recursive`: that never returns where the system answers "does not
 * exist" to a folder in one that does, as /proc does.
 */
async function makeAll(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const above = dirname(path);
    if (isAbsent(error) && above !== path && !(await isFolder(above))) {
      await makeAll(above);
      await mkdir(path);
    } else if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !(await isFolder(path))) {
      throw error;
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

async function makeOne(folder: string): Promise<ReturnType<typeof linkFault> | undefined> {
  try {
    await mkdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const stats = await lstat(folder);
    if (stats.isSymbolicLink()) return linkFault(folder);
    if (!stats.isDirectory()) throw error;
  }
  return undefined;
}

/** A folder that is still to be created is on the volume of the folder above it. */
async function nearest<T>(path: string, look: (path: string) => Promise<T>): Promise<T> {
  try {
    return await look(path);
  } catch (error) {
    const above = dirname(path);
    if (!isAbsent(error) || above === path) throw error;
    return nearest(above, look);
  }
}
