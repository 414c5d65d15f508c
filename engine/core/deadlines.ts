interface Entry<T> {
  readonly at: number;
  readonly item: T;
}

/** What is due when, soonest first: setting and taking cost the logarithm of how many there are. */
export class Deadlines<T> {
  readonly #at = new Map<T, number>();
  /** A binary heap; entries that the map contradicts are dropped when they come up. */
  readonly #heap: Entry<T>[] = [];

  get size(): number {
    return this.#at.size;
  }

  /** In place of the one that it had. */
  set(item: T, at: number): void {
    if (this.#at.get(item) === at) return;
    this.#at.set(item, at);
    this.#push({ at, item });
  }

  delete(item: T): void {
    this.#at.delete(item);
  }

  /** Takes out one whose time has come; undefined when there is none. */
  take(now: number): T | undefined {
    for (let first = this.#heap[0]; first !== undefined && first.at <= now; first = this.#heap[0]) {
      this.#pop();
      if (this.#at.get(first.item) !== first.at) continue;
      this.#at.delete(first.item);
      return first.item;
    }
    return undefined;
  }

  #push(entry: Entry<T>): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const up = (at - 1) >>> 1;
      const parent = heap[up] as Entry<T>;
      if (parent.at <= entry.at) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Entry<T>;
    if (heap.length === 0) return;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (
        child + 1 < heap.length &&
        (heap[child + 1] as Entry<T>).at < (heap[child] as Entry<T>).at
      )
        child++;
      const down = heap[child] as Entry<T>;
      if (down.at >= last.at) break;
      heap[at] = down;
      at = child;
    }
    heap[at] = last;
  }
}
