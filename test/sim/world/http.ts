import { endpointText } from '../../../engine/core/endpoint.ts';
import { type Fault, fault, ok, type Result } from '../../../engine/core/result.ts';
import {
  createHttp,
  type Exchange,
  type Hop,
  type HopReply,
  isRedirect,
} from '../../../engine/node/http/get.ts';
import type { Dns } from '../../../engine/ports/dns.ts';
import type { Http, HttpCode } from '../../../engine/ports/http.ts';
import type { SimHost } from './host.ts';
import { latencyBetween } from './path.ts';

export interface WebRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The address that the request comes from. */
  readonly from: string;
}

export interface WebReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Bytes per second at which a body that is taken as it comes is sent; 0: never a byte. */
  readonly rate?: number;
}

/** What stands behind an address: an answer, or one of the ways in which servers fail. */
export type WebServer = (request: WebRequest) => WebReply | 'hang' | 'reset' | 'bad-certificate';

export function createSimHttp(host: SimHost, dns: Dns): Http {
  return createHttp(host.world.clock(), dns, exchangeOver(host));
}

const exchangeOver =
  (host: SimHost): Exchange =>
  (hop) => {
    let abort = (): void => undefined;
    const flow: Flow = { paused: false, over: false, go: () => undefined };
    const reply = new Promise<Result<HopReply, HttpCode>>((resolve) => {
      const connectLimit = host.world.schedule(hop.connectMs, () =>
        resolve(fail(hop, 'http-unreachable', 'did not take the connection in time')),
      );
      abort = () => {
        connectLimit.end();
        flow.over = true;
        resolve(fail(hop, 'http-aborted', 'was given up'));
      };
      visit(host, hop, flow, (outcome) => {
        connectLimit.end();
        if (outcome !== undefined) resolve(outcome);
      });
    });
    return {
      reply,
      abort,
      pause: () => {
        flow.paused = true;
      },
      resume: () => {
        flow.paused = false;
        flow.go();
      },
    };
  };

/** A body on its way. */
interface Flow {
  paused: boolean;
  over: boolean;
  go(): void;
}

const CHUNK = 64 * 1024;
const DEFAULT_RATE = 10e6;

/** Sends the body in chunks at the server's pace, and stands still while the other side does not read. */
function stream(
  { world }: SimHost,
  hop: Hop,
  { status, headers = {}, body, rate = DEFAULT_RATE }: WebReply,
  flow: Flow,
  then: (outcome: Result<HopReply, HttpCode>) => void,
): void {
  const end = (): void => then(ok({ status, headers, body: new Uint8Array(0) }));
  if (hop.sink?.head(status, headers) !== true) {
    flow.over = true;
    end();
    return;
  }
  let at = 0;
  let waits = false;
  const next = (): void => {
    waits = false;
    if (flow.over) return;
    if (flow.paused) return;
    const chunk = body.slice(at, at + CHUNK);
    at += chunk.length;
    if (at > hop.maxBytes) {
      flow.over = true;
      then(fail(hop, 'http-too-large', `sends more than ${hop.maxBytes} bytes`));
      return;
    }
    if (chunk.length > 0) hop.sink?.data(chunk);
    if (at < body.length) flow.go();
    else if (!flow.over) {
      flow.over = true;
      end();
    }
  };
  flow.go = () => {
    if (waits || flow.over || rate === 0) return;
    waits = true;
    world.schedule((Math.min(CHUNK, body.length - at) / rate) * 1000, next);
  };
  flow.go();
}

/** `then(undefined)`: connected, but no answer will come. */
function visit(
  host: SimHost,
  hop: Hop,
  flow: Flow,
  then: (outcome: Result<HopReply, HttpCode> | undefined) => void,
): void {
  const { world } = host;
  const port = Number(hop.url.port) || (hop.url.protocol === 'https:' ? 443 : 80);
  const source = host.addressToward(hop.address);
  const target = world.hostAt(hop.address, host);
  if (!host.up || source === undefined) {
    world.schedule(0, () => then(fail(hop, 'http-unreachable', 'cannot be reached (ENETUNREACH)')));
    return;
  }
  if (target === undefined || target.silent || !target.up) return;
  const roundTrip = 2 * latencyBetween(host, target);
  world.schedule(2 * roundTrip, () => {
    const server = world.web.get(endpointText({ host: hop.address, port }));
    if (server === undefined || target.refuse) {
      then(fail(hop, 'http-unreachable', 'cannot be reached (ECONNREFUSED)'));
      return;
    }
    const answer = server({ url: hop.url, headers: hop.headers, from: source });
    world.note('http', hop.url.href, typeof answer === 'string' ? answer : answer.status);
    if (flow.over) return;
    const streams = hop.sink !== undefined && typeof answer !== 'string';
    if (streams && !isRedirect(answer.status, answer.headers ?? {})) {
      then(undefined);
      stream(host, hop, answer, flow, then);
    } else then(outcomeOf(hop, answer));
  });
}

function outcomeOf(
  hop: Hop,
  answer: ReturnType<WebServer>,
): Result<HopReply, HttpCode> | undefined {
  if (answer === 'hang') return undefined;
  if (answer === 'reset')
    return fail(hop, 'http-failed', 'closed the connection without an answer (ECONNRESET)');
  if (answer === 'bad-certificate') return fail(hop, 'http-tls', 'has no valid TLS certificate');
  if (answer.body.length > hop.maxBytes)
    return fail(hop, 'http-too-large', `sends more than ${hop.maxBytes} bytes`);
  return ok({ status: answer.status, headers: answer.headers ?? {}, body: answer.body });
}

const fail = (hop: Hop, code: HttpCode, what: string): Fault<HttpCode> =>
  fault(code, hop.url.origin, `${hop.url.origin} ${what}`);
