import { readU32, writeU32 } from '../../bytes/bytes.ts';
import { ok, type Result } from '../../result.ts';
import { type ExtendedCode, extendedFault } from './limits.ts';

/** lt_donthave (BEP 54): the sender no longer has the piece. */
export function encodeDontHave(piece: number): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(4);
  writeU32(payload, 0, piece);
  return payload;
}

/** The piece, which the caller compares with the torrent's count. */
export function decodeDontHave(payload: Uint8Array): Result<number, ExtendedCode> {
  return payload.length === 4
    ? ok(readU32(payload, 0))
    : extendedFault('lt_donthave', `it has ${payload.length} bytes instead of 4`);
}
