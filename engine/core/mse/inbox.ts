/** Bytes that came and were not used yet. Bounded by whoever reads: each state takes what it can. */
export class Inbox {
  #bytes = new Uint8Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** A view, valid until the next `push` or `take`. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  push(chunk: Uint8Array): void {
    if (this.#length + chunk.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + chunk.length));
      larger.set(this.bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(chunk, this.#length);
    this.#length += chunk.length;
  }

  /** A copy of the first `count` bytes, which are gone then. There are as many. */
  take(count: number): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, count);
    this.#bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
    return taken;
  }

  /**
   * Takes the mark and all before it, when it starts within the first `maxBefore` bytes. False while it may
   * still come; undefined when it cannot any more.
   */
  takeThrough(mark: Uint8Array, maxBefore: number): boolean | undefined {
    const last = Math.min(maxBefore, this.#length - mark.length);
    for (let at = 0; at <= last; at++) {
      if (!this.#startsAt(mark, at)) continue;
      this.take(at + mark.length);
      return true;
    }
    return this.#length >= maxBefore + mark.length ? undefined : false;
  }

  #startsAt(mark: Uint8Array, at: number): boolean {
    for (let i = 0; i < mark.length; i++) if (this.#bytes[at + i] !== mark[i]) return false;
    return true;
  }
}
