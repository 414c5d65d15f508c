import type { Layout } from '../core/layout.ts';
import { done, type Fault, fault, ok, type Result } from '../core/result.ts';
import type { DiskCode, FileStat } from '../ports/disk.ts';
import type { FileStamp } from '../ports/store.ts';
import type { StorageContext } from './context.ts';
import { FileNames } from './file-names.ts';
import { FileWatch } from './file-watch.ts';
import type { Borrowed } from './open-files.ts';
import type { StorageEvents } from './types.ts';
import { Unwanted } from './unwanted.ts';
import { Written } from './written.ts';

const ZEROS = 4 * 1024 * 1024;
/** Of a torrent that nobody has written to. Nothing is ever added to it. */
const UNTOUCHED = new Set<number>();

/** One torrent's files on the disk: opened safely, sized on the first write, watched for changes by others. */
export class TorrentFiles {
  readonly layout: Layout;
  readonly root: string;
  readonly watch: FileWatch;
  readonly unwanted: Unwanted;
  /** What they are called on the disk. */
  readonly names: FileNames;
  readonly #context: StorageContext;
  /** 1: exists in full size, as far as we know. */
  #sized: Uint8Array | undefined;
  #written: Written | undefined;
  /** The last sync that was begun, while it is at work. */
  #syncing: Promise<unknown> | undefined;

  constructor(
    context: StorageContext,
    layout: Layout,
    root: string,
    events: StorageEvents,
    suffix: string | undefined,
  ) {
    this.#context = context;
    this.layout = layout;
    this.root = root;
    this.names = new FileNames(context, layout, root, suffix);
    this.watch = new FileWatch(context, this, events);
    this.unwanted = new Unwanted(context, this);
  }

  /** Absolute. For use as a path on the disk, ask `locate`. */
  path(file: number): string {
    return this.#context.disk.join(this.root, ...this.names.path(file));
  }

