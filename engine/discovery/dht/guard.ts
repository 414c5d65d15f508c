import { addressScope, isDialable, isPublicAddress, scopeReach } from '../../core/address.ts';
import { type Bencodable, encodeBencode } from '../../core/bencode/encode.ts';
import { concatBytes, equalBytes } from '../../core/bytes/bytes.ts';
import { COMPACT_4, readCompact, writeCompact } from '../../core/compact.ts';
import { decodeKrpc, type KrpcMessage } from '../../core/dht/schema.ts';
import { type Endpoint, endpointText, isIpv6 } from '../../core/endpoint.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import { SourceBudget } from '../source-budget.ts';
import { KnownNodes } from './known-nodes.ts';
import { Transactions } from './transactions.ts';

type Query = Extract<KrpcMessage, { readonly kind: 'query' }>;
type Response = Extract<KrpcMessage, { readonly kind: 'response' }>;

/** Before anything is decoded. */
const DATAGRAMS = { perSource: 400, inAll: 20_000, windowMs: 10_000 };
/** An honest look-up asks one node a few times; this is far above it. */
const QUERIES = { perSource: 60, inAll: 3_000, windowMs: 10_000 };
/** Whoever forges a sender's address gets no more than this thrown at the victim. */
const REPLY_BYTES = { perSource: 16_000, inAll: 400_000, windowMs: 10_000 };
const ANNOUNCES = { perSource: 100, inAll: 5_000, windowMs: 600_000 };
const MAX_NODES = 20;
const NODE = 20 + COMPACT_4;

export interface GuardPorts {
  readonly clock: Clock;
  readonly random: Random;
}

export interface GuardHost {
  /** A checked message for the table. */
  toTable(datagram: Uint8Array, from: Endpoint): void;
  /** A message of the table that may leave. */
  toNet(datagram: Uint8Array, to: Endpoint): void;
  /** Somebody asked us who is not in the table: it may be worth asking back. */
  candidate(node: Endpoint): void;
  /** BEP 42: how a node sees us. One voice of many. */
  seenAs(address: string, by: Endpoint): void;
}

export interface GuardOptions {
  readonly id: Uint8Array;
  /** BEP 43: asks, but answers nothing. */
  readonly readOnly: boolean;
  /** Two letters and two digits, as in the peer id. */
  readonly version: Uint8Array;
}

/**
 * Stands between the wire and the routing table. What comes in is decoded strictly, checked, and written anew
 * with nothing but the fields that were checked, so the table never sees bytes that a stranger chose. What
 * goes out gets random transaction ids, and the table answers nobody more than a fair share.
 */
export class DhtGuard {
  readonly #clock: Clock;
  readonly #host: GuardHost;
  readonly #options: GuardOptions;
  readonly #transactions: Transactions;
  readonly #known: KnownNodes;
  readonly #datagrams: SourceBudget;
  readonly #queries: SourceBudget;
  readonly #replyBytes: SourceBudget;
  readonly #announces: SourceBudget;
  #lastResponse = Number.NEGATIVE_INFINITY;
  #askingSince: number | undefined;

  constructor(ports: GuardPorts, host: GuardHost, options: GuardOptions) {
    const { clock, random } = ports;
    this.#clock = clock;
    this.#host = host;
    this.#options = options;
    this.#transactions = new Transactions(clock, random);
    this.#known = new KnownNodes(clock);
    this.#datagrams = new SourceBudget(clock, DATAGRAMS);
    this.#queries = new SourceBudget(clock, QUERIES);
    this.#replyBytes = new SourceBudget(clock, REPLY_BYTES);
    this.#announces = new SourceBudget(clock, ANNOUNCES);
  }

  /** By the clock's now: the last response that answered a query of ours. */
  get lastResponse(): number {
    return this.#lastResponse;
  }

  /** By the clock's now: the first query after the last response; undefined while none is out. */
  get askingSince(): number | undefined {
    return this.#askingSince;
  }

