/** How a row moves; see `QueueMove` of the vocabulary. */
export type OrderMove<Id> =
  | 'up'
  | 'down'
  | 'top'
  | 'bottom'
  | { readonly position: number }
  | { readonly before: Id }
  | { readonly after: Id };

/** Room between two neighbours: so many halvings before all are numbered anew. */
const GAP = 2 ** 20;

/**
 * The order of the queue. Every member has a whole number as its key, with gaps between: a move writes only
 * what moved, and a position is found by halving. Moves cost a walk over the members, never more.
 */
export class QueueOrder<Id> {
  #ids: Id[] = [];
  readonly #keys = new Map<Id, number>();
  #changed = new Set<Id>();

  /** Members with the keys that they had, in any order; keys that are not whole or not unique are replaced. */
  restore(members: readonly (readonly [Id, number])[]): void {
    const sorted = [...members].sort(([, a], [, b]) => a - b);
    this.#ids = sorted.map(([id]) => id);
    for (const [id, key] of sorted) this.#keys.set(id, key);
    const isSound = sorted.every(
      ([, key], index) =>
        Number.isSafeInteger(key) && (index === 0 || key > (sorted[index - 1]?.[1] ?? key)),
    );
    if (!isSound) this.#renumber();
  }

  get ids(): readonly Id[] {
    return this.#ids;
  }

  has(id: Id): boolean {
    return this.#keys.has(id);
  }

  /** What is kept of it; only its order counts. */
  keyOf(id: Id): number {
    return this.#keys.get(id) ?? 0;
  }

  /** 1 is the first; 0 when it is not a member. */
  positionOf(id: Id): number {
    const key = this.#keys.get(id);
    if (key === undefined) return 0;
    let low = 0;
    let high = this.#ids.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.keyOf(this.#ids[middle] as Id) < key) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  }

  /** A new member. Its key is not among the changed ones: it is stored with the member itself. */
  add(id: Id, where: 'top' | 'bottom'): void {
    if (this.#keys.has(id)) return;
    const at = where === 'top' ? 0 : this.#ids.length;
    this.#ids.splice(at, 0, id);
    this.#number(at, 1);
    this.#changed.delete(id);
  }

  /** One walk over the members, however many leave. */
  remove(ids: Iterable<Id>): void {
    let left = 0;
    for (const id of ids) {
      if (!this.#keys.delete(id)) continue;
      this.#changed.delete(id);
      left++;
    }
    if (left > 0) this.#ids = this.#ids.filter((id) => this.#keys.has(id));
  }

  /** False when nothing moved. `kindOf` tells whom `up` and `down` move past: the next of the same kind. */
  move(ids: Iterable<Id>, to: OrderMove<Id>, kindOf: (id: Id) => unknown): boolean {
    const moving = new Set([...ids].filter((id) => this.#keys.has(id)));
    if (moving.size === 0) return false;
    if (to === 'up' || to === 'down') return this.#step(moving, to, kindOf);
    return this.#place(moving, to);
  }

  /** The keys that are not as they were, since the last call. */
  takeChanged(): ReadonlyMap<Id, number> {
    const changed = new Map([...this.#changed].map((id) => [id, this.keyOf(id)]));
    this.#changed = new Set();
    return changed;
  }

  /** Each of them changes places with the one before (or behind) it of its kind, the whole block of them at once. */
  #step(moving: ReadonlySet<Id>, to: 'up' | 'down', kindOf: (id: Id) => unknown): boolean {
    const count = this.#ids.length;
    /** Where the last one of each kind that is being passed stands. */
    const passed = new Map<unknown, number>();
    let moved = false;
    for (let step = 0; step < count; step++) {
      const at = to === 'up' ? step : count - 1 - step;
      const id = this.#ids[at] as Id;
      const kind = kindOf(id);
      const other = passed.get(kind);
      if (!moving.has(id)) passed.set(kind, at);
      else if (other !== undefined) {
        this.#swap(at, other);
        passed.set(kind, at);
        moved = true;
      }
    }
    return moved;
  }

  #swap(a: number, b: number): void {
    const one = this.#ids[a] as Id;
    const two = this.#ids[b] as Id;
    const key = this.keyOf(one);
    this.#set(one, this.keyOf(two));
    this.#set(two, key);
    this.#ids[a] = two;
    this.#ids[b] = one;
  }

  #place(moving: ReadonlySet<Id>, to: Exclude<OrderMove<Id>, 'up' | 'down'>): boolean {
    const before = this.#ids;
    const block = before.filter((id) => moving.has(id));
    const rest = before.filter((id) => !moving.has(id));
    const at = this.#target(rest, moving, to);
    if (at === undefined) return false;
    this.#ids = [...rest.slice(0, at), ...block, ...rest.slice(at)];
    if (this.#ids.every((id, index) => id === before[index])) return false;
    this.#number(at, block.length);
    return true;
  }

  /** How many of the rest stand before the block; undefined: nowhere to go. */
  #target(
    rest: readonly Id[],
    moving: ReadonlySet<Id>,
    to: Exclude<OrderMove<Id>, 'up' | 'down'>,
  ): number | undefined {
    if (to === 'top') return 0;
    if (to === 'bottom') return rest.length;
    if ('position' in to) return Math.min(rest.length, Math.max(0, Math.trunc(to.position) - 1));
    const neighbour = 'before' in to ? to.before : to.after;
    if (moving.has(neighbour)) return undefined;
    const at = rest.indexOf(neighbour);
    return at === -1 ? undefined : 'before' in to ? at : at + 1;
  }

  /** Keys for `count` members from `at` on, between their neighbours; all are numbered anew where there is no room. */
  #number(at: number, count: number): void {
    const before = this.#ids[at - 1];
    const behind = this.#ids[at + count];
    const low = before === undefined ? undefined : this.keyOf(before);
    const high = behind === undefined ? undefined : this.keyOf(behind);
    const step =
      low === undefined || high === undefined ? GAP : Math.floor((high - low) / (count + 1));
    const first = low !== undefined ? low + step : high !== undefined ? high - step * count : GAP;
    const last = first + step * (count - 1);
    if (step < 1 || !Number.isSafeInteger(first) || !Number.isSafeInteger(last)) {
      this.#renumber();
      return;
    }
    for (let index = 0; index < count; index++)
      this.#set(this.#ids[at + index] as Id, first + step * index);
  }

  #renumber(): void {
    this.#ids.forEach((id, index) => {
      this.#set(id, (index + 1) * GAP);
    });
  }

  #set(id: Id, key: number): void {
    if (this.#keys.get(id) === key) return;
    this.#keys.set(id, key);
    this.#changed.add(id);
  }
}
