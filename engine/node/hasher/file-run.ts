import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { type Fault, ok, type Result } from '../../core/result.ts';
import type { DiskCode } from '../../ports/disk.ts';
import type { HashedRun, HashRun, HashSpan } from '../../ports/hasher.ts';
import { READ } from '../disk/disk.ts';
import { diskFault } from '../disk/fault.ts';
import { isAbsent, LinkGuard } from '../disk/links.ts';

/** Small enough to stay in the core's own cache between the read and the hash, where larger ones cost a fifth more. */
const CHUNK = 128 * 1024;

class ReadFault extends Error {
  readonly fault: Fault<DiskCode>;
  constructor(fault: Fault<DiskCode>) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Reads and hashes on the calling thread, which is a worker's. */
export class FileRunHasher {
  readonly #chunk = new Uint8Array(CHUNK);
  readonly #zeros = new Uint8Array(CHUNK);
  readonly #guard = new LinkGuard();

  hash(run: HashRun): Result<HashedRun, DiskCode> {
    const digests = new Uint8Array(run.count * 20);
    const whole = new Uint8Array(run.count);
    const cursor = new SpanCursor(run, this.#guard);
    try {
      for (let piece = 0; piece < run.count; piece++) {
        const length = piece === run.count - 1 ? run.lastLength : run.pieceLength;
        const hash = createHash('sha1');
        if (!this.#feed(cursor, length, hash)) continue;
        digests.set(hash.digest(), piece * 20);
        whole[piece] = 1;
      }
      return ok({ digests, whole });
    } catch (error) {
      if (error instanceof ReadFault) return error.fault;
      throw error;
    } finally {
      cursor.close();
    }
  }

  /** False where bytes are missing; the cursor has passed the whole piece all the same. */
  #feed(cursor: SpanCursor, length: number, hash: Hash): boolean {
    let whole = true;
    for (let left = length; left > 0; ) {
      const step = Math.min(left, CHUNK, cursor.left);
      if (cursor.isZeros) hash.update(this.#zeros.subarray(0, step));
      else if (whole) {
        whole = cursor.read(this.#chunk, step);
        if (whole) hash.update(step === CHUNK ? this.#chunk : this.#chunk.subarray(0, step));
      }
      cursor.advance(step);
      left -= step;
    }
    return whole;
  }
}

class SpanCursor {
  readonly #run: HashRun;
  readonly #guard: LinkGuard;
  #index = 0;
  #at = 0;
  #fd: number | undefined;
  #absent = false;

  constructor(run: HashRun, guard: LinkGuard) {
    this.#run = run;
    this.#guard = guard;
  }

  get #span(): HashSpan {
    const span = this.#run.spans[this.#index];
    if (span === undefined) throw new Error('The spans of a run are shorter than its pieces.');
    return span;
  }

  get left(): number {
    return this.#span.length - this.#at;
  }

  get isZeros(): boolean {
    return this.#span.path === undefined;
  }

  advance(bytes: number): void {
    this.#at += bytes;
    if (this.#at < this.#span.length) return;
    this.close();
    this.#index++;
    this.#at = 0;
  }

  /** False at the end of the file, or without one. */
  read(into: Uint8Array, length: number): boolean {
    const { path, offset } = this.#span;
    if (path === undefined || this.#absent) return false;
    try {
      this.#fd ??= this.#open(path);
      for (let filled = 0; filled < length; ) {
        const count = readSync(this.#fd, into, filled, length - filled, offset + this.#at + filled);
        if (count === 0) return false;
        filled += count;
      }
      return true;
    } catch (error) {
      if (error instanceof ReadFault) throw error;
      if (!isAbsent(error)) throw new ReadFault(diskFault(error, path, 'read'));
      this.#absent = true;
      return false;
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    this.#absent = false;
  }

  #open(path: string): number {
    const link = this.#guard.checkSync(this.#run.root, path);
    if (link !== undefined) throw new ReadFault(link);
    return openSync(path, READ);
  }
}
