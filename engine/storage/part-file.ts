import { readU32, writeU32 } from '../core/bytes/bytes.ts';
import { utf8Encode } from '../core/bytes/text.ts';
import type { Layout } from '../core/layout.ts';
import { pieceSize } from '../core/metainfo/types.ts';
import { done, type Fault, fault, type Result } from '../core/result.ts';
import type { DiskCode, OpenFile, OpenMode } from '../ports/disk.ts';
import type { StorageContext } from './context.ts';

const MAGIC = utf8Encode('SKEINPT1');
const HEADER = 16;
const PIECE_FIELD = 4;

interface Slot {
  readonly index: number;
  /** A bit for each file of the piece, counted from its first: whether the file's bytes are here. */
  readonly files: Uint8Array;
}

/** Of the many torrents that have no part file. Neither is ever added to. */
const NO_SLOTS = new Map<number, Slot>();
const NO_PLACES: number[] = [];

/**
 * A hidden file beside the download for what pieces have in files that are not wanted. It begins with a magic
 * number, the piece length and the bytes of a slot's bit table; then come the slots, each the piece's number
 * plus one (zero: free), the bit table, and room for the piece, in which bytes lie where they lie in the piece.
 * All numbers are big-endian.
 */
export class PartFile {
  readonly #context: StorageContext;
  readonly #root: string;
  readonly #layout: Layout;
  readonly #owner: object;
  #tableSize: number | undefined;
  #slots = NO_SLOTS;
  /** Places of slots that were given up. */
  #free = NO_PLACES;
  #count = 0;
  /** The file starts with our header. */
  #begun = false;
  #dirty = false;

  constructor(context: StorageContext, root: string, layout: Layout, owner: object) {
    this.#context = context;
    this.#root = root;
    this.#layout = layout;
    this.#owner = owner;
  }

  get path(): string {
    return this.#context.disk.join(this.#root, `.skein-${this.#layout.info.infoHash}.parts`);
  }

  /** There is a file, or was one in this life. */
  get exists(): boolean {
    return this.#begun;
  }

  get isEmpty(): boolean {
    return this.#slots.size === 0;
  }

