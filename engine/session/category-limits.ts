import { type Category, lineOf } from '../core/organise/categories.ts';
import { type LimitPair, pairOf, setPair } from '../torrent/limits.ts';

/** The limits of categories: each is shared by all torrents in it and below it. */
export class CategoryLimits {
  #pairs: ReadonlyMap<string, LimitPair> = new Map();

  /** True when there are other limits than before: chains are made anew. A new rate alone is none. */
  update(categories: ReadonlyMap<string, Category>, nowMs: number): boolean {
    const before = this.#pairs;
    const now = new Map<string, LimitPair>();
    for (const category of categories.values()) {
      if (category.downLimit === 0 && category.upLimit === 0) continue;
      const pair = before.get(category.name);
      if (pair === undefined) now.set(category.name, pairOf(category, nowMs));
      else {
        setPair(pair, category, nowMs);
        now.set(category.name, pair);
      }
    }
    this.#pairs = now;
    return now.size !== before.size || [...now].some(([name, pair]) => before.get(name) !== pair);
  }

  /** Those that hold for a torrent of the category, the widest first. */
  of(category: string): readonly LimitPair[] {
    if (this.#pairs.size === 0 || category === '') return [];
    return lineOf(category)
      .reverse()
      .flatMap((name) => this.#pairs.get(name) ?? []);
  }
}
