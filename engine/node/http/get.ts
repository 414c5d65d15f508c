import { addressScope, isPublicAddress, scopeReach } from '../../core/address.ts';
import { isIpv6 } from '../../core/endpoint.ts';
import { type Fault, fault, ok, type Result } from '../../core/result.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { Dns } from '../../ports/dns.ts';
import type { Http, HttpCall, HttpCode, HttpReply, HttpRequest } from '../../ports/http.ts';

const MAX_REDIRECTS = 5;
const MAX_URL = 16 * 1024;
/** Addresses of one name that are tried; a name with hundreds must not make us knock at all of them. */
const MAX_ADDRESSES = 4;
/** How long one address may take to connect while another one waits its turn. */
const CONNECT_MS = 4_000;

/** One exchange with one literal address. */
export interface Hop {
  readonly url: URL;
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as the body of a POST; absent: a GET. */
  readonly post?: Uint8Array;
  readonly maxBytes: number;
  /** Bound on the connect alone; the exchange is then `http-unreachable`. */
  readonly connectMs: number;
  /** For the body of anything that is not a redirect. */
  readonly sink?: HopSink;
}

export interface HopSink {
  head(status: number, headers: Readonly<Record<string, string>>): boolean;
  data(chunk: Uint8Array): void;
}

export const isRedirect = (status: number, headers: Readonly<Record<string, string>>): boolean =>
  [301, 302, 303, 307, 308].includes(status) && headers['location'] !== undefined;

export interface HopReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface HopCall {
  /** `http-unreachable` only when nothing was sent: then the next address may be tried. */
  readonly reply: Promise<Result<HopReply, HttpCode>>;
  abort(): void;
  pause(): void;
  resume(): void;
}

export type Exchange = (hop: Hop) => HopCall;

/** The policy of ports/http over any exchange: redirects, addresses, the time in all. */
export function createHttp(clock: Clock, dns: Dns, exchange: Exchange): Http {
  return { get: (request) => new Get(clock, dns, exchange, request) };
}

type Outcome = Result<HttpReply, HttpCode>;

class Get implements HttpCall {
  readonly reply: Promise<Outcome>;
  #settle: (outcome: Outcome) => void = () => undefined;
  #current: HopCall | undefined;
  #settled = false;
  #paused = false;
  readonly #timer: Timer;
  readonly #dns: Dns;
  readonly #exchange: Exchange;
  readonly #request: HttpRequest;
  readonly #subject: string;
  /** The farthest any hop has reached: no later one may come nearer to us than that. */
  #reach = 0;

  constructor(clock: Clock, dns: Dns, exchange: Exchange, request: HttpRequest) {
    this.#dns = dns;
    this.#exchange = exchange;
    this.#request = request;
    const url = parseUrl(request.url);
    this.#subject = url === undefined ? request.url.slice(0, 64) : url.origin;
    this.#timer = clock.after(request.timeoutMs, () =>
      this.#finish(
        this.#fail('http-timeout', `gave no answer in ${Math.round(request.timeoutMs / 1000)} s`),
      ),
    );
    this.reply = new Promise((resolve) => {
      this.#settle = (outcome) => {
        this.#timer.end();
        resolve(outcome);
      };
    });
    void this.#follow(url).then((outcome) => this.#finish(outcome));
  }

  abort(): void {
    this.#finish(this.#fail('http-aborted', 'was given up'));
  }

  pause(): void {
    this.#paused = true;
    this.#current?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#current?.resume();
  }

  #finish(outcome: Outcome): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#settle(outcome);
    this.#current?.abort();
  }

  async #follow(first: URL | undefined): Promise<Outcome> {
    if (first === undefined) return this.#fail('http-bad-url', 'is no http or https address');
    let url = first;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const got = await this.#visit(url, redirects === 0);
      if (!got.ok) return got;
      const { status, headers } = got.value;
      const location = headers['location'];
      if (!isRedirect(status, headers) || location === undefined) return got;
      const next = parseUrl(location, url);
      if (next === undefined)
        return this.#fail('http-redirects', 'redirects to something that is no http address');
      if (url.protocol === 'https:' && next.protocol === 'http:') {
        return this.#fail(
          'http-redirects',
          'redirects from https to http, which would give up the encryption',
        );
      }
      url = next;
    }
    return this.#fail('http-redirects', `redirects more than ${MAX_REDIRECTS} times`);
  }

  /** One URL: its addresses in turn until one of them takes the connection. */
  async #visit(url: URL, first: boolean): Promise<Outcome> {
    const addresses = await this.#addresses(url, first);
    if (!addresses.ok) return addresses;
    let last: Outcome = this.#fail('http-unreachable', 'has no address to connect to');
    for (const [index, address] of addresses.value.entries()) {
      if (this.#settled) break;
      const more = index < addresses.value.length - 1;
      this.#current = this.#exchange({
        url,
        address,
        headers: this.#request.headers ?? {},
        maxBytes: this.#request.maxBytes,
        connectMs: more ? Math.min(CONNECT_MS, this.#request.timeoutMs) : this.#request.timeoutMs,
        ...this.#sinkFor(address),
      });
      if (this.#paused) this.#current.pause();
      const got = await this.#current.reply;
      if (got.ok) {
        this.#reach = Math.max(this.#reach, scopeReach(addressScope(address)));
        return ok({ ...got.value, address });
      }
      last = got;
      if (got.code !== 'http-unreachable') break;
    }
    return last;
  }

  #sinkFor(address: string): { readonly sink?: HopSink } {
    const { sink } = this.#request;
    if (sink === undefined) return {};
    return {
      sink: {
        head: (status, headers) => {
          if (this.#settled) return false;
          this.#timer.end();
          return sink.head({ status, headers, address });
        },
        data: (chunk) => {
          if (!this.#settled) sink.data(chunk);
        },
      },
    };
  }

  /** Where the URL may be visited. The address is looked up once and connected to as it is: no second answer can differ. */
  async #addresses(url: URL, first: boolean): Promise<Result<readonly string[], HttpCode>> {
    const name = url.hostname.replace(/^\[|\]$/g, '');
    const found = await this.#dns.resolve(name);
    if (!found.ok) return this.#fail('http-unreachable', `cannot be found: ${found.message}`);
    const family = this.#request.family;
    const ours = found.value.filter(
      (address) => family === undefined || isIpv6(address) === (family === 6),
    );
    if (ours.length === 0) return this.#fail('http-unreachable', `has no IPv${family} address`);
    const allowed = ours.filter((address) => this.#allowed(url, address, first));
    if (allowed.length === 0) {
      return this.#fail('http-forbidden-address', `leads to ${ours[0]}, where it must not send us`);
    }
    return ok(allowed.slice(0, MAX_ADDRESSES));
  }

  #allowed(url: URL, address: string, first: boolean): boolean {
    if (!first) return scopeReach(addressScope(address)) >= this.#reach;
    if (this.#request.localPlain === true && url.search !== '' && !isPublicAddress(address))
      return false;
    const names = this.#request.localNames;
    const last = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
    return (
      names === undefined || isPublicAddress(address) || names.some((name) => last.startsWith(name))
    );
  }

  #fail(code: HttpCode, what: string): Fault<HttpCode> {
    return fault(code, this.#subject, `${this.#subject} ${what}`);
  }
}

function parseUrl(text: string, base?: URL): URL | undefined {
  if (text.length > MAX_URL) return undefined;
  try {
    const url = new URL(text, base);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
  } catch {
    return undefined;
  }
}
