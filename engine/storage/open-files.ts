import { ok, type Result } from '../core/result.ts';
import type { Disk, DiskCode, OpenFile, OpenMode } from '../ports/disk.ts';

/** An open file that somebody works with. Give it back when the work is done. */
export interface Borrowed {
  readonly file: OpenFile;
}

interface Handle {
  readonly path: string;
  readonly writable: boolean;
  readonly opened: Promise<Result<OpenFile, DiskCode>>;
  owner: object;
  file: OpenFile | undefined;
  users: number;
  /** Out of the table: closed when the last user is done. */
  retired: boolean;
}

/**
 * The session's open files, least recently used first out. Without a bound, a few torrents of thousands of
 * files use up the process's descriptors.
 */
export class OpenFiles {
  readonly #disk: Disk;
  readonly #limit: number;
  /** In the order of use: a map keeps the order of insertion. */
  readonly #handles = new Map<string, Handle>();
  readonly #closing = new Set<Promise<void>>();

  constructor(disk: Disk, limit: number) {
    this.#disk = disk;
    this.#limit = limit;
  }

  get count(): number {
    return this.#handles.size;
  }

  async borrow(
    owner: object,
    root: string,
    path: string,
    mode: OpenMode,
  ): Promise<Result<Borrowed, DiskCode>> {
    const handle = this.#find(path, mode) ?? this.#open(root, path, mode, owner);
    handle.users++;
    handle.owner = owner;
    let opened = await handle.opened;
    if (!opened.ok && opened.code === 'disk-busy' && this.#closeIdle(0)) {
      // Other parts of the process may have taken the descriptors that our bound would allow.
      this.#leave(handle);
      await Promise.all(this.#closing);
      const again = this.#open(root, path, mode, owner);
      again.users++;
      opened = await again.opened;
      if (opened.ok) return ok(again as Borrowed & Handle);
      this.#leave(again);
      return opened;
    }
    if (opened.ok) return ok(handle as Borrowed & Handle);
    this.#leave(handle);
    return opened;
  }

  giveBack(borrowed: Borrowed): void {
    this.#leave(borrowed as Handle & Borrowed);
    if (this.#handles.size > this.#limit) this.#closeIdle(this.#limit);
  }

  /** Closes the file as soon as nobody works with it, so that its next user opens what is at the path then. */
  async drop(path: string): Promise<void> {
    const handle = this.#handles.get(path);
    if (handle !== undefined) await this.#retire(handle);
  }

  async closeAllOf(owner: object): Promise<void> {
    const own = [...this.#handles.values()].filter((handle) => handle.owner === owner);
    await Promise.all(own.map((handle) => this.#retire(handle)));
    await Promise.all(this.#closing);
  }

  #find(path: string, mode: OpenMode): Handle | undefined {
    const handle = this.#handles.get(path);
    if (handle === undefined) return undefined;
    if (mode !== 'read' && !handle.writable) {
      void this.#retire(handle);
      return undefined;
    }
    this.#handles.delete(path);
    this.#handles.set(path, handle);
    return handle;
  }

  #open(root: string, path: string, mode: OpenMode, owner: object): Handle {
    if (this.#handles.size >= this.#limit) this.#closeIdle(this.#limit - 1);
    const opened = this.#disk.open(root, path, mode);
    const handle: Handle = {
      path,
      writable: mode !== 'read',
      opened,
      owner,
      file: undefined,
      users: 0,
      retired: false,
    };
    this.#handles.set(path, handle);
    void opened.then((result) => {
      if (result.ok) handle.file = result.value;
      else if (this.#handles.get(path) === handle) this.#handles.delete(path);
      if (!result.ok) handle.retired = true;
    });
    return handle;
  }

  #leave(handle: Handle): void {
    handle.users--;
    if (handle.retired && handle.users === 0) void this.#close(handle);
  }

  #closeIdle(keep: number): boolean {
    let closed = false;
    for (const handle of this.#handles.values()) {
      if (this.#handles.size <= keep) break;
      if (handle.users > 0 || handle.file === undefined) continue;
      void this.#retire(handle);
      closed = true;
    }
    return closed;
  }

  async #retire(handle: Handle): Promise<void> {
    if (this.#handles.get(handle.path) === handle) this.#handles.delete(handle.path);
    handle.retired = true;
    if (handle.users === 0) await this.#close(handle);
  }

  async #close(handle: Handle): Promise<void> {
    const { file } = handle;
    if (file === undefined) return;
    handle.file = undefined;
    const closing = file.close();
    this.#closing.add(closing);
    await closing;
    this.#closing.delete(closing);
  }
}
