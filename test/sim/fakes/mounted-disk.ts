import { done, type Fault, fault, ok, type Result } from '../../../engine/core/result.ts';
import type { Disk, DiskCode, FileStat, OpenFile, OpenMode } from '../../../engine/ports/disk.ts';
import type { Entry, FakeDisk, Operation } from './disk.ts';
import { FakeFile } from './fake-file.ts';

/** The port of one life of a process. */
export class MountedDisk implements Disk {
  readonly pathStyle = 'posix';
  readonly #disk: FakeDisk;
  readonly #epoch: number;

  constructor(disk: FakeDisk, epoch: number) {
    this.#disk = disk;
    this.#epoch = epoch;
  }

  open(root: string, path: string, mode: OpenMode): Promise<Result<OpenFile, DiskCode>> {
    return this.#run('open', path, () => {
      const link = this.#linkOn(root, path);
      if (link !== undefined) return broken('disk-link', link, 'open');
      let entry = this.#disk.entry(path);
      if (entry === 'folder') return broken('disk-exists', path, 'open');
      if (mode !== 'read' && this.#disk.knobs.readOnly)
        return broken('disk-read-only', path, 'open');
      if (entry === undefined) {
        if (mode !== 'write' || this.#disk.target(parentOf(path)) !== 'folder')
          return broken('disk-missing', path, 'open');
        entry = this.#disk.create(path);
      }
      this.#disk.opened(1);
      return ok(new FakeOpenFile(this.#disk, this.#epoch, path, entry as FakeFile));
    });
  }

  stat(path: string): Promise<Result<FileStat, DiskCode>> {
    return this.#run('stat', path, () => {
      const entry = this.#disk.entry(path);
      return entry === undefined ? broken('disk-missing', path, 'stat') : ok(statOf(entry));
    });
  }

  makeFolder(root: string, path: string): Promise<Result<void, DiskCode>> {
    return this.#run('folder', path, () => {
      const parts: string[] = [];
      for (
        let part = path;
        part.length > (path === root ? 0 : root.length) && part !== '/';
        part = parentOf(part)
      )
        parts.push(part);
      for (const part of parts.reverse()) {
        const entry = path === root ? this.#disk.target(part) : this.#disk.entry(part);
        if (entry === 'link') return broken('disk-link', part, 'folder');
        if (entry instanceof FakeFile) return broken('disk-exists', part, 'folder');
        if (entry === undefined) {
          if (this.#disk.knobs.readOnly) return broken('disk-read-only', part, 'folder');
          if (this.#disk.target(parentOf(part)) !== 'folder')
            return broken('disk-missing', part, 'folder');
          this.#disk.set(part, 'folder');
        }
      }
      return done;
    });
  }

  remove(path: string): Promise<Result<void, DiskCode>> {
    return this.#run('remove', path, () => {
      const at = this.#disk.lies(path);
      if (this.#disk.paths.some((other) => other.startsWith(`${at}/`)))
        return broken('disk-exists', path, 'remove');
      if (this.#disk.knobs.readOnly && this.#disk.entry(path) !== undefined)
        return broken('disk-read-only', path, 'remove');
      this.#disk.set(path, undefined);
      return done;
    });
  }

  rename(from: string, to: string): Promise<Result<void, DiskCode>> {
    return this.#run('rename', from, () => {
      const entry = this.#disk.entry(from);
      if (entry === undefined) return broken('disk-missing', from, 'rename');
      if (this.#disk.entry(to) !== undefined) return broken('disk-exists', to, 'rename');
      if (this.#disk.target(parentOf(to)) !== 'folder') return broken('disk-missing', to, 'rename');
      if (this.#disk.volumeOf(from) !== this.#disk.volumeOf(to))
        return broken('disk-other-volume', from, 'rename');
      const [old, now] = [this.#disk.lies(from), this.#disk.lies(to)];
      for (const path of this.#disk.paths) {
        if (path !== old && !path.startsWith(`${old}/`)) continue;
        this.#disk.set(now + path.slice(old.length), this.#disk.entry(path));
        this.#disk.set(path, undefined);
      }
      return done;
    });
  }

  list(path: string): Promise<Result<readonly string[], DiskCode>> {
    return this.#run('list', path, () => {
      if (this.#disk.target(path) !== 'folder') return broken('disk-missing', path, 'list');
      const at = this.#disk.real(path);
      return ok(
        this.#disk.paths
          .filter((other) => other !== '/' && parentOf(other) === at)
          .map((other) => other.slice(other.lastIndexOf('/') + 1)),
      );
    });
  }

  probe(folder: string): Promise<Result<void, DiskCode>> {
    return this.#run('stat', folder, () => {
      if (this.#disk.knobs.readOnly) return broken('disk-read-only', folder, 'stat');
      let at = folder;
      while (this.#disk.target(at) === undefined) at = parentOf(at);
      return this.#disk.target(at) === 'folder' ? done : broken('disk-exists', folder, 'stat');
    });
  }

  freeBytes(path: string): Promise<Result<number, DiskCode>> {
    return this.#run('stat', path, () => ok(this.#disk.knobs.freeBytes));
  }

  volume(path: string): Promise<Result<string, DiskCode>> {
    return this.#run('stat', path, () => ok(this.#disk.volumeOf(path)));
  }

  syncFolder(path: string): Promise<Result<void, DiskCode>> {
    return this.#run('sync', path, () => done);
  }

  async real(path: string): Promise<string> {
    const real = await this.#run('stat', path, () => ok(this.#disk.real(path)));
    if (real.ok) return real.value;
    const above = parentOf(path);
    return above === path ? path : this.join(await this.real(above), path.slice(above.length));
  }

  async isSame(path: string, other: string): Promise<boolean> {
    return (await this.real(path)) === (await this.real(other));
  }

  above(path: string): string {
    return parentOf(path);
  }

  join(...parts: readonly string[]): string {
    return parts.join('/').replace(/\/+/g, '/');
  }

  inside(root: string, path: string): boolean {
    return path.startsWith(root === '/' ? '/' : `${root}/`) && !/\/\.\.?(\/|$)/.test(path);
  }

  #run<T>(
    operation: Operation,
    path: string,
    act: () => Result<T, DiskCode>,
  ): Promise<Result<T, DiskCode>> {
    return this.#disk.operate(this.#epoch, operation, path, 0, act);
  }

