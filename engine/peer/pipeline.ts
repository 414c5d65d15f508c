import { BLOCK } from '../core/ids.ts';

/**
 * Seconds of transfer to keep asked for beyond the peer's response time: hides its disk and its bursts. What is
 * asked for earlier than needed is what several leechers ask one seed for, each not knowing of the other.
 */
const QUEUE_SECONDS = 0.5;
/** A response is never taken to need longer. */
const MAX_RESPONSE_SECONDS = 3;
const FIRST_DEPTH = 8;
const MIN_DEPTH = 4;
/** Our own bound, and what we tell others that we take (BEP 10 reqq). */
export const MAX_QUEUE = 2000;
/** What a peer takes that does not say (BEP 10). */
const DEFAULT_REQQ = 250;
/** An answer that took so much longer than it should have is no longer our own queue's doing. */
const LATE = 1.3;
/** What is taken for the response time goes back by this much a second. */
const EASE = 0.9;

/**
 * How many requests to keep on their way to a peer. It begins small and doubles with every round trip while
 * the rate still grows (slow start), then follows rate × time. Where answers come later than our own queue
 * explains, a short queue would bring the rate down, and that the queue: so the queue is lengthened first, and
 * then slowly shortened again.
 */
export class Pipeline {
  #depth = FIRST_DEPTH;
  #slowStart = true;
  #lastRate = 0;
  #limit = DEFAULT_REQQ;
  /** The quickest answer so far, in seconds: the round trip and the other side's disk, without our own queue. */
  #quickest = MAX_RESPONSE_SECONDS;
  /** The quickest answer since the last tick. */
  #recent = Number.POSITIVE_INFINITY;
  /** What the response time is taken to be. */
  #response = MAX_RESPONSE_SECONDS;
  /** The last answers, our own queue included, in seconds. */
  #lately = 1;
  #stalled = false;
  /** Seconds since more was asked for than should be. */
  #calm = 0;

  get depth(): number {
    return this.#depth;
  }

  /** It left us waiting in vain, and has sent nothing since. */
  get isStalled(): boolean {
    return this.#stalled;
  }

  /** Seconds from a request to its answer, as they were lately. */
  get answerSeconds(): number {
    return this.#lately;
  }

  /** The peer said how many requests it keeps; some say 0 or nonsense. */
  setPeerQueue(reqq: number): void {
    this.#limit = Math.max(MIN_DEPTH, Math.min(MAX_QUEUE, reqq));
    this.#depth = Math.min(this.#depth, this.#limit);
  }

  /** To be called with each block that came, and how long after its request it began to. */
  blockCame(responseMs: number): void {
    this.#stalled = false;
    const seconds = responseMs / 1000;
    if (seconds < this.#recent) this.#recent = seconds;
    if (this.#slowStart && this.#depth < this.#limit) this.#depth++;
  }

  /** To be called once a second with the payload rate in bytes/s and what is asked for now. */
  tick(rate: number, asked: number): void {
    this.#calm = asked > this.#depth ? 0 : this.#calm + 1;
    this.#judge();
    if (this.#slowStart && rate > 0 && rate < this.#lastRate * 1.1) {
      this.#slowStart = false;
      this.#response = this.#quickest;
      this.#calm = 0;
    }
    this.#lastRate = rate;
    if (this.#slowStart) return;
    const wanted = Math.ceil((rate * (QUEUE_SECONDS + this.#response)) / BLOCK);
    this.#depth = Math.min(this.#limit, Math.max(MIN_DEPTH, wanted));
  }

  /** The peer stopped sending: ask it for one block at a time until it sends again. */
  stall(): void {
    this.#stalled = true;
    this.#depth = 1;
    this.#slowStart = true;
    this.#lastRate = 0;
  }

  #judge(): void {
    const recent = Math.min(MAX_RESPONSE_SECONDS, this.#recent);
    const nothingCame = this.#recent === Number.POSITIVE_INFINITY;
    this.#recent = Number.POSITIVE_INFINITY;
    if (nothingCame) return;
    this.#lately = recent;
    this.#quickest = Math.min(this.#quickest, recent);
    // These were asked for `recent` seconds ago: in calm, or behind a queue that was too long?
    const isOurs = this.#calm <= recent + 1;
    const isLate = !isOurs && recent > (QUEUE_SECONDS + this.#response) * LATE;
    this.#response = isLate ? recent * LATE : Math.max(this.#quickest, this.#response * EASE);
  }
}
