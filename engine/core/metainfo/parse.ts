import {
  type BencodeDict,
  decodeBencode,
  decodeBencodePrefix,
  FILE_LIMITS,
} from '../bencode/decode.ts';
import { utf8DecodeLenient } from '../bytes/text.ts';
import type { Endpoint } from '../endpoint.ts';
import { cleanHost } from '../host.ts';
import type { PathStyle } from '../paths/element.ts';
import { ok, type Result } from '../result.ts';
import type { Sha1Digest } from '../sha1.ts';
import { cleanUrl, type UrlScheme } from '../url.ts';
import { type MetainfoCode, metainfoFault, type Origin } from './faults.ts';
import { readInfo, textOf } from './info.ts';
import type { Info, Metainfo } from './types.ts';

export type { MetainfoCode } from './faults.ts';

const MAX_TRACKERS = 500;
const MAX_WEB_SEEDS = 500;
const MAX_NODES = 200;
const MAX_TEXT_LENGTH = 64 * 1024;
const TRACKER_SCHEMES: readonly UrlScheme[] = ['http', 'https', 'udp'];
const WEB_SEED_SCHEMES: readonly UrlScheme[] = ['http', 'https'];

/**
 * A .torrent file. The values are views into `bytes`, which must not change afterwards. `fileName` is
 * what messages call the file; `style` is the disk's that it will be written to. Wrong extras (trackers,
 * comments, web seeds) are left out; a wrong info dictionary is a fault.
 */
export function parseMetainfo(
  bytes: Uint8Array,
  fileName: string,
  sha1: Sha1Digest,
  style: PathStyle = 'windows',
): Result<Metainfo, MetainfoCode> {
  const origin: Origin = { subject: fileName, kind: 'file' };
  const top = readTop(bytes, origin);
  if (!top.ok) return top;
  const dict = top.value;
  const infoDict = dict.dict('info');
  if (infoDict === undefined) {
    return metainfoFault(origin, 'metainfo-no-info', 'it has no info dictionary');
  }
  const info = readInfo(infoDict, origin, sha1, style);
  if (!info.ok) return info;
  return ok({
    info: info.value,
    trackers: readTrackers(dict),
    webSeeds: readUrls(dict, 'url-list'),
    httpSeeds: readUrls(dict, 'httpseeds'),
    nodes: readNodes(dict),
    comment: shortText(dict, 'comment'),
    createdBy: shortText(dict, 'created by'),
    creationDate: readDate(dict),
  });
}

/** The info dictionary of a magnet as peers sent it (BEP 9); `name` is what messages call the torrent. */
export function parseInfo(
  raw: Uint8Array,
  name: string,
  sha1: Sha1Digest,
  style: PathStyle = 'windows',
): Result<Info, MetainfoCode> {
  const origin: Origin = { subject: name, kind: 'metadata' };
  const value = decodeBencode(raw, FILE_LIMITS);
  if (!value.ok) return metainfoFault(origin, 'metainfo-damaged', value.message, value.facts);
  const dict = value.value.asDict();
  if (dict === undefined) {
    return metainfoFault(origin, 'metainfo-damaged', 'it is not a dictionary');
  }
  return readInfo(dict, origin, sha1, style);
}

function readTop(bytes: Uint8Array, origin: Origin): Result<BencodeDict, MetainfoCode> {
  if (bytes.length > FILE_LIMITS.maxBytes) {
    return metainfoFault(
      origin,
      'metainfo-too-large',
      `it has ${bytes.length} bytes, more than ${FILE_LIMITS.maxBytes}`,
      { bytes: bytes.length },
    );
  }
  const value = decodeBencodePrefix(bytes, FILE_LIMITS);
  if (!value.ok) return metainfoFault(origin, 'metainfo-damaged', value.message, value.facts);
  const dict = value.value.asDict();
  if (dict === undefined) {
    return metainfoFault(origin, 'metainfo-damaged', 'it is not a dictionary');
  }
  if (!isLineEnd(bytes.subarray(dict.end))) {
    return metainfoFault(origin, 'metainfo-damaged', `bytes follow its end (at byte ${dict.end})`, {
      offset: dict.end,
    });
  }
  return ok(dict);
}

/** Editors and shells add one to a file; it is no part of what was signed by the info-hash. */
const isLineEnd = (bytes: Uint8Array): boolean =>
  bytes.length <= 2 && bytes.every((byte) => byte === 0x0a || byte === 0x0d);

/** BEP 12: with a list, `announce` is only its older form. */
function readTrackers(dict: BencodeDict): string[][] {
  const seen = new Set<string>();
  const accept = (bytes: Uint8Array | undefined): string | undefined => {
    const url = bytes && cleanUrl(utf8DecodeLenient(bytes), TRACKER_SCHEMES);
    if (url === undefined || seen.has(url) || seen.size >= MAX_TRACKERS) return undefined;
    seen.add(url);
    return url;
  };
  const tiers: string[][] = [];
  for (const item of dict.list('announce-list') ?? []) {
    // Some programs write a plain list of URLs: each is a tier then.
    const urls = Array.from(item.asList() ?? [item], (url) => accept(url.asBytes()));
    const tier = urls.filter((url) => url !== undefined);
    if (tier.length > 0) tiers.push(tier);
  }
  if (tiers.length > 0) return tiers;
  const announce = accept(dict.bytes('announce'));
  return announce === undefined ? [] : [[announce]];
}

/** BEP 19 and 17: one URL or a list. */
function readUrls(dict: BencodeDict, key: string): string[] {
  const value = dict.get(key);
  const urls = new Set<string>();
  for (const item of value?.asList() ?? (value ? [value] : [])) {
    if (urls.size >= MAX_WEB_SEEDS) break;
    const bytes = item.asBytes();
    const url = bytes && cleanUrl(utf8DecodeLenient(bytes), WEB_SEED_SCHEMES);
    if (url !== undefined) urls.add(url);
  }
  return [...urls];
}

/** BEP 5 `nodes`: [host, port] each. */
function readNodes(dict: BencodeDict): Endpoint[] {
  const nodes: Endpoint[] = [];
  for (const item of dict.list('nodes') ?? []) {
    if (nodes.length >= MAX_NODES) break;
    const [host, port] = Array.from(item.asList() ?? []).slice(0, 2);
    const name = cleanHost(host?.asText() ?? '');
    const number = port?.asInteger() ?? 0;
    if (name !== undefined && number > 0 && number <= 65535) {
      nodes.push({ host: name, port: number });
    }
  }
  return nodes;
}

const shortText = (dict: BencodeDict, key: string): string | undefined =>
  textOf(dict, key)?.slice(0, MAX_TEXT_LENGTH);

/** The last second that a date can show. */
const MAX_SECONDS = 8.64e12;

function readDate(dict: BencodeDict): number | undefined {
  const seconds = dict.integer('creation date');
  return seconds !== undefined && seconds > 0 && seconds <= MAX_SECONDS ? seconds : undefined;
}