  /** The names were sanitised by the metainfo decoder; this is the second wall. */
  locate(file: number): Result<string, DiskCode> {
    const path = this.path(file);
    if (this.#context.disk.inside(this.root, path)) return ok(path);
    return fault('disk-denied', path, `${path} would lie outside of the folder ${this.root}.`);
  }

  folder(file: number): string {
    return this.#context.disk.join(this.root, ...this.names.path(file).slice(0, -1));
  }

  length(file: number): number {
    return this.#entry(file).length;
  }

  isPad(file: number): boolean {
    return this.#entry(file).pad;
  }

  /** No write has touched it since the last sync, and none does now. */
  isSettled(file: number): boolean {
    return this.#written?.isSettled(file) !== false;
  }

  /** Written to since the stamps were last taken; whoever takes them clears it. */
  get touched(): Set<number> {
    return this.#written?.touched ?? UNTOUCHED;
  }

  /** How many bytes were there, fewer only where the file ends early. */
  read(file: number, into: Uint8Array, offset: number): Promise<Result<number, DiskCode>> {
    if (this.unwanted.parts.isEmpty) return this.readFile(file, into, offset);
    return this.unwanted.read(file, into, offset);
  }

  async write(
    file: number,
    parts: readonly Uint8Array[],
    offset: number,
  ): Promise<Result<void, DiskCode>> {
    if (this.unwanted.none) return this.writeFile(file, parts, offset);
    let at = offset;
    for (const part of parts) {
      const written = await this.unwanted.write(file, part, at);
      if (!written.ok) return written;
      at += part.length;
    }
    return done;
  }

  /** From the file itself, wherever its bytes belong. */
  async readFile(
    file: number,
    into: Uint8Array,
    offset: number,
  ): Promise<Result<number, DiskCode>> {
    const { names } = this;
    for (let over = names.renamed(file); over !== undefined; over = names.renamed(file)) await over;
    names.enter(file);
    try {
      const path = this.locate(file);
      if (!path.ok) return path;
      const borrowed = await this.#context.files.borrow(this, this.root, path.value, 'read');
      if (!borrowed.ok) return borrowed;
      try {
        const read = await borrowed.value.file.read(into, offset);
        // After a fault the descriptor may be of a drive that was pulled: the next user opens anew.
        if (!read.ok) void this.closeFile(file);
        return read;
      } finally {
        this.#context.files.giveBack(borrowed.value);
      }
    } finally {
      names.leave(file);
    }
  }

  /** To the file itself, wherever its bytes belong. */
  async writeFile(
    file: number,
    parts: readonly Uint8Array[],
    offset: number,
  ): Promise<Result<void, DiskCode>> {
    const { names } = this;
    for (let over = names.renamed(file); over !== undefined; over = names.renamed(file)) await over;
    names.enter(file);
    this.#begin(file);
    try {
      const borrowed = await this.#borrowForWrite(file);
      if (!borrowed.ok) return borrowed;
      try {
        const end = parts.reduce((sum, part) => sum + part.length, offset);
        const sized = await this.#size(file, borrowed.value, end);
        const written = sized.ok ? await borrowed.value.file.write(parts, offset) : sized;
        if (!written.ok) this.#failed(file);
        return written;
      } finally {
        this.#context.files.giveBack(borrowed.value);
      }
    } finally {
      this.#end(file);
      names.leave(file);
    }
  }

  /** Fills the file with zeros from where it ends: bytes that are there stay. */
  async allocate(file: number, stopped: () => boolean): Promise<Result<void, DiskCode>> {
    const stat = await this.stat(file);
    if (!stat.ok && stat.code !== 'disk-missing') return stat;
    const zeros = new Uint8Array(Math.min(ZEROS, this.length(file)));
    for (let at = stat.ok ? stat.value.size : 0; at < this.length(file) && !stopped(); ) {
      const part = zeros.subarray(0, Math.min(zeros.length, this.length(file) - at));
      // Not by `writeFile`: that would make the file as long as it is to be, and full of holes.
      const written = await this.names.use(file, () => this.#append(file, part, at));
      if (!written.ok) return written;
      at += part.length;
    }
    return done;
  }

  async #append(file: number, bytes: Uint8Array, at: number): Promise<Result<void, DiskCode>> {
    this.#begin(file);
    try {
      const borrowed = await this.#borrowForWrite(file);
      if (!borrowed.ok) return borrowed;
      try {
        return await borrowed.value.file.write([bytes], at);
      } finally {
        this.#context.files.giveBack(borrowed.value);
      }
    } finally {
      this.#end(file);
    }
  }

  /** Creates an empty file where there is none. */
  async touch(file: number): Promise<Result<void, DiskCode>> {
    const stat = await this.stat(file);
    if (stat.ok || stat.code !== 'disk-missing') return stat.ok ? done : stat;
    const borrowed = await this.#borrowForWrite(file);
    if (!borrowed.ok) return borrowed;
    this.#context.files.giveBack(borrowed.value);
    return done;
  }

  /** Surely nothing of that name is in the root. */
  async lacks(name: string): Promise<boolean> {
    const stat = await this.#context.disk.stat(this.#context.disk.join(this.root, name));
    return !stat.ok && stat.code === 'disk-missing';
  }

  /** Of what is at the path now. Anything but a plain file is a fault. */
  async stat(file: number): Promise<Result<FileStat, DiskCode>> {
    const { names } = this;
    for (;;) {
      for (let over = names.renamed(file); over !== undefined; over = names.renamed(file))
        await over;
      const { renames } = names;
      const stat = await this.#stat(file);
      // Under its old name it is not there any more.
      if (names.renames === renames) return stat;
    }
  }

  async #stat(file: number): Promise<Result<FileStat, DiskCode>> {
    const path = this.locate(file);
    if (!path.ok) return path;
    const stat = await this.#context.disk.stat(path.value);
    if (!stat.ok) return stat;
    return plainFile(path.value, stat.value) ?? stat;
  }

  async sync(): Promise<Result<void, DiskCode>> {
    const [files, parts] = await Promise.all([this.syncFiles(), this.unwanted.parts.sync()]);
    return files.ok ? parts : files;
  }

