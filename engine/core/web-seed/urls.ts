import { decodeBencode, FILE_LIMITS } from '../bencode/decode.ts';
import { pathBytes } from '../metainfo/files.ts';
import type { Info } from '../metainfo/types.ts';
import { percentEncode } from '../url.ts';

/** How a web seed is asked: for a range of a file (BEP 19), or for bytes of a piece (BEP 17). */
export type WebSeedKind = 'files' | 'pieces';

/**
 * Where the torrent's files are below a web seed, percent-encoded, by file index. The names are those of the
 * info dictionary, byte for byte: on the disk some have to be called otherwise. Empty for a torrent of one file.
 */
export function webPaths(info: Info): readonly string[] {
  const dict = decodeBencode(info.raw, FILE_LIMITS);
  const top = dict.ok ? dict.value.asDict() : undefined;
  const list = info.multiFile ? top?.list('files') : undefined;
  if (list === undefined) return [];
  const name = webName(info);
  return Array.from(list, (item) => {
    const path = item.asDict();
    const elements = path === undefined ? [] : (pathBytes(path) ?? []);
    return [name, ...elements.map((element) => percentEncode(element))].join('/');
  });
}

/** The torrent's own name, percent-encoded. */
export function webName(info: Info): string {
  const dict = decodeBencode(info.raw, FILE_LIMITS);
  const top = dict.ok ? dict.value.asDict() : undefined;
  const name = top?.bytes('name.utf-8') ?? top?.bytes('name');
  return name === undefined ? '' : percentEncode(name);
}

/** BEP 19: the address of a file. `path` is its web path, or undefined for a torrent of one file. */
export function fileUrl(base: string, name: string, path: string | undefined): string {
  const at = base.indexOf('?');
  const folder = at === -1 ? base : base.slice(0, at);
  const query = at === -1 ? '' : base.slice(at);
  if (path === undefined) return folder.endsWith('/') ? `${folder}${name}${query}` : base;
  return `${folder}${folder.endsWith('/') ? '' : '/'}${path}${query}`;
}

/** BEP 17: the address of a piece's bytes from `begin` on. */
export function pieceUrl(
  base: string,
  infoHash: Uint8Array,
  piece: number,
  begin: number,
  length: number,
): string {
  const joint = base.includes('?') ? '&' : '?';
  const range = `${begin}-${begin + length - 1}`;
  return `${base}${joint}info_hash=${percentEncode(infoHash, true)}&piece=${piece}&ranges=${range}`;
}

export interface ContentRange {
  readonly first: number;
  readonly last: number;
  /** Of the whole file; undefined when the server does not know. */
  readonly total: number | undefined;
}

/** RFC 9110: `bytes 0-99/1234`. */
export function parseContentRange(text: string | undefined): ContentRange | undefined {
  const match = /^\s*bytes\s+(\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)\s*$/i.exec(text ?? '');
  if (match === null) return undefined;
  const [first, last] = [Number(match[1]), Number(match[2])];
  const total = match[3] === '*' ? undefined : Number(match[3]);
  if (!Number.isSafeInteger(last) || last < first || (total !== undefined && last >= total))
    return undefined;
  return { first, last, total };
}

const MIN_WAIT_MS = 5_000;
const MAX_WAIT_MS = 3_600_000;

/** RFC 9110 Retry-After, in seconds or as a date; milliseconds, 5 s … 1 h. Undefined when it is neither. */
export function parseRetryAfter(text: string | undefined, wallMs: number): number | undefined {
  const value = text?.trim() ?? '';
  const wait = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - wallMs;
  return Number.isNaN(wait) ? undefined : Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, wait));
}
