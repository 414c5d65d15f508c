import {
  type BencodeDict,
  type BencodeLimits,
  type BencodeList,
  type BencodeValue,
  decodeBencode,
} from '../bencode/decode.ts';
import { COMPACT_4, COMPACT_6 } from '../compact.ts';
import { type Fault, fault, ok, type Result } from '../result.ts';

export type KrpcCode = 'krpc-malformed';

/**
 * A KRPC message (BEP 5, 32, 43) whose every field that a node looks at has the right type and size.
 * Bytes are views into the datagram.
 */
export type KrpcMessage = { readonly transaction: Uint8Array } & (
  | KrpcQuery
  | KrpcResponse
  | { readonly kind: 'error'; readonly code: number; readonly text: Uint8Array }
);

export interface KrpcQuery {
  readonly kind: 'query';
  readonly method: KrpcMethod;
  readonly id: Uint8Array;
  /** `target` or `info_hash`. */
  readonly target: Uint8Array | undefined;
  /** announce_peer; 0 where the port of the datagram counts (`implied_port`). */
  readonly port: number | undefined;
  readonly token: Uint8Array | undefined;
  /** BEP 43: does not answer queries, and must not enter the routing table. */
  readonly readOnly: boolean;
}

export interface KrpcResponse {
  readonly kind: 'response';
  readonly id: Uint8Array;
  /** 26 bytes each: id, IPv4, port. */
  readonly nodes: Uint8Array | undefined;
  /** BEP 32, 38 bytes each. */
  readonly nodes6: Uint8Array | undefined;
  /** 6 or 18 bytes each. A node that speaks IPv4 only must not be given those of 18. */
  readonly values: readonly Uint8Array[];
  readonly token: Uint8Array | undefined;
  /** BEP 42: our address and port as the node sees them, 6 or 18 bytes; anything else is passed over. */
  readonly seenAs: Uint8Array | undefined;
}

/** The queries of BEP 5. Others are refused here: nobody but a node that knows them could answer. */
export type KrpcMethod = 'ping' | 'find_node' | 'get_peers' | 'announce_peer';

/** What fits into one datagram without fragments, and a bit more, as some nodes send. */
const LIMITS: BencodeLimits = {
  maxBytes: 4096,
  maxDepth: 6,
  maxTokens: 700,
  unsortedKeys: false,
};
const ID_LENGTH = 20;
const NODE_4 = ID_LENGTH + COMPACT_4;
const NODE_6 = ID_LENGTH + COMPACT_6;
const MAX_TRANSACTION = 32;
const MAX_TOKEN = 128;
const MAX_NODES = 100;
const MAX_TEXT = 1024;

export function decodeKrpc(datagram: Uint8Array): Result<KrpcMessage, KrpcCode> {
  const value = decodeBencode(datagram, LIMITS);
  if (!value.ok) return malformed(value.message);
  const dict = value.value.asDict();
  if (dict === undefined || !hasPlainKeys(dict)) return malformed('it is not a plain dictionary');
  const transaction = bytesOf(dict, 't', 1, MAX_TRANSACTION);
  if (transaction === undefined)
    return malformed('its transaction id is missing or of a wrong size');
  switch (dict.text('y')) {
    case 'q':
      return withTransaction(transaction, readQuery(dict));
    case 'r':
      return withTransaction(transaction, readResponse(dict));
    case 'e':
      return withTransaction(transaction, readError(dict));
    default:
      return malformed('it is no query, response or error');
  }
}

const malformed = (cause: string): Fault<KrpcCode> =>
  fault('krpc-malformed', '', `A DHT message is malformed: ${cause}.`);

const withTransaction = <T extends object>(
  transaction: Uint8Array,
  part: Result<T, KrpcCode>,
): Result<T & { readonly transaction: Uint8Array }, KrpcCode> =>
  part.ok ? ok({ ...part.value, transaction }) : part;

/**
 * Printable ASCII, and no name that means something to objects of JavaScript. Behind us the same bytes
 * are decoded again into such objects, where other bytes could turn into a key that was checked here.
 */
function hasPlainKeys(dict: BencodeDict): boolean {
  for (const [key] of dict.entries()) {
    if (key.length === 0 || key[0] === UNDERSCORE) return false;
    for (const byte of key) if (byte < 0x20 || byte > 0x7e) return false;
  }
  return true;
}

const UNDERSCORE = 0x5f;

function bytesOf(
  dict: BencodeDict,
  key: string,
  least: number,
  most: number,
): Uint8Array | undefined {
  const bytes = dict.bytes(key);
  return bytes && bytes.length >= least && bytes.length <= most ? bytes : undefined;
}

