import type { BencodeDict } from '../bencode/decode.ts';
import { utf8DecodeLenient } from '../bytes/text.ts';
import { infoHashOf } from '../ids.ts';
import { isBlankName, type PathStyle, safeName } from '../paths/element.ts';
import { ok, type Result } from '../result.ts';
import type { Sha1Digest } from '../sha1.ts';
import { type MetainfoCode, metainfoFault, type Origin, v2OnlyFault } from './faults.ts';
import { readFiles } from './files.ts';
import { checkHybrid } from './hybrid.ts';
import type { Info } from './types.ts';

const HASH_LENGTH = 20;
const PIECE_LENGTH_UNIT = 16 * 1024;
/** The largest that other clients load: 32,767 blocks. */
export const MAX_PIECE_LENGTH = 0x7fff * PIECE_LENGTH_UNIT;
export const MAX_PIECES = 2_000_000;
const MAX_SOURCE_LENGTH = 1000;

/** Where a text is not UTF-8, a malformed byte becomes U+FFFD, and "_" in a path. */
export function textOf(dict: BencodeDict, key: string): string | undefined {
  // The ".utf-8" keys are older than the rule that all text is UTF-8, and right where the plain ones are not.
  const bytes = dict.bytes(`${key}.utf-8`) ?? dict.bytes(key);
  return bytes && utf8DecodeLenient(bytes);
}

/** BEP 3, with BEP 27 and 47, from a decoded info dictionary. */
export function readInfo(
  dict: BencodeDict,
  origin: Origin,
  sha1: Sha1Digest,
  style: PathStyle,
): Result<Info, MetainfoCode> {
  if (isV2Only(dict)) return v2OnlyFault(origin);
  const name = textOf(dict, 'name');
  if (name === undefined || isBlankName(name)) {
    return metainfoFault(origin, 'metainfo-name', 'it has no name');
  }
  const pieceLength = dict.integer('piece length') ?? 0;
  if (!isPieceLength(pieceLength)) {
    return metainfoFault(
      origin,
      'metainfo-piece-length',
      `its piece length of ${pieceLength} bytes is not a multiple of 16 KiB up to 512 MiB`,
      { pieceLength },
    );
  }
  const safe = safeName(name, style);
  const content = readFiles(dict, safe, origin, style);
  if (!content.ok) return content;
  const { files, length, multiFile } = content.value;
  const hashes = readPieceHashes(dict, Math.ceil(length / pieceLength), origin);
  if (!hashes.ok) return hashes;
  const inconsistent = checkHybrid(dict, origin);
  if (inconsistent) return inconsistent;
  const raw = dict.raw;
  return ok({
    infoHash: infoHashOf(sha1(raw)),
    raw,
    name: safe,
    pieceLength,
    pieceCount: hashes.value.length / HASH_LENGTH,
    pieceHashes: hashes.value,
    length,
    files,
    multiFile,
    private: dict.integer('private') === 1,
    source: textOf(dict, 'source')?.slice(0, MAX_SOURCE_LENGTH),
  });
}

/** BEP 52: a hybrid has `pieces` as well and loads as v1. */
const isV2Only = (dict: BencodeDict): boolean =>
  !dict.has('pieces') && (dict.has('file tree') || (dict.integer('meta version') ?? 1) > 1);

const isPieceLength = (bytes: number): boolean =>
  bytes >= PIECE_LENGTH_UNIT && bytes <= MAX_PIECE_LENGTH && bytes % PIECE_LENGTH_UNIT === 0;

function readPieceHashes(
  dict: BencodeDict,
  expected: number,
  origin: Origin,
): Result<Uint8Array, MetainfoCode> {
  const hashes = dict.bytes('pieces');
  if (hashes === undefined)
    return metainfoFault(origin, 'metainfo-pieces', 'it has no piece hashes');
  const pieces = hashes.length / HASH_LENGTH;
  if (pieces !== expected) {
    return metainfoFault(
      origin,
      'metainfo-pieces',
      `its content needs ${expected} piece hashes of ${HASH_LENGTH} bytes, but it has ${hashes.length} bytes of them`,
      { expected, bytes: hashes.length },
    );
  }
  if (pieces > MAX_PIECES) {
    return metainfoFault(
      origin,
      'metainfo-pieces',
      `it has ${pieces} pieces, more than ${MAX_PIECES}`,
      { pieces },
    );
  }
  return ok(hashes);
}
