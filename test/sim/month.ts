import { createHash } from 'node:crypto';
import { ratioOf } from '../../engine/core/organise/ratio.ts';
import {
  type EffectiveLimits,
  effectiveLimits,
  type ShareLimits,
  type ShareReason,
  shareReached,
} from '../../engine/core/organise/share-limits.ts';
import { QueueOrder } from '../../engine/core/queue/order.ts';
import { type QueueLimits, QueueScheduler } from '../../engine/core/queue/scheduler.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const GiB = 1024 ** 3;
/** Short beside every time that the queue knows. */
const STEP_MS = 30_000;
const DOWN_LINE = 10e6;
const UP_LINE = 6e6;

/** Its swarm: when there is somebody, and what they would take or give. */
interface Swarm {
  readonly periodMs: number;
  readonly onShare: number;
  readonly offsetMs: number;
  readonly rate: number;
  readonly seeds: number;
}

export interface Thing {
  readonly id: number;
  readonly size: number;
  readonly arrivesMs: number;
  readonly swarm: Swarm;
  readonly limits: EffectiveLimits;
  downloaded: number;
  uploaded: number;
  completedAt: number;
  seedingMs: number;
  sentAtMs: number;
  reached: ShareReason | undefined;
  reachedAtRatio: number;
  arrived: boolean;
  /** Since when it waits for a slot, and the longest that it ever did. */
  waitsSince: number | undefined;
  longestWaitMs: number;
  /** The same, as a seed. */
  longestSeedWaitMs: number;
  runs: number;
}

export interface MonthOptions {
  readonly seed: number;
  readonly things: number;
  readonly days: number;
  readonly limits: QueueLimits;
}

const CATEGORIES: readonly ShareLimits[] = [
  {},
  { ratio: 0, seedingMinutes: 36 * 60 },
  { ratio: 1, keepOnlySeed: true },
  { ratio: 0, idleMinutes: 4 * 60 },
];
const GLOBAL: EffectiveLimits = {
  ratio: 2,
  seedingMinutes: 0,
  idleMinutes: 0,
  action: 'pause',
  keepOnlySeed: false,
};

/** A machine with a queue and share limits over many days: the real scheduler and limits, made-up swarms. */
export class Month {
  readonly things: Thing[];
  readonly order = new QueueOrder<number>();
  readonly queue: QueueScheduler<number>;
  readonly #limits: QueueLimits;
  readonly #arriving: readonly Thing[];
  #nextArrival = 0;
  readonly #trace = createHash('sha256');
  readonly running = new Set<Thing>();
  now = 0;
  /** Steps with a slot free beside one that waits, and steps over a limit. */
  idleSteps = 0;
  overSteps = 0;
  decisions = 0;

  constructor(options: MonthOptions) {
    const random = seeded(options.seed);
    this.#limits = options.limits;
    this.queue = new QueueScheduler(() => this.order.ids, options.limits);
    this.things = Array.from({ length: options.things }, (_, id) =>
      makeThing(id, random, options.days),
    );
    this.#arriving = [...this.things].sort((a, b) => a.arrivesMs - b.arrivesMs);
  }

  get trace(): string {
    return this.#trace.copy().digest('hex');
  }

  pass(days: number): void {
    const end = this.now + days * DAY;
    while (this.now < end) {
      this.#arrivals();
      this.#decide();
      this.now += STEP_MS;
      this.#move();
      this.#share();
    }
  }

