import type { BencodeDict, BencodeLimits, BencodeList } from '../bencode/decode.ts';
import { decodeBencode } from '../bencode/decode.ts';
import { utf8DecodeLenient } from '../bytes/text.ts';
import { type InfoHash, isInfoHash } from '../ids.ts';
import { fault, ok, type Result } from '../result.ts';

export const RESUME_LIMITS: BencodeLimits = {
  maxBytes: 64 * 1024 * 1024,
  maxDepth: 100,
  maxTokens: 6_000_000,
  unsortedKeys: true,
};

/** A dictionary of a client's own making, named in what is said of it. */
export function readDict(bytes: Uint8Array, file: string): Result<BencodeDict> {
  const value = decodeBencode(bytes, RESUME_LIMITS);
  const dict = value.ok ? value.value.asDict() : undefined;
  if (dict !== undefined) return ok(dict);
  return fault('foreign-damaged', file, `“${file}” is not a file that this client writes.`);
}

/** Paths and labels of old clients need not be UTF-8. */
export const textOf = (dict: BencodeDict, key: string): string => {
  const bytes = dict.bytes(key);
  return bytes === undefined ? '' : utf8DecodeLenient(bytes);
};

export const textsOf = (list: BencodeList | undefined): string[] =>
  [...(list ?? [])].flatMap((item) => {
    const bytes = item.asBytes();
    return bytes === undefined ? [] : [utf8DecodeLenient(bytes)];
  });

export const numbersOf = (list: BencodeList | undefined): number[] =>
  [...(list ?? [])].map((item) => item.asInteger() ?? 0);

/** Never negative: some clients write -1 for unknown. */
export const countOf = (dict: BencodeDict, key: string): number =>
  Math.max(0, dict.integer(key) ?? 0);

export const secondsOf = (dict: BencodeDict, key: string): number => countOf(dict, key) * 1000;

export const hashOf = (name: string): InfoHash | undefined => {
  const hex = name.slice(0, 40).toLowerCase();
  return isInfoHash(hex) ? hex : undefined;
};
