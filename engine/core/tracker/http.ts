import { canonicalIp, formatIp, isDialable } from '../address.ts';
import {
  type BencodeDict,
  type BencodeList,
  decodeBencode,
  MESSAGE_LIMITS,
} from '../bencode/decode.ts';
import { toHex } from '../bytes/bytes.ts';
import { utf8DecodeLenient } from '../bytes/text.ts';
import { COMPACT_4, COMPACT_6, readCompactList } from '../compact.ts';
import { type Endpoint, endpointText } from '../endpoint.ts';
import { visibleText } from '../paths/element.ts';
import { type Fault, fault, ok } from '../result.ts';
import { percentEncode } from '../url.ts';
import {
  type AnnounceReply,
  type AnnounceRequest,
  DEFAULT_INTERVAL,
  MAX_MESSAGE_LENGTH,
  MAX_REPLY_PEERS,
  type ScrapeEntry,
  type TrackerReply,
  type TrackerReplyCode,
} from './types.ts';

const MAX_TRACKER_ID = 256;
const MAX_SCRAPE_ENTRIES = 1000;
const MINUTE = 60_000;

/**
 * BEP 3, 7, 23. The URL's own query stays in front. No address of ours is sent (BEP 7 discourages it,
 * for it lets anybody name a victim): the tracker takes the one that it sees.
 */
export function announceUrl(url: string, request: AnnounceRequest): string {
  const parameters = [
    `info_hash=${percentEncode(request.infoHash)}`,
    `peer_id=${percentEncode(request.peerId)}`,
    `port=${request.port}`,
    `uploaded=${request.uploaded}`,
    `downloaded=${request.downloaded}`,
    `left=${request.left}`,
    `key=${(request.key >>> 0).toString(16).toUpperCase().padStart(8, '0')}`,
    `numwant=${request.numWant}`,
    'compact=1',
    'no_peer_id=1',
  ];
  if (request.event !== undefined) parameters.push(`event=${request.event}`);
  if (request.trackerId !== undefined) {
    parameters.push(`trackerid=${percentEncode(request.trackerId)}`);
  }
  return withQuery(url, parameters);
}

/** BEP 48: undefined when the URL's last path element does not start with "announce". */
export function scrapeUrl(url: string, infoHashes: readonly Uint8Array[]): string | undefined {
  const match = /^([a-z]+:\/\/[^/?]+\/(?:[^?]*\/)?)announce([^/?]*)(\?.*)?$/i.exec(url);
  if (match === null) return undefined;
  const scrape = `${match[1]}scrape${match[2]}${match[3] ?? ''}`;
  return withQuery(
    scrape,
    infoHashes.map((infoHash) => `info_hash=${percentEncode(infoHash)}`),
  );
}

function withQuery(url: string, parameters: readonly string[]): string {
  const joint = !url.includes('?') ? '?' : /[?&]$/.test(url) ? '' : '&';
  return url + joint + parameters.join('&');
}

/** `tracker` is what messages call it. */
export function decodeAnnounceReply(
  body: Uint8Array,
  tracker: string,
): TrackerReply<AnnounceReply> {
  const reply = readReply(body, tracker);
  if (!reply.ok) return reply;
  const dict = reply.value;
  const peers = readPeers(dict);
  if (peers === undefined && !dict.has('interval')) return garbled(tracker, 'it lacks the peers');
  const trackerId = dict.bytes('tracker id');
  return ok({
    peers: peers ?? [],
    interval: count(dict, 'interval') || DEFAULT_INTERVAL,
    minInterval: count(dict, 'min interval'),
    seeds: count(dict, 'complete'),
    leechers: count(dict, 'incomplete'),
    downloads: count(dict, 'downloaded'),
    warning: messageText(dict.bytes('warning message')),
    // A copy: the reply is not kept.
    trackerId: trackerId && trackerId.length <= MAX_TRACKER_ID ? trackerId.slice() : undefined,
    externalIp: readExternalIp(dict.bytes('external ip')),
  });
}

