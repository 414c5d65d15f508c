import type { Clock, Timer } from '../../ports/clock.ts';

export interface Job {
  /** Jobs for the same name share that name's part of the lanes. */
  readonly host: string;
  /** Goes before all that are not urgent. */
  readonly urgent: boolean;
  /** The lane is free again when the promise settles. */
  run(): Promise<void>;
}

export interface LauncherLimits {
  readonly atOnce: number;
  readonly atOncePerHost: number;
  /** Milliseconds between two starts. */
  readonly gapMs: number;
}

interface HostQueue {
  running: number;
  readonly urgent: Job[];
  readonly normal: Job[];
}

/**
 * The one gate through which every announce and scrape of the session goes: so many at once, so many for
 * one tracker, and a gap between starts, so that thousands of torrents never make a burst. Hosts take turns.
 */
export class Launcher {
  readonly #clock: Clock;
  #limits: LauncherLimits;
  readonly #hosts = new Map<string, HostQueue>();
  #running = 0;
  #lastStart = Number.NEGATIVE_INFINITY;
  #gap: Timer | undefined;
  #closed = false;

  constructor(clock: Clock, limits: LauncherLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  get running(): number {
    return this.#running;
  }

  get idle(): boolean {
    return this.#running === 0 && this.#hosts.size === 0;
  }

  push(job: Job): void {
    if (this.#closed) return;
    let queue = this.#hosts.get(job.host);
    if (queue === undefined) {
      queue = { running: 0, urgent: [], normal: [] };
      this.#hosts.set(job.host, queue);
    }
    (job.urgent ? queue.urgent : queue.normal).push(job);
    this.#pump();
  }

  /** Takes the job out of the queue; one that runs goes on. */
  drop(job: Job): void {
    const queue = this.#hosts.get(job.host);
    const waiting = job.urgent ? queue?.urgent : queue?.normal;
    const at = waiting?.indexOf(job) ?? -1;
    if (queue === undefined || waiting === undefined || at < 0) return;
    waiting.splice(at, 1);
    this.#forgetIfIdle(job.host, queue);
  }

  /** No more gaps: the time for what waits is short. */
  rush(): void {
    this.#limits = { ...this.#limits, gapMs: 0 };
    this.#gap?.end();
    this.#gap = undefined;
    this.#pump();
  }

  /** Drops all that waits and starts nothing more. */
  close(): void {
    this.#closed = true;
    this.#gap?.end();
    this.#hosts.clear();
  }

  #pump(): void {
    while (!this.#closed && this.#gap === undefined && this.#running < this.#limits.atOnce) {
      const next = this.#next((queue) => queue.urgent) ?? this.#next((queue) => queue.normal);
      if (next === undefined) return;
      const wait = this.#lastStart + this.#limits.gapMs - this.#clock.now();
      if (wait > 0) {
        this.#gap = this.#clock.after(wait, () => {
          this.#gap = undefined;
          this.#pump();
        });
        return;
      }
      this.#start(...next);
    }
  }

  #next(pick: (queue: HostQueue) => Job[]): [string, HostQueue, Job[]] | undefined {
    for (const [host, queue] of this.#hosts) {
      const jobs = pick(queue);
      if (jobs.length > 0 && queue.running < this.#limits.atOncePerHost) return [host, queue, jobs];
    }
    return undefined;
  }

  #start(host: string, queue: HostQueue, jobs: Job[]): void {
    const job = jobs.shift() as Job;
    // To the end of the line: the other hosts are next.
    this.#hosts.delete(host);
    this.#hosts.set(host, queue);
    queue.running++;
    this.#running++;
    this.#lastStart = this.#clock.now();
    const ended = (): void => {
      queue.running--;
      this.#running--;
      this.#forgetIfIdle(host, queue);
      this.#pump();
    };
    job.run().then(ended, ended);
  }

  #forgetIfIdle(host: string, queue: HostQueue): void {
    const idle = queue.running === 0 && queue.urgent.length === 0 && queue.normal.length === 0;
    if (idle && this.#hosts.get(host) === queue) this.#hosts.delete(host);
  }
}
