import type { InfoHash } from '../../core/ids.ts';
import type { AnnounceReply } from '../../core/tracker/types.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { AnnounceEvent, TrackerFault } from './client.ts';
import type { Job, Launcher } from './launcher.ts';
import type { Tracker } from './tracker.ts';

export interface Attempt {
  /** Settles when both address families are through. */
  readonly done: Promise<void>;
  abort(): void;
}

export interface ChainHost {
  readonly id: InfoHash;
  readonly clock: Clock;
  readonly random: Random;
  readonly launcher: Launcher;
  /** Bytes that are missing, as in the announce. */
  left(): number | undefined;
  /** Calls back once: with the first reply, or with the failure when no family had one. */
  announce(
    tracker: Tracker,
    event: AnnounceEvent,
    ended: (outcome: AnnounceReply | TrackerFault) => void,
  ): Attempt;
  changed(): void;
}

const LEAVING_MS = 250;

/**
 * BEP 12: tiers that stand in for each other. One tracker at a time; every announce begins at the front, the
 * first that answers moves to the front of its tier, and those that fail back off on their own.
 */
export class Chain {
  readonly tiers: readonly Tracker[][];
  readonly #host: ChainHost;
  #running = false;
  #nextAt = Number.POSITIVE_INFINITY;
  #timer: Timer | undefined;
  #job: Job | undefined;
  #attempt: Attempt | undefined;
  #current: Tracker | undefined;
  /** Failed since the last success or pause: the others come first, or trackers that hang would take all turns. */
  readonly #failedNow = new Set<Tracker>();

  constructor(host: ChainHost, tiers: readonly Tracker[][]) {
    this.#host = host;
    this.tiers = tiers;
  }

  get trackers(): readonly Tracker[] {
    return this.tiers.flat();
  }

  /** The tracker that is asked next, if the chain runs. */
  get front(): Tracker | undefined {
    return this.#current ?? this.#pick(Math.max(this.#nextAt, this.#host.clock.now()));
  }

  get nextAt(): number {
    return this.#nextAt;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    const now = this.#host.clock.now();
    const next = this.#pick(now);
    this.#schedule(next?.started ? Math.max(now, next.dueAt) : now);
  }

  /** Ends what is under way. The trackers that are owed a "stopped" are left to the caller. */
  stop(): void {
    this.#running = false;
    this.#end();
    this.#nextAt = Number.POSITIVE_INFINITY;
  }

  /** Asks as soon as the tracker allows, or at once where `force` is the network's doing and not a person's. */
  hurry(force: boolean): void {
    if (!this.#running || this.#attempt !== undefined) return;
    const now = this.#host.clock.now();
    const next = this.#pick(now) ?? this.#soonest();
    const at = force || next === undefined ? now : Math.max(now, next.earliestAt);
    if (this.#job === undefined) this.#schedule(Math.min(at, this.#nextAt));
  }

  /** After a change of the network: what is under way goes nowhere. */
  restart(): void {
    if (!this.#running) return;
    this.#end();
    for (const tracker of this.trackers) tracker.forgive();
    this.#schedule(this.#host.clock.now());
  }

  completed(): void {
    for (const tracker of this.trackers) tracker.owesCompleted = tracker.started;
    this.hurry(true);
  }

  #end(): void {
    this.#timer?.end();
    if (this.#job !== undefined) this.#host.launcher.drop(this.#job);
    this.#job = undefined;
    this.#attempt?.abort();
    this.#attempt = undefined;
    if (this.#current !== undefined) this.#current.announcing = false;
    this.#current = undefined;
    this.#failedNow.clear();
  }

  #schedule(at: number): void {
    this.#timer?.end();
    this.#timer = undefined;
    this.#nextAt = at;
    if (!Number.isFinite(at)) return;
    this.#timer = this.#host.clock.after(Math.max(0, at - this.#host.clock.now()), () =>
      this.#due(),
    );
  }

  #pick(at: number): Tracker | undefined {
    for (const tier of this.tiers) {
      for (const tracker of tier)
        if (tracker.retryAt <= at && !this.#failedNow.has(tracker)) return tracker;
    }
    return undefined;
  }

  #soonest(): Tracker | undefined {
    let best: Tracker | undefined;
    for (const tracker of this.trackers) {
      if (best === undefined || tracker.retryAt < best.retryAt) best = tracker;
    }
    return best;
  }

  #due(): void {
    if (!this.#running || this.#job !== undefined || this.#attempt !== undefined) return;
    const tracker = this.#pick(this.#host.clock.now());
    if (tracker === undefined) {
      this.#failedNow.clear();
      const soonest = this.#soonest()?.retryAt ?? Number.POSITIVE_INFINITY;
      this.#schedule(Math.max(soonest, this.#host.clock.now()));
      return;
    }
    if (tracker.leaving) {
      // A "stopped" on its way must not arrive after this "started".
      this.#schedule(this.#host.clock.now() + LEAVING_MS);
      return;
    }
    const job: Job = {
      host: tracker.address.parts.host,
      urgent: !tracker.started || tracker.owesCompleted,
      run: () => this.#ask(tracker),
    };
    this.#job = job;
    this.#host.launcher.push(job);
  }

  #ask(tracker: Tracker): Promise<void> {
    this.#job = undefined;
    const event: AnnounceEvent = !tracker.started
      ? 'started'
      : tracker.owesCompleted
        ? 'completed'
        : undefined;
    const complete = this.#host.left() === 0;
    tracker.announcing = true;
    this.#current = tracker;
    const attempt = this.#host.announce(tracker, event, (outcome) => {
      if (this.#attempt !== attempt) return;
      this.#attempt = undefined;
      this.#current = undefined;
      tracker.announcing = false;
      if ('ok' in outcome) this.#failed(tracker, outcome);
      else this.#succeeded(tracker, event, complete, outcome);
      this.#host.changed();
    });
    this.#attempt = attempt;
    this.#host.changed();
    return attempt.done;
  }

  #succeeded(
    tracker: Tracker,
    event: AnnounceEvent,
    complete: boolean,
    reply: AnnounceReply,
  ): void {
    const { clock, random } = this.#host;
    this.#failedNow.clear();
    tracker.succeeded(reply, clock, random);
    if (event === 'completed') tracker.owesCompleted = false;
    // Finished while the "started" was on its way: the tracker believes that something is missing.
    if (event === 'started') tracker.owesCompleted = !complete && this.#host.left() === 0;
    this.#promote(tracker);
    this.#schedule(tracker.owesCompleted ? clock.now() : tracker.dueAt);
  }

  #failed(tracker: Tracker, fault: TrackerFault): void {
    const { clock, random } = this.#host;
    this.#failedNow.add(tracker);
    tracker.failed(fault, clock, random);
    this.#schedule(clock.now());
  }

  #promote(tracker: Tracker): void {
    const tier = this.tiers.find((candidates) => candidates.includes(tracker));
    if (tier === undefined || tier[0] === tracker) return;
    tier.splice(tier.indexOf(tracker), 1);
    tier.unshift(tracker);
  }
}