  /** A datagram from the wire. Anything that is not right is dropped without a word. */
  received(datagram: Uint8Array, from: Endpoint): void {
    // BEP 32 would need a second table; the one behind us holds IPv4 only.
    if (isIpv6(from.host) || !isDialable(from)) return;
    if (!this.#datagrams.take(sourceOf(from))) return;
    const message = decodeKrpc(datagram);
    if (!message.ok) return;
    switch (message.value.kind) {
      case 'query':
        this.#query(message.value, from);
        break;
      case 'response':
        this.#response(message.value, from);
        break;
      case 'error':
        this.#error(message.value, from);
        break;
    }
  }

  /** A datagram from the table. */
  sent(datagram: Uint8Array, to: Endpoint): void {
    if (!isDialable(to) || isIpv6(to.host)) return;
    const message = decodeKrpc(datagram);
    if (!message.ok) return;
    if (message.value.kind === 'query') this.#ask(message.value, to);
    else this.#answer(message.value, to);
  }

  #query(query: Query, from: Endpoint): void {
    if (this.#options.readOnly || !this.#queries.take(sourceOf(from))) return;
    if (query.method === 'announce_peer' && !this.#announces.take(sourceOf(from))) return;
    const known = this.#known.has(query.id, from);
    if (!known && !query.readOnly) this.#host.candidate(from);
    // The table takes in whoever asks it something. It must not before they answered us (anybody can ask with
    // any id and a forged address), and never read-only nodes (BEP 43): our own id is passed over by it.
    const id = known ? query.id : this.#options.id;
    this.#toTable(
      { t: query.transaction, y: 'q', q: query.method, a: argumentsOf(query, id) },
      from,
    );
  }

  #response(response: Response, from: Endpoint): void {
    const query = this.#transactions.end(response.transaction, from);
    if (query === undefined) return;
    this.#answered();
    if (response.seenAs?.length === COMPACT_4) {
      this.#host.seenAs(readCompact(response.seenAs, 0, COMPACT_4).host, from);
    }
    // One node for each public address: nobody fills the table from one machine.
    if (equalBytes(response.id, this.#options.id) || !this.#known.learn(response.id, from)) return;
    const r: Record<string, Bencodable | undefined> = { id: response.id };
    if (query.method !== 'ping') r['nodes'] = reachableNodes(response.nodes, from);
    if (query.method === 'get_peers') {
      const peers = response.values.filter(
        (value) => value.length === COMPACT_4 && mayName(from, value, 0),
      );
      if (peers.length > 0) r['values'] = peers;
      r['token'] = response.token;
    }
    this.#toTable({ t: query.inner, y: 'r', r }, from);
  }

  #error(error: Extract<KrpcMessage, { readonly kind: 'error' }>, from: Endpoint): void {
    const query = this.#transactions.end(error.transaction, from);
    if (query === undefined) return;
    this.#answered();
    this.#toTable({ t: query.inner, y: 'e', e: [error.code, error.text] }, from);
  }

  #answered(): void {
    this.#lastResponse = this.#clock.now();
    this.#askingSince = undefined;
  }

  #ask(query: Query, to: Endpoint): void {
    const transaction = this.#transactions.begin(query.transaction, query.method, to);
    this.#askingSince ??= this.#clock.now();
    const message = {
      t: transaction,
      y: 'q',
      q: query.method,
      a: argumentsOf(query, query.id),
      v: this.#options.version,
      ro: this.#options.readOnly ? 1 : undefined,
    };
    this.#host.toNet(encodeBencode(message), to);
  }

  #answer(message: Exclude<KrpcMessage, Query>, to: Endpoint): void {
    const head = { t: message.transaction, v: this.#options.version, ip: writeCompact(to) };
    const datagram =
      message.kind === 'error'
        ? encodeBencode({ ...head, y: 'e', e: [message.code, message.text] })
        : encodeBencode({ ...head, y: 'r', r: replyOf(message) });
    if (this.#replyBytes.take(sourceOf(to), datagram.length)) this.#host.toNet(datagram, to);
  }

  #toTable(message: Bencodable, from: Endpoint): void {
    this.#host.toTable(encodeBencode(message), from);
  }
}

/** Local networks have many nodes on one address, and none that needs to be held down. */
const sourceOf = (from: Endpoint): string =>
  isPublicAddress(from.host) ? from.host : endpointText(from);

function argumentsOf(query: Query, id: Uint8Array): Record<string, Bencodable | undefined> {
  switch (query.method) {
    case 'ping':
      return { id };
    case 'find_node':
      return { id, target: query.target };
    case 'get_peers':
      return { id, info_hash: query.target };
    case 'announce_peer':
      return {
        id,
        info_hash: query.target,
        port: query.port,
        implied_port: query.port === 0 ? 1 : undefined,
        token: query.token,
      };
  }
}

function replyOf(response: Response): Record<string, Bencodable | undefined> {
  return {
    id: response.id,
    nodes: response.nodes,
    token: response.token,
    values: response.values.length > 0 ? response.values : undefined,
  };
}

/** Nobody on the internet sends us to addresses of our own network, and nobody anywhere to none at all. */
function mayName(by: Endpoint, compact: Uint8Array, at: number): boolean {
  const named = readCompact(compact, at, COMPACT_4);
  if (!isDialable(named)) return false;
  return scopeReach(addressScope(named.host)) >= scopeReach(addressScope(by.host));
}

/** The nodes of a response that may be asked, at most MAX_NODES. */
function reachableNodes(nodes: Uint8Array | undefined, by: Endpoint): Uint8Array {
  const kept: Uint8Array[] = [];
  for (
    let at = 0;
    nodes !== undefined && at + NODE <= nodes.length && kept.length < MAX_NODES;
    at += NODE
  ) {
    if (mayName(by, nodes, at + 20)) kept.push(nodes.subarray(at, at + NODE));
  }
  return concatBytes(kept);
}
