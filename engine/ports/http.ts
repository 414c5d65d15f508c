import type { Result } from '../core/result.ts';

export type HttpCode =
  | 'http-bad-url'
  | 'http-unreachable'
  | 'http-timeout'
  | 'http-tls'
  | 'http-too-large'
  | 'http-redirects'
  | 'http-forbidden-address'
  | 'http-aborted'
  | 'http-failed';

export interface HttpRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bound on the body after inflation, in bytes. */
  readonly maxBytes: number;
  /** Bound on the whole exchange, redirects included. */
  readonly timeoutMs: number;
  /** Sends from this family only; absent: whichever answers. */
  readonly family?: 4 | 6;
  /**
   * Where the first address is not public, the last element of its path must start with one of these: a torrent
   * file names trackers, and must not make us knock at whatever else listens on this machine or this network.
   */
  readonly localNames?: readonly string[];
  /** Where the first address is not public, the URL must have no query, with which a GET may well change something. */
  readonly localPlain?: boolean;
  /** Takes the body as it comes; the reply's is then empty. The bound on time ends with the head: who reads on looks after the rest. */
  readonly sink?: HttpSink;
}

export interface HttpHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The address that answers, a literal. */
  readonly address: string;
}

/** Where a body goes. Nothing is called after the call was aborted. */
export interface HttpSink {
  /** Redirects were followed. False: the body is not wanted, and the exchange ends here, well. */
  head(head: HttpHead): boolean;
  /** Valid during the call only. */
  data(chunk: Uint8Array): void;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The address that answered, a literal. */
  readonly address: string;
}

export interface HttpCall {
  readonly reply: Promise<Result<HttpReply, HttpCode>>;
  /** Ends the exchange; the reply becomes `http-aborted`. Idempotent. */
  abort(): void;
  /** Reading stops, and the network's own flow control slows the server. */
  pause(): void;
  resume(): void;
}

/**
 * GET with the bounds of a hostile network: TLS verified, at most 5 redirects, and none of them from a
 * public address to a private or loopback one, judged on the resolved address at every hop.
 */
export interface Http {
  get(request: HttpRequest): HttpCall;
}
