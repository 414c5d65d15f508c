import { fault } from '../../core/result.ts';
import {
  announceUrl,
  decodeAnnounceReply,
  decodeScrapeReply,
  scrapeUrl,
} from '../../core/tracker/http.ts';
import type {
  AnnounceReply,
  AnnounceRequest,
  ScrapeEntry,
  TrackerReply,
} from '../../core/tracker/types.ts';
import type { Http, HttpCode, HttpReply } from '../../ports/http.ts';
import type {
  Call,
  Family,
  TrackerAddress,
  TrackerClient,
  TrackerCode,
  TrackerResult,
} from './client.ts';
import type { TrackerOptions } from './types.ts';

const MAX_REPLY_BYTES = 1024 * 1024;
/** What a tracker may be called on a local network; a torrent must not make us open other pages there. */
const LOCAL_NAMES = ['announce', 'scrape'];

const CODES: Readonly<Record<HttpCode, TrackerCode>> = {
  'http-bad-url': 'tracker-forbidden',
  'http-unreachable': 'tracker-unreachable',
  'http-timeout': 'tracker-timeout',
  'http-tls': 'tracker-tls',
  'http-too-large': 'tracker-garbled',
  'http-redirects': 'tracker-forbidden',
  'http-forbidden-address': 'tracker-forbidden',
  'http-aborted': 'tracker-aborted',
  'http-failed': 'tracker-garbled',
};

/** HTTP and HTTPS trackers (BEP 3, 7, 23, 24, 31, 48). */
export class HttpTrackerClient implements TrackerClient {
  /** Half a kilobyte a torrent would be 60: most servers take URLs of 8 KiB. */
  readonly maxScrape = 50;
  readonly #http: Http;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #calls = new Set<() => void>();

  constructor(http: Http, options: TrackerOptions) {
    this.#http = http;
    this.#headers = { 'User-Agent': options.userAgent };
  }

  announce(
    to: TrackerAddress,
    request: AnnounceRequest,
    family: Family,
    timeoutMs: number,
  ): Call<AnnounceReply> {
    return this.#get(to, announceUrl(to.url, request), timeoutMs, decodeAnnounceReply, family);
  }

  scrape(
    to: TrackerAddress,
    hashes: readonly Uint8Array[],
    timeoutMs: number,
  ): Call<readonly ScrapeEntry[]> | undefined {
    const url = scrapeUrl(to.url, hashes);
    return url === undefined ? undefined : this.#get(to, url, timeoutMs, decodeScrapeReply);
  }

  /** Each exchange has a connection of its own: nothing is known of the old network. */
  networkChanged(): void {
    for (const abort of this.#calls) abort();
  }

  close(): void {
    for (const abort of this.#calls) abort();
  }

  #get<T>(
    to: TrackerAddress,
    url: string,
    timeoutMs: number,
    decode: (body: Uint8Array, tracker: string) => TrackerReply<T>,
    family?: Family,
  ): Call<T> {
    const call = this.#http.get({
      url,
      headers: this.#headers,
      maxBytes: MAX_REPLY_BYTES,
      timeoutMs,
      localNames: LOCAL_NAMES,
      ...(family === undefined ? {} : { family }),
    });
    const abort = (): void => call.abort();
    this.#calls.add(abort);
    const result = call.reply.then((reply): TrackerResult<T> => {
      this.#calls.delete(abort);
      if (!reply.ok) return fault(CODES[reply.code], to.parts.host, reply.message);
      return readReply(reply.value, to.parts.host, decode);
    });
    return { result, abort };
  }
}

/** Trackers send their failure reasons with any status; a page of an error says less than its number. */
function readReply<T>(
  reply: HttpReply,
  tracker: string,
  decode: (body: Uint8Array, tracker: string) => TrackerReply<T>,
): TrackerResult<T> {
  const decoded = decode(reply.body, tracker);
  if (decoded.ok || decoded.code === 'tracker-refused' || reply.status === 200) return decoded;
  const { status } = reply;
  return fault('tracker-garbled', tracker, `${tracker} answered with the HTTP error ${status}.`, {
    status,
  });
}
