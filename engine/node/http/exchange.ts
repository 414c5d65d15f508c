import {
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import { createUnzip } from 'node:zlib';
import { concatBytes } from '../../core/bytes/bytes.ts';
import { type Fault, fault, ok, type Result } from '../../core/result.ts';
import type { HttpCode } from '../../ports/http.ts';
import { type Hop, type HopCall, type HopReply, type HopSink, isRedirect } from './get.ts';

export interface ExchangeOptions {
  /** Certificate authorities to trust instead of those that come with Node, PEM. Tests bring their own. */
  readonly authorities?: string | undefined;
}

/** GET and POST over node:http and node:https, to the hop's literal address, with the name kept in Host and SNI. */
export const createNodeExchange =
  (options: ExchangeOptions = {}) =>
  (hop: Hop): HopCall =>
    new NodeHop(hop, options);

class NodeHop implements HopCall {
  readonly reply: Promise<Result<HopReply, HttpCode>>;
  #settle: (outcome: Result<HopReply, HttpCode>) => void = () => undefined;
  readonly #hop: Hop;
  readonly #request: ClientRequest;
  readonly #connectTimer: NodeJS.Timeout;
  #sent = false;
  #response: IncomingMessage | undefined;
  #paused = false;

  constructor(hop: Hop, options: ExchangeOptions) {
    this.#hop = hop;
    this.reply = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#request = open(hop, options);
    this.#connectTimer = setTimeout(() => {
      this.#end(this.#fail('http-unreachable', 'did not take the connection in time'));
    }, hop.connectMs);
    this.#request.on('socket', (socket) => {
      socket.once(hop.url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        this.#sent = true;
        clearTimeout(this.#connectTimer);
      });
    });
    this.#request.on('error', (error: NodeJS.ErrnoException) => this.#end(this.#faultOf(error)));
    this.#request.on('response', (response) => this.#receive(response));
    this.#request.end(hop.post);
  }

  abort(): void {
    this.#end(this.#fail('http-aborted', 'was given up'));
  }

  pause(): void {
    this.#paused = true;
    this.#response?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#response?.resume();
  }

  #end(outcome: Result<HopReply, HttpCode>): void {
    clearTimeout(this.#connectTimer);
    this.#settle(outcome);
    this.#request.destroy();
  }

  #receive(response: IncomingMessage): void {
    response.on('aborted', () =>
      this.#end(this.#fail('http-failed', 'broke off in the middle of its answer')),
    );
    response.on('error', () => undefined);
    const { sink } = this.#hop;
    if (sink !== undefined && !isRedirect(response.statusCode ?? 0, headersOf(response)))
      this.#stream(response, sink);
    else this.#collect(response);
  }

  #stream(response: IncomingMessage, sink: HopSink): void {
    const { maxBytes } = this.#hop;
    const status = response.statusCode ?? 0;
    const headers = headersOf(response);
    const end = (): void => this.#end(ok({ status, headers, body: new Uint8Array(0) }));
    if (!sink.head(status, headers)) {
      end();
      return;
    }
    this.#response = response;
    let received = 0;
    response.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > maxBytes)
        this.#end(this.#fail('http-too-large', `sends more than ${maxBytes} bytes`));
      else sink.data(chunk);
    });
    response.on('end', end);
    if (this.#paused) response.pause();
  }

  #collect(response: IncomingMessage): void {
    const { maxBytes } = this.#hop;
    // A compressed body longer than what it may inflate to is too long in any case.
    let received = 0;
    response.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > maxBytes)
        this.#end(this.#fail('http-too-large', `sends more than ${maxBytes} bytes`));
    });
    const body = inflated(response);
    const chunks: Buffer[] = [];
    let length = 0;
    body.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes)
        this.#end(this.#fail('http-too-large', `sends more than ${maxBytes} bytes`));
      else chunks.push(chunk);
    });
    body.on('end', () => {
      const status = response.statusCode ?? 0;
      this.#end(ok({ status, headers: headersOf(response), body: concatBytes(chunks) }));
    });
    body.on('error', () =>
      this.#end(this.#fail('http-failed', 'sends a body that cannot be unpacked')),
    );
  }

  #faultOf(error: NodeJS.ErrnoException): Fault<HttpCode> {
    const code = error.code ?? '';
    if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|ERR_TLS|ERR_SSL|EPROTO/.test(code)) {
      return this.#fail('http-tls', `has no valid TLS certificate (${code})`);
    }
    if (code.startsWith('HPE_'))
      return this.#fail('http-failed', `answers something that is not HTTP (${code})`);
    if (this.#sent)
      return this.#fail('http-failed', `closed the connection without an answer (${code})`);
    return this.#fail('http-unreachable', `cannot be reached (${code || error.message})`);
  }

  #fail(code: HttpCode, what: string): Fault<HttpCode> {
    const { origin } = this.#hop.url;
    return fault(code, origin, `${origin} ${what}`);
  }
}

function open({ url, address, headers, post }: Hop, options: ExchangeOptions): ClientRequest {
  const secure = url.protocol === 'https:';
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const target: RequestOptions = {
    host: address,
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    path: url.pathname + url.search,
    headers: { 'Accept-Encoding': 'gzip', ...headers, Host: url.host, Connection: 'close' },
    agent: false,
  };
  if (post !== undefined) {
    target.method = 'POST';
    target.headers = { ...target.headers, 'Content-Length': post.length };
  }
  if (url.username !== '') target.auth = `${plain(url.username)}:${plain(url.password)}`;
  if (!secure) return httpRequest(target);
  return httpsRequest({
    ...target,
    // An address has no SNI; Node then compares it with the certificate's IP entries.
    servername: isIP(name) === 0 ? name : '',
    rejectUnauthorized: true,
    ...(options.authorities === undefined ? {} : { ca: options.authorities }),
  });
}

function plain(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

/** We ask for gzip alone: half of the servers send raw deflate under the other name, and the other half zlib. */
function inflated(response: IncomingMessage): Readable {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  return ['gzip', 'x-gzip', 'deflate'].includes(encoding) ? response.pipe(createUnzip()) : response;
}

function headersOf(response: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}
