import { constants, lstat, lstatSync, type Stats } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import type { Fault } from '../../core/result.ts';
import type { DiskCode } from '../../ports/disk.ts';
import { linkFault } from './fault.ts';

/** Windows has no such flag: there the file itself is looked at before it is opened. */
export const NO_FOLLOW: number = constants.O_NOFOLLOW ?? 0;

/** `path` and every folder above it that is below `root`, the file first. */
export function partsBelow(root: string, path: string): string[] {
  const parts: string[] = [];
  for (let part = path; part.length > root.length && isInside(root, part); part = dirname(part))
    parts.push(part);
  return parts;
}

/** An element of a path that is empty or made of dots. */
const ODD = /(?:^|\/)\.{0,2}(?:\/|$)/;

export function isInside(root: string, path: string): boolean {
  // What is plain to see needs no taking apart: this is asked before each use of a file.
  if (sep === '/' && path.startsWith(root) && path[root.length] === '/') {
    if (!ODD.test(path.slice(root.length + 1))) return true;
  }
  const way = relative(root, path);
  return (
    way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !/^([a-zA-Z]:|[\\/])/.test(way)
  );
}

const TRUST_MS = 1_000;

/**
 * Refuses paths that lead through a symbolic link (or a Windows junction) below the root. A folder that was
 * looked at less than a second ago is believed, so that a torrent of thousands of files does not pay for each.
 */
export class LinkGuard {
  readonly #trusted = new Map<string, number>();
  /** Files come folder by folder: the folders of the last one are often those of the next. */
  #last: { readonly root: string; readonly folder: string; readonly parts: readonly string[] } = {
    root: '',
    folder: '',
    parts: [],
  };

  /** A fault where one of the folders between root and file is a link. Missing folders are not its business. */
  async check(root: string, path: string): Promise<Fault<DiskCode> | undefined> {
    for (const part of this.#unknown(root, path)) {
      try {
        if (this.#isLink(part, await look(part))) return linkFault(part);
      } catch (error) {
        if (!isAbsent(error)) throw error;
      }
    }
    return undefined;
  }

  checkSync(root: string, path: string): Fault<DiskCode> | undefined {
    for (const part of this.#unknown(root, path)) {
      const stats = lstatSync(part, { throwIfNoEntry: false });
      if (stats !== undefined && this.#isLink(part, stats)) return linkFault(part);
    }
    return undefined;
  }

  #unknown(root: string, path: string): string[] {
    const now = performance.now();
    if (this.#trusted.size > 4_096) this.#trusted.clear();
    const folder = dirname(path);
    if (this.#last.folder !== folder || this.#last.root !== root)
      this.#last = { root, folder, parts: partsBelow(root, folder) };
    const folders = this.#last.parts.filter((part) => !((this.#trusted.get(part) ?? 0) > now));
    return NO_FOLLOW === 0 ? [path, ...folders] : folders;
  }

  #isLink(part: string, stats: Stats): boolean {
    if (stats.isSymbolicLink()) return true;
    if (stats.isDirectory()) this.#trusted.set(part, performance.now() + TRUST_MS);
    return false;
  }
}

/** With a callback below: `fs/promises` takes twice the time per call. */
export const look = (path: string): Promise<Stats> =>
  new Promise((resolve, reject) => {
    lstat(path, (error, stats) => (error === null ? resolve(stats) : reject(error)));
  });

export const isAbsent = (error: unknown): boolean => {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
};
