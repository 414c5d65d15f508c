import { addressScope, formatIp, parseIp } from '../address.ts';
import { equalBytes, readU16, readU32, writeU16, writeU32 } from '../bytes/bytes.ts';
import type { PmpOutcome } from './nat-pmp.ts';
import type { MapAsk, MapGrant } from './types.ts';

/** PCP (RFC 6887), on NAT-PMP's port. */
const VERSION = 2;
const REPLY = 0x80;
const ANNOUNCE = 0;
const MAP = 1;
const HEADER = 24;
const MAP_BYTES = HEADER + 36;
/** RFC 6887, 7. */
const MAX_BYTES = 1_100;
const PROTOCOL = { tcp: 6, udp: 17 } as const;
export const NONCE_BYTES = 12;
/** RFC 6887, 7.4. */
const RESULTS = [
  'success',
  'it does not speak this version',
  'it is not allowed',
  'it could not read the request',
  'it does not know this request',
  'it does not know an option',
  'it could not read an option',
  'its own network is down',
  'it has no more room',
  'it does not map this protocol',
  'there are too many mappings',
  'it cannot give this port',
  'there is another router in between',
  'too many addresses were named',
];

const refused = (result: number): PmpOutcome<never> => ({
  ok: false,
  result,
  why: RESULTS[result] ?? `it answers with the code ${result}`,
});

/** 16 bytes; an IPv4 address as its IPv4-mapped one. */
function wide(host: string): Uint8Array<ArrayBuffer> {
  const address = parseIp(host) ?? new Uint8Array(16);
  if (address.length === 16) return address;
  const mapped = new Uint8Array(16);
  mapped.fill(0xff, 10, 12);
  mapped.set(address, 12);
  return mapped;
}

function header(bytes: Uint8Array, opcode: number, lifetime: number, own: string): void {
  bytes[0] = VERSION;
  bytes[1] = opcode;
  writeU32(bytes, 4, lifetime);
  bytes.set(wide(own), 8);
}

/** Asks whether anybody speaks PCP there. `own` is the address that it is sent from. */
export function encodePcpAnnounce(own: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER);
  header(bytes, ANNOUNCE, 0, own);
  return bytes;
}

/** `nonce` is the mapping's secret of NONCE_BYTES: only who knows it may renew or end the mapping. */
export function encodePcpMap(ask: MapAsk, own: string, nonce: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(MAP_BYTES);
  header(bytes, MAP, ask.lifetime, own);
  bytes.set(nonce.subarray(0, NONCE_BYTES), HEADER);
  bytes[HEADER + 12] = PROTOCOL[ask.protocol];
  writeU16(bytes, HEADER + 16, ask.internalPort);
  writeU16(bytes, HEADER + 18, ask.lifetime === 0 ? 0 : ask.externalPort);
  // RFC 6887, 11.1: no wish for an address is the family's own "any".
  bytes.set(wide(own.includes(':') ? '::' : '0.0.0.0'), HEADER + 20);
  return bytes;
}

/** Undefined for anything that is no answer to the announce. NAT-PMP servers answer it in their own version. */
export function decodePcpAnnounce(bytes: Uint8Array): PmpOutcome<void> | undefined {
  const result = resultOf(bytes, ANNOUNCE);
  if (result === undefined) return undefined;
  return result === 0 ? { ok: true, value: undefined } : refused(result);
}

/** Undefined for anything that is no answer to this very request. */
export function decodePcpMap(
  bytes: Uint8Array,
  ask: MapAsk,
  nonce: Uint8Array,
): PmpOutcome<MapGrant> | undefined {
  const result = resultOf(bytes, MAP);
  if (result === undefined || bytes.length < MAP_BYTES) return undefined;
  if (
    !equalBytes(bytes.subarray(HEADER, HEADER + NONCE_BYTES), nonce) ||
    bytes[HEADER + 12] !== PROTOCOL[ask.protocol] ||
    readU16(bytes, HEADER + 16) !== ask.internalPort
  )
    return undefined;
  if (result !== 0) return refused(result);
  const lifetime = readU32(bytes, 4);
  const externalPort = readU16(bytes, HEADER + 18);
  const address = formatIp(bytes.subarray(HEADER + 20, HEADER + 36));
  if (ask.lifetime > 0 && (externalPort === 0 || lifetime === 0)) return undefined;
  const externalHost = addressScope(address) === 'unspecified' ? undefined : address;
  return { ok: true, value: { externalPort, externalHost, lifetime } };
}

function resultOf(bytes: Uint8Array, opcode: number): number | undefined {
  const sized = bytes.length >= HEADER && bytes.length <= MAX_BYTES && bytes.length % 4 === 0;
  if (!sized || bytes[0] !== VERSION || bytes[1] !== REPLY + opcode) return undefined;
  return bytes[3];
}