  #linkOn(root: string, path: string): string | undefined {
    for (let part = path; part.length > root.length; part = parentOf(part)) {
      if (this.#disk.entry(part) === 'link') return part;
    }
    return undefined;
  }
}

class FakeOpenFile implements OpenFile {
  readonly #disk: FakeDisk;
  readonly #epoch: number;
  readonly #path: string;
  readonly #file: FakeFile;
  #closed = false;

  constructor(disk: FakeDisk, epoch: number, path: string, file: FakeFile) {
    this.#disk = disk;
    this.#epoch = epoch;
    this.#path = path;
    this.#file = file;
  }

  read(into: Uint8Array, offset: number): Promise<Result<number, DiskCode>> {
    return this.#run('read', into.length, () => ok(this.#file.read(into, offset)));
  }

  write(parts: readonly Uint8Array[], offset: number): Promise<Result<void, DiskCode>> {
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    return this.#run('write', bytes, () => {
      const { knobs } = this.#disk;
      if (knobs.readOnly) return broken('disk-read-only', this.#path, 'write');
      if (knobs.freeBytes < bytes) return broken('disk-full', this.#path, 'write');
      knobs.freeBytes -= bytes;
      let at = offset;
      for (const part of parts) {
        this.#file.write(part, at);
        at += part.length;
      }
      this.#file.mtimeMs = this.#disk.now();
      return done;
    });
  }

  truncate(size: number): Promise<Result<void, DiskCode>> {
    return this.#run('truncate', 0, () => {
      if (this.#disk.knobs.readOnly) return broken('disk-read-only', this.#path, 'truncate');
      this.#file.truncate(size);
      this.#file.mtimeMs = this.#disk.now();
      return done;
    });
  }

  sync(): Promise<Result<void, DiskCode>> {
    return this.#run('sync', 0, () => {
      this.#file.sync();
      return done;
    });
  }

  setTime(mtimeMs: number): Promise<Result<void, DiskCode>> {
    return this.#run('truncate', 0, () => {
      this.#file.mtimeMs = mtimeMs;
      return done;
    });
  }

  stat(): Promise<Result<FileStat, DiskCode>> {
    return this.#run('stat', 0, () => ok(statOf(this.#file)));
  }

  close(): Promise<void> {
    if (this.#closed) throw new Error(`${this.#path} was closed twice.`);
    this.#closed = true;
    this.#disk.opened(-1);
    return Promise.resolve();
  }

  #run<T>(
    operation: Operation,
    bytes: number,
    act: () => Result<T, DiskCode>,
  ): Promise<Result<T, DiskCode>> {
    if (this.#closed) throw new Error(`${this.#path} is used after it was closed.`);
    return this.#disk.operate(this.#epoch, operation, this.#path, bytes, act);
  }
}

const statOf = (entry: Entry): FileStat => {
  if (entry instanceof FakeFile) return { size: entry.size, mtimeMs: entry.mtimeMs, kind: 'file' };
  return { size: 0, mtimeMs: 0, kind: entry };
};

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

export const broken = (code: DiskCode, path: string, operation: string): Fault<DiskCode> =>
  fault(code, path, `Fake disk: ${code} at ${operation} of ${path}.`);
