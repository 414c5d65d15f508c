import { utf8Encode } from '../bytes/text.ts';
import { type Fault, fault } from '../result.ts';
import type { Sha1Digest } from '../sha1.ts';
import { PROTOCOL } from '../wire/handshake.ts';
import { PRIVATE_LENGTH, publicKey } from './diffie-hellman.ts';
import { Rc4 } from './rc4.ts';

export type MseCode =
  | 'mse-bad-key'
  | 'mse-no-sync'
  | 'mse-unknown-torrent'
  | 'mse-no-common-method'
  | 'mse-malformed';

/** Which ways of going on after the handshake are acceptable. At least one. */
export interface MseMethods {
  readonly plaintext: boolean;
  readonly rc4: boolean;
}

/** Unpredictable bytes, and integers in [0, bound). */
export interface MseRandom {
  fill<B extends Uint8Array>(bytes: B): B;
  below(bound: number): number;
}

/** What the handshake led to. Without ciphers the stream goes on as plain text. */
export interface MseOutcome {
  readonly infoHash: Uint8Array;
  /** For all that is sent from now on, and all that comes. */
  readonly encrypt: Rc4 | undefined;
  readonly decrypt: Rc4 | undefined;
  /** What came behind the handshake already, decrypted. */
  readonly received: Uint8Array;
}

/** After each chunk: what is to be sent, and where the handshake stands. */
export type MseStep =
  | { readonly state: 'open'; readonly send: Uint8Array | undefined }
  | { readonly state: 'done'; readonly send: Uint8Array | undefined; readonly outcome: MseOutcome }
  | { readonly state: 'failed'; readonly fault: Fault<MseCode> };

export const PLAINTEXT = 0x01;
export const RC4 = 0x02;
/** PadA to PadD, bytes. */
export const MAX_PAD = 512;
export const VC_LENGTH = 8;
export const HASH_LENGTH = 20;
/** Bytes of the stream that are thrown away at the start of each direction. */
const DISCARD = 1024;

const label = (text: string): Uint8Array => utf8Encode(text);
const REQ1 = label('req1');
const REQ2 = label('req2');
const REQ3 = label('req3');
const KEY_A = label('keyA');
const KEY_B = label('keyB');

/** Marks the end of PadA. */
export const req1 = (secret: Uint8Array, sha1: Sha1Digest): Uint8Array => sha1(REQ1, secret);

/** By this a responder knows the torrent; keep it by info-hash to look it up. */
export const req2 = (infoHash: Uint8Array, sha1: Sha1Digest): Uint8Array => sha1(REQ2, infoHash);

export const req3 = (secret: Uint8Array, sha1: Sha1Digest): Uint8Array => sha1(REQ3, secret);

export function xorBytes(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(a, (byte, index) => byte ^ (b[index] as number));
}

/** The streams from the initiator (A) and from the responder (B). */
export function ciphers(
  secret: Uint8Array,
  infoHash: Uint8Array,
  sha1: Sha1Digest,
): { readonly a: Rc4; readonly b: Rc4 } {
  return {
    a: new Rc4(sha1(KEY_A, secret, infoHash), DISCARD),
    b: new Rc4(sha1(KEY_B, secret, infoHash), DISCARD),
  };
}

export interface KeyPair {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

export function makeKeyPair(random: MseRandom): KeyPair {
  const privateKey = random.fill(new Uint8Array(PRIVATE_LENGTH));
  return { privateKey, publicKey: publicKey(privateKey) };
}

export const makePad = (random: MseRandom): Uint8Array =>
  random.fill(new Uint8Array(random.below(MAX_PAD + 1)));

export const failed = (code: MseCode, cause: string): MseStep => ({
  state: 'failed',
  fault: fault(code, '', `The encrypted handshake failed: ${cause}.`),
});

/**
 * Whether an incoming connection opens with a plain handshake (BEP 3). Undefined while too few bytes have
 * come to tell.
 */
export function opensPlain(start: Uint8Array): boolean | undefined {
  const length = Math.min(start.length, PROTOCOL.length);
  for (let i = 0; i < length; i++) if (start[i] !== PROTOCOL[i]) return false;
  return length === PROTOCOL.length ? true : undefined;
}
