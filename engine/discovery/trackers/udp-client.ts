import { toHex } from '../../core/bytes/bytes.ts';
import { type Endpoint, endpointText, isIpv6 } from '../../core/endpoint.ts';
import { fault, ok } from '../../core/result.ts';
import type { AnnounceReply, AnnounceRequest, ScrapeEntry } from '../../core/tracker/types.ts';
import {
  decodeUdpReply,
  encodeUdpAnnounce,
  encodeUdpConnect,
  encodeUdpScrape,
  MAX_UDP_SCRAPE,
  type UdpReply,
} from '../../core/tracker/udp.ts';
import type { Timer } from '../../ports/clock.ts';
import type {
  Call,
  Family,
  TrackerAddress,
  TrackerClient,
  TrackerFault,
  TrackerResult,
} from './client.ts';
import type { TrackerPorts } from './types.ts';

/** BEP 15: a connection id may be used for a minute. */
const CONNECTION_MS = 60_000;
/**
 * Repeated after this and its doubles. BEP 15 begins with 15 s, when datagrams were lost on modems; here the
 * next tracker of the tier waits, and a person looks on.
 */
const RETRY_MS = 4_000;

type UdpPorts = Pick<TrackerPorts, 'clock' | 'random' | 'dns' | 'mux'>;
type Action = UdpReply['action'];
type ReplyOf<A extends Action> = Extract<UdpReply, { readonly action: A }>;

interface Pending {
  readonly to: string;
  readonly action: Action;
  settle(reply: UdpReply | TrackerFault): void;
}

interface Connection {
  readonly id: Promise<TrackerResult<Uint8Array>>;
  /** By the clock's now; infinite while it is being made. */
  until: number;
}

/** UDP trackers (BEP 15, 41) over the port that is shared with the DHT. */
export class UdpTrackerClient implements TrackerClient {
  readonly maxScrape = MAX_UDP_SCRAPE;
  readonly #ports: UdpPorts;
  /** By transaction id. */
  readonly #pending = new Map<number, Pending>();
  readonly #connections = new Map<string, Connection>();

  constructor(ports: UdpPorts) {
    this.#ports = ports;
    ports.mux.handle('tracker', (datagram, from) => this.#received(datagram, from));
  }

  announce(
    to: TrackerAddress,
    request: AnnounceRequest,
    family: Family,
    timeoutMs: number,
  ): Call<AnnounceReply> {
    const target = to.parts.target === '/' ? '' : to.parts.target;
    return this.#call(to, family, timeoutMs, async (exchange) => {
      const reply = await exchange.ask('announce', (id, transaction) =>
        encodeUdpAnnounce(id, transaction, request, target),
      );
      return reply.ok ? ok(announced(reply.value)) : reply;
    });
  }

  scrape(
    to: TrackerAddress,
    hashes: readonly Uint8Array[],
    timeoutMs: number,
  ): Call<readonly ScrapeEntry[]> {
    return this.#call(to, undefined, timeoutMs, async (exchange) => {
      const reply = await exchange.ask('scrape', (id, transaction) =>
        encodeUdpScrape(id, transaction, hashes),
      );
      return reply.ok ? ok(scraped(reply.value, hashes)) : reply;
    });
  }

  networkChanged(): void {
    this.#connections.clear();
    this.#abortAll('The network changed.');
  }

  close(): void {
    this.#ports.mux.handle('tracker', undefined);
    this.networkChanged();
  }

  #abortAll(why: string): void {
    for (const pending of [...this.#pending.values()])
      pending.settle(fault('tracker-aborted', pending.to, why));
  }

  #call<T>(
    to: TrackerAddress,
    family: Family | undefined,
    timeoutMs: number,
    run: (exchange: Exchange) => Promise<TrackerResult<T>>,
  ): Call<T> {
    const exchange = new Exchange(this, to, this.#ports.clock.now() + timeoutMs);
    const result = this.#endpointOf(to, family).then((endpoint) => {
      if ('ok' in endpoint) return endpoint;
      exchange.endpoint = endpoint;
      return run(exchange);
    });
    return { result, abort: () => exchange.abort() };
  }

  async #endpointOf(
    to: TrackerAddress,
    family: Family | undefined,
  ): Promise<Endpoint | TrackerFault> {
    const { host, port } = to.parts;
    const local = this.#ports.mux.local;
    if (local === undefined) return fault('tracker-unreachable', host, 'No UDP port is open.');
    const found = await this.#ports.dns.resolve(host);
    if (!found.ok) return fault('tracker-unreachable', host, found.message);
    const wanted = found.value.find((address) => {
      const v6 = isIpv6(address);
      return (family === undefined || v6 === (family === 6)) && (!v6 || isIpv6(local.host));
    });
    if (wanted === undefined)
      return fault(
        'tracker-unreachable',
        host,
        `${host} cannot be reached from this address family.`,
      );
    return { host: wanted, port: port as number };
  }

  /** The id under which this tracker talks to us, asked for by all who need it at the same time only once. */
  connection(exchange: Exchange): Promise<TrackerResult<Uint8Array>> {
    const key = endpointText(exchange.endpoint);
    const { clock } = this.#ports;
    const known = this.#connections.get(key);
    if (known !== undefined && known.until > clock.now()) return known.id;
    const asked = new Exchange(this, exchange.to, exchange.deadline);
    asked.endpoint = exchange.endpoint;
    const made: Connection = {
      until: Number.POSITIVE_INFINITY,
      id: asked
        .send('connect', (transaction) => encodeUdpConnect(transaction))
        .then((reply) => {
          if (reply.ok) made.until = clock.now() + CONNECTION_MS;
          else this.#connections.delete(key);
          return reply.ok ? ok(reply.value.connectionId) : reply;
        }),
    };
    this.#connections.set(key, made);
    return made.id;
  }

  /** True when there was one: the tracker may have forgotten it. */
  forgetConnection(endpoint: Endpoint): boolean {
    return this.#connections.delete(endpointText(endpoint));
  }

  /** Sends until a reply comes or the deadline is there. The promise settles always. */
  transact<A extends Action>(
    endpoint: Endpoint,
    deadline: number,
    action: A,
    encode: (transaction: number) => Uint8Array,
    began: (abort: () => void) => void,
  ): Promise<TrackerResult<ReplyOf<A>>> {
    const { clock, mux, random } = this.#ports;
    const to = endpointText(endpoint);
    let transaction = random.below(0x1_0000_0000);
    while (this.#pending.has(transaction)) transaction = random.below(0x1_0000_0000);
    const datagram = encode(transaction);
    return new Promise((resolve) => {
      let retry: Timer | undefined;
      const settle = (reply: UdpReply | TrackerFault): void => {
        retry?.end();
        limit.end();
        this.#pending.delete(transaction);
        resolve('ok' in reply ? reply : resultOf(reply, action, endpoint));
      };
      const silent = fault('tracker-timeout', to, `${to} gave no answer over UDP.`);
      const limit = clock.after(Math.max(0, deadline - clock.now()), () => settle(silent));
      const send = (wait: number): void => {
        mux.send(datagram, endpoint);
        retry = clock.after(wait, () => send(wait * 2));
      };
      this.#pending.set(transaction, { to, action, settle });
      began(() => settle(fault('tracker-aborted', to, 'The announce was given up.')));
      if (this.#pending.has(transaction)) send(RETRY_MS);
    });
  }

  /** BEP 15: matched by address, transaction and action; anything else is somebody's guess. */
  #received(datagram: Uint8Array, from: Endpoint): void {
    const reply = decodeUdpReply(datagram, isIpv6(from.host) ? 6 : 4);
    const pending = reply && this.#pending.get(reply.transaction);
    if (reply === undefined || pending === undefined || pending.to !== endpointText(from)) return;
    if (reply.action === pending.action || reply.action === 'error') pending.settle(reply);
  }
}

