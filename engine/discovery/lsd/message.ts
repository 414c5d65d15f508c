import { latin1Decode, utf8Encode } from '../../core/bytes/text.ts';
import { type InfoHash, isInfoHash } from '../../core/ids.ts';
import { fault, ok, type Result } from '../../core/result.ts';

/** BEP 14. */
export const LSD_PORT = 6771;
export const LSD_GROUP_4 = '239.192.152.143';
export const LSD_GROUP_6 = 'ff15::efc0:988f';

/** As many as fit into BEP 14's 1,400 bytes with room for the rest. */
export const MAX_HASHES = 24;
const MAX_BYTES = 1_500;
const START = 'BT-SEARCH * HTTP/1.1\r\n';

export interface LsdMessage {
  readonly port: number;
  readonly infoHashes: readonly InfoHash[];
  /** Opaque; tells a sender its own messages. */
  readonly cookie: string | undefined;
}

export type LsdCode = 'lsd-garbled';

/** `group` is one of the two group addresses. At most MAX_HASHES hashes. */
export function encodeLsd(message: LsdMessage, group: string): Uint8Array<ArrayBuffer> {
  const host = group.includes(':') ? `[${group}]:${LSD_PORT}` : `${group}:${LSD_PORT}`;
  const lines = [
    `Host: ${host}`,
    `Port: ${message.port}`,
    ...message.infoHashes.map((infoHash) => `Infohash: ${infoHash.toUpperCase()}`),
    ...(message.cookie === undefined ? [] : [`cookie: ${message.cookie}`]),
  ];
  return utf8Encode(`${START}${lines.join('\r\n')}\r\n\r\n\r\n`);
}

/** Header names in any case, unknown headers ignored, as in any HTTP message; hashes without duplicates. */
export function decodeLsd(datagram: Uint8Array): Result<LsdMessage, LsdCode> {
  if (datagram.length > MAX_BYTES) return garbled('is longer than 1,500 bytes');
  const text = latin1Decode(datagram);
  if (!text.startsWith(START)) return garbled('does not start with BT-SEARCH');
  let port: number | undefined;
  let cookie: string | undefined;
  const infoHashes = new Set<InfoHash>();
  for (const line of text.slice(START.length).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const value = line.slice(colon + 1).trim();
    switch (line.slice(0, colon).trim().toLowerCase()) {
      case 'port':
        if (port !== undefined || !/^[1-9]\d{0,4}$/.test(value))
          return garbled('has no single port');
        port = Number(value);
        break;
      case 'infohash': {
        const infoHash = value.toLowerCase();
        if (!isInfoHash(infoHash)) return garbled('has an info-hash that is none');
        infoHashes.add(infoHash);
        break;
      }
      case 'cookie':
        cookie = value;
        break;
      default:
    }
  }
  if (port === undefined || port > 65535) return garbled('has no port');
  if (infoHashes.size === 0) return garbled('names no torrent');
  return ok({ port, infoHashes: [...infoHashes], cookie });
}

const garbled = (what: string): Result<never, LsdCode> =>
  fault('lsd-garbled', '', `a local discovery message ${what}`);
