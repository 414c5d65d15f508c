import { formatIp } from '../address.ts';
import { readU16, readU32, writeU16, writeU32 } from '../bytes/bytes.ts';
import type { MapAsk, MapGrant } from './types.ts';

/** NAT-PMP (RFC 6886). The gateway listens on this UDP port, for PCP as well. */
export const PMP_PORT = 5351;

const VERSION = 0;
const REPLY = 128;
const OPCODE = { udp: 1, tcp: 2 } as const;
/** RFC 6886, 3.5. */
const RESULTS = [
  'success',
  'it does not speak this version',
  'it is not allowed',
  'it has no address itself',
  'it has no more room',
  'it does not know this request',
];

/** A refusal, in words, or what was asked for. */
export type PmpOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly result: number; readonly why: string };

const refused = (result: number): PmpOutcome<never> => ({
  ok: false,
  result,
  why: RESULTS[result] ?? `it answers with the code ${result}`,
});

/** Asks for the gateway's address on the internet. */
export const encodePmpAddress = (): Uint8Array<ArrayBuffer> => new Uint8Array([VERSION, 0]);

export function encodePmpMap(ask: MapAsk): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12);
  bytes[1] = OPCODE[ask.protocol];
  writeU16(bytes, 4, ask.internalPort);
  // RFC 6886, 3.4: a mapping is taken away with the external port 0.
  writeU16(bytes, 6, ask.lifetime === 0 ? 0 : ask.externalPort);
  writeU32(bytes, 8, ask.lifetime);
  return bytes;
}

/** Undefined for anything that is no answer to the address request. */
export function decodePmpAddress(bytes: Uint8Array): PmpOutcome<string> | undefined {
  const result = resultOf(bytes, 0);
  if (result === undefined) return undefined;
  if (result !== 0) return refused(result);
  if (bytes.length < 12) return undefined;
  return { ok: true, value: formatIp(bytes.subarray(8, 12)) };
}

/** Undefined for anything that is no answer to this very request. */
export function decodePmpMap(bytes: Uint8Array, ask: MapAsk): PmpOutcome<MapGrant> | undefined {
  const result = resultOf(bytes, OPCODE[ask.protocol]);
  if (result === undefined) return undefined;
  if (result !== 0) return refused(result);
  if (bytes.length < 16 || readU16(bytes, 8) !== ask.internalPort) return undefined;
  const externalPort = readU16(bytes, 10);
  const lifetime = readU32(bytes, 12);
  if (ask.lifetime > 0 && (externalPort === 0 || lifetime === 0)) return undefined;
  return { ok: true, value: { externalPort, externalHost: undefined, lifetime } };
}

function resultOf(bytes: Uint8Array, opcode: number): number | undefined {
  if (bytes.length < 8 || bytes[0] !== VERSION || bytes[1] !== REPLY + opcode) return undefined;
  return readU16(bytes, 2);
}
