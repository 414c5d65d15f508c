import type { Bitfield } from '../core/bitfield.ts';
import type { Layout } from '../core/layout.ts';
import { maySuffix, PART_SUFFIX, withPart } from '../core/metainfo/part-names.ts';
import { pieceSize } from '../core/metainfo/types.ts';
import { done, type Fault, type Result } from '../core/result.ts';
import type { Disk, DiskCode, FileStat } from '../ports/disk.ts';
import type { FileStamp } from '../ports/store.ts';
import { Gate } from './gate.ts';
import type { OpenFiles } from './open-files.ts';

/** Looks at once at so many files. */
const LOOKS = 8;

interface Renaming {
  readonly over: Promise<void>;
  /** Nobody works on the file any more. */
  idle: () => void;
}

export interface NamingContext {
  readonly disk: Disk;
  readonly files: OpenFiles;
}

/**
 * What the files of one torrent are called on the disk: by their own names, or with the suffix of the incomplete.
 * Nobody else puts the suffix on a path or takes it off. The disk is asked which it is: a rename happens at once
 * or not at all, so that no kill leaves a doubt.
 */
export class FileNames {
  readonly #context: NamingContext;
  readonly #layout: Layout;
  readonly #root: string;
  /** What incomplete files have behind their names. */
  readonly suffix: string;
  #mayCarry: ((file: number) => boolean) | undefined;
  /** 1: carries the suffix. Undefined: none does. */
  #carried: Uint8Array | undefined;
  #count = 0;
  /** 1: nothing of it is on the disk, so there is nothing to rename. */
  #absent: Uint8Array | undefined;
  /** Work on a file that is under way, by its path. */
  #users: Uint16Array | undefined;
  /** Tasks that need all paths as they are, renames that are wanted, and the end of the last of those. */
  #holds = 0;
  #wanted = 0;
  #renamed: Promise<void> | undefined;
  #free: (() => void) | undefined;
  #renaming: Map<number, Renaming> | undefined;
  /** Begun and ended: whoever sees another number than before may have seen an old name. */
  renames = 0;

  constructor(context: NamingContext, layout: Layout, root: string, suffix: string = PART_SUFFIX) {
    this.#context = context;
    this.#layout = layout;
    this.#root = root;
    this.suffix = suffix;
  }

  /** How many carry the suffix. */
  get count(): number {
    return this.#count;
  }