  #arrivals(): void {
    for (; ; this.#nextArrival++) {
      const thing = this.#arriving[this.#nextArrival];
      if (thing === undefined || thing.arrivesMs > this.now) return;
      thing.arrived = true;
      thing.waitsSince = this.now;
      this.order.add(thing.id, thing.id % 50 === 0 ? 'top' : 'bottom');
      this.queue.add(thing.id, { kind: 'download', wants: true, forced: false }, 0);
    }
  }

  #decide(): void {
    const decision = this.queue.decide(this.now);
    if (decision === undefined) return;
    this.decisions++;
    for (const id of decision.stop) {
      const thing = this.things[id] as Thing;
      this.running.delete(thing);
      if (thing.reached === undefined) thing.waitsSince = this.now;
      this.#trace.update(`${this.now} - ${id}\n`);
    }
    for (const id of decision.start) {
      const thing = this.things[id] as Thing;
      this.running.add(thing);
      thing.runs++;
      const waited = this.now - (thing.waitsSince ?? this.now);
      thing.longestWaitMs = Math.max(thing.longestWaitMs, waited);
      if (thing.completedAt > 0)
        thing.longestSeedWaitMs = Math.max(thing.longestSeedWaitMs, waited);
      thing.waitsSince = undefined;
      this.#trace.update(`${this.now} + ${id}\n`);
    }
    this.#judge();
  }

  /** Never over a limit; never a free slot beside one that waits for it. */
  #judge(): void {
    let downloads = 0;
    let seeds = 0;
    for (const thing of this.running) {
      if (!this.queue.isHolding(thing.id)) continue;
      if (thing.completedAt === 0) downloads++;
      else seeds++;
    }
    const limits = this.#limits;
    const over =
      downloads > limits.downloads || seeds > limits.seeds || downloads + seeds > limits.active;
    if (over) this.overSteps++;
    if (downloads + seeds >= limits.active) return;
    for (const thing of this.things) {
      if (!thing.arrived || thing.reached !== undefined || this.running.has(thing)) continue;
      const isFull =
        thing.completedAt === 0 ? downloads >= limits.downloads : seeds >= limits.seeds;
      if (isFull) continue;
      this.idleSteps++;
      return;
    }
  }

  #move(): void {
    const wishes: { thing: Thing; rate: number }[] = [];
    let down = 0;
    let up = 0;
    for (const thing of this.running) {
      const rate = rateOf(thing.swarm, this.now);
      if (rate > 0) wishes.push({ thing, rate });
      else this.queue.beat(thing.id, false, this.now);
      if (thing.completedAt > 0) {
        thing.seedingMs += STEP_MS;
        up += rate;
      } else down += rate;
    }
    const downShare = Math.min(1, DOWN_LINE / down);
    const upShare = Math.min(1, UP_LINE / up);
    for (const { thing, rate } of wishes) {
      this.queue.beat(thing.id, true, this.now);
      if (thing.completedAt > 0) {
        thing.uploaded += (rate * upShare * STEP_MS) / 1000;
        thing.sentAtMs = thing.seedingMs;
      } else {
        thing.downloaded += (rate * downShare * STEP_MS) / 1000;
        thing.uploaded += (rate * downShare * STEP_MS) / 1000 / 4;
        if (thing.downloaded >= thing.size) this.#complete(thing);
      }
    }
  }

  #complete(thing: Thing): void {
    thing.downloaded = thing.size;
    thing.completedAt = this.now;
    this.#trace.update(`${this.now} complete ${thing.id}\n`);
    this.queue.set(thing.id, { kind: 'seed', wants: true, forced: false });
  }

  #share(): void {
    for (const thing of this.running) {
      if (thing.completedAt === 0) continue;
      const ratio = ratioOf(thing.uploaded, thing.downloaded, thing.size);
      thing.reached = shareReached(thing.limits, {
        ratio,
        seedingMs: thing.seedingMs,
        quietMs: thing.seedingMs - thing.sentAtMs,
        onlySeed: thing.swarm.seeds === 0,
      });
      if (thing.reached === undefined) continue;
      thing.reachedAtRatio = ratio;
      this.#trace.update(`${this.now} ${thing.reached} ${thing.id}\n`);
      this.queue.set(thing.id, { kind: 'seed', wants: false, forced: false });
    }
  }
}

function makeThing(id: number, random: () => number, days: number): Thing {
  const isDead = random() < 0.1;
  const isAlways = random() < 0.5;
  return {
    id,
    size: Math.round(random() ** 2 * 5 * GiB) + 1e8,
    // Two thirds at once, the others while half of the time passes.
    arrivesMs: id % 3 === 0 ? Math.floor(random() * days * 0.5) * DAY + id * 1000 : 0,
    swarm: {
      periodMs: HOUR * (1 + Math.floor(random() * 30)),
      onShare: isDead ? 0 : isAlways ? 1 : 0.2 + random() * 0.6,
      offsetMs: random() * 30 * HOUR,
      rate: 200e3 + random() ** 3 * 8e6,
      seeds: random() < 0.3 ? 0 : 1 + Math.floor(random() * 20),
    },
    limits: effectiveLimits(GLOBAL, CATEGORIES[id % CATEGORIES.length] ?? {}, {}),
    downloaded: 0,
    uploaded: 0,
    completedAt: 0,
    seedingMs: 0,
    sentAtMs: 0,
    reached: undefined,
    reachedAtRatio: 0,
    arrived: false,
    waitsSince: undefined,
    longestWaitMs: 0,
    longestSeedWaitMs: 0,
    runs: 0,
  };
}

const rateOf = ({ periodMs, onShare, offsetMs, rate }: Swarm, now: number): number =>
  ((now + offsetMs) % periodMs) / periodMs < onShare ? rate : 0;

function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
