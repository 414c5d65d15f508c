import { Worker } from 'node:worker_threads';
import type { Result } from '../../core/result.ts';
import type { DiskCode } from '../../ports/disk.ts';
import type { HashedRun, HashRun } from '../../ports/hasher.ts';
import { workerUrl } from '../worker-url.ts';
import type { FromLane, ToLane } from './protocol.ts';

export interface ViewJob {
  readonly view: Uint8Array;
  resolve(digest: Uint8Array): void;
  reject(reason: Error): void;
}

export interface RunJob {
  readonly run: HashRun;
  resolve(hashed: Result<HashedRun, DiskCode>): void;
  reject(reason: Error): void;
}

type Sent = { readonly views: readonly ViewJob[] } | { readonly run: RunJob };

/** The hasher's side of memory numbering. */
export interface Memories {
  idOf(memory: SharedArrayBuffer): number;
}

/** One worker thread. Holds at most a batch at work and one behind it, so that late urgent jobs do not wait long. */
export class Lane {
  readonly #worker: Worker;
  readonly #memories: Memories;
  readonly #known = new Set<number>();
  readonly #sent: Sent[] = [];
  /** Since when it has nothing to do, by the hasher's time. */
  idleSince = 0;

  constructor(
    memories: Memories,
    answered: (lane: Lane) => void,
    died: (lane: Lane, reason: Error) => void,
  ) {
    this.#memories = memories;
    this.#worker = new Worker(workerUrl('hash'), { name: 'hash' });
    this.#worker.unref();
    this.#worker.on('message', (message: FromLane) => {
      this.#settle(message);
      if (this.#sent.length === 0) this.#worker.unref();
      answered(this);
    });
    this.#worker.on('error', (error: Error) => died(this, error));
    this.#worker.on('exit', (code) =>
      died(this, new Error(`The hash worker ended with code ${code}.`)),
    );
  }

  get load(): number {
    return this.#sent.length;
  }

  sendViews(jobs: readonly ViewJob[]): void {
    const triples: number[] = [];
    for (const { view } of jobs) {
      const memory = view.buffer as SharedArrayBuffer;
      const id = this.#memories.idOf(memory);
      if (!this.#known.has(id)) {
        this.#known.add(id);
        this.#post({ kind: 'memory', id, memory });
      }
      triples.push(id, view.byteOffset, view.length);
    }
    this.#push({ views: jobs }, { kind: 'views', jobs: triples });
  }

  sendRun(job: RunJob): void {
    this.#push({ run: job }, { kind: 'run', run: job.run });
  }

  forget(id: number): void {
    if (this.#known.delete(id)) this.#post({ kind: 'forget', id });
  }

  /** What was sent and not answered, for another lane. */
  takeBack(): { readonly views: ViewJob[]; readonly runs: RunJob[] } {
    const views: ViewJob[] = [];
    const runs: RunJob[] = [];
    for (const sent of this.#sent.splice(0)) {
      if ('run' in sent) runs.push(sent.run);
      else views.push(...sent.views);
    }
    return { views, runs };
  }

  async end(): Promise<void> {
    this.#worker.removeAllListeners();
    await this.#worker.terminate();
  }

  #push(sent: Sent, message: ToLane): void {
    if (this.#sent.length === 0) this.#worker.ref();
    this.#sent.push(sent);
    this.#post(message);
  }

  #post(message: ToLane): void {
    this.#worker.postMessage(message);
  }

  #settle(message: FromLane): void {
    const sent = this.#sent.shift();
    if (sent === undefined) return;
    if (message.kind === 'run' && 'run' in sent) sent.run.resolve(message.hashed);
    if (message.kind === 'views' && 'views' in sent) {
      for (const [i, job] of sent.views.entries()) {
        job.resolve(message.digests.subarray(i * 20, i * 20 + 20));
      }
    }
  }
}
