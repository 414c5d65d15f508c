import type { FixedTracker } from '../../support/fixed-tracker.ts';
import type { ProcessGroup } from '../../support/process-group.ts';
import type { MadeTorrent } from '../../support/torrent-file.ts';

/** What one run of one contestant gave. Left out: not measured or without meaning here. */
export interface Sample {
  /** From the moment a user would have started it. */
  readonly seconds: number;
  readonly bytes?: number;
  readonly firstByteSeconds?: number;
  readonly cpuSeconds?: number;
  /** CPU of the other side. */
  readonly otherCpuSeconds?: number;
  /** Bytes, peaks of all its processes. */
  readonly anonymous?: number;
  readonly resident?: number;
  /** The same, where what several processes share is divided among them. */
  readonly proportional?: number;
  /** Share of one core while doing nothing. */
  readonly idleCpu?: number;
  /** Milliseconds by which the main thread's timers came late. */
  readonly delayP99?: number;
  readonly delayMax?: number;
  /** The window's figures: seconds for what begins or ends, counts for the last two, else ms. */
  readonly window?: Readonly<Record<WindowFigure, number>>;
  /** Share of one core that others used meanwhile. */
  readonly noise?: number;
}

/** How soon the window is there, how late the main thread comes, and the longest frames of what one does in it. */
export type WindowFigure =
  | 'emptyPaint'
  | 'firstRows'
  | 'restored'
  | 'startDelay'
  | 'delayP99'
  | 'delayMax'
  | 'scroll'
  | 'typed'
  | 'sort'
  | 'filter'
  | 'files'
  | 'quit'
  | 'hiddenDeltas'
  | 'hiddenFrames';

/** A payload with its .torrent, in the page cache. */
export interface Payload {
  readonly name: string;
  /** The folder that holds it. */
  readonly folder: string;
  readonly path: string;
  readonly bytes: number;
  readonly torrent: MadeTorrent;
  readonly pieceLength: number;
}

export type PayloadKind = 'large' | 'files' | 'swarm' | 'small';

export interface Environment {
  readonly root: string;
  /** Owns what lives as long as the benchmark. */
  readonly group: ProcessGroup;
  readonly size: number;
  readonly tracker: FixedTracker;
  /** Made on first use, then kept. */
  payload(kind: PayloadKind): Promise<Payload>;
}

/** One run's own world: gone afterwards. */
export interface RunContext {
  readonly environment: Environment;
  readonly group: ProcessGroup;
  /** Fresh and empty. */
  readonly dir: string;
  readonly run: number;
}

export interface Contestant {
  readonly name: string;
  /** Why it cannot take part here; undefined when it can. */
  readonly missing?: string | undefined;
  /** For the ratios: "ours", one of the "others", or a "reference" that is no client. */
  readonly kind: 'ours' | 'other' | 'reference';
  /**
   * Always, where it is left out. 'named': only when --clients names it, being known to fail here. 'in all': also
   * with --only all, being fetched first, or slow.
   */
  readonly takesPart?: 'named' | 'in all' | undefined;
  run(context: RunContext): Promise<Sample>;
}

export type Column =
  | WindowFigure
  | 'rate'
  | 'rateAfterFirst'
  | 'firstByte'
  | 'seconds'
  | 'overLimit'
  | 'cpu'
  | 'cpuPerGiB'
  | 'otherCpuPerGiB'
  | 'anonymous'
  | 'resident'
  | 'proportional'
  | 'idleCpu';

/** One family may hold several tables (to two leechers, say). */
export interface Case {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Column[];
  /** The column by which the best is found and the ratios are taken. */
  readonly by: 'rate' | 'rateAfterFirst' | 'seconds' | 'firstByte' | 'delayP99';
  /** Seconds that no client can beat, where there is such a limit. */
  readonly limitSeconds?: number;
  /** Bytes to touch before each run; see the README. Transfers touch their own just before they count. */
  readonly touch: number;
  readonly contestants: readonly Contestant[];
}

export interface Family {
  readonly name: string;
  /** Part of a run without --only. */
  readonly standard: boolean;
  cases(environment: Environment): Promise<readonly Case[]>;
}
