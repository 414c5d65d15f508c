import { fromHex, toHex } from '../bytes/bytes.ts';

/** Bytes of a public key and of the shared secret (768 bits). */
export const KEY_LENGTH = 96;
/** Bytes of a private key: 160 bits, as the specification advises. */
export const PRIVATE_LENGTH = 20;

const P = BigInt(
  '0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A63A36210000000000090563',
);
const G = 2n;
/** Bits of the exponent that are taken at once. */
const WINDOW = 4;

const toBigInt = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);

const toBytes = (value: bigint): Uint8Array<ArrayBuffer> =>
  fromHex(value.toString(16).padStart(KEY_LENGTH * 2, '0')) as Uint8Array<ArrayBuffer>;

/** base^exponent mod P, with the exponent's bytes most significant first. */
function power(base: bigint, exponent: Uint8Array): bigint {
  const table = [1n];
  for (let i = 1; i < 1 << WINDOW; i++) table.push(((table[i - 1] as bigint) * base) % P);
  let result = 1n;
  for (const byte of exponent) {
    for (const digit of [byte >>> WINDOW, byte & 15]) {
      for (let i = 0; i < WINDOW; i++) result = (result * result) % P;
      if (digit !== 0) result = (result * (table[digit] as bigint)) % P;
    }
  }
  return result;
}

/** The 96 bytes that the other side is sent. */
export const publicKey = (privateKey: Uint8Array): Uint8Array<ArrayBuffer> =>
  toBytes(power(G, privateKey));

/**
 * The shared secret, 96 bytes; undefined for a key of the other side that would make it a known one
 * (0, 1, P − 1, and what lies beyond P).
 */
export function sharedSecret(
  theirs: Uint8Array,
  privateKey: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  const key = toBigInt(theirs);
  if (key <= 1n || key >= P - 1n) return undefined;
  return toBytes(power(key, privateKey));
}
