/** What one peer asked of us and has not got, oldest first, in flat arrays. */
export class UploadQueue {
  #piece = new Uint32Array(64);
  #begin = new Uint32Array(64);
  #length = new Uint32Array(64);
  #head = 0;
  #tail = 0;

  get count(): number {
    return this.#tail - this.#head;
  }

  get piece(): number {
    return this.#piece[this.#head] as number;
  }
  get begin(): number {
    return this.#begin[this.#head] as number;
  }
  get length(): number {
    return this.#length[this.#head] as number;
  }

  add(piece: number, begin: number, length: number): void {
    if (this.#tail === this.#piece.length) this.#makeRoom();
    this.#piece[this.#tail] = piece;
    this.#begin[this.#tail] = begin;
    this.#length[this.#tail] = length;
    this.#tail++;
  }

  /** Takes the oldest out. */
  shift(): void {
    this.#head++;
    if (this.#head === this.#tail) this.clear();
  }

  remove(piece: number, begin: number): boolean {
    const at = this.#find(piece, begin);
    if (at === -1) return false;
    for (const column of [this.#piece, this.#begin, this.#length]) {
      column.copyWithin(this.#head + 1, this.#head, at);
    }
    this.shift();
    return true;
  }

  clear(): void {
    this.#head = 0;
    this.#tail = 0;
  }

  #find(piece: number, begin: number): number {
    for (let i = this.#head; i < this.#tail; i++) {
      if (this.#piece[i] === piece && this.#begin[i] === begin) return i;
    }
    return -1;
  }

  #makeRoom(): void {
    const [head, tail] = [this.#head, this.#tail];
    const room = head >= this.#piece.length / 2 ? this.#piece.length : this.#piece.length * 2;
    const moved = (old: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> => {
      const fresh = new Uint32Array(room);
      fresh.set(old.subarray(head, tail));
      return fresh;
    };
    this.#piece = moved(this.#piece);
    this.#begin = moved(this.#begin);
    this.#length = moved(this.#length);
    this.#head = 0;
    this.#tail = tail - head;
  }
}
