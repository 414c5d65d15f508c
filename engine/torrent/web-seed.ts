import type { WebSeedSnapshot } from '../api/web-seeds.ts';
import { BLOCK } from '../core/ids.ts';
import type { Layout } from '../core/layout.ts';
import type { Info } from '../core/metainfo/types.ts';
import { RateMeter } from '../core/rate-meter.ts';
import type { Result } from '../core/result.ts';
import type { TokenBucket } from '../core/token-bucket.ts';
import type { Gate } from '../peer/gate.ts';
import { DownThrottle, type Throttled } from '../peer/throttle.ts';
import type { Http, HttpCall, HttpCode, HttpHead, HttpReply } from '../ports/http.ts';
import type { Transfer } from './transfer.ts';
import { type Refusal, refusalOf, type WebSource } from './web-answers.ts';
import { WebPicks } from './web-picks.ts';
import { WebRun } from './web-run.ts';
import { WebStanding } from './web-standing.ts';

/** What a web seed needs of its torrent. */
export interface WebSeedHost {
  readonly info: Info;
  readonly layout: Layout;
  readonly transfer: Transfer;
  readonly http: Http;
  readonly downGate: Gate;
  readonly version: string;
  now(): number;
  wallTime(): number;
  isLeeching(): boolean;
  /** It sends data: from now on it can be held to it. */
  sees(seed: WebSeed): void;
  wasted(bytes: number): void;
  /** It has ended what it did, well or not. */
  rested(): void;
}

const HEAD_MS = 20_000;
/** No byte for so long, though we read: the server hangs. */
const SILENT_MS = 20_000;
/** A block takes its time on a slow line, but not for ever: bytes per second, and how long a request may wait at less. */
const SLOW = 1_024;
const SLOW_MS = 60_000;
const FAST_PIECE_SECONDS = 20;
const ABSENT_MS = 1_800_000;
const ZEROS = new Uint8Array(BLOCK);

