import * as fs from 'node:fs';
import { done, fault, ok, type Result } from '../../core/result.ts';
import type { DiskCode, FileStat, OpenFile } from '../../ports/disk.ts';
import { diskFault } from './fault.ts';

/** Systems take 1,024 parts at once; more go in several requests. */
const PARTS = 512;

export const fileStat = (stats: fs.Stats): FileStat => ({
  size: stats.size,
  mtimeMs: stats.mtimeMs,
  kind: stats.isFile()
    ? 'file'
    : stats.isDirectory()
      ? 'folder'
      : stats.isSymbolicLink()
        ? 'link'
        : 'other',
});

/** Raw descriptors and callbacks: a promise of `fs/promises` costs twice the time per call. */
export class NodeOpenFile implements OpenFile {
  readonly #fd: number;
  readonly #path: string;

  constructor(fd: number, path: string) {
    this.#fd = fd;
    this.#path = path;
  }

  read(into: Uint8Array, offset: number): Promise<Result<number, DiskCode>> {
    return new Promise((resolve) => {
      let filled = 0;
      const more = (): void => {
        fs.read(this.#fd, into, filled, into.length - filled, offset + filled, (error, count) => {
          if (error !== null)
            return resolve(diskFault(error, this.#path, 'read', { offset: offset + filled }));
          filled += count;
          if (count === 0 || filled === into.length) resolve(ok(filled));
          else more();
        });
      };
      more();
    });
  }

  write(parts: readonly Uint8Array[], offset: number): Promise<Result<void, DiskCode>> {
    return new Promise((resolve) => {
      let rest = parts;
      let at = offset;
      const wrote = (error: NodeJS.ErrnoException | null, count: number): void => {
        if (error !== null) {
          const bytes = rest.reduce((sum, part) => sum + part.length, 0);
          resolve(diskFault(error, this.#path, 'write to', { offset: at, bytes }));
          return;
        }
        at += count;
        rest = after(rest, count);
        if (rest.length === 0) resolve(done);
        else if (count > 0) more();
        else resolve(this.#nothingTaken(at));
      };
      const more = (): void => {
        const [first] = rest;
        if (first === undefined) resolve(done);
        else if (rest.length === 1) fs.write(this.#fd, first, 0, first.length, at, wrote);
        else fs.writev(this.#fd, rest.slice(0, PARTS), at, wrote);
      };
      more();
    });
  }

  truncate(size: number): Promise<Result<void, DiskCode>> {
    return this.#call((back) => fs.ftruncate(this.#fd, size, back), 'set the size of', { size });
  }

  sync(): Promise<Result<void, DiskCode>> {
    return this.#call((back) => fs.fdatasync(this.#fd, back), 'flush');
  }

  stat(): Promise<Result<FileStat, DiskCode>> {
    // At once: of an open file the system knows it by heart, and to wake a thread costs twenty times the look.
    try {
      return Promise.resolve(ok(fileStat(fs.fstatSync(this.#fd))));
    } catch (error) {
      return Promise.resolve(diskFault(error, this.#path, 'look at'));
    }
  }

  setTime(mtimeMs: number): Promise<Result<void, DiskCode>> {
    const seconds = mtimeMs / 1000;
    return this.#call((back) => fs.futimes(this.#fd, seconds, seconds, back), 'set the time of');
  }

  close(): Promise<void> {
    // What close reports late was reported by sync, or is reported by the next sync.
    return new Promise((resolve) => fs.close(this.#fd, () => resolve()));
  }

  #nothingTaken(offset: number): Result<void, DiskCode> {
    const message = `Cannot write to ${this.#path}: nothing was taken.`;
    return fault('disk-io', this.#path, message, { offset });
  }

  #call(
    start: (back: (error: NodeJS.ErrnoException | null) => void) => void,
    action: string,
    facts?: Readonly<Record<string, number>>,
  ): Promise<Result<void, DiskCode>> {
    return new Promise((resolve) => {
      start((error) =>
        resolve(error === null ? done : diskFault(error, this.#path, action, facts)),
      );
    });
  }
}

function after(parts: readonly Uint8Array[], count: number): readonly Uint8Array[] {
  let skip = count;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Uint8Array;
    if (skip < part.length)
      return skip === 0 ? parts.slice(i) : [part.subarray(skip), ...parts.slice(i + 1)];
    skip -= part.length;
  }
  return [];
}
