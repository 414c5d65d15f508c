import { Layout } from '../core/layout.ts';
import { type Info, pieceSize } from '../core/metainfo/types.ts';
import { done, type Fault, fault, ok, type Result } from '../core/result.ts';
import type { DiskCode } from '../ports/disk.ts';
import type { FileStamp } from '../ports/store.ts';
import { Checker, sameHash } from './checker.ts';
import type { StorageContext } from './context.ts';
import type { FileNames } from './file-names.ts';
import { inspect } from './inspect.ts';
import type { Lease } from './pool.ts';
import { Reader } from './reader.ts';
import { StampBook } from './stamp-book.ts';
import { TorrentFiles } from './torrent-files.ts';
import type {
  CheckProgress,
  OpenReport,
  PieceBuffer,
  PieceStorage,
  StorageEvents,
} from './types.ts';
import { WriteBehind } from './write-behind.ts';

/** What incomplete files have behind their names (“.part” where nothing is said), and which of them are known to. */
export interface Naming {
  readonly suffix?: string | undefined;
  readonly carrying?: readonly number[] | undefined;
}

/** Creates nothing and looks at nothing yet. `root` is the save folder, absolute. */
export function createPieceStorage(
  context: StorageContext,
  info: Info,
  root: string,
  events: StorageEvents,
  naming: Naming = {},
): PieceStorage {
  return new FilePieceStorage(context, info, root, events, naming);
}

interface Pending {
  readonly bytes: Uint8Array;
  readonly written: Promise<unknown>;
}

/** Of a torrent to which nothing was written. Nothing is ever added to it. */
const NONE_PENDING = new Map<number, Pending>();

class FilePieceStorage implements PieceStorage {
  readonly #context: StorageContext;
  readonly #info: Info;
  readonly #files: TorrentFiles;
  #readerMade: Reader | undefined;
  #writesMade: WriteBehind | undefined;
  readonly #stamps: StampBook;
  /** Pieces whose write has not returned: uploads of them come from here. */
  #pending = NONE_PENDING;

  constructor(
    context: StorageContext,
    info: Info,
    root: string,
    events: StorageEvents,
    { suffix, carrying = [] }: Naming,
  ) {
    this.#context = context;
    this.#info = info;
    const watched: StorageEvents = {
      fileChanged: (file, first, last, why) => {
        this.#reader.drop(first * info.pieceLength, (last - first + 1) * info.pieceLength);
        events.fileChanged(file, first, last, why);
      },
    };
    this.#files = new TorrentFiles(context, new Layout(info), root, watched, suffix);
    this.#stamps = new StampBook(this.#files);
    this.#files.names.set(carrying);
  }

  get names(): FileNames {
    return this.#files.names;
  }

