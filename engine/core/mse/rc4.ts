/**
 * The RC4 stream cipher. Broken as a secret, and only there so that a provider cannot tell the traffic by
 * its first bytes: it is what all other clients speak.
 */
export class Rc4 {
  readonly #state = new Uint8Array(256);
  #i = 0;
  #j = 0;

  /** `key` has 1 to 256 bytes. The first `skip` bytes of the stream are thrown away. */
  constructor(key: Uint8Array, skip: number) {
    const state = this.#state;
    for (let i = 0; i < 256; i++) state[i] = i;
    for (let i = 0, j = 0; i < 256; i++) {
      const held = state[i] as number;
      j = (j + held + (key[i % key.length] as number)) & 255;
      state[i] = state[j] as number;
      state[j] = held;
    }
    this.apply(new Uint8Array(skip));
  }

  /** Encrypts or decrypts the view in place; the stream goes on where the last call left it. */
  apply(bytes: Uint8Array): void {
    const state = this.#state;
    const { length } = bytes;
    let i = this.#i;
    let j = this.#j;
    for (let at = 0; at < length; at++) {
      i = (i + 1) & 255;
      const a = state[i] as number;
      j = (j + a) & 255;
      const b = state[j] as number;
      state[i] = b;
      state[j] = a;
      bytes[at] = (bytes[at] as number) ^ (state[(a + b) & 255] as number);
    }
    this.#i = i;
    this.#j = j;
  }
}
