import { concatBytes, readU16, readU32, writeU16, writeU32 } from '../bytes/bytes.ts';
import type { Sha1Digest } from '../sha1.ts';
import { KEY_LENGTH, sharedSecret } from './diffie-hellman.ts';
import { Inbox } from './inbox.ts';
import {
  ciphers,
  failed,
  HASH_LENGTH,
  MAX_PAD,
  type MseMethods,
  type MseRandom,
  type MseStep,
  makeKeyPair,
  makePad,
  PLAINTEXT,
  RC4,
  req1,
  req3,
  VC_LENGTH,
  xorBytes,
} from './protocol.ts';
import type { Rc4 } from './rc4.ts';

export interface MseResponderOptions {
  readonly accept: MseMethods;
  /** Of two methods that both sides accept; others prefer RC4. */
  readonly preferPlaintext?: boolean;
  /** The info-hash whose `req2` this is; undefined when there is no such torrent. */
  readonly findTorrent: (req2: Uint8Array) => Uint8Array | undefined;
  readonly sha1: Sha1Digest;
  readonly random: MseRandom;
}

/** Clients send their handshake so, 68 bytes, and some a few messages more. */
const MAX_INITIAL_PAYLOAD = 32 * 1024;

/**
 * The accepting side of message stream encryption. Whoever calls knows already that the connection does not
 * open with a plain handshake (`opensPlain`).
 */
export class MseResponder {
  readonly #options: MseResponderOptions;
  readonly #inbox = new Inbox();
  #state: 'key' | 'sync' | 'torrent' | 'provide' | 'pad' | 'payload' | 'over' = 'key';
  #secret: Uint8Array = new Uint8Array(0);
  /** Ends the initiator's padding. */
  #mark: Uint8Array = new Uint8Array(0);
  #infoHash: Uint8Array = new Uint8Array(0);
  #streams: { readonly a: Rc4; readonly b: Rc4 } | undefined;
  #selected = 0;
  #padLength = 0;
  #payloadLength = 0;

  constructor(options: MseResponderOptions) {
    this.#options = options;
  }

  /** The chunk is copied. Nothing may follow a step that is done or failed. */
  receive(chunk: Uint8Array): MseStep {
    this.#inbox.push(chunk);
    let send: Uint8Array | undefined;
    for (;;) {
      const before = this.#state;
      const step = this.#advance();
      if (step === undefined && this.#state === before) return { state: 'open', send };
      if (step?.state === 'failed') {
        this.#state = 'over';
        return step;
      }
      if (step?.send !== undefined) send = send ? concatBytes([send, step.send]) : step.send;
      if (step?.state === 'done') return { ...step, send };
    }
  }

  /** One state on, if enough has come. */
  #advance(): MseStep | undefined {
    switch (this.#state) {
      case 'key':
        return this.#inbox.length < KEY_LENGTH ? undefined : this.#readKey();
      case 'sync':
        return this.#findStart();
      case 'torrent':
        return this.#inbox.length < HASH_LENGTH ? undefined : this.#readTorrent();
      case 'provide':
        return this.#inbox.length < VC_LENGTH + 6 ? undefined : this.#readProvide();
      case 'pad':
        return this.#inbox.length < this.#padLength + 2 ? undefined : this.#readPad();
      case 'payload':
        return this.#inbox.length < this.#payloadLength ? undefined : this.#finish();
      case 'over':
        return failed('mse-malformed', 'it was over already');
    }
  }

  #readKey(): MseStep {
    const { random } = this.#options;
    const keys = makeKeyPair(random);
    const secret = sharedSecret(this.#inbox.take(KEY_LENGTH), keys.privateKey);
    if (secret === undefined) return failed('mse-bad-key', 'the key is not acceptable');
    this.#secret = secret;
    this.#mark = req1(secret, this.#options.sha1);
    this.#state = 'sync';
    return { state: 'open', send: concatBytes([keys.publicKey, makePad(random)]) };
  }

  #findStart(): MseStep | undefined {
    const found = this.#inbox.takeThrough(this.#mark, MAX_PAD);
    if (found === undefined) return failed('mse-no-sync', 'the request has no beginning');
    if (found) this.#state = 'torrent';
    return undefined;
  }

  #readTorrent(): MseStep | undefined {
    const { sha1, findTorrent } = this.#options;
    const wanted = xorBytes(this.#inbox.take(HASH_LENGTH), req3(this.#secret, sha1));
    const infoHash = findTorrent(wanted);
    if (infoHash === undefined) {
      return failed('mse-unknown-torrent', 'the peer asked for a torrent that is not here');
    }
    this.#infoHash = infoHash;
    this.#streams = ciphers(this.#secret, infoHash, sha1);
    this.#state = 'provide';
    return undefined;
  }

  #readProvide(): MseStep | undefined {
    const head = this.#decrypt(VC_LENGTH + 6);
    if (head.subarray(0, VC_LENGTH).some((byte) => byte !== 0)) {
      return failed('mse-malformed', 'the verification constant is wrong');
    }
    this.#selected = this.#select(readU32(head, VC_LENGTH));
    if (this.#selected === 0) {
      return failed('mse-no-common-method', 'no method is acceptable to both sides');
    }
    this.#padLength = readU16(head, VC_LENGTH + 4);
    if (this.#padLength > MAX_PAD) return failed('mse-malformed', 'the padding is too long');
    this.#state = 'pad';
    return undefined;
  }

  #readPad(): MseStep | undefined {
    const pad = this.#decrypt(this.#padLength + 2);
    this.#payloadLength = readU16(pad, this.#padLength);
    if (this.#payloadLength > MAX_INITIAL_PAYLOAD) {
      return failed('mse-malformed', 'the initial payload is too long');
    }
    this.#state = 'payload';
    return { state: 'open', send: this.#answer() };
  }

  #answer(): Uint8Array {
    const pad = makePad(this.#options.random);
    const head = new Uint8Array(VC_LENGTH + 6);
    writeU32(head, VC_LENGTH, this.#selected);
    writeU16(head, VC_LENGTH + 4, pad.length);
    const answer = concatBytes([head, pad]);
    this.#both().b.apply(answer);
    return answer;
  }

  #finish(): MseStep {
    this.#state = 'over';
    const { a, b } = this.#both();
    const payload = this.#decrypt(this.#payloadLength);
    const rest = this.#inbox.take(this.#inbox.length);
    const encrypted = this.#selected === RC4;
    if (encrypted) a.apply(rest);
    return {
      state: 'done',
      send: undefined,
      outcome: {
        infoHash: this.#infoHash,
        encrypt: encrypted ? b : undefined,
        decrypt: encrypted ? a : undefined,
        received: concatBytes([payload, rest]),
      },
    };
  }

  #select(provided: number): number {
    const { accept, preferPlaintext = false } = this.#options;
    const plaintext = accept.plaintext && (provided & PLAINTEXT) !== 0 ? PLAINTEXT : 0;
    const rc4 = accept.rc4 && (provided & RC4) !== 0 ? RC4 : 0;
    return preferPlaintext ? plaintext || rc4 : rc4 || plaintext;
  }

  #decrypt(count: number): Uint8Array<ArrayBuffer> {
    const bytes = this.#inbox.take(count);
    this.#both().a.apply(bytes);
    return bytes;
  }

  #both(): { readonly a: Rc4; readonly b: Rc4 } {
    return this.#streams as { readonly a: Rc4; readonly b: Rc4 };
  }
}
