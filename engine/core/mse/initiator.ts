import { concatBytes, readU16, readU32, writeU16, writeU32 } from '../bytes/bytes.ts';
import type { Sha1Digest } from '../sha1.ts';
import { KEY_LENGTH, sharedSecret } from './diffie-hellman.ts';
import { Inbox } from './inbox.ts';
import {
  ciphers,
  failed,
  type KeyPair,
  MAX_PAD,
  type MseMethods,
  type MseRandom,
  type MseStep,
  makeKeyPair,
  makePad,
  PLAINTEXT,
  RC4,
  req1,
  req2,
  req3,
  VC_LENGTH,
  xorBytes,
} from './protocol.ts';
import type { Rc4 } from './rc4.ts';

export interface MseInitiatorOptions {
  readonly infoHash: Uint8Array;
  readonly provide: MseMethods;
  /** Sent within the handshake, encrypted: the BitTorrent handshake. At most 65,535 bytes. */
  readonly initialPayload: Uint8Array;
  readonly sha1: Sha1Digest;
  readonly random: MseRandom;
}

/**
 * The dialling side of message stream encryption, as Azureus specified it and all clients speak it. Bytes
 * in, bytes out: send `start()`, then hand every chunk to `receive` until it is done or has failed.
 */
export class MseInitiator {
  readonly #options: MseInitiatorOptions;
  readonly #keys: KeyPair;
  readonly #inbox = new Inbox();
  #state: 'key' | 'sync' | 'select' | 'pad' | 'over' = 'key';
  #streams: { readonly a: Rc4; readonly b: Rc4 } | undefined;
  /** How the responder's verification constant looks encrypted. */
  #mark = new Uint8Array(VC_LENGTH);
  #selected = 0;
  #padLength = 0;

  constructor(options: MseInitiatorOptions) {
    this.#options = options;
    this.#keys = makeKeyPair(options.random);
  }

  start(): Uint8Array {
    return concatBytes([this.#keys.publicKey, makePad(this.#options.random)]);
  }

  /** The chunk is copied. Nothing may follow a step that is done or failed. */
  receive(chunk: Uint8Array): MseStep {
    if (this.#state === 'over') return failed('mse-malformed', 'it was over already');
    this.#inbox.push(chunk);
    let send: Uint8Array | undefined;
    if (this.#state === 'key') {
      if (this.#inbox.length < KEY_LENGTH) return { state: 'open', send };
      send = this.#answerKey(this.#inbox.take(KEY_LENGTH));
      if (send === undefined) return this.#fail('mse-bad-key', 'the key is not acceptable');
      this.#state = 'sync';
    }
    if (this.#state === 'sync') {
      const found = this.#inbox.takeThrough(this.#mark, MAX_PAD);
      if (found === undefined) return this.#fail('mse-no-sync', 'the answer has no beginning');
      if (!found) return { state: 'open', send };
      this.#state = 'select';
    }
    const step = this.#readSelection();
    return step.state === 'failed' ? step : { ...step, send };
  }

  #answerKey(theirs: Uint8Array): Uint8Array | undefined {
    const { infoHash, sha1, provide, initialPayload, random } = this.#options;
    const secret = sharedSecret(theirs, this.#keys.privateKey);
    if (secret === undefined) return undefined;
    const streams = ciphers(secret, infoHash, sha1);
    this.#streams = streams;
    // The constant is zeros, so encrypted it is the stream itself.
    streams.b.apply(this.#mark);
    const pad = makePad(random);
    const head = new Uint8Array(VC_LENGTH + 6);
    writeU32(head, VC_LENGTH, (provide.plaintext ? PLAINTEXT : 0) | (provide.rc4 ? RC4 : 0));
    writeU16(head, VC_LENGTH + 4, pad.length);
    const payloadLength = new Uint8Array(2);
    writeU16(payloadLength, 0, initialPayload.length);
    const encrypted = concatBytes([head, pad, payloadLength, initialPayload]);
    streams.a.apply(encrypted);
    const torrent = xorBytes(req2(infoHash, sha1), req3(secret, sha1));
    return concatBytes([req1(secret, sha1), torrent, encrypted]);
  }

  #readSelection(): MseStep {
    const streams = this.#streams as { readonly a: Rc4; readonly b: Rc4 };
    if (this.#state === 'select') {
      if (this.#inbox.length < 6) return { state: 'open', send: undefined };
      const head = this.#inbox.take(6);
      streams.b.apply(head);
      this.#selected = readU32(head, 0);
      this.#padLength = readU16(head, 4);
      if (!this.#isProvided(this.#selected)) {
        return this.#fail('mse-no-common-method', 'a method was selected that was not offered');
      }
      if (this.#padLength > MAX_PAD) return this.#fail('mse-malformed', 'the padding is too long');
      this.#state = 'pad';
    }
    if (this.#inbox.length < this.#padLength) return { state: 'open', send: undefined };
    streams.b.apply(this.#inbox.take(this.#padLength));
    return this.#finish(streams);
  }

  #isProvided(selected: number): boolean {
    const { plaintext, rc4 } = this.#options.provide;
    return (selected === PLAINTEXT && plaintext) || (selected === RC4 && rc4);
  }

  #finish(streams: { readonly a: Rc4; readonly b: Rc4 }): MseStep {
    this.#state = 'over';
    const received = this.#inbox.take(this.#inbox.length);
    const encrypted = this.#selected === RC4;
    if (encrypted) streams.b.apply(received);
    return {
      state: 'done',
      send: undefined,
      outcome: {
        infoHash: this.#options.infoHash,
        encrypt: encrypted ? streams.a : undefined,
        decrypt: encrypted ? streams.b : undefined,
        received,
      },
    };
  }

  #fail(code: Parameters<typeof failed>[0], cause: string): MseStep {
    this.#state = 'over';
    return failed(code, cause);
  }
}
