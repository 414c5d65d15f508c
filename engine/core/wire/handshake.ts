import { equalBytes } from '../bytes/bytes.ts';
import { utf8Encode } from '../bytes/text.ts';
import { HANDSHAKE_LENGTH } from './ids.ts';

/** Length byte and protocol string that open every plain connection (BEP 3). */
export const PROTOCOL = utf8Encode('\x13BitTorrent protocol');

export interface Handshake {
  readonly infoHash: Uint8Array;
  readonly peerId: Uint8Array;
  /** BEP 10. */
  readonly extended: boolean;
  /** BEP 6. */
  readonly fast: boolean;
  /** BEP 5. */
  readonly dht: boolean;
}

export function encodeHandshake(handshake: Handshake): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HANDSHAKE_LENGTH);
  bytes.set(PROTOCOL, 0);
  if (handshake.extended) bytes[25] = 0x10;
  bytes[27] = (handshake.fast ? 0x04 : 0) | (handshake.dht ? 0x01 : 0);
  bytes.set(handshake.infoHash, 28);
  bytes.set(handshake.peerId, 48);
  return bytes;
}

/** `bytes` holds exactly 68 bytes. Undefined when they do not open the BitTorrent protocol. */
export function decodeHandshake(bytes: Uint8Array): Handshake | undefined {
  if (!equalBytes(bytes.subarray(0, PROTOCOL.length), PROTOCOL)) return undefined;
  return {
    infoHash: bytes.slice(28, 48),
    peerId: bytes.slice(48, 68),
    extended: ((bytes[25] as number) & 0x10) !== 0,
    fast: ((bytes[27] as number) & 0x04) !== 0,
    dht: ((bytes[27] as number) & 0x01) !== 0,
  };
}
