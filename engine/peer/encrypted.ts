import type { Endpoint } from '../core/endpoint.ts';
import type { Rc4 } from '../core/mse/rc4.ts';
import type { Connection } from '../ports/net.ts';

/** RC4 over a connection after the encrypted handshake, sending side: what is written is copied, because caches are shared. */
export class EncryptedConnection implements Connection {
  readonly #inner: Connection;
  readonly #cipher: Rc4;

  constructor(inner: Connection, cipher: Rc4) {
    this.#inner = inner;
    this.#cipher = cipher;
  }

  get remote(): Endpoint {
    return this.#inner.remote;
  }

  get local(): Endpoint | undefined {
    return this.#inner.local;
  }

  get queued(): number {
    return this.#inner.queued;
  }

  write(first: Uint8Array, second?: Uint8Array): number {
    const bytes = new Uint8Array(first.length + (second?.length ?? 0));
    bytes.set(first, 0);
    if (second !== undefined) bytes.set(second, first.length);
    this.#cipher.apply(bytes);
    return this.#inner.write(bytes);
  }

  gather(): void {
    this.#inner.gather();
  }

  release(): number {
    return this.#inner.release();
  }

  pause(): void {
    this.#inner.pause();
  }

  resume(): void {
    this.#inner.resume();
  }

  close(): void {
    this.#inner.close();
  }
}

/** The receiving side: the transport's memory is not ours to change, so a chunk is decrypted in a copy. */
export class Decryptor {
  readonly #cipher: Rc4;
  #scratch = new Uint8Array(0);

  constructor(cipher: Rc4) {
    this.#cipher = cipher;
  }

  /** Valid until the next call. */
  plain(chunk: Uint8Array): Uint8Array {
    if (this.#scratch.length < chunk.length) this.#scratch = new Uint8Array(chunk.length);
    const plain = this.#scratch.subarray(0, chunk.length);
    plain.set(chunk);
    this.#cipher.apply(plain);
    return plain;
  }
}
