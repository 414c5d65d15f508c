import { readU32, writeU16, writeU32 } from '../bytes/bytes.ts';
import { utf8Encode } from '../bytes/text.ts';
import { COMPACT_4, COMPACT_6, readCompactList } from '../compact.ts';
import type { Endpoint } from '../endpoint.ts';
import { messageText } from './http.ts';
import { type AnnounceRequest, DEFAULT_INTERVAL, MAX_REPLY_PEERS } from './types.ts';

const ACTION = { connect: 0, announce: 1, scrape: 2, error: 3 } as const;
const PROTOCOL_ID = [0x417, 0x27101980] as const;
const EVENTS = { completed: 1, started: 2, stopped: 3 } as const;
const ANNOUNCE_LENGTH = 98;
const HASH_LENGTH = 20;
const SCRAPE_STRIDE = 12;
const URL_DATA = 2;
const OPTION_MAX = 255;
/** BEP 15: a request and its reply fit into one datagram. */
export const MAX_UDP_SCRAPE = 74;

export function encodeUdpConnect(transaction: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16);
  writeU32(bytes, 0, PROTOCOL_ID[0]);
  writeU32(bytes, 4, PROTOCOL_ID[1]);
  writeU32(bytes, 8, ACTION.connect);
  writeU32(bytes, 12, transaction);
  return bytes;
}

/** `target` is path and query of the tracker's URL, sent as BEP 41 options; "" for none. */
export function encodeUdpAnnounce(
  connectionId: Uint8Array,
  transaction: number,
  request: AnnounceRequest,
  target: string,
): Uint8Array<ArrayBuffer> {
  const options = urlOptions(target);
  const bytes = new Uint8Array(ANNOUNCE_LENGTH + options.length);
  writeHead(bytes, connectionId, ACTION.announce, transaction);
  bytes.set(request.infoHash.subarray(0, HASH_LENGTH), 16);
  bytes.set(request.peerId.subarray(0, HASH_LENGTH), 36);
  writeU64(bytes, 56, request.downloaded);
  writeU64(bytes, 64, request.left);
  writeU64(bytes, 72, request.uploaded);
  writeU32(bytes, 80, request.event === undefined ? 0 : EVENTS[request.event]);
  // 84: our address, 0 for the one that the tracker sees.
  writeU32(bytes, 88, request.key);
  writeU32(bytes, 92, request.numWant);
  writeU16(bytes, 96, request.port);
  bytes.set(options, ANNOUNCE_LENGTH);
  return bytes;
}

/** At most `MAX_UDP_SCRAPE` info-hashes. */
export function encodeUdpScrape(
  connectionId: Uint8Array,
  transaction: number,
  infoHashes: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16 + infoHashes.length * HASH_LENGTH);
  writeHead(bytes, connectionId, ACTION.scrape, transaction);
  for (const [index, infoHash] of infoHashes.entries()) {
    bytes.set(infoHash.subarray(0, HASH_LENGTH), 16 + index * HASH_LENGTH);
  }
  return bytes;
}

function writeHead(
  bytes: Uint8Array,
  connectionId: Uint8Array,
  action: number,
  transaction: number,
): void {
  bytes.set(connectionId.subarray(0, 8), 0);
  writeU32(bytes, 8, action);
  writeU32(bytes, 12, transaction);
}

function writeU64(bytes: Uint8Array, at: number, value: number): void {
  writeU32(bytes, at, Math.floor(value / 2 ** 32));
  writeU32(bytes, at + 4, value % 2 ** 32);
}

/** BEP 41 URLData, in blocks of at most 255 bytes. */
function urlOptions(target: string): Uint8Array {
  const data = utf8Encode(target);
  const blocks = Math.ceil(data.length / OPTION_MAX);
  const options = new Uint8Array(data.length + blocks * 2);
  for (let block = 0; block < blocks; block++) {
    const part = data.subarray(block * OPTION_MAX, (block + 1) * OPTION_MAX);
    const at = block * (OPTION_MAX + 2);
    options[at] = URL_DATA;
    options[at + 1] = part.length;
    options.set(part, at + 2);
  }
  return options;
}

export type UdpReply = { readonly transaction: number } & (
  | { readonly action: 'connect'; readonly connectionId: Uint8Array }
  | {
      readonly action: 'announce';
      /** Seconds; 1,800 where the tracker gave none. */
      readonly interval: number;
      readonly leechers: number;
      readonly seeds: number;
      readonly peers: readonly Endpoint[];
    }
  | { readonly action: 'scrape'; readonly counts: readonly UdpCounts[] }
  | { readonly action: 'error'; readonly message: string }
);

/** In the order of the hashes in the request. */
export interface UdpCounts {
  readonly seeds: number;
  readonly downloads: number;
  readonly leechers: number;
}

/**
 * BEP 15. `family` is that of the datagram's source and decides the size of the peers. Undefined for what
 * is no reply of a tracker. Whoever calls compares address, transaction and action with what was sent.
 */
export function decodeUdpReply(datagram: Uint8Array, family: 4 | 6): UdpReply | undefined {
  if (datagram.length < 8) return undefined;
  const transaction = readU32(datagram, 4);
  const { length } = datagram;
  switch (readU32(datagram, 0)) {
    case ACTION.connect:
      if (length < 16) return undefined;
      return { action: 'connect', transaction, connectionId: datagram.slice(8, 16) };
    case ACTION.announce:
      return length < 20 ? undefined : readAnnounce(datagram, transaction, family);
    case ACTION.scrape:
      return { action: 'scrape', transaction, counts: readCounts(datagram) };
    case ACTION.error:
      return {
        action: 'error',
        transaction,
        message: messageText(datagram.subarray(8)) ?? 'no reason given',
      };
    default:
      return undefined;
  }
}

function readAnnounce(datagram: Uint8Array, transaction: number, family: 4 | 6): UdpReply {
  const size = family === 4 ? COMPACT_4 : COMPACT_6;
  return {
    action: 'announce',
    transaction,
    interval: readU32(datagram, 8) || DEFAULT_INTERVAL,
    leechers: readU32(datagram, 12),
    seeds: readU32(datagram, 16),
    peers: readCompactList(datagram.subarray(20), size, MAX_REPLY_PEERS),
  };
}

function readCounts(datagram: Uint8Array): UdpCounts[] {
  const counts: UdpCounts[] = [];
  for (let at = 8; at + SCRAPE_STRIDE <= datagram.length; at += SCRAPE_STRIDE) {
    if (counts.length >= MAX_UDP_SCRAPE) break;
    counts.push({
      seeds: readU32(datagram, at),
      downloads: readU32(datagram, at + 4),
      leechers: readU32(datagram, at + 8),
    });
  }
  return counts;
}