/** Absent is right too; undefined for a value of a wrong type or size. */
function optionalBytes(
  dict: BencodeDict,
  key: string,
  least: number,
  most: number,
): { readonly bytes: Uint8Array | undefined } | undefined {
  if (!dict.has(key)) return { bytes: undefined };
  const bytes = bytesOf(dict, key, least, most);
  return bytes && { bytes };
}

const METHODS: readonly KrpcMethod[] = ['ping', 'find_node', 'get_peers', 'announce_peer'];

function readQuery(dict: BencodeDict): Result<KrpcQuery, KrpcCode> {
  const name = dict.text('q');
  const method = METHODS.find((known) => known === name);
  if (method === undefined) return malformed('its query is not known');
  const args = dict.dict('a');
  const id = args && hasPlainKeys(args) ? bytesOf(args, 'id', ID_LENGTH, ID_LENGTH) : undefined;
  if (args === undefined || id === undefined) return malformed('the querying node has no id');
  const targetKey = method === 'find_node' ? 'target' : 'info_hash';
  const target = bytesOf(args, targetKey, ID_LENGTH, ID_LENGTH);
  if (target === undefined && method !== 'ping') return malformed('its target is missing');
  const announce = readAnnounce(args, method);
  if (announce === undefined) return malformed('its port or token is missing or out of range');
  const readOnly = dict.integer('ro') === 1;
  return ok({ kind: 'query', method, id, target, ...announce, readOnly });
}

function readAnnounce(
  args: BencodeDict,
  method: KrpcMethod,
): Pick<KrpcQuery, 'port' | 'token'> | undefined {
  if (method !== 'announce_peer') return { port: undefined, token: undefined };
  const token = bytesOf(args, 'token', 1, MAX_TOKEN);
  const implied = args.has('implied_port') ? args.integer('implied_port') : 0;
  const port = args.has('port') ? args.integer('port') : 0;
  if (token === undefined || implied === undefined || port === undefined) return undefined;
  if (implied !== 0) return { port: 0, token };
  return port >= 1 && port <= 65535 ? { port, token } : undefined;
}

function readResponse(dict: BencodeDict): Result<KrpcResponse, KrpcCode> {
  const reply = dict.dict('r');
  const id = reply && hasPlainKeys(reply) ? bytesOf(reply, 'id', ID_LENGTH, ID_LENGTH) : undefined;
  if (reply === undefined || id === undefined) return malformed('the answering node has no id');
  const nodes = nodesOf(reply, 'nodes', NODE_4);
  const nodes6 = nodesOf(reply, 'nodes6', NODE_6);
  if (nodes === undefined || nodes6 === undefined) return malformed('its nodes end within a node');
  const token = optionalBytes(reply, 'token', 0, MAX_TOKEN);
  if (token === undefined) return malformed('its token is of a wrong type or size');
  const values = valuesOf(reply.get('values'));
  if (values === undefined) return malformed('its peers are of a wrong type or size');
  const seenAs = dict.bytes('ip');
  return ok({
    kind: 'response',
    id,
    nodes: nodes.bytes,
    nodes6: nodes6.bytes,
    values,
    token: token.bytes,
    seenAs: seenAs?.length === COMPACT_4 || seenAs?.length === COMPACT_6 ? seenAs : undefined,
  });
}

function nodesOf(
  reply: BencodeDict,
  key: string,
  size: number,
): { readonly bytes: Uint8Array | undefined } | undefined {
  const nodes = optionalBytes(reply, key, 0, size * MAX_NODES);
  return nodes && (nodes.bytes?.length ?? 0) % size === 0 ? nodes : undefined;
}

function valuesOf(value: BencodeValue | undefined): Uint8Array[] | undefined {
  if (value === undefined) return [];
  const values: Uint8Array[] = [];
  for (const item of value.asList() ?? []) {
    const bytes = item.asBytes();
    if (bytes?.length !== COMPACT_4 && bytes?.length !== COMPACT_6) return undefined;
    values.push(bytes);
  }
  return value.kind === 'list' ? values : undefined;
}

function readError(
  dict: BencodeDict,
): Result<{ kind: 'error'; code: number; text: Uint8Array }, KrpcCode> {
  const [code, text] = firstTwo(dict.list('e'));
  const number = code?.asInteger();
  const bytes = text?.asBytes();
  if (number === undefined || bytes === undefined || bytes.length > MAX_TEXT) {
    return malformed('its error has no code and text');
  }
  return ok({ kind: 'error', code: number, text: bytes });
}

function firstTwo(list: BencodeList | undefined): readonly BencodeValue[] {
  const items = Array.from(list ?? []);
  // Exactly two: whatever else was in the list would reach code that does not expect it.
  return items.length === 2 ? items : [];
}
