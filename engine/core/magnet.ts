import { parseEndpoint } from './address.ts';
import { fromHex } from './bytes/bytes.ts';
import { utf8DecodeLenient, utf8Encode } from './bytes/text.ts';
import { type Endpoint, endpointText } from './endpoint.ts';
import { type InfoHash, infoHashOf } from './ids.ts';
import { type Fault, fault, ok, type Result } from './result.ts';
import { cleanUrl, percentEncode } from './url.ts';

export type MagnetCode =
  | 'magnet-not-magnet'
  | 'magnet-too-long'
  | 'magnet-no-hash'
  | 'magnet-bad-hash'
  | 'magnet-v2-only';

/** A magnet link (BEP 9, 53). */
export interface Magnet {
  readonly infoHash: InfoHash;
  /** dn */
  readonly name: string | undefined;
  /** tr, in order, only http, https and udp. */
  readonly trackers: readonly string[];
  /** ws, only http and https. */
  readonly webSeeds: readonly string[];
  /** x.pe with literal addresses; names are not looked up for a stranger. */
  readonly peers: readonly Endpoint[];
  /** BEP 53 so: indexes of the files to fetch, ascending; undefined: all of them. */
  readonly select: readonly number[] | undefined;
}

const MAX_LENGTH = 64 * 1024;
const MAX_TRACKERS = 100;
const MAX_WEB_SEEDS = 100;
const MAX_PEERS = 50;
const MAX_NAME = 255;
const MAX_SELECTED = 100_000;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const refuse = (uri: string, code: MagnetCode, cause: string): Fault<MagnetCode> =>
  fault(code, uri.slice(0, 80), `This is not a link that can be opened: ${cause}.`);

/** Wrong extras (a tracker, a peer) are left out; a missing or wrong hash is a fault. */
export function parseMagnet(uri: string): Result<Magnet, MagnetCode> {
  if (uri.length > MAX_LENGTH)
    return refuse(uri, 'magnet-too-long', `it has ${uri.length} characters`);
  const match = /^magnet:\?(.*)$/is.exec(uri.trim());
  if (match === null) return refuse(uri, 'magnet-not-magnet', 'it does not begin with “magnet:?”');
  const fields = (match[1] as string).split('&').map(splitField);
  const all = (name: string): string[] =>
    fields
      .filter(([key]) => key === name || (key.startsWith(`${name}.`) && /\.\d+$/.test(key)))
      .map(([, value]) => value);

  const hash = readHash(uri, all('xt'));
  if (!hash.ok) return hash;
  const name = all('dn')[0]?.trim().slice(0, MAX_NAME);
  const clean = (
    urls: string[],
    schemes: Parameters<typeof cleanUrl>[1],
    most: number,
  ): string[] => {
    const good = urls.map((url) => cleanUrl(url, schemes)).filter((url) => url !== undefined);
    return [...new Set(good)].slice(0, most);
  };
  return ok({
    infoHash: hash.value,
    name: name === undefined || name === '' ? undefined : name,
    trackers: clean(all('tr'), ['http', 'https', 'udp'], MAX_TRACKERS),
    webSeeds: clean(all('ws'), ['http', 'https'], MAX_WEB_SEEDS),
    peers: all('x.pe')
      .map(parseEndpoint)
      .filter((peer) => peer !== undefined)
      .slice(0, MAX_PEERS),
    select: readSelection(all('so')[0]),
  });
}

/** The link that gives the same torrent to someone else. */
export function formatMagnet(
  magnet: Pick<Magnet, 'infoHash' | 'name' | 'trackers'> & Partial<Magnet>,
): string {
  const field = (key: string, text: string): string => `&${key}=${percentEncode(utf8Encode(text))}`;
  return [
    `magnet:?xt=urn:btih:${magnet.infoHash}`,
    magnet.name === undefined ? '' : field('dn', magnet.name),
    ...magnet.trackers.map((url) => field('tr', url)),
    ...(magnet.webSeeds ?? []).map((url) => field('ws', url)),
    ...(magnet.peers ?? []).map((peer) => `&x.pe=${endpointText(peer)}`),
  ].join('');
}

function splitField(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at === -1) return [text.toLowerCase(), ''];
  return [text.slice(0, at).toLowerCase(), percentDecode(text.slice(at + 1))];
}

function percentDecode(text: string): string {
  const bytes: number[] = [];
  for (const part of text.replaceAll('+', ' ').split(/(%[0-9a-fA-F]{2})/)) {
    if (/^%[0-9a-fA-F]{2}$/.test(part)) bytes.push(Number.parseInt(part.slice(1), 16));
    else for (const byte of utf8Encode(part)) bytes.push(byte);
  }
  return utf8DecodeLenient(Uint8Array.from(bytes));
}

function readHash(uri: string, topics: readonly string[]): Result<InfoHash, MagnetCode> {
  const v1 = topics
    .map((topic) => /^urn:btih:(.*)$/i.exec(topic)?.[1])
    .find((hash) => hash !== undefined);
  if (v1 === undefined) {
    if (topics.some((topic) => /^urn:btmh:/i.test(topic))) {
      return refuse(
        uri,
        'magnet-v2-only',
        'it names a version 2 torrent, and those are not supported yet',
      );
    }
    return refuse(uri, 'magnet-no-hash', 'it names no torrent (no xt=urn:btih:…)');
  }
  const bytes = v1.length === 40 ? fromHex(v1) : v1.length === 32 ? fromBase32(v1) : undefined;
  if (bytes === undefined)
    return refuse(uri, 'magnet-bad-hash', `“${v1.slice(0, 50)}” is not an info-hash`);
  return ok(infoHashOf(bytes));
}

function fromBase32(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(20);
  let [bits, held, at] = [0, 0, 0];
  for (const character of text.toUpperCase()) {
    const value = BASE32.indexOf(character);
    if (value === -1) return undefined;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >>> bits) & 0xff;
    }
  }
  return bytes;
}

/** "0,2,4-7" (BEP 53). What can't be read is no selection at all: better everything than the wrong part. */
function readSelection(text: string | undefined): readonly number[] | undefined {
  if (text === undefined || text === '') return undefined;
  const selected = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(part.trim());
    if (match === null) return undefined;
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
    if (last < first || selected.size + (last - first) >= MAX_SELECTED) return undefined;
    for (let index = first; index <= last; index++) selected.add(index);
  }
  return [...selected].sort((a, b) => a - b);
}
