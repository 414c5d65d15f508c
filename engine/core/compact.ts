import { formatIp, isDialable, parseIp } from './address.ts';
import { concatBytes, readU16, writeU16 } from './bytes/bytes.ts';
import { type Endpoint, endpointText } from './endpoint.ts';

/** Address and port in network order: 4 + 2 bytes (BEP 23) or 16 + 2 bytes (BEP 7). */
export const COMPACT_4 = 6;
export const COMPACT_6 = 18;

/** The endpoint at `at`. An IPv6 form that holds an IPv4 address becomes plain IPv4. */
export function readCompact(bytes: Uint8Array, at: number, size: number): Endpoint {
  return {
    host: formatIp(bytes.subarray(at, at + size - 2)),
    port: readU16(bytes, at + size - 2),
  };
}

/**
 * The endpoints in `bytes` that one can dial, each once, at most `max`. A partial one at the end is
 * passed over.
 */
export function readCompactList(bytes: Uint8Array, size: number, max: number): Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (let at = 0; at + size <= bytes.length && found.size < max; at += size) {
    const endpoint = readCompact(bytes, at, size);
    if (isDialable(endpoint)) found.set(endpointText(endpoint), endpoint);
  }
  return [...found.values()];
}

/** 6 or 18 bytes; undefined when the host is no literal address. */
export function writeCompact(endpoint: Endpoint): Uint8Array<ArrayBuffer> | undefined {
  const address = parseIp(endpoint.host);
  if (address === undefined) return undefined;
  const bytes = new Uint8Array(address.length + 2);
  bytes.set(address, 0);
  writeU16(bytes, address.length, endpoint.port);
  return bytes;
}

/** The endpoints of each family, back to back. */
export function writeCompactLists(endpoints: readonly Endpoint[]): {
  readonly v4: Uint8Array<ArrayBuffer>;
  readonly v6: Uint8Array<ArrayBuffer>;
} {
  const parts = endpoints.map(writeCompact).filter((part) => part !== undefined);
  return {
    v4: concatBytes(parts.filter((part) => part.length === COMPACT_4)),
    v6: concatBytes(parts.filter((part) => part.length === COMPACT_6)),
  };
}
