import type { Fault } from '../../core/result.ts';
import type {
  AnnounceReply,
  AnnounceRequest,
  ScrapeEntry,
  TrackerReplyCode,
} from '../../core/tracker/types.ts';
import type { UrlParts } from '../../core/url.ts';

export type TrackerCode =
  | TrackerReplyCode
  | 'tracker-unreachable'
  | 'tracker-timeout'
  | 'tracker-tls'
  | 'tracker-forbidden'
  | 'tracker-aborted';

export type AnnounceEvent = AnnounceRequest['event'];

export interface TrackerAddress {
  readonly url: string;
  readonly parts: UrlParts;
}

/** A failure of one exchange. `retryMs`: the tracker asked for this pause (BEP 31), Infinity for ever. */
export type TrackerFault = Fault<TrackerCode> & {
  readonly retryMs?: number;
  /** Nothing was sent: others found out a moment ago. */
  readonly hearsay?: true;
};

export type TrackerResult<T> = { readonly ok: true; readonly value: T } | TrackerFault;

export interface Call<T> {
  readonly result: Promise<TrackerResult<T>>;
  /** Idempotent; the result becomes `tracker-aborted`. */
  abort(): void;
}

export type Family = 4 | 6;

/** One tracker protocol. Each call speaks from one address family and ends by itself. */
export interface TrackerClient {
  announce(
    to: TrackerAddress,
    announce: AnnounceRequest,
    family: Family,
    timeoutMs: number,
  ): Call<AnnounceReply>;
  /** At most `maxScrape` hashes; undefined when this tracker has no scrape. */
  scrape(
    to: TrackerAddress,
    hashes: readonly Uint8Array[],
    timeoutMs: number,
  ): Call<readonly ScrapeEntry[]> | undefined;
  readonly maxScrape: number;
  /** What was learnt of the old network is void. */
  networkChanged(): void;
  /** Ends every call and every timer. */
  close(): void;
}

export type TrackerClients = Readonly<Record<'http' | 'udp', TrackerClient>>;
