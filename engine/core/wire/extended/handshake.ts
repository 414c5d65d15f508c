import { formatIp, parseIp } from '../../address.ts';
import { type BencodeDict, decodeBencode } from '../../bencode/decode.ts';
import { encodeBencode } from '../../bencode/encode.ts';
import { latin1Decode, utf8DecodeLenient } from '../../bytes/text.ts';
import { isIpv6 } from '../../endpoint.ts';
import { visibleText } from '../../paths/element.ts';
import { ok, type Result } from '../../result.ts';
import { EXTENDED_LIMITS, type ExtendedCode, extendedFault } from './limits.ts';
import { MAX_METADATA } from './metadata.ts';

/** Extended message 0 (BEP 10). What is absent was not said: a later handshake only changes what it has. */
export interface ExtendedHandshake {
  /** `m`: name to message id; 0 switches an extension off. */
  readonly messages: ReadonlyMap<string, number>;
  /** `v`, for showing only. */
  readonly client?: string | undefined;
  /** `p`: the TCP port that the sender listens on. */
  readonly port?: number | undefined;
  /** `reqq`: requests that the sender queues. */
  readonly requestQueue?: number | undefined;
  /** The receiver's address as the sender sees it. */
  readonly yourIp?: string | undefined;
  readonly ipv4?: string | undefined;
  readonly ipv6?: string | undefined;
  /** BEP 9, bytes of the info dictionary. */
  readonly metadataSize?: number | undefined;
  /** BEP 21. */
  readonly uploadOnly?: boolean | undefined;
  /** `e`: prefers encrypted connections. */
  readonly prefersEncryption?: boolean | undefined;
}

const MAX_NAMES = 100;
const MAX_NAME_LENGTH = 64;
const MAX_CLIENT_LENGTH = 64;

/** The payload behind the extended id 0. */
export function encodeExtendedHandshake(handshake: ExtendedHandshake): Uint8Array<ArrayBuffer> {
  return encodeBencode({
    m: Object.fromEntries(handshake.messages),
    v: handshake.client,
    p: handshake.port,
    reqq: handshake.requestQueue,
    yourip: addressBytes(handshake.yourIp),
    ipv4: addressBytes(handshake.ipv4),
    ipv6: addressBytes(handshake.ipv6),
    metadata_size: handshake.metadataSize,
    upload_only: flag(handshake.uploadOnly),
    e: flag(handshake.prefersEncryption),
  });
}

const flag = (value: boolean | undefined): number | undefined =>
  value === undefined ? undefined : Number(value);

const addressBytes = (host: string | undefined): Uint8Array | undefined =>
  host === undefined ? undefined : parseIp(host);

/** Malformed bencode is a fault; single values of a wrong type or out of range count as absent. */
export function decodeExtendedHandshake(
  payload: Uint8Array,
): Result<ExtendedHandshake, ExtendedCode> {
  const value = decodeBencode(payload, EXTENDED_LIMITS);
  if (!value.ok) return extendedFault('extended handshake', value.message);
  const dict = value.value.asDict();
  if (dict === undefined) return extendedFault('extended handshake', 'it is not a dictionary');
  return ok({
    messages: readMessages(dict.dict('m')),
    client: readClient(dict.bytes('v')),
    port: integerWithin(dict, 'p', 1, 65535),
    requestQueue: integerWithin(dict, 'reqq', 1, Number.MAX_SAFE_INTEGER),
    yourIp: readAddress(dict.bytes('yourip')),
    ipv4: readAddress(dict.bytes('ipv4'), 4),
    ipv6: readAddress(dict.bytes('ipv6'), 16),
    metadataSize: integerWithin(dict, 'metadata_size', 1, MAX_METADATA),
    uploadOnly: readFlag(dict, 'upload_only'),
    prefersEncryption: readFlag(dict, 'e'),
  });
}

function readMessages(dict: BencodeDict | undefined): Map<string, number> {
  const messages = new Map<string, number>();
  if (dict === undefined) return messages;
  for (const [key, value] of dict.entries()) {
    const id = value.asInteger() ?? -1;
    if (key.length > MAX_NAME_LENGTH || id < 0 || id > 255) continue;
    messages.set(latin1Decode(key), id);
    if (messages.size >= MAX_NAMES) break;
  }
  return messages;
}

function readClient(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  const text = visibleText(utf8DecodeLenient(bytes.subarray(0, MAX_CLIENT_LENGTH * 4))).trim();
  return text === '' ? undefined : text.slice(0, MAX_CLIENT_LENGTH);
}

function integerWithin(
  dict: BencodeDict,
  key: string,
  least: number,
  most: number,
): number | undefined {
  const value = dict.integer(key);
  return value !== undefined && value >= least && value <= most ? value : undefined;
}

function readAddress(bytes: Uint8Array | undefined, length?: 4 | 16): string | undefined {
  if (bytes === undefined || (bytes.length !== 4 && bytes.length !== 16)) return undefined;
  const host = formatIp(bytes);
  // An IPv4 address in an IPv6 form is not an IPv6 address of the peer.
  return length === undefined || isIpv6(host) === (length === 16) ? host : undefined;
}

function readFlag(dict: BencodeDict, key: string): boolean | undefined {
  const value = dict.integer(key);
  return value === undefined ? undefined : value !== 0;
}
