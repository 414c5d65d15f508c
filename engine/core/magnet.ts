import { fromHex } from './bytes/bytes.ts';
import { utf8DecodeLenient, utf8Encode } from './bytes/text.ts';
import { type Endpoint, endpointText } from './endpoint.ts';
import { parsePeerAddress } from './host.ts';
import { type InfoHash, infoHashOf } from './ids.ts';
import { isBlankName, visibleText } from './paths/element.ts';
import { fault, ok, type Result } from './result.ts';
import { cleanUrl, percentEncode } from './url.ts';

export type MagnetCode =
  | 'magnet-malformed'
  | 'magnet-too-long'
  | 'magnet-no-hash'
  | 'magnet-v2-only';

/** File numbers from `first` to `last`, both included. */
export interface FileRange {
  readonly first: number;
  readonly last: number;
}

/** BEP 9, BEP 53. */
export interface Magnet {
  readonly infoHash: InfoHash;
  /** `dn`, for showing only. */
  readonly name: string | undefined;
  readonly trackers: readonly string[];
  readonly webSeeds: readonly string[];
  /** `x.pe`; host names allowed. */
  readonly peers: readonly Endpoint[];
  /** `so`: the files that are wanted, by number; undefined for all. */
  readonly selected: readonly FileRange[] | undefined;
}

const MAX_LENGTH = 64 * 1024;
const MAX_PARAMETERS = 2000;
const MAX_NAME_LENGTH = 500;
const MAX_URLS = 500;
const MAX_PEERS = 200;
const MAX_RANGES = 10_000;
const MAX_FILE = 1_000_000;
const SHOWN_LENGTH = 80;

export function parseMagnet(uri: string): Result<Magnet, MagnetCode> {
  const text = uri.trim();
  const subject = text.slice(0, SHOWN_LENGTH);
  if (text.length > MAX_LENGTH) {
    return fault('magnet-too-long', subject, `The magnet link has ${text.length} characters.`, {
      length: text.length,
    });
  }
  const query = /^magnet:\/*\?(.*)$/is.exec(text)?.[1];
  if (query === undefined) {
    return fault('magnet-malformed', subject, `“${subject}” is not a magnet link.`);
  }
  const parameters = new Parameters(query);
  const hash = infoHashIn(parameters.all('xt'), subject);
  if (!hash.ok) return hash;
  const name = visibleText(parameters.all('dn', true)[0] ?? '').slice(0, MAX_NAME_LENGTH);
  return ok({
    infoHash: hash.value,
    name: isBlankName(name) ? undefined : name,
    trackers: unique(parameters.all('tr'), (url) => cleanUrl(url, ['http', 'https', 'udp'])),
    webSeeds: unique(parameters.all('ws'), (url) => cleanUrl(url, ['http', 'https'])),
    peers: readPeers(parameters.all('x.pe')),
    selected: readSelection(parameters.all('so')),
  });
}

class Parameters {
  readonly #pairs: (readonly [key: string, value: string])[];

  constructor(query: string) {
    // "&amp;" is what is left of a link copied from a page's source.
    const parts = query.split(/&(?:amp;)?/, MAX_PARAMETERS);
    this.#pairs = parts.map((part) => {
      const equals = part.indexOf('=');
      return equals < 0
        ? ([part, ''] as const)
        : ([part.slice(0, equals).toLowerCase(), part.slice(equals + 1)] as const);
    });
  }

  /** Decoded values of "key", and of "key.1" and so on. Forms write a space as "+". */
  all(key: string, plusIsSpace = false): string[] {
    const numbered = new RegExp(`^${key.replace('.', '\\.')}(?:\\.\\d{1,6})?$`);
    return this.#pairs
      .filter(([name]) => numbered.test(name))
      .map(([, value]) => percentDecode(plusIsSpace ? value.replaceAll('+', ' ') : value));
  }
}

/** What is no %XX stays as it is. */
const percentDecode = (text: string): string =>
  text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
    utf8DecodeLenient(fromHex(run.replaceAll('%', '')) as Uint8Array),
  );

function infoHashIn(topics: readonly string[], subject: string): Result<InfoHash, MagnetCode> {
  for (const topic of topics) {
    const hash = /^urn:btih:([0-9a-z]+)$/i.exec(topic.trim())?.[1];
    const bytes = hash === undefined ? undefined : hashBytes(hash);
    if (bytes !== undefined) return ok(infoHashOf(bytes));
  }
  if (topics.some((topic) => /^urn:btmh:/i.test(topic))) {
    return fault(
      'magnet-v2-only',
      subject,
      'The magnet link names a BitTorrent v2 torrent only, and those are not supported yet.',
    );
  }
  return fault('magnet-no-hash', subject, 'The magnet link names no torrent: it has no info-hash.');
}

const hashBytes = (text: string): Uint8Array | undefined =>
  text.length === 40 ? fromHex(text) : text.length === 32 ? fromBase32(text) : undefined;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 without padding; 32 characters are 20 bytes. */
function fromBase32(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const character of text.toUpperCase()) {
    const value = BASE32.indexOf(character);
    if (value < 0) return undefined;
    bits = ((bits << 5) | value) & 0xfff;
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = bits >>> held;
  }
  return bytes;
}

function unique(values: readonly string[], clean: (value: string) => string | undefined): string[] {
  const found = new Set<string>();
  for (const value of values) {
    const cleaned = clean(value);
    if (cleaned !== undefined && found.size < MAX_URLS) found.add(cleaned);
  }
  return [...found];
}

function readPeers(values: readonly string[]): Endpoint[] {
  const peers = new Map<string, Endpoint>();
  for (const value of values) {
    const peer = parsePeerAddress(value);
    if (peer !== undefined && peers.size < MAX_PEERS) peers.set(endpointText(peer), peer);
  }
  return [...peers.values()];
}

/** BEP 53: "0,2,4,6-8". What is no number or range is passed over. */
function readSelection(values: readonly string[]): FileRange[] | undefined {
  const ranges: FileRange[] = [];
  for (const part of values.join(',').split(',').slice(0, MAX_RANGES)) {
    const match = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(part.trim());
    if (match === null) continue;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (first <= last && last < MAX_FILE) ranges.push({ first, last });
  }
  return ranges.length === 0 ? undefined : ranges;
}

/** The link that others open. */
export function formatMagnet(
  magnet: Pick<Magnet, 'infoHash'> & Partial<Omit<Magnet, 'infoHash'>>,
): string {
  const parts = [`xt=urn:btih:${magnet.infoHash}`];
  if (magnet.name !== undefined) parts.push(`dn=${encodeText(magnet.name)}`);
  for (const url of magnet.trackers ?? []) parts.push(`tr=${encodeText(url)}`);
  for (const url of magnet.webSeeds ?? []) parts.push(`ws=${encodeText(url)}`);
  for (const peer of magnet.peers ?? []) parts.push(`x.pe=${endpointText(peer)}`);
  if (magnet.selected !== undefined && magnet.selected.length > 0) {
    parts.push(`so=${magnet.selected.map(rangeText).join(',')}`);
  }
  return `magnet:?${parts.join('&')}`;
}

const encodeText = (text: string): string => percentEncode(utf8Encode(text));

const rangeText = ({ first, last }: FileRange): string =>
  first === last ? String(first) : `${first}-${last}`;
