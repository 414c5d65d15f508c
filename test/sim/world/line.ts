import { concatBytes } from '../../../engine/core/bytes/bytes.ts';
import type { Timer } from '../../../engine/ports/clock.ts';
import type { SimHost } from './host.ts';
import { isLost, latencyBetween } from './path.ts';

/** What leaves at once. A block with its header fits, so that it is one event and not two. */
const SEGMENT = 20 * 1024;
/** Messages smaller than this share a segment. */
const SMALL = 2 * 1024;
/** A host's own line is booked this far ahead. */
const AHEAD_MS = 2;
/** Real senders slow down before a receiver's line has more than this waiting. */
const RECEIVER_QUEUE_MS = 100;
const RETRANSMIT_MS = 1_000;
/** So long a sender goes on without an answer. */
const GIVE_UP_MS = 60_000;

export interface FlowEvents {
  /** Bytes have arrived. */
  arrived(segment: Uint8Array): void;
  /** Everything before the end has arrived, and then the end. */
  ended(): void;
  /** There is room in the window again. */
  moved(): void;
  /** No answer for a minute. */
  lost(): void;
}

/** One direction of a connection as the kernels have it: a send buffer, and what is on the way. */
export class Flow {
  readonly from: SimHost;
  readonly to: SimHost;
  readonly #events: FlowEvents;
  #parts: Uint8Array[] = [];
  /** Written and not sent. */
  waiting = 0;
  #onTheWay = 0;
  /** Has arrived and is not acknowledged. */
  #taken = 0;
  #lastArrival = 0;
  #ending = false;
  #dead = false;
  /** In the line's round. */
  listed = false;

  constructor(from: SimHost, to: SimHost, events: FlowEvents) {
    this.from = from;
    this.to = to;
    this.#events = events;
  }

  /** Bytes beyond what the kernel takes. */
  get queued(): number {
    return Math.max(0, this.waiting + this.#onTheWay - this.from.link.window);
  }

  get maySend(): boolean {
    return !this.#dead && this.waiting > 0 && this.#onTheWay < this.from.link.window;
  }

  write(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.waiting += bytes.length;
    this.from.line.offer(this);
  }

  /** The owner hung up: what the kernel has is still sent, then the end. */
  end(): void {
    if (this.#ending || this.#dead) return;
    this.#ending = true;
    let keep = Math.max(0, this.from.link.window - this.#onTheWay);
    this.#parts = this.#parts.filter((part) => {
      keep -= part.length;
      return keep >= 0;
    });
    this.waiting = this.#parts.reduce((sum, part) => sum + part.length, 0);
    if (this.waiting === 0) this.#sendEnd();
  }

  /** Nothing more arrives. */
  kill(): void {
    this.#dead = true;
    this.#parts = [];
    this.waiting = 0;
  }

  /** What is small is acknowledged with what comes next, as kernels do: half of all events would be such. */
  acknowledge(bytes: number): void {
    const { world } = this.from;
    this.#taken += bytes;
    if (this.#taken < Math.min(SMALL, this.from.link.window / 4)) return;
    const taken = this.#taken;
    this.#taken = 0;
    world.schedule(latencyBetween(this.from, this.to), () => {
      if (this.#dead) return;
      this.#onTheWay -= taken;
      this.from.line.offer(this);
      this.#events.moved();
    });
  }

  /** Sends one segment at `leavesAt` of the world's time. Returns its bytes. */
  next(): Uint8Array {
    const first = this.#parts[0] as Uint8Array;
    if (first.length > SEGMENT) {
      this.#parts[0] = first.subarray(SEGMENT);
      return first.subarray(0, SEGMENT);
    }
    let count = 1;
    let bytes = first.length;
    while (count < this.#parts.length && bytes < SMALL) {
      const { length } = this.#parts[count] as Uint8Array;
      if (length > SMALL) break;
      bytes += length;
      count++;
    }
    const parts = this.#parts.splice(0, count);
    return count === 1 ? first : concatBytes(parts);
  }

  send(segment: Uint8Array, leavesAt: number): void {
    const { world } = this.from;
    this.waiting -= segment.length;
    this.#onTheWay += segment.length;
    const latency = latencyBetween(this.from, this.to);
    const late = isLost(this.from, this.to) ? 2 * latency : 0;
    // TCP keeps the order: what was lost holds up what follows.
    this.#lastArrival = Math.max(this.#lastArrival, leavesAt + latency + late);
    world.schedule(this.#lastArrival - world.now, () => this.#arrive(segment, world.now));
    if (this.#ending && this.waiting === 0) this.#sendEnd();
  }

  /** At the other host's line: there it waits its turn. */
  #arrive(segment: Uint8Array, since: number): void {
    const { world } = this.from;
    if (this.#dead) return;
    if (!this.from.up || !this.to.up) {
      if (world.now - since > GIVE_UP_MS) this.#events.lost();
      else world.schedule(RETRANSMIT_MS, () => this.#arrive(segment, since));
      return;
    }
    const wait = this.from === this.to ? 0 : this.to.takeIn(segment.length);
    this.#lastArrival = Math.max(this.#lastArrival, world.now + wait);
    if (wait === 0) this.#events.arrived(segment);
    else
      world.schedule(wait, () => {
        if (!this.#dead) this.#events.arrived(segment);
      });
  }

  #sendEnd(): void {
    const { world } = this.from;
    const arrival = Math.max(world.now + latencyBetween(this.from, this.to), this.#lastArrival);
    world.schedule(arrival - world.now, () => {
      // A segment before it may still wait at the receiver's line.
      const rest = this.#lastArrival - world.now;
      if (rest > 0) world.schedule(rest, () => this.#events.ended());
      else this.#events.ended();
    });
  }
}

/** A host's way out: its connections take turns, one segment each, as fair queueing and TCP make it. */
export class Line {
  readonly #host: SimHost;
  #round: Flow[] = [];
  #timer: Timer | undefined;
  #timerAt = Number.POSITIVE_INFINITY;

  constructor(host: SimHost) {
    this.#host = host;
  }

  offer(flow: Flow): void {
    if (flow.listed || !flow.maySend) return;
    flow.listed = true;
    this.#round.push(flow);
    this.#serve();
  }

  #serve(): void {
    const { world } = this.#host;
    let soonest = Number.POSITIVE_INFINITY;
    for (let looked = 0; this.#round.length > looked; ) {
      if (this.#host.upFreeAt - world.now > AHEAD_MS) {
        soonest = this.#host.upFreeAt - AHEAD_MS;
        break;
      }
      const flow = this.#round.shift() as Flow;
      if (!flow.maySend) {
        flow.listed = false;
        continue;
      }
      const backlog = flow.from === flow.to ? 0 : flow.to.downFreeAt - world.now;
      if (backlog > RECEIVER_QUEUE_MS) {
        soonest = Math.min(soonest, world.now + backlog - RECEIVER_QUEUE_MS + 1);
        this.#round.push(flow);
        looked++;
        continue;
      }
      looked = 0;
      const segment = flow.next();
      flow.send(segment, this.#host.putOut(segment.length, flow.from === flow.to));
      if (flow.maySend) this.#round.push(flow);
      else flow.listed = false;
    }
    if (soonest < this.#timerAt) this.#arm(soonest);
  }

  #arm(at: number): void {
    this.#timer?.end();
    this.#timerAt = at;
    this.#timer = this.#host.world.schedule(at - this.#host.world.now, () => {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.#serve();
    });
  }
}