/** One call: its address, its time, and the transaction that can be given up. */
class Exchange {
  readonly to: TrackerAddress;
  readonly deadline: number;
  endpoint: Endpoint = { host: '', port: 0 };
  readonly #client: UdpTrackerClient;
  #abort: (() => void) | undefined;
  #aborted = false;

  constructor(client: UdpTrackerClient, to: TrackerAddress, deadline: number) {
    this.#client = client;
    this.to = to;
    this.deadline = deadline;
  }

  abort(): void {
    this.#aborted = true;
    this.#abort?.();
  }

  send<A extends Action>(
    action: A,
    encode: (transaction: number) => Uint8Array,
  ): Promise<TrackerResult<ReplyOf<A>>> {
    return this.#client.transact(this.endpoint, this.deadline, action, encode, (abort) => {
      this.#abort = abort;
      if (this.#aborted) abort();
    });
  }

  /** Connects first where it must, and once more when the tracker no longer knows the connection. */
  async ask<A extends 'announce' | 'scrape'>(
    action: A,
    encode: (connectionId: Uint8Array, transaction: number) => Uint8Array,
    again = true,
  ): Promise<TrackerResult<ReplyOf<A>>> {
    const id = await this.#client.connection(this);
    if (!id.ok) return id;
    if (this.#aborted)
      return fault('tracker-aborted', this.to.parts.host, 'The announce was given up.');
    const reply = await this.send(action, (transaction) => encode(id.value, transaction));
    if (
      reply.ok ||
      reply.code !== 'tracker-refused' ||
      !again ||
      !/connection/i.test(reply.message)
    )
      return reply;
    this.#client.forgetConnection(this.endpoint);
    return this.ask(action, encode, false);
  }
}

function resultOf<A extends Action>(
  reply: UdpReply,
  action: A,
  from: Endpoint,
): TrackerResult<ReplyOf<A>> {
  if (reply.action === action) return ok(reply as ReplyOf<A>);
  const words = reply.action === 'error' ? reply.message : 'it answered something else';
  return fault('tracker-refused', endpointText(from), `${endpointText(from)} refused: ${words}`);
}

function announced(reply: ReplyOf<'announce'>): AnnounceReply {
  return {
    peers: reply.peers,
    interval: reply.interval,
    minInterval: undefined,
    seeds: reply.seeds,
    leechers: reply.leechers,
    downloads: undefined,
    warning: undefined,
    trackerId: undefined,
    externalIp: undefined,
  };
}

const scraped = (reply: ReplyOf<'scrape'>, hashes: readonly Uint8Array[]): ScrapeEntry[] =>
  reply.counts.slice(0, hashes.length).map((counts, index) => ({
    ...counts,
    infoHash: toHex(hashes[index] as Uint8Array),
  }));
