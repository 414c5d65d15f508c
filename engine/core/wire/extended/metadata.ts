import { type BencodeLimits, decodeBencodePrefix } from '../../bencode/decode.ts';
import { encodeBencode } from '../../bencode/encode.ts';
import { concatBytes } from '../../bytes/bytes.ts';
import { ok, type Result } from '../../result.ts';
import { type ExtendedCode, extendedFault } from './limits.ts';

/** The largest info dictionary that is fetched from peers, bytes. */
export const MAX_METADATA = 10 * 1024 * 1024;
/** BEP 9: all pieces but the last have this many bytes. */
export const METADATA_PIECE = 16 * 1024;
const MAX_PIECE_NUMBER = MAX_METADATA / METADATA_PIECE - 1;
const TYPE = { request: 0, data: 1, reject: 2 } as const;

const LIMITS: BencodeLimits = {
  maxBytes: METADATA_PIECE + 1024,
  maxDepth: 4,
  maxTokens: 50,
  unsortedKeys: true,
};

/** ut_metadata (BEP 9). */
export type MetadataMessage =
  | { readonly type: 'request' | 'reject'; readonly piece: number }
  | {
      readonly type: 'data';
      readonly piece: number;
      /** Of the whole info dictionary; `block` has the size that this and `piece` demand. */
      readonly totalSize: number;
      /** A view into the message. */
      readonly block: Uint8Array;
    }
  /** BEP 9: types that are not known are passed over. */
  | { readonly type: 'unknown' };

export const encodeMetadataRequest = (piece: number): Uint8Array<ArrayBuffer> =>
  encodeBencode({ msg_type: TYPE.request, piece });

export const encodeMetadataReject = (piece: number): Uint8Array<ArrayBuffer> =>
  encodeBencode({ msg_type: TYPE.reject, piece });

/** The message that carries `piece` of the whole info dictionary. */
export function encodeMetadataData(piece: number, info: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = encodeBencode({ msg_type: TYPE.data, piece, total_size: info.length });
  const at = piece * METADATA_PIECE;
  return concatBytes([head, info.subarray(at, at + METADATA_PIECE)]);
}

export const metadataPieces = (totalSize: number): number => Math.ceil(totalSize / METADATA_PIECE);

export function decodeMetadataMessage(payload: Uint8Array): Result<MetadataMessage, ExtendedCode> {
  const value = decodeBencodePrefix(payload, LIMITS);
  if (!value.ok) return extendedFault('ut_metadata', value.message);
  const dict = value.value.asDict();
  const type = dict?.integer('msg_type');
  if (dict === undefined || type === undefined) {
    return extendedFault('ut_metadata', 'it has no type');
  }
  if (type !== TYPE.request && type !== TYPE.data && type !== TYPE.reject) {
    return ok({ type: 'unknown' });
  }
  const piece = dict.integer('piece') ?? -1;
  if (piece < 0 || piece > MAX_PIECE_NUMBER) {
    return extendedFault('ut_metadata', 'its piece is out of range');
  }
  if (type !== TYPE.data) return ok({ type: type === TYPE.request ? 'request' : 'reject', piece });
  return readData(piece, dict.integer('total_size') ?? 0, payload.subarray(dict.end));
}

function readData(
  piece: number,
  totalSize: number,
  block: Uint8Array,
): Result<MetadataMessage, ExtendedCode> {
  if (totalSize < 1 || totalSize > MAX_METADATA || piece >= metadataPieces(totalSize)) {
    return extendedFault('ut_metadata', 'its total size is out of range');
  }
  const expected = Math.min(METADATA_PIECE, totalSize - piece * METADATA_PIECE);
  if (block.length !== expected) {
    return extendedFault('ut_metadata', `${block.length} bytes came instead of ${expected}`);
  }
  return ok({ type: 'data', piece, totalSize, block });
}
