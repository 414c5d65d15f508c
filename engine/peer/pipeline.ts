import { BLOCK } from '../core/ids.ts';

/**
 * Seconds of transfer to keep asked for beyond the peer's response time: hides its disk and its bursts. What is
 * asked for earlier than needed is what several leechers ask one seed for, each not knowing of the other.
 */
const QUEUE_SECONDS = 0.5;
/** A response is never taken to need longer. */
const MAX_RESPONSE_SECONDS = 3;
const FIRST_DEPTH = 8;
const MIN_DEPTH = 2;
/** Our own bound, and what we tell others that we take (BEP 10 reqq). */
export const MAX_QUEUE = 2000;
/** What a peer takes that does not say (BEP 10). */
const DEFAULT_REQQ = 250;
/** An answer that took so much longer than it should have is no longer our own queue's doing. */
const LATE = 1.3;
/** What is taken for the response time goes back by this much a second. */
const EASE = 0.9;
/** Who is silent for longer than this (in seconds) and then sends more than so many blocks answers in pulses. */
const PULSE = 0.1;
const PULSE_BLOCKS = 3;
/** What is asked for must last for so many of its pauses, or the peer would run dry in the one it is in. */
const PAUSES = 2;
/** A pause is never taken to be longer. */
const MAX_PAUSE = 1;
/** A pause that is not seen again is forgotten to this part a second. */
const FORGET = 0.7;
/** Rates of a peer that answers in pulses jump: slow start ends when this many of them in a row did not grow. */
const FLAT_PULSES = 3;

/**
 * How many requests to keep on their way to a peer. It begins small and doubles with every round trip while
 * the rate still grows (slow start), then follows rate × time. Where answers come later than our own queue
 * explains, a short queue would bring the rate down, and that the queue: so the queue is lengthened first, and
 * then slowly shortened again. Some clients answer in pulses (Transmission looks twice a second): whatever they
 * were asked for before, and nothing until the next. Their pauses are bridged by a queue that is as much longer.
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
  /** The longest silence since the last tick, and how long such pauses are taken to be, in seconds. */
  #silence = 0;
  #pause = 0;
  #isPulsing = false;
  /** Ticks of slow start in a row without growth. */
  #flat = 0;

  get depth(): number {
    return this.#depth;
  }

  /**
   * So many are asked for together: one write carries many requests. Of a peer that answers in pulses more is asked at
   * once, because what comes after the pulse waits for the next.
   */
  get batch(): number {
    return Math.max(1, this.#depth >> (this.#isPulsing ? 4 : 2));
  }

  /** It left us waiting in vain, and has sent nothing since. */
  get isStalled(): boolean {
    return this.#stalled;
  }

  /** Seconds from a request to its answer, as they were lately. */
  get answerSeconds(): number {
    return this.#lately;
  }

  /**
   * The peer said how many requests it keeps; some say 0 or nonsense, and some refuse the one that would make it so
   * many (Transmission, which says so 10 s later).
   */
  setPeerQueue(reqq: number): void {
    this.#limit = Math.max(MIN_DEPTH, Math.min(MAX_QUEUE, reqq - 1));
    this.#depth = Math.min(this.#depth, this.#limit);
  }

  /** To be called with each block that came, how long after its request it began to, and after what silence. */
  blockCame(responseMs: number, silentMs: number): void {
    this.#stalled = false;
    const seconds = responseMs / 1000;
    if (seconds < this.#recent) this.#recent = seconds;
    // Before it was asked for the peer had reason to be silent.
    const silence = Math.min(responseMs, silentMs) / 1000;
    if (silence > this.#silence) this.#silence = silence;
    if (this.#slowStart && this.#depth < this.#limit) this.#depth++;
  }

  /** To be called once a second with the payload rate in bytes/s and what is asked for now. */
  tick(rate: number, asked: number): void {
    this.#calm = asked > this.#depth ? 0 : this.#calm + 1;
    this.#pause = Math.min(MAX_PAUSE, Math.max(this.#silence, this.#pause * FORGET));
    this.#silence = 0;
    this.#isPulsing = this.#pause > PULSE && rate * this.#pause > PULSE_BLOCKS * BLOCK;
    this.#judge();
    this.#flat = rate > 0 && rate < this.#lastRate * 1.1 ? this.#flat + 1 : 0;
    if (this.#slowStart && this.#flat >= (this.#isPulsing ? FLAT_PULSES : 1)) {
      this.#slowStart = false;
      this.#response = this.#quickest;
      this.#calm = 0;
    }
    this.#lastRate = rate;
    if (this.#slowStart) return;
    const wanted = Math.ceil((rate * (this.#ahead + this.#response)) / BLOCK);
    this.#depth = Math.min(this.#limit, Math.max(MIN_DEPTH, wanted));
  }

  /** The peer stopped sending: ask it for one block at a time until it sends again. */
  stall(): void {
    this.#stalled = true;
    this.#depth = 1;
    this.#slowStart = true;
    this.#lastRate = 0;
    this.#flat = 0;
  }

  /** Seconds of transfer to keep asked for beyond the response time. */
  get #ahead(): number {
    return this.#isPulsing ? Math.max(QUEUE_SECONDS, this.#pause * PAUSES) : QUEUE_SECONDS;
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
    const isLate = !isOurs && recent > (this.#ahead + this.#response) * LATE;
    this.#response = isLate ? recent * LATE : Math.max(this.#quickest, this.#response * EASE);
  }
}