  /** What it did not flush stays to be flushed by the next. */
  syncFiles(): Promise<Result<void, DiskCode>> {
    const before = this.#syncing;
    const sync = (async () => {
      // Files that it is at are on nobody's list any more, and not on the disk yet.
      await before;
      const files = [...(this.#written?.dirty ?? UNTOUCHED)];
      const results = await Promise.all(files.map((file) => this.#syncOne(file)));
      return results.find((result) => !result.ok) ?? done;
    })();
    this.#syncing = sync;
    void sync.then(() => {
      if (this.#syncing === sync) this.#syncing = undefined;
    });
    return sync;
  }

  /** As it was flushed, where nobody has written to it since. */
  synced(file: number): FileStamp | undefined {
    // Windows settles the time of a file when its last handle is closed.
    return this.#context.disk.pathStyle === 'windows' ? undefined : this.watch.expected(file);
  }

  /** Sizes may have changed behind our back: look again before the next write. */
  forgetSize(file: number): void {
    if (this.#sized !== undefined) this.#sized[file] = 0;
    this.unwanted.forget(file);
  }

  close(): Promise<void> {
    return this.#context.files.closeAllOf(this);
  }

  async closeFile(file: number): Promise<void> {
    await this.#context.files.drop(this.path(file));
  }

  async #syncOne(file: number): Promise<Result<void, DiskCode>> {
    return this.#context.syncs.run(() => this.names.use(file, () => this.#syncNow(file)));
  }

  async #syncNow(file: number): Promise<Result<void, DiskCode>> {
    const path = this.path(file);
    const borrowed = await this.#context.files.borrow(this, this.root, path, 'update');
    if (!borrowed.ok) return await this.#lost(file, borrowed);
    this.#written?.dirty.delete(file);
    let own: Result<FileStat, DiskCode>;
    try {
      const synced = await borrowed.value.file.sync();
      if (!synced.ok) {
        this.#written?.dirty.add(file);
        return await this.#lost(file, synced);
      }
      own = await borrowed.value.file.stat();
    } finally {
      this.#context.files.giveBack(borrowed.value);
    }
    const there = await this.#stat(file);
    if (!there.ok) return await this.#lost(file, there);
    if (!own.ok) return own;
    if (this.isSettled(file)) {
      // Another file at our path: what we wrote went into one that has no name any more.
      if (own.value.mtimeMs !== there.value.mtimeMs || own.value.size !== there.value.size) {
        return await this.#lost(file, changedFault(path, 'another file took its place'));
      }
      this.watch.expect(file, stampOf(own.value));
    }
    return done;
  }

  /** Done where the torrent was told of a change; a fault where the disk or the whole folder is the trouble. */
  async #lost(file: number, why: Fault<DiskCode>): Promise<Result<void, DiskCode>> {
    if (why.code === 'disk-changed') this.watch.report(file, why, undefined);
    else if (why.code !== 'disk-missing') return why;
    else {
      const judged = await this.watch.gone(file, why);
      if (judged.code !== 'disk-changed') return judged;
    }
    this.#written?.dirty.delete(file);
    return done;
  }

  #failed(file: number): void {
    this.forgetSize(file);
    void this.closeFile(file);
  }

  async #borrowForWrite(file: number): Promise<Result<Borrowed, DiskCode>> {
    const { files, disk } = this.#context;
    const path = this.locate(file);
    if (!path.ok) return path;
    const borrowed = await files.borrow(this, this.root, path.value, 'write');
    if (borrowed.ok || borrowed.code !== 'disk-missing') return borrowed;
    const root = await this.rootThere();
    if (!root.ok) return root;
    const made = await disk.makeFolder(this.root, this.folder(file));
    return made.ok ? files.borrow(this, this.root, path.value, 'write') : made;
  }

  /** Good enough to begin with: whoever misses a file asks `rootThere`. */
  async rootSeen(): Promise<Result<void, DiskCode>> {
    return this.#context.roots.has(this.root) ? done : this.rootThere();
  }

  /** A drive that is not there must not be replaced by a folder of the same name. */
  async rootThere(): Promise<Result<void, DiskCode>> {
    const { disk, roots } = this.#context;
    const stat = await disk.stat(this.root);
    if (stat.ok) {
      roots.add(this.root);
      return done;
    }
    roots.delete(this.root);
    if (stat.code !== 'disk-missing') return stat;
    return fault(
      'disk-missing',
      this.root,
      `The folder ${this.root} is not there. Is its drive connected?`,
    );
  }

  /** Sparse, to the full length at once: a disk that is too small for it says so later, a file system that is, now. */
  async #size(
    file: number,
    borrowed: Borrowed,
    writtenTo: number,
  ): Promise<Result<void, DiskCode>> {
    this.#sized ??= new Uint8Array(this.layout.fileCount);
    if (this.#sized[file] === 1) return done;
    const stat = await borrowed.file.stat();
    if (!stat.ok) return stat;
    const odd = plainFile(this.path(file), stat.value);
    if (odd !== undefined) return odd;
    // A write that ends where the file ends brings the size along.
    if (stat.value.size < this.length(file) && writtenTo < this.length(file)) {
      const cut = await borrowed.file.truncate(this.length(file));
      if (!cut.ok) return cut;
    }
    this.#sized[file] = 1;
    return done;
  }

  #begin(file: number): void {
    this.names.created(file);
    this.#written ??= new Written();
    this.#written.begin(file);
    this.watch.forget(file);
  }

  #end(file: number): void {
    this.#written?.end(file);
  }

  #entry(file: number): Layout['info']['files'][number] {
    const entry = this.layout.info.files[file];
    if (entry === undefined) throw new RangeError(`The torrent has no file ${file}.`);
    return entry;
  }
}

export const stampOf = (stat: FileStat): FileStamp => ({ size: stat.size, mtimeMs: stat.mtimeMs });

export const changedFault = (path: string, how: string): Fault<DiskCode> =>
  fault('disk-changed', path, `${path} was changed by another program: ${how}.`);

function plainFile(path: string, stat: FileStat): Fault<DiskCode> | undefined {
  if (stat.kind === 'file') return undefined;
  return stat.kind === 'link'
    ? fault('disk-link', path, `Will not follow the symbolic link ${path}.`)
    : fault('disk-exists', path, `${path} exists and is no plain file.`);
}