  // A torrent that nobody asks for anything has neither.
  get #reader(): Reader {
    this.#readerMade ??= new Reader(this.#context, this.#files);
    return this.#readerMade;
  }

  get #writes(): WriteBehind {
    this.#writesMade ??= new WriteBehind(this.#files, this.#context.writers);
    return this.#writesMade;
  }

  open(
    have: Uint8Array,
    stamps: readonly (FileStamp | undefined)[],
    clean: boolean,
    mayCarry = false,
  ): Promise<Result<OpenReport, DiskCode>> {
    return inspect(this.#files, this.#stamps, have, stamps, clean, mayCarry);
  }

  acquire(piece: number): PieceBuffer | undefined {
    return this.#context.pool.reserve(pieceSize(this.#info, piece));
  }

  release(buffer: PieceBuffer): void {
    this.#context.pool.end(buffer as Lease);
  }

  async verify(piece: number, buffer: PieceBuffer): Promise<boolean> {
    return sameHash(
      this.#info.pieceHashes,
      piece,
      await this.#context.hasher.sha1(buffer.bytes),
      0,
    );
  }

  async write(piece: number, buffer: PieceBuffer): Promise<Result<void, DiskCode>> {
    const { bytes } = buffer;
    const start = piece * this.#info.pieceLength;
    const written = this.#writes.write(start, bytes);
    const pending = { bytes, written };
    if (this.#pending === NONE_PENDING) this.#pending = new Map();
    this.#pending.set(piece, pending);
    this.#reader.drop(start, bytes.length);
    const result = await written;
    if (this.#pending.get(piece) === pending) this.#pending.delete(piece);
    this.#reader.drop(start, bytes.length);
    this.release(buffer);
    return result;
  }

  async writeBlock(
    piece: number,
    begin: number,
    bytes: Uint8Array,
  ): Promise<Result<void, DiskCode>> {
    const start = piece * this.#info.pieceLength + begin;
    const outside = this.#outside(start, bytes.length);
    if (outside !== undefined) return outside;
    const result = await this.#writes.write(start, bytes);
    this.#reader.drop(start, bytes.length);
    return result;
  }

  async verifyOnDisk(piece: number): Promise<Result<boolean, DiskCode>> {
    await this.#pending.get(piece)?.written;
    const checker = new Checker(this.#context, this.#files);
    const { unwanted, names } = this.#files;
    return names.hold(() => unwanted.still(() => checker.checkOne(piece)));
  }

  isCached(piece: number): boolean {
    return this.#reader.holds(piece * this.#info.pieceLength, pieceSize(this.#info, piece));
  }

  cached(piece: number, begin: number, length: number): Uint8Array | undefined {
    const start = piece * this.#info.pieceLength + begin;
    if (this.#outside(start, length) !== undefined) return undefined;
    return this.#fromPending(piece, begin, length) ?? this.#reader.cached(start, length);
  }

  async read(piece: number, begin: number, length: number): Promise<Result<Uint8Array, DiskCode>> {
    const start = piece * this.#info.pieceLength + begin;
    const outside = this.#outside(start, length);
    if (outside !== undefined) return outside;
    const pending = this.#fromPending(piece, begin, length);
    return pending === undefined ? this.#reader.read(start, length) : ok(pending);
  }

  letGo(bytes: Uint8Array): void {
    this.#context.cache.letGo(bytes);
  }

  readAhead(piece: number, begin: number): void {
    const start = piece * this.#info.pieceLength + begin;
    if (this.#outside(start, 1) === undefined && !this.#pending.has(piece))
      this.#reader.ahead(start);
  }

  async check(
    pieces: readonly number[] | undefined,
    progress: CheckProgress,
    stopped: () => boolean,
  ): Promise<Result<Uint8Array, DiskCode>> {
    const { disk, checksOn } = this.#context;
    const volume = await disk.volume(this.#files.root);
    const total = pieces?.length ?? this.#info.pieceCount;
    const listed = pieces ?? upTo(total);
    const checker = new Checker(this.#context, this.#files);
    return checksOn(volume.ok ? volume.value : '').run(async () => {
      await this.#writes.drained();
      return this.#files.unwanted.still(() => checker.check(listed, total, progress, stopped));
    });
  }

  sync(): Promise<Result<void, DiskCode>> {
    return this.#files.sync();
  }

  stamps(): Promise<readonly (FileStamp | undefined)[]> {
    return this.#stamps.take();
  }

  async prepare(): Promise<Result<void, DiskCode>> {
    const there = await this.#files.rootThere();
    if (!there.ok) return there;
    const moved = await this.#files.unwanted.move();
    if (!moved.ok) return moved;
    const made = new Set<string>([this.#files.root]);
    for (const [index, file] of this.#info.files.entries()) {
      if (file.pad || !this.#files.unwanted.wants(index)) continue;
      const folder = this.#files.folder(index);
      // Most files of a large torrent share few folders: they cost nothing here.
      if (made.has(folder) && file.length > 0) continue;
      const located = this.#files.locate(index);
      if (!located.ok) return located;
      if (!made.has(folder)) {
        const result = await this.#context.disk.makeFolder(this.#files.root, folder);
        if (!result.ok) return result;
        made.add(folder);
      }
      if (file.length > 0) continue;
      const touched = await this.#files.touch(index);
      if (!touched.ok) return touched;
    }
    return done;
  }

  async allocate(stopped: () => boolean): Promise<Result<void, DiskCode>> {
    for (const [index, file] of this.#info.files.entries()) {
      if (file.pad || file.length === 0 || !this.#files.unwanted.wants(index)) continue;
      const allocated = await this.#files.allocate(index, stopped);
      if (!allocated.ok || stopped()) return allocated;
    }
    return done;
  }

  setWanted(wanted: readonly boolean[]): void {
    this.#files.unwanted.set(wanted);
  }

  freeBytes(): Promise<Result<number, DiskCode>> {
    return this.#context.disk.freeBytes(this.#files.root);
  }

  async close(): Promise<void> {
    await this.#writes.drained();
    await this.#reader.close();
    await this.#files.unwanted.settled();
    await this.#files.close();
  }

  paths(): { readonly files: readonly string[]; readonly folders: readonly string[] } {
    const files: string[] = [];
    const folders = new Set<string>();
    this.#info.files.forEach((file, index) => {
      if (file.pad) return;
      files.push(this.#files.path(index));
      for (let depth = file.path.length - 1; depth > 0; depth--) {
        folders.add(this.#context.disk.join(this.#files.root, ...file.path.slice(0, depth)));
      }
    });
    const { parts } = this.#files.unwanted;
    if (parts.exists) files.push(parts.path);
    return { files, folders: [...folders].sort((a, b) => b.length - a.length) };
  }

  /** A copy: the piece's own memory serves the next piece as soon as its write returns. */
  #fromPending(piece: number, begin: number, length: number): Uint8Array | undefined {
    if (this.#pending.size === 0) return undefined;
    const bytes = this.#pending.get(piece)?.bytes;
    if (bytes === undefined || begin + length > bytes.length) return undefined;
    const copy = new Uint8Array(length);
    copy.set(bytes.subarray(begin, begin + length));
    return copy;
  }

  #outside(start: number, length: number): Fault<DiskCode> | undefined {
    if (start >= 0 && length > 0 && start + length <= this.#info.length) return undefined;
    return fault(
      'disk-io',
      this.#info.name,
      `A range outside of ${this.#info.name} was asked for.`,
      { start, length },
    );
  }
}

function* upTo(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield i;
}
