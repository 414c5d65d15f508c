import { done, type Fault, type Result } from '../core/result.ts';
import type { DiskCode } from '../ports/disk.ts';
import type { Gate } from './gate.ts';
import type { TorrentFiles } from './torrent-files.ts';

/** Bytes and parts of one request: larger ones gain nothing and make the others wait. */
const SPAN = 8 * 1024 * 1024;
const PARTS = 256;

interface Entry {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly job: Job;
}

interface Job {
  pending: number;
  why: Fault<DiskCode> | undefined;
  resolve(result: Result<void, DiskCode>): void;
}

interface Queue {
  entries: Entry[];
  sorted: boolean;
  writing: boolean;
}

/**
 * Ranges on their way to the disk. One write at a time per file, for they would only wait for each other at
 * the inode's lock; while it runs the next ones gather, and what lies side by side goes out as one request.
 */
export class WriteBehind {
  readonly #files: TorrentFiles;
  readonly #gate: Gate;
  readonly #queues = new Map<number, Queue>();
  #jobs = 0;
  readonly #idle: (() => void)[] = [];

  constructor(files: TorrentFiles, gate: Gate) {
    this.#files = files;
    this.#gate = gate;
  }

  /** Resolves when the system has taken the bytes, which must not change before. */
  write(offset: number, bytes: Uint8Array): Promise<Result<void, DiskCode>> {
    return new Promise((resolve) => {
      const job: Job = { pending: 1, why: undefined, resolve };
      this.#jobs++;
      for (const span of this.#files.layout.spans(offset, bytes.length)) {
        if (this.#files.isPad(span.file)) continue;
        job.pending++;
        const whole = span.length === bytes.length;
        const part = whole ? bytes : bytes.subarray(span.at, span.at + span.length);
        this.#enqueue(span.file, { offset: span.offset, bytes: part, job });
      }
      this.#finish(job);
    });
  }

  /** Resolves when nothing is queued or being written. */
  drained(): Promise<void> {
    return this.#jobs === 0
      ? Promise.resolve()
      : new Promise((resolve) => this.#idle.push(resolve));
  }

  #enqueue(file: number, entry: Entry): void {
    let queue = this.#queues.get(file);
    if (queue === undefined) {
      queue = { entries: [], sorted: true, writing: false };
      this.#queues.set(file, queue);
    }
    const last = queue.entries.at(-1);
    if (last !== undefined && last.offset > entry.offset) queue.sorted = false;
    queue.entries.push(entry);
    if (queue.writing) return;
    queue.writing = true;
    void this.#pump(file, queue);
  }

  async #pump(file: number, queue: Queue): Promise<void> {
    while (queue.entries.length > 0) {
      await this.#gate.run(async () => {
        const batch = nextBatch(queue);
        const result = await this.#writeBatch(file, batch);
        for (const { job } of batch) {
          if (!result.ok) job.why ??= result;
          this.#finish(job);
        }
      });
    }
    queue.writing = false;
    this.#queues.delete(file);
  }

  #writeBatch(file: number, batch: readonly Entry[]): Promise<Result<void, DiskCode>> {
    return this.#files.write(
      file,
      batch.map((entry) => entry.bytes),
      (batch[0] as Entry).offset,
    );
  }

  #finish(job: Job): void {
    if (--job.pending > 0) return;
    job.resolve(job.why ?? done);
    if (--this.#jobs > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

/** Takes the longest run of neighbours from the front of the queue, in the order of the file. */
function nextBatch(queue: Queue): Entry[] {
  const { entries } = queue;
  if (!queue.sorted) {
    entries.sort((a, b) => a.offset - b.offset);
    queue.sorted = true;
  }
  let bytes = 0;
  let count = 0;
  for (const entry of entries) {
    const previous = entries[count - 1];
    if (previous !== undefined && previous.offset + previous.bytes.length !== entry.offset) break;
    if (count === PARTS || (count > 0 && bytes + entry.bytes.length > SPAN)) break;
    bytes += entry.bytes.length;
    count++;
  }
  queue.entries = entries.slice(count);
  return entries.slice(0, count);
}
