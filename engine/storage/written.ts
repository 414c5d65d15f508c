/** Which files of a torrent are written to. A seed that writes nothing has none of this. */
export class Written {
  /** Written to since the last sync. */
  readonly dirty = new Set<number>();
  /** Written to since the stamps were last taken; whoever takes them clears it. */
  readonly touched = new Set<number>();
  /** Writes at work, by file. */
  readonly #writing = new Map<number, number>();

  /** No write has touched it since the last sync, and none does now. */
  isSettled(file: number): boolean {
    return !this.dirty.has(file) && !this.#writing.has(file);
  }

  begin(file: number): void {
    this.dirty.add(file);
    this.touched.add(file);
    this.#writing.set(file, (this.#writing.get(file) ?? 0) + 1);
  }

  end(file: number): void {
    // Also at the end: a sync or a look that ran meanwhile did not cover this write.
    this.dirty.add(file);
    this.touched.add(file);
    const left = (this.#writing.get(file) ?? 1) - 1;
    if (left === 0) this.#writing.delete(file);
    else this.#writing.set(file, left);
  }
}
