import { fault, ok, type Result } from '../result.ts';
import { type BencodeCode, type BencodeLimits, scanBencode } from './scan.ts';
import { BencodeValue } from './value.ts';

export type { BencodeCode, BencodeLimits } from './scan.ts';
export { BencodeDict, BencodeList, BencodeValue } from './value.ts';

/** Bounds of a .torrent file. */
export const FILE_LIMITS: BencodeLimits = {
  maxBytes: 10 * 1024 * 1024,
  maxDepth: 100,
  maxTokens: 3_000_000,
  unsortedKeys: true,
};

/** Bounds of what a peer or a tracker sends. */
export const MESSAGE_LIMITS: BencodeLimits = {
  maxBytes: 1024 * 1024,
  maxDepth: 16,
  maxTokens: 100_000,
  unsortedKeys: true,
};

/**
 * BEP 3 bencode from untrusted bytes: strict, bounded and without recursion. Integers are within
 * ±(2^53 − 1), lengths and integers unpadded, keys unique and, unless the limits say otherwise, in
 * order. The fault's message is a clause that starts with a small letter, for use after a colon.
 */
export function decodeBencode(
  bytes: Uint8Array,
  limits: BencodeLimits,
): Result<BencodeValue, BencodeCode> {
  const prefix = decodeBencodePrefix(bytes, limits);
  if (!prefix.ok || prefix.value.end === bytes.length) return prefix;
  const offset = prefix.value.end;
  return fault('bencode-trailing', '', `bytes follow its end (at byte ${offset})`, { offset });
}

/** As `decodeBencode`, but bytes may follow; `end` of the value says where they start. */
export function decodeBencodePrefix(
  bytes: Uint8Array,
  limits: BencodeLimits,
): Result<BencodeValue, BencodeCode> {
  const tape = scanBencode(bytes, limits);
  return tape.ok ? ok(new BencodeValue(tape.value, 0)) : tape;
}