/** An HTTP server that has the torrent's files: what it is doing, and whether it may be asked. */
export class WebSeed implements Throttled {
  readonly id: number;
  readonly url: string;
  readonly endpoint: { readonly host: string };
  readonly source: WebSource;
  downBuckets: readonly TokenBucket[] = [];
  upBuckets: readonly TokenBucket[] = [];
  readonly connection = {
    pause: () => this.#call?.pause(),
    resume: () => {
      if (this.#pending === undefined) this.#call?.resume();
    },
  };
  ended = false;
  lastBlockAt = 0;
  readonly #picks: WebPicks;
  readonly #standing = new WebStanding();
  readonly #down = new RateMeter();
  readonly #host: WebSeedHost;
  readonly #throttle: DownThrottle;
  #call: HttpCall | undefined;
  #run: WebRun | undefined;
  /** The run's first byte behind its last. */
  #end = 0;
  /** Bytes that the answer has still to give. */
  #left = 0;
  #hasHead = false;
  /** What came of the next piece while there is no memory for it: the stream stands still until there is. */
  #pending: Uint8Array | undefined;
  #whole = false;
  #absentUntil = Number.POSITIVE_INFINITY;

  constructor(id: number, url: string, source: WebSource, host: WebSeedHost) {
    this.id = id;
    this.url = url;
    this.endpoint = { host: url };
    this.source = source;
    this.#host = host;
    this.#picks = new WebPicks(id, host);
    this.#throttle = new DownThrottle(this, host.downGate, () => host.now());
  }

  get suspect(): boolean {
    return this.#picks.suspect;
  }

  set suspect(suspect: boolean) {
    this.#picks.suspect = suspect;
  }

  get isActive(): boolean {
    return this.#call !== undefined || this.#run !== undefined;
  }

  get isHeld(): boolean {
    return this.#throttle.isHolding;
  }

  /** It may be asked now. */
  isReady(now: number): boolean {
    return !this.isActive && this.#standing.isOpen(now) && !this.#picks.hasNone;
  }

  /** Fetches what the picker wants of it. False when that is nothing. */
  begin(): boolean {
    const { transfer } = this.#host;
    if (this.isActive || !this.#host.isLeeching()) return false;
    const stretch = this.#whole ? this.#picks.fromFile() : this.#picks.next();
    if (stretch === undefined) return false;
    this.#end = stretch.end;
    this.#run = new WebRun(this.#host.info, transfer.blocks, this.#picks, stretch.at);
    this.#host.sees(this);
    this.#request();
    return true;
  }

  /** Once a second, and when memory or pieces may have come free. */
  poke(now: number): void {
    if (now > this.#absentUntil) {
      this.#absentUntil = Number.POSITIVE_INFINITY;
      this.#picks.forgive();
    }
    if (!this.isActive) return;
    if (!this.#host.isLeeching()) {
      this.stop();
      return;
    }
    if (this.#pending !== undefined) this.#feedOn();
    if (this.#pending !== undefined || this.#throttle.isHolding) this.lastBlockAt = now;
    const rate = this.#down.rate(now, 9);
    this.#picks.fast = this.#down.rate(now, 3) * FAST_PIECE_SECONDS > this.#host.info.pieceLength;
    if (!this.#hasHead || this.#pending !== undefined || this.#throttle.isHolding) return;
    if (now - this.lastBlockAt > SILENT_MS) this.#fail('sends nothing any more');
    else if (now - this.#picks.oldestSentAt > SLOW_MS && rate < SLOW) this.#fail('is too slow');
  }

  /** Nothing is asked of it any more; what it was asked for others may fetch. */
  stop(): void {
    const call = this.#call;
    this.#call = undefined;
    this.#run?.stop();
    this.#run = undefined;
    this.#pending = undefined;
    this.#hasHead = false;
    this.#throttle.close();
    this.#picks.drop();
    call?.abort();
  }

  close(): void {
    this.ended = true;
    this.stop();
  }

  /** The network is another one: it is tried again at once. */
  retry(): void {
    this.#standing.retry();
  }

  ban(why: string): void {
    this.#standing.ban(why);
    this.stop();
  }

  snapshot(now: number, wallTime: number): WebSeedSnapshot {
    const activity = !this.isActive ? 'none' : this.#hasHead ? 'working' : 'asking';
    return {
      url: this.url,
      kind: this.source.kind,
      ...this.#standing.snapshot(activity, this.#picks.hasNone, now, wallTime),
      downRate: Math.round(this.#down.rate(now)),
      downloaded: this.#down.total,
    };
  }

  #request(): void {
    const run = this.#run as WebRun;
    while (run.at < this.#end) {
      const part = this.source.part(run.at, this.#end, this.#whole);
      this.#left = part.length;
      if (part.url !== undefined) {
        this.#send(part.url, part.headers);
        return;
      }
      // BEP 47: pad files are zeros that no server has.
      while (this.#left > 0) {
        const zeros = ZEROS.subarray(0, Math.min(this.#left, ZEROS.length));
        this.#left -= zeros.length;
        this.#feed(zeros);
        if (this.#run !== run || this.#pending !== undefined) return;
      }
    }
    this.#finished();
  }

  #send(url: string, headers: Readonly<Record<string, string>>): void {
    this.#hasHead = false;
    const call: HttpCall = this.#host.http.get({
      url,
      headers: {
        'User-Agent': `Skein/${this.#host.version}`,
        'Accept-Encoding': 'identity',
        ...headers,
      },
      maxBytes: Number.MAX_SAFE_INTEGER,
      timeoutMs: HEAD_MS,
      localPlain: !this.source.trusted,
      sink: {
        head: (head) => this.#call === call && this.#head(head),
        data: (chunk) => {
          if (this.#call === call) this.#take(chunk);
        },
      },
    });
    this.#call = call;
    void call.reply.then((reply) => {
      if (this.#call === call) this.#over(reply);
    });
  }

  #head(head: HttpHead): boolean {
    const run = this.#run as WebRun;
    const refusal = refusalOf(
      this.source.expects(run.at, this.#left, this.#whole),
      head,
      this.#host.wallTime(),
    );
    if (refusal !== undefined) {
      this.#refused(refusal);
      return false;
    }
    this.#hasHead = true;
    this.lastBlockAt = this.#host.now();
    this.#standing.message = '';
    return true;
  }

  #take(chunk: Uint8Array): void {
    const run = this.#run as WebRun;
    const now = this.#host.now();
    // More than was asked for is not read.
    const bytes = chunk.length > this.#left ? chunk.subarray(0, this.#left) : chunk;
    this.lastBlockAt = now;
    this.#left -= bytes.length;
    this.#down.add(bytes.length, now);
    this.#feed(bytes);
    if (this.#run !== run) return;
    this.#throttle.took(bytes.length);
    if (this.#left === 0 && this.#pending === undefined) this.#next();
    else if (this.#pending !== undefined || this.#whole || run.isInBlock) return;
    // Where others have taken what comes next, it is better to begin where nobody is.
    else if (this.#picks.isPassedOver(run.at)) this.#again();
  }

  /** Piece by piece: none is begun without memory for it. */
  #feed(bytes: Uint8Array): void {
    const run = this.#run as WebRun;
    const skipped = run.skipped;
    for (let from = 0; from < bytes.length && this.#run === run; ) {
      if (!this.#mayGoOn(run)) {
        this.#pending = bytes.slice(from);
        this.#call?.pause();
        break;
      }
      const count = Math.min(bytes.length - from, run.pieceEnd - run.at);
      run.take(bytes.subarray(from, from + count));
      from += count;
    }
    // Zeros of pad files came from nowhere.
    if (this.#call !== undefined) this.#host.wasted(run.skipped - skipped);
  }

  /** There may be memory now. */
  #feedOn(): void {
    const run = this.#run as WebRun;
    const bytes = this.#pending as Uint8Array;
    if (!this.#mayGoOn(run)) return;
    this.#pending = undefined;
    this.#feed(bytes);
    if (this.#run !== run || this.#pending !== undefined) return;
    if (this.#left === 0) this.#next();
    else if (!this.#throttle.isHolding) this.#call?.resume();
  }

  /** At the beginning of a piece: it is asked for, and the one behind it in time. */
  #mayGoOn(run: WebRun): boolean {
    const { pieceLength } = this.#host.info;
    if (run.at % pieceLength !== 0) return true;
    const piece = run.at / pieceLength;
    this.#picks.reserve(piece);
    if (this.#picks.isWaiting(piece)) return false;
    if ((piece + 1) * pieceLength < this.#end && !this.#whole) this.#picks.reserve(piece + 1);
    return true;
  }

  #over(reply: Result<HttpReply, HttpCode>): void {
    if (!reply.ok) this.#fail(reply.message);
    else if (this.#left > 0) this.#fail('ended before all was sent');
    else if (this.#pending === undefined) this.#next();
  }

  /** The answer is complete: the run goes on with the next file. */
  #next(): void {
    const call = this.#call;
    this.#call = undefined;
    call?.abort();
    this.#standing.well();
    this.#request();
  }

  #finished(): void {
    const used = this.#run?.used ?? 0;
    if (this.#whole && used === 0) this.#fail('has nothing that is missing');
    else this.#again();
  }

  #again(): void {
    this.stop();
    this.#host.rested();
  }

  #refused(refusal: Refusal): void {
    switch (refusal.kind) {
      case 'no-ranges':
        this.#whole = true;
        this.#again();
        return;
      case 'absent':
        this.#absent(refusal.message);
        return;
      case 'wrong':
        this.ban(refusal.message);
        this.#host.rested();
        return;
      case 'busy':
        this.#fail(refusal.message, refusal.waitMs);
    }
  }

  /** The server lacks a file: for a while it is not asked for anything that lies in it. */
  #absent(message: string): void {
    const run = this.#run as WebRun;
    const { info, layout } = this.#host;
    const pieces =
      this.source.kind === 'pieces'
        ? {
            first: Math.floor(run.at / info.pieceLength),
            last: Math.floor(run.at / info.pieceLength),
          }
        : layout.piecesOf(layout.fileAt(run.at));
    if (pieces !== undefined) this.#picks.lack(pieces.first, pieces.last);
    this.#absentUntil = this.#host.now() + ABSENT_MS;
    this.#standing.message = message;
    this.#again();
  }

  #fail(message: string, waitMs?: number): void {
    this.#standing.fail(message, this.#host.now(), waitMs);
    this.#again();
  }
}
