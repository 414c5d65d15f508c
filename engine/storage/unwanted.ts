import type { FileSpan, Layout } from '../core/layout.ts';
import { pieceSize } from '../core/metainfo/types.ts';
import { done, ok, type Result } from '../core/result.ts';
import type { DiskCode } from '../ports/disk.ts';
import type { HashSpan } from '../ports/hasher.ts';
import type { StorageContext } from './context.ts';
import { Gate } from './gate.ts';
import { PartFile } from './part-file.ts';
import type { TorrentFiles } from './torrent-files.ts';

/** Bytes of one file within one piece. */
export interface Step {
  readonly piece: number;
  /** In the piece. */
  readonly begin: number;
  /** From the start of the range. */
  readonly at: number;
  readonly length: number;
}

/**
 * Files that the user does not want are not created; what pieces at their edges have in them goes to the part
 * file. A file that is there already is written as it is, wanted or not. Where bytes were put is where they are
 * read, whatever is wanted now; when a file becomes wanted its bytes move from the part file to it.
 */
export class Unwanted {
  readonly parts: PartFile;
  readonly #files: TorrentFiles;
  readonly #layout: Layout;
  #wanted: readonly boolean[] | undefined;
  /** Whether files that are not wanted exist, where that is known. */
  #exists: Map<number, boolean> | undefined;
  #move: Promise<Result<void, DiskCode>> | undefined;
  /** Bytes are moved, or looked at where they are, never both. */
  #gateMade: Gate | undefined;

  constructor(context: StorageContext, files: TorrentFiles) {
    this.#files = files;
    this.#layout = files.layout;
    this.parts = new PartFile(context, files.root, files.layout, files);
  }

  get #gate(): Gate {
    this.#gateMade ??= new Gate(1);
    return this.#gateMade;
  }

  /** Every byte is, and belongs, in its own file. */
  get none(): boolean {
    return this.#wanted === undefined && this.parts.isEmpty;
  }

  wants(file: number): boolean {
    return this.#wanted?.[file] ?? true;
  }

  set(wanted: readonly boolean[]): void {
    this.#wanted = wanted.every((wants) => wants) ? undefined : wanted;
    this.#exists = undefined;
    if (!this.parts.isEmpty) void this.move();
  }

  /** It may have come or gone. */
  forget(file: number): void {
    this.#exists?.delete(file);
  }

  has(piece: number, file: number): boolean {
    return !this.parts.isEmpty && this.parts.has(piece, file);
  }

  /** Cuts a range of a file, `offset` counted in the torrent, where pieces meet. */
  *steps(offset: number, length: number): Generator<Step> {
    const { pieceLength } = this.#layout.info;
    for (let at = 0; at < length; ) {
      const piece = Math.floor((offset + at) / pieceLength);
      const begin = offset + at - piece * pieceLength;
      const step = Math.min(length - at, pieceLength - begin);
      yield { piece, begin, at, length: step };
      at += step;
    }
  }

  /** From wherever the bytes are. `offset` is in the file. */
  async read(file: number, into: Uint8Array, offset: number): Promise<Result<number, DiskCode>> {
    let count = 0;
    for (const { piece, begin, at, length } of this.#stepsIn(file, offset, into.length)) {
      const view = into.subarray(at, at + length);
      let inParts: boolean;
      let read: Result<number, DiskCode>;
      do {
        inParts = this.has(piece, file);
        read = inParts
          ? await this.parts.read(piece, begin, view)
          : await this.#files.readFile(file, view, offset + at);
        // Moved while it was read: what came may be of another piece by now.
      } while (inParts !== this.has(piece, file));
      if (!read.ok) return read;
      count += read.value;
      if (read.value < length) break;
    }
    return ok(count);
  }

  /** To where the bytes belong. Waits while bytes are being moved. */
  async write(file: number, bytes: Uint8Array, offset: number): Promise<Result<void, DiskCode>> {
    for (const { piece, begin, at, length } of this.#stepsIn(file, offset, bytes.length)) {
      const view = bytes.subarray(at, at + length);
      const written = (await this.#belongsToFile(piece, file))
        ? await this.#files.writeFile(file, [view], offset + at)
        : await this.parts.write(piece, file, begin, view);
      if (!written.ok) return written;
    }
    return done;
  }

  async #belongsToFile(piece: number, file: number): Promise<boolean> {
    await this.#move;
    if (this.has(piece, file)) return false;
    if (this.wants(file)) return true;
    this.#exists ??= new Map();
    let exists = this.#exists.get(file);
    if (exists === undefined) {
      const stat = await this.#files.stat(file);
      exists = stat.ok || stat.code !== 'disk-missing';
      this.#exists?.set(file, exists);
    }
    return exists;
  }

  #stepsIn(file: number, offset: number, length: number): Iterable<Step> {
    return this.steps(this.#layout.start(file) + offset, length);
  }

  /** Where a hasher finds a range of a file. */
  locate(file: number, offset: number, length: number): HashSpan[] {
    const path = this.#files.path(file);
    if (this.parts.isEmpty) return [{ path, offset, length }];
    return [...this.#stepsIn(file, offset, length)].map((step) =>
      this.parts.has(step.piece, file)
        ? {
            path: this.parts.path,
            offset: this.parts.offsetOf(step.piece, step.begin),
            length: step.length,
          }
        : { path, offset: offset + step.at, length: step.length },
    );
  }

  /** Moves what became wanted into its files. What fails stays where it is, readable, for the next try. */
  move(): Promise<Result<void, DiskCode>> {
    const before = this.#move ?? Promise.resolve(done);
    const move: Promise<Result<void, DiskCode>> = before
      .then(() => this.#gate.run(() => this.#moveAll()))
      .finally(() => {
        if (this.#move === move) this.#move = undefined;
      });
    this.#move = move;
    return move;
  }

  /** Nothing is moved while the task runs. */
  still<T>(task: () => Promise<T>): Promise<T> {
    return this.none ? task() : this.#gate.run(task);
  }

  /** Resolves when nothing is being moved. */
  async settled(): Promise<void> {
    while (this.#move !== undefined) await this.#move;
  }

  async #moveAll(): Promise<Result<void, DiskCode>> {
    const moved = new Map<number, number[]>();
    for (const piece of this.parts.pieces) {
      for (const span of this.#spansOf(piece)) {
        if (!this.parts.has(piece, span.file) || !this.wants(span.file)) continue;
        const result = await this.#moveSpan(piece, span);
        if (!result.ok) return result;
        moved.set(piece, [...(moved.get(piece) ?? []), span.file]);
      }
    }
    if (moved.size === 0) return done;
    // Only what is on the disk elsewhere is dropped here.
    const synced = await this.#files.syncFiles();
    if (!synced.ok) return synced;
    for (const [piece, files] of moved) {
      const dropped = await this.parts.drop(piece, files);
      if (!dropped.ok) return dropped;
    }
    return done;
  }

  async #moveSpan(piece: number, span: FileSpan): Promise<Result<void, DiskCode>> {
    const bytes = new Uint8Array(span.length);
    const read = await this.parts.read(piece, span.at, bytes);
    if (!read.ok) return read;
    return this.#files.writeFile(span.file, [bytes.subarray(0, read.value)], span.offset);
  }

  #spansOf(piece: number): FileSpan[] {
    const { info } = this.#layout;
    return this.#layout.spans(piece * info.pieceLength, pieceSize(info, piece));
  }
}