  get pieces(): readonly number[] {
    return [...this.#slots.keys()];
  }

  /** Whether what the piece has in this file is here. */
  has(piece: number, file: number): boolean {
    const slot = this.#slots.get(piece);
    return slot !== undefined && getBit(slot.files, file - this.#firstFile(piece));
  }

  /** Where in this file the piece's byte at `begin` lies. Only for what it `has`. */
  offsetOf(piece: number, begin: number): number {
    const slot = this.#slots.get(piece);
    if (slot === undefined) throw new Error(`${this.path} has no slot for piece ${piece}.`);
    return this.#start(slot.index) + PIECE_FIELD + this.#tableBytes + begin;
  }

  /** Learns what the file holds. A file that is missing or not ours holds nothing. */
  async load(): Promise<Result<void, DiskCode>> {
    this.#reset();
    const loaded = await this.#use('read', (file) => this.#readTable(file));
    return loaded.ok || loaded.code === 'disk-missing' ? done : loaded;
  }

  read(piece: number, begin: number, into: Uint8Array): Promise<Result<number, DiskCode>> {
    if (!this.#slots.has(piece)) return Promise.resolve(this.#absent(piece));
    const offset = this.offsetOf(piece, begin);
    return this.#use('read', (file) => file.read(into, offset));
  }

  /** Bytes that the piece has in the file of this index. */
  async write(
    piece: number,
    file: number,
    begin: number,
    bytes: Uint8Array,
  ): Promise<Result<void, DiskCode>> {
    this.#dirty = true;
    return this.#use('write', async (open) => {
      const claimed = await this.#claim(open, piece, file);
      return claimed.ok ? open.write([bytes], this.offsetOf(piece, begin)) : claimed;
    });
  }

  /** The piece's bytes of these files are elsewhere now. The last one takes the file with it. */
  async drop(piece: number, files: readonly number[]): Promise<Result<void, DiskCode>> {
    const slot = this.#slots.get(piece);
    if (slot === undefined) return done;
    const first = this.#firstFile(piece);
    for (const file of files) clearBit(slot.files, file - first);
    const isFree = slot.files.every((byte) => byte === 0);
    if (isFree) {
      this.#slots.delete(piece);
      this.#giveBack(slot);
    }
    if (this.isEmpty) {
      await this.#context.files.drop(this.path);
      this.#reset();
      return this.#context.disk.remove(this.path);
    }
    this.#dirty = true;
    return this.#use('update', (open) => this.#writeSlot(open, slot, isFree ? 0 : piece + 1));
  }

  async sync(): Promise<Result<void, DiskCode>> {
    if (!this.#dirty) return done;
    this.#dirty = false;
    const synced = await this.#use('update', (file) => file.sync());
    if (!synced.ok) this.#dirty = true;
    return synced;
  }

  /** The slot is taken before anything is awaited: two writes of one piece must not both find none. */
  async #claim(open: OpenFile, piece: number, file: number): Promise<Result<void, DiskCode>> {
    let slot = this.#slots.get(piece);
    const bit = file - this.#firstFile(piece);
    if (slot !== undefined && getBit(slot.files, bit)) return done;
    if (slot === undefined) {
      slot = { index: this.#free.pop() ?? this.#count++, files: new Uint8Array(this.#tableBytes) };
      this.#take(piece, slot);
    }
    setBit(slot.files, bit);
    const begun = this.#begun ? done : await open.write([this.#header()], 0);
    if (begun.ok) this.#begun = true;
    const written = begun.ok ? await this.#writeSlot(open, slot, piece + 1) : begun;
    if (!written.ok) clearBit(slot.files, bit);
    return written;
  }

  #writeSlot(open: OpenFile, slot: Slot, field: number): Promise<Result<void, DiskCode>> {
    const head = new Uint8Array(PIECE_FIELD + this.#tableBytes);
    writeU32(head, 0, field);
    head.set(slot.files, PIECE_FIELD);
    return open.write([head], this.#start(slot.index));
  }

  async #readTable(open: OpenFile): Promise<Result<void, DiskCode>> {
    const head = new Uint8Array(HEADER);
    const read = await open.read(head, 0);
    if (!read.ok) return read;
    const ours = this.#header();
    if (read.value < HEADER || ours.some((byte, i) => byte !== head[i])) return done;
    this.#begun = true;
    for (;;) {
      const entry = new Uint8Array(PIECE_FIELD + this.#tableBytes);
      const got = await open.read(entry, this.#start(this.#count));
      if (!got.ok) return got;
      if (got.value < entry.length) return done;
      const piece = readU32(entry, 0) - 1;
      const slot = { index: this.#count++, files: entry.slice(PIECE_FIELD) };
      const isKnown = piece >= 0 && piece < this.#layout.info.pieceCount;
      if (isKnown && !this.#slots.has(piece)) this.#take(piece, slot);
      else this.#giveBack(slot);
    }
  }

  #header(): Uint8Array {
    const header = new Uint8Array(HEADER);
    header.set(MAGIC);
    writeU32(header, 8, this.#layout.info.pieceLength);
    writeU32(header, 12, this.#tableBytes);
    return header;
  }

  /** Looked up only where there is a part file. */
  get #tableBytes(): number {
    this.#tableSize ??= Math.ceil(mostFilesInAPiece(this.#layout) / 8);
    return this.#tableSize;
  }

  #firstFile(piece: number): number {
    return this.#layout.fileAt(piece * this.#layout.info.pieceLength);
  }

  #start(slot: number): number {
    return HEADER + slot * (PIECE_FIELD + this.#tableBytes + this.#layout.info.pieceLength);
  }

  #take(piece: number, slot: Slot): void {
    if (this.#slots === NO_SLOTS) this.#slots = new Map();
    this.#slots.set(piece, slot);
  }

  #giveBack(slot: Slot): void {
    if (this.#free === NO_PLACES) this.#free = [];
    this.#free.push(slot.index);
  }

  #reset(): void {
    this.#slots = NO_SLOTS;
    this.#free = NO_PLACES;
    this.#count = 0;
    this.#begun = false;
    this.#dirty = false;
  }

  #absent(piece: number): Fault<DiskCode> {
    return fault('disk-missing', this.path, `${this.path} has no bytes of piece ${piece}.`);
  }

  async #use<T>(
    mode: OpenMode,
    act: (file: OpenFile) => Promise<Result<T, DiskCode>>,
  ): Promise<Result<T, DiskCode>> {
    const { files } = this.#context;
    const borrowed = await files.borrow(this.#owner, this.#root, this.path, mode);
    if (!borrowed.ok) return borrowed;
    try {
      return await act(borrowed.value.file);
    } finally {
      files.giveBack(borrowed.value);
    }
  }
}

function mostFilesInAPiece(layout: Layout): number {
  const { info } = layout;
  let most = 1;
  for (let file = 0; file < layout.fileCount; file++) {
    const piece = Math.floor(layout.start(file) / info.pieceLength);
    // Only files that begin in a piece add to it: the first of each is where counting starts.
    if (file > 0 && Math.floor(layout.start(file - 1) / info.pieceLength) === piece) continue;
    if (piece >= info.pieceCount) break;
    const start = piece * info.pieceLength;
    const last = layout.fileAt(start + pieceSize(info, piece) - 1);
    most = Math.max(most, last - layout.fileAt(start) + 1);
  }
  return most;
}

const getBit = (bits: Uint8Array, at: number): boolean =>
  at >= 0 && ((bits[at >>> 3] ?? 0) & (0x80 >>> (at & 7))) !== 0;

function setBit(bits: Uint8Array, at: number): void {
  bits[at >>> 3] = (bits[at >>> 3] as number) | (0x80 >>> (at & 7));
}

function clearBit(bits: Uint8Array, at: number): void {
  if (at >= 0 && at >>> 3 < bits.length) {
    bits[at >>> 3] = (bits[at >>> 3] as number) & ~(0x80 >>> (at & 7));
  }
}
