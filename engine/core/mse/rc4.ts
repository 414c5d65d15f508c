/**
 * The RC4 stream cipher. Broken as a secret, and only there so that a provider cannot tell the traffic by
 * its first bytes: it is what all other clients speak.
 */
export class Rc4 {
  /** Wider than its bytes: engines index it faster. */
  readonly #state = new Int32Array(256);
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
    let at = 0;
    // Four at a time take a quarter less; most of what an encrypted connection costs is spent here.
    for (const end = length - 3; at < end; at += 4) {
      i = (i + 1) & 255;
      const a = state[i] as number;
      j = (j + a) & 255;
      const b = state[j] as number;
      state[i] = b;
      state[j] = a;
      bytes[at] = (bytes[at] as number) ^ (state[(a + b) & 255] as number);
      i = (i + 1) & 255;
      const c = state[i] as number;
      j = (j + c) & 255;
      const d = state[j] as number;
      state[i] = d;
      state[j] = c;
      bytes[at + 1] = (bytes[at + 1] as number) ^ (state[(c + d) & 255] as number);
      i = (i + 1) & 255;
      const e = state[i] as number;
      j = (j + e) & 255;
      const f = state[j] as number;
      state[i] = f;
      state[j] = e;
      bytes[at + 2] = (bytes[at + 2] as number) ^ (state[(e + f) & 255] as number);
      i = (i + 1) & 255;
      const g = state[i] as number;
      j = (j + g) & 255;
      const h = state[j] as number;
      state[i] = h;
      state[j] = g;
      bytes[at + 3] = (bytes[at + 3] as number) ^ (state[(g + h) & 255] as number);
    }
    for (; at < length; at++) {
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