/** BEP 48; torrents that the tracker does not know are missing. */
export function decodeScrapeReply(
  body: Uint8Array,
  tracker: string,
): TrackerReply<readonly ScrapeEntry[]> {
  const reply = readReply(body, tracker);
  if (!reply.ok) return reply;
  const files = reply.value.dict('files');
  if (files === undefined) return garbled(tracker, 'it lacks the counts');
  const entries: ScrapeEntry[] = [];
  for (const [key, value] of files.entries()) {
    const dict = value.asDict();
    if (key.length !== 20 || dict === undefined) continue;
    entries.push({
      infoHash: toHex(key),
      seeds: count(dict, 'complete') ?? 0,
      leechers: count(dict, 'incomplete') ?? 0,
      downloads: count(dict, 'downloaded') ?? 0,
    });
    if (entries.length >= MAX_SCRAPE_ENTRIES) break;
  }
  return ok(entries);
}

function readReply(body: Uint8Array, tracker: string): TrackerReply<BencodeDict> {
  const value = decodeBencode(body, MESSAGE_LIMITS);
  if (!value.ok) return garbled(tracker, whatElse(body) ?? value.message);
  const dict = value.value.asDict();
  if (dict === undefined) return garbled(tracker, 'it is not a dictionary');
  const reason = dict.get('failure reason');
  return reason === undefined ? ok(dict) : refused(tracker, reason.asBytes(), dict);
}

/** Servers that are no trackers, or whose tracker is down, answer with pages. */
function whatElse(body: Uint8Array): string | undefined {
  if (body.length === 0) return 'it is empty';
  const start = utf8DecodeLenient(body.subarray(0, 200)).trimStart();
  return start.startsWith('<') ? 'it is a web page' : undefined;
}

const garbled = (tracker: string, cause: string): Fault<TrackerReplyCode> =>
  fault('tracker-garbled', tracker, `The answer of ${tracker} is not a tracker's: ${cause}.`);

function refused(
  tracker: string,
  reason: Uint8Array | undefined,
  dict: BencodeDict,
): TrackerReply<never> {
  const text = messageText(reason) ?? 'no reason given';
  const wrong = fault('tracker-refused' as const, tracker, `${tracker} refused: ${text}`);
  const retryMs = retryAfter(dict);
  return retryMs === undefined ? wrong : { ...wrong, retryMs };
}

/** BEP 31 `retry in`: minutes, or "never". */
function retryAfter(dict: BencodeDict): number | undefined {
  const value = dict.get('retry in');
  const text = value?.asText();
  if (text === 'never') return Number.POSITIVE_INFINITY;
  const minutes = value?.asInteger() ?? Number.parseInt(text ?? '', 10);
  return minutes > 0 ? minutes * MINUTE : undefined;
}

/** What a tracker says to people, cut and made harmless. */
export function messageText(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  const text = visibleText(utf8DecodeLenient(bytes.subarray(0, MAX_MESSAGE_LENGTH * 4))).trim();
  return text === '' ? undefined : text.slice(0, MAX_MESSAGE_LENGTH);
}

function count(dict: BencodeDict, key: string): number | undefined {
  const value = dict.integer(key);
  return value !== undefined && value >= 0 ? value : undefined;
}

function readPeers(dict: BencodeDict): Endpoint[] | undefined {
  const value = dict.get('peers');
  const list = value?.asList();
  const compact = value?.asBytes();
  const compact6 = dict.bytes('peers6');
  if (list === undefined && compact === undefined && compact6 === undefined) return undefined;
  const peers = list
    ? readPeerList(list)
    : readCompactList(compact ?? NONE, COMPACT_4, MAX_REPLY_PEERS);
  const peers6 = readCompactList(compact6 ?? NONE, COMPACT_6, MAX_REPLY_PEERS - peers.length);
  return [...peers, ...peers6];
}

const NONE = new Uint8Array(0);

/** BEP 3's older form. Host names are passed over: nobody sends them, and each would cost a look-up. */
function readPeerList(list: BencodeList): Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const item of list) {
    if (found.size >= MAX_REPLY_PEERS) break;
    const dict = item.asDict();
    const host = canonicalIp(dict?.text('ip') ?? '');
    const endpoint = { host: host ?? '', port: dict?.integer('port') ?? 0 };
    if (isDialable(endpoint)) found.set(endpointText(endpoint), endpoint);
  }
  return [...found.values()];
}

const readExternalIp = (bytes: Uint8Array | undefined): string | undefined =>
  bytes?.length === 4 || bytes?.length === 16 ? formatIp(bytes) : undefined;
