import type { FileSpan } from '../core/layout.ts';
import { type Fault, ok, type Result } from '../core/result.ts';
import type { DiskCode } from '../ports/disk.ts';
import type { StorageContext } from './context.ts';
import { CHUNK, type Chunk, type Gap } from './read-cache.ts';
import { changedFault, type TorrentFiles } from './torrent-files.ts';

/** Reads one torrent's bytes through the session's cache, in chunks aligned in the torrent, not in the files. */
export class Reader {
  readonly #context: StorageContext;
  readonly #files: TorrentFiles;
  readonly #chunks = new Map<number, Chunk>();
  /** Fills and direct reads at work, for an orderly end. */
  readonly #busy = new Set<Promise<unknown>>();

  constructor(context: StorageContext, files: TorrentFiles) {
    this.#context = context;
    this.#files = files;
  }

  /** From memory or not at all. `offset` is in the torrent. */
  cached(offset: number, length: number): Uint8Array | undefined {
    if (this.#chunks.size === 0) return undefined;
    const index = Math.floor(offset / CHUNK);
    const chunk = this.#chunks.get(index);
    if (chunk === undefined || chunk.filling !== undefined) return undefined;
    const from = offset - index * CHUNK;
    if (from + length > CHUNK || gapIn(chunk, from, length) !== undefined) return undefined;
    if (chunk.fresh) this.#readNext(chunk);
    this.#context.cache.hold(chunk);
    return chunk.buffer.bytes.subarray(from, from + length);
  }

  /** All of the range is in memory. */
  holds(offset: number, length: number): boolean {
    const last = Math.floor((offset + length - 1) / CHUNK);
    for (let index = Math.floor(offset / CHUNK); index <= last; index++) {
      const chunk = this.#chunks.get(index);
      if (chunk === undefined || chunk.filling !== undefined || chunk.gaps.length > 0) return false;
    }
    return true;
  }

  read(offset: number, length: number): Promise<Result<Uint8Array, DiskCode>> {
    const index = Math.floor(offset / CHUNK);
    if (offset + length > (index + 1) * CHUNK) return this.#direct(offset, length);
    const chunk = this.#chunks.get(index) ?? this.#fill(index);
    return chunk === undefined
      ? this.#direct(offset, length)
      : this.#fromChunk(chunk, offset, length);
  }

  /** Starts reading what will be asked for soon, unless it is there. */
  ahead(offset: number): void {
    const index = Math.floor(offset / CHUNK);
    if (!this.#chunks.has(index)) this.#fill(index);
  }

  /** These bytes are not what they were: whoever reads next reads anew. */
  drop(offset: number, length: number): void {
    if (this.#chunks.size === 0) return;
    const last = Math.floor((offset + length - 1) / CHUNK);
    if (last - Math.floor(offset / CHUNK) > this.#chunks.size) {
      for (const chunk of [...this.#chunks.values()]) {
        if (chunk.index * CHUNK < offset + length && (chunk.index + 1) * CHUNK > offset)
          this.#context.cache.drop(chunk);
      }
      return;
    }
    for (let index = Math.floor(offset / CHUNK); index <= last; index++) {
      const chunk = this.#chunks.get(index);
      if (chunk !== undefined) this.#context.cache.drop(chunk);
    }
  }

  async close(): Promise<void> {
    while (this.#busy.size > 0) await Promise.all(this.#busy);
    for (const chunk of [...this.#chunks.values()]) this.#context.cache.drop(chunk);
  }

  async #fromChunk(
    chunk: Chunk,
    offset: number,
    length: number,
  ): Promise<Result<Uint8Array, DiskCode>> {
    const { cache } = this.#context;
    cache.hold(chunk);
    if (chunk.filling !== undefined) await chunk.filling;
    else if (chunk.fresh) this.#readNext(chunk);
    const from = offset - chunk.index * CHUNK;
    const gap = gapIn(chunk, from, length);
    if (gap === undefined) return ok(chunk.buffer.bytes.subarray(from, from + length));
    cache.release(chunk.buffer);
    cache.drop(chunk);
    return this.#tell(gap);
  }

  #fill(index: number): Chunk | undefined {
    const start = index * CHUNK;
    const length = Math.min(CHUNK, this.#files.layout.info.length - start);
    const chunk = this.#context.cache.claim(this.#chunks, index, length);
    if (chunk === undefined) return undefined;
    this.#context.cache.hold(chunk);
    chunk.filling = this.#track(
      this.#load(start, chunk.buffer.bytes).then((gaps) => {
        chunk.gaps = gaps;
        chunk.filling = undefined;
        this.#context.cache.release(chunk.buffer);
      }),
    );
    return chunk;
  }

  /** Peers ask for a piece from its start to its end: the first use of a chunk reads the next one of the piece. */
  #readNext(chunk: Chunk): void {
    chunk.fresh = false;
    const { pieceLength, length } = this.#files.layout.info;
    const next = (chunk.index + 1) * CHUNK;
    if (next < length && next % pieceLength !== 0) this.ahead(next);
  }

  /** Where a request crosses an edge, or all memory is held: into memory of its own. */
  async #direct(offset: number, length: number): Promise<Result<Uint8Array, DiskCode>> {
    const bytes = new Uint8Array(length);
    const [gap] = await this.#track(this.#load(offset, bytes));
    if (gap === undefined) return ok(bytes);
    return this.#tell(gap);
  }

  /** The ranges that could not be read; the rest is in `into`. */
  async #load(offset: number, into: Uint8Array): Promise<Gap[]> {
    const gaps: Gap[] = [];
    for (const span of this.#files.layout.spans(offset, into.length)) {
      if (this.#files.isPad(span.file)) {
        into.fill(0, span.at, span.at + span.length);
      } else if (this.#files.unwanted.none) {
        await this.#loadSpan(span, into, gaps);
      } else {
        // The part file may have some of the pieces: a gap in one must not hide the others.
        for (const step of this.#files.unwanted.steps(offset + span.at, span.length)) {
          const { at, length } = step;
          await this.#loadSpan(
            { file: span.file, offset: span.offset + at, length, at: span.at + at },
            into,
            gaps,
          );
        }
      }
    }
    return gaps;
  }

  async #loadSpan(span: FileSpan, into: Uint8Array, gaps: Gap[]): Promise<void> {
    const { file, at, length } = span;
    const fault = await this.#readSpan(file, into.subarray(at, at + length), span.offset);
    if (fault !== undefined) gaps.push({ from: at, to: at + length, file, ...fault });
  }

  async #readSpan(
    file: number,
    view: Uint8Array,
    offset: number,
  ): Promise<Pick<Gap, 'why' | 'told'> | undefined> {
    const read = await this.#files.read(file, view, offset);
    if (!read.ok) return { why: read, told: false };
    if (read.value < view.length) {
      const missing = view.length - read.value;
      return {
        why: changedFault(this.#files.path(file), `it ends ${missing} bytes early`),
        told: false,
      };
    }
    const piece = Math.floor(
      (this.#files.layout.start(file) + offset) / this.#files.layout.info.pieceLength,
    );
    if (this.#files.unwanted.has(piece, file)) return undefined;
    const why = await this.#files.watch.afterRead(file);
    return why === undefined ? undefined : { why, told: true };
  }

  /** A fault met while reading ahead is nobody's business; one in the way of an upload is. */
  async #tell(gap: Gap): Promise<Fault<DiskCode>> {
    const { watch } = this.#files;
    if (gap.told) return gap.why;
    if (gap.why.code === 'disk-missing') return watch.gone(gap.file, gap.why);
    if (gap.why.code === 'disk-changed') watch.report(gap.file, gap.why, undefined);
    return gap.why;
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#busy.add(work);
    const over = (): void => {
      this.#busy.delete(work);
    };
    work.then(over, over);
    return work;
  }
}

function gapIn(chunk: Chunk, from: number, length: number): Gap | undefined {
  for (const gap of chunk.gaps) if (gap.from < from + length && gap.to > from) return gap;
  return undefined;
}