  get carrying(): number[] {
    const files: number[] = [];
    this.#carried?.forEach((carried, file) => {
      if (carried === 1) files.push(file);
    });
    return files;
  }

  carries(file: number): boolean {
    return this.#carried?.[file] === 1;
  }

  may(file: number): boolean {
    this.#mayCarry ??= maySuffix(this.#layout.info, this.suffix);
    return this.#mayCarry(file);
  }

  /** As the disk has it now, below the root. */
  path(file: number): readonly string[] {
    const path = this.#layout.info.files[file]?.path;
    if (path === undefined) throw new RangeError(`The torrent has no file ${file}.`);
    return this.carries(file) ? withPart(path, this.suffix) : path;
  }

  /** It is known who carries the suffix, as while copies of files are checked. */
  set(carrying: Iterable<number>): void {
    this.#carried = undefined;
    this.#count = 0;
    for (const file of carrying) this.#mark(file, true);
  }

  /**
   * Asks the disk. Where both names are there, one is somebody else's: ours is the one that is as it was left, or
   * else the incomplete file is the one with the suffix, and the whole one that without.
   */
  look(
    have: Bitfield,
    stamps: readonly (FileStamp | undefined)[],
  ): Promise<Result<void, DiskCode>> {
    return this.#each(this.#layout.info.files.keys(), (file) =>
      this.#find(file, !this.isWhole(file, have), stamps[file]),
    );
  }

  /** Of files that are not there by their own names: those that an earlier life of the torrent left. */
  lookForLeft(
    missing: Iterable<number>,
    isGone: (file: number) => boolean,
  ): Promise<Result<void, DiskCode>> {
    return this.#each(missing, async (file) => {
      if (isGone(file)) {
        this.#know(file, false);
        return false;
      }
      const stat = await this.#context.disk.stat(this.#absolute(file, true));
      this.#know(file, stat.ok);
      return stat.ok || stat.code === 'disk-missing' ? stat.ok : stat;
    });
  }

  async #each(
    among: Iterable<number>,
    find: (file: number) => Promise<boolean | Fault<DiskCode>>,
  ): Promise<Result<void, DiskCode>> {
    const gate = new Gate(LOOKS);
    let failed: Result<void, DiskCode> = done;
    const look = async (file: number): Promise<void> => {
      if (!failed.ok) return;
      const found = await find(file);
      if (typeof found === 'boolean') this.#mark(file, found);
      else failed = found;
    };
    let batch: Promise<void>[] = [];
    for (const file of among) {
      if (!this.may(file)) continue;
      batch.push(gate.run(() => look(file)));
      if (batch.length < 1_024) continue;
      await Promise.all(batch);
      batch = [];
    }
    await Promise.all(batch);
    return failed;
  }

  filesOf(piece: number): number[] {
    const { info } = this.#layout;
    return this.#layout
      .spans(piece * info.pieceLength, pieceSize(info, piece))
      .map(({ file }) => file);
  }

  /** All pieces with bytes of the file are there. */
  isWhole(file: number, have: Bitfield): boolean {
    const range = this.#layout.piecesOf(file);
    if (range === undefined) return true;
    const missing = have.nextClear(range.first);
    return missing === -1 || missing > range.last;
  }

  /** It is being written, and so it is there. */
  created(file: number): void {
    if (this.#absent !== undefined) this.#absent[file] = 0;
  }

  /** The name of a file that is not there yet, or the rename of one that is; `disk-exists` where something lies there. */
  async rename(file: number, carry: boolean): Promise<Result<void, DiskCode>> {
    if (this.carries(file) === carry || (carry && !this.may(file))) return done;
    if (this.#absent?.[file] === 1) {
      this.#mark(file, carry);
      return done;
    }
    this.#wanted++;
    const before = this.#renamed;
    let last: () => void = () => undefined;
    this.#renamed = new Promise<void>((resolve) => {
      last = resolve;
    });
    try {
      await before;
      return await this.#rename(file, carry);
    } finally {
      this.#wanted--;
      last();
    }
  }

  async #rename(file: number, carry: boolean): Promise<Result<void, DiskCode>> {
    if (this.#holds > 0)
      await new Promise<void>((resolve) => {
        this.#free = resolve;
      });
    let over: () => void = () => undefined;
    const entry: Renaming = {
      over: new Promise<void>((resolve) => {
        over = resolve;
      }),
      idle: () => undefined,
    };
    this.#renaming ??= new Map();
    this.#renaming.set(file, entry);
    this.renames++;
    try {
      if ((this.#users?.[file] ?? 0) > 0)
        await new Promise<void>((resolve) => {
          entry.idle = resolve;
        });
      const [from, to] = [this.#absolute(file, !carry), this.#absolute(file, carry)];
      await this.#context.files.drop(from);
      const renamed = await this.#context.disk.rename(from, to);
      if (!renamed.ok) {
        if (renamed.code !== 'disk-missing') return renamed;
        // Not there: it is created under its new name, unless its whole drive is away.
        const root = await this.#context.disk.stat(this.#root);
        if (!root.ok) return root;
      }
      this.#mark(file, carry);
      return done;
    } finally {
      this.#renaming.delete(file);
      this.renames++;
      over();
    }
  }

  /** The file's path stays as it is until the task has ended. Not within another such task. */
  async use<T>(file: number, task: () => Promise<T>): Promise<T> {
    for (let over = this.renamed(file); over !== undefined; over = this.renamed(file)) await over;
    this.enter(file);
    try {
      return await task();
    } finally {
      this.leave(file);
    }
  }

  /** What `use` does, by hand, where bytes are moved: while this is undefined `enter` may be called, and `leave` after it. */
  renamed(file: number): Promise<void> | undefined {
    return this.#renaming?.get(file)?.over;
  }

  enter(file: number): void {
    this.#users ??= new Uint16Array(this.#layout.fileCount);
    this.#users[file] = (this.#users[file] as number) + 1;
  }

  leave(file: number): void {
    const users = this.#users as Uint16Array;
    users[file] = (users[file] as number) - 1;
    if (users[file] === 0) this.#renaming?.get(file)?.idle();
  }

  /** No path changes until the task has ended, which may `use` the files. Not within another such task. */
  async hold<T>(task: () => Promise<T>): Promise<T> {
    while (this.#wanted > 0) await this.#renamed;
    this.#holds++;
    try {
      return await task();
    } finally {
      this.#holds--;
      if (this.#holds === 0) this.#free?.();
    }
  }

  async #find(
    file: number,
    expected: boolean,
    stamp: FileStamp | undefined,
  ): Promise<boolean | Fault<DiskCode>> {
    const [bare, part] = (await Promise.all(
      [false, true].map((carry) => this.#context.disk.stat(this.#absolute(file, carry))),
    )) as [Result<FileStat, DiskCode>, Result<FileStat, DiskCode>];
    for (const stat of [bare, part]) if (!stat.ok && stat.code !== 'disk-missing') return stat;
    this.#know(file, bare.ok || part.ok);
    if (!bare.ok || !part.ok) return part.ok;
    const [asBare, asPart] = [likeness(bare.value, stamp), likeness(part.value, stamp)];
    return asBare === asPart ? expected : asPart > asBare;
  }

  #know(file: number, isThere: boolean): void {
    if (isThere && this.#absent === undefined) return;
    this.#absent ??= new Uint8Array(this.#layout.fileCount);
    this.#absent[file] = isThere ? 0 : 1;
  }

  #absolute(file: number, carry: boolean): string {
    const path = this.#layout.info.files[file]?.path ?? [];
    return this.#context.disk.join(this.#root, ...(carry ? withPart(path, this.suffix) : path));
  }

  #mark(file: number, carry: boolean): void {
    if (this.carries(file) === carry) return;
    this.#carried ??= new Uint8Array(this.#layout.fileCount);
    this.#carried[file] = carry ? 1 : 0;
    this.#count += carry ? 1 : -1;
  }
}

/** 2: just as it was left; 1: at least as long; 0: another one. */
function likeness({ size, mtimeMs }: FileStat, stamp: FileStamp | undefined): number {
  if (stamp?.size !== size) return 0;
  return stamp.mtimeMs === mtimeMs ? 2 : 1;
}
