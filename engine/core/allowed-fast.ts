import { parseIp } from './address.ts';
import type { Sha1Digest } from './sha1.ts';

/** BEP 6: so many pieces a newcomer may have for nothing. */
export const ALLOWED_FAST = 10;

/**
 * The canonical allowed-fast set of BEP 6: pieces that a peer at this address may ask for while it is choked. All
 * addresses of one /24 have the same ones, whomever they ask, so that hopping about gains nothing. Empty for
 * addresses that are not IPv4, for which the proposal knows no set.
 */
export function allowedFastSet(
  host: string,
  infoHash: Uint8Array,
  pieceCount: number,
  count: number,
  sha1: Sha1Digest,
): number[] {
  const address = parseIp(host);
  if (address === undefined || address.length !== 4) return [];
  const network = Uint8Array.of(
    address[0] as number,
    address[1] as number,
    address[2] as number,
    0,
  );
  const set: number[] = [];
  const wanted = Math.min(count, pieceCount);
  for (let hash = sha1(network, infoHash); ; hash = sha1(hash)) {
    const view = new DataView(hash.buffer, hash.byteOffset, hash.byteLength);
    for (let i = 0; i < 5; i++) {
      if (set.length >= wanted) return set;
      const piece = view.getUint32(i * 4) % pieceCount;
      if (!set.includes(piece)) set.push(piece);
    }
  }
}
