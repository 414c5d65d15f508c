import { availableParallelism } from 'node:os';
import type { Result } from '../../core/result.ts';
import type { DiskCode } from '../../ports/disk.ts';
import type { HashedRun, Hasher, HashRun } from '../../ports/hasher.ts';
import { Lane, type RunJob, type ViewJob } from './lane.ts';

/** Bytes of one message's jobs: about a millisecond of hashing. */
const BATCH = 2 * 1024 * 1024;
/** At work, and one waiting behind it so that the lane never starves. */
const DEPTH = 2;
const IDLE_MS = 60_000;
const DEATHS = 3;

/** SHA-1 in worker threads, started when there is work and ended after a minute without. `lanes` defaults to the cores. */
export function createNodeHasher(lanes: number = availableParallelism()): Hasher {
  return new NodeHasher(lanes);
}

class NodeHasher implements Hasher {
  readonly lanes: number;
  #live: Lane[] = [];
  readonly #views: ViewJob[] = [];
  readonly #runs: RunJob[] = [];
  readonly #ids = new WeakMap<SharedArrayBuffer, number>();
  #nextId = 1;
  #planned = false;
  #deaths = 0;
  #closed = false;
  #sweep: NodeJS.Timeout | undefined;

  constructor(lanes: number) {
    this.lanes = lanes;
  }

  sha1(view: Uint8Array): Promise<Uint8Array> {
    if (!(view.buffer instanceof SharedArrayBuffer)) {
      return Promise.reject(new TypeError('Only shared memory is hashed in workers.'));
    }
    return new Promise((resolve, reject) => {
      this.#views.push({ view, resolve, reject });
      this.#plan();
    });
  }

  sha1OfFiles(run: HashRun): Promise<Result<HashedRun, DiskCode>> {
    return new Promise((resolve, reject) => {
      this.#runs.push({ run, resolve, reject });
      this.#plan();
    });
  }

  forget(memory: SharedArrayBuffer): void {
    const id = this.#ids.get(memory);
    if (id !== undefined) for (const lane of this.#live) lane.forget(id);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweep);
    const lanes = this.#live;
    this.#live = [];
    for (const lane of lanes) {
      const { views, runs } = lane.takeBack();
      this.#views.push(...views);
      this.#runs.push(...runs);
    }
    this.#failAll(new Error('The hasher was closed.'));
    await Promise.all(lanes.map((lane) => lane.end()));
  }

  /** Everything asked for in one turn goes out together. */
  #plan(): void {
    if (this.#closed) this.#failAll(new Error('The hasher is closed.'));
    if (this.#closed || this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    while (this.#views.length > 0 || this.#runs.length > 0) {
      const lane = this.#freeLane();
      if (lane === undefined) return;
      if (this.#views.length > 0) lane.sendViews(this.#nextBatch());
      else lane.sendRun(this.#runs.shift() as RunJob);
    }
  }

  #freeLane(): Lane | undefined {
    let best: Lane | undefined;
    for (const lane of this.#live) if (best === undefined || lane.load < best.load) best = lane;
    if (best?.load === 0) return best;
    if (this.#live.length < this.lanes && !this.#closed) return this.#start();
    return best !== undefined && best.load < DEPTH ? best : undefined;
  }

  #nextBatch(): ViewJob[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#views.length && (count === 0 || bytes < BATCH)) {
      bytes += (this.#views[count] as ViewJob).view.length;
      count++;
    }
    return this.#views.splice(0, count);
  }

  #start(): Lane {
    const lane = new Lane(
      { idOf: (memory) => this.#idOf(memory) },
      (answered) => this.#answered(answered),
      (dead, reason) => this.#died(dead, reason),
    );
    this.#live.push(lane);
    this.#sweep ??= setInterval(() => this.#endIdle(), IDLE_MS / 2).unref();
    return lane;
  }

  #answered(lane: Lane): void {
    this.#deaths = 0;
    if (lane.load === 0) lane.idleSince = performance.now();
    this.#dispatch();
  }

  /** A worker that dies (out of memory, say) is replaced and its jobs are done again. */
  #died(lane: Lane, reason: Error): void {
    if (!this.#live.includes(lane)) return;
    this.#live = this.#live.filter((other) => other !== lane);
    const { views, runs } = lane.takeBack();
    this.#views.unshift(...views);
    this.#runs.unshift(...runs);
    if (++this.#deaths >= DEATHS) this.#failAll(reason);
    else this.#dispatch();
  }

  #failAll(reason: Error): void {
    for (const job of this.#views.splice(0)) job.reject(reason);
    for (const job of this.#runs.splice(0)) job.reject(reason);
  }

  #idOf(memory: SharedArrayBuffer): number {
    let id = this.#ids.get(memory);
    if (id === undefined) {
      id = this.#nextId++;
      this.#ids.set(memory, id);
    }
    return id;
  }

  #endIdle(): void {
    const now = performance.now();
    const idle = this.#live.filter((lane) => lane.load === 0 && now - lane.idleSince >= IDLE_MS);
    this.#live = this.#live.filter((lane) => !idle.includes(lane));
    for (const lane of idle) void lane.end();
    if (this.#live.length > 0) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }
}
