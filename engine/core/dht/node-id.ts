import { addressScope, parseIp } from '../address.ts';
import { crc32c } from '../peer-priority.ts';

const MASK_4 = [0x03, 0x0f, 0x3f, 0xff];
const MASK_6 = [0x01, 0x03, 0x07, 0x0f, 0x1f, 0x3f, 0x7f, 0xff];
const ID_LENGTH = 20;

/** BEP 42: the checksum of which an id at this address shares the first 21 bits. `r` is 0 … 7. */
function prefixOf(address: Uint8Array, r: number): number {
  const mask = address.length === 4 ? MASK_4 : MASK_6;
  const masked = Uint8Array.from(mask, (bits, i) => (address[i] as number) & bits);
  masked[0] = (masked[0] as number) | (r << 5);
  return crc32c(masked);
}

/**
 * A node id for the address, from 20 random bytes (BEP 42). Without an address that the internet can see
 * they are the id as they are.
 */
export function nodeIdFor(host: string | undefined, random: Uint8Array): Uint8Array<ArrayBuffer> {
  const id = random.slice(0, ID_LENGTH);
  const address = host === undefined ? undefined : parseIp(host);
  if (host === undefined || address === undefined || addressScope(host) !== 'public') return id;
  const prefix = prefixOf(address, (id[19] as number) & 7);
  id[0] = prefix >>> 24;
  id[1] = prefix >>> 16;
  id[2] = ((prefix >>> 8) & 0xf8) | ((id[2] as number) & 7);
  return id;
}

/** True when the id may live at the address; local addresses are exempt (BEP 42). */
export function isNodeIdFor(id: Uint8Array, host: string): boolean {
  const address = parseIp(host);
  if (id.length !== ID_LENGTH || address === undefined) return false;
  if (addressScope(host) !== 'public') return true;
  const prefix = prefixOf(address, (id[19] as number) & 7);
  return (
    id[0] === prefix >>> 24 &&
    id[1] === ((prefix >>> 16) & 0xff) &&
    ((id[2] as number) & 0xf8) === ((prefix >>> 8) & 0xf8)
  );
}
