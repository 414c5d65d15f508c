import type { Organisation } from '../api/organise.ts';
import type { InfoHash } from '../core/ids.ts';
import {
  type Category,
  plainCategory,
  savePathOf,
  withCategory,
} from '../core/organise/categories.ts';
import { evaluateRules, type RuleFacts } from '../core/organise/evaluate.ts';
import { checkCategoryName, checkTagName } from '../core/organise/names.ts';
import type { AddRule, RuleOutcome } from '../core/organise/rules.ts';
import { QueueOrder } from '../core/queue/order.ts';
import type { Result } from '../core/result.ts';
import type {
  Store,
  StoreCode,
  StoredPlace,
  StoredTorrent,
  TorrentChange,
  TorrentOptions,
} from '../ports/store.ts';
import { categoriesOf, rulesOf, tagsOf } from './organise-values.ts';

const KEYS = {
  categories: 'organise.categories',
  tags: 'organise.tags',
  rules: 'organise.rules',
} as const;

export interface Parts {
  readonly categories?: ReadonlyMap<string, Category>;
  readonly tags?: ReadonlySet<string>;
  readonly rules?: readonly AddRule[];
}

export interface OrganiserHost {
  readonly store: Pick<Store, 'updateTorrents' | 'addTorrent'>;
  value(key: string): unknown;
  /** Categories, tags or rules are not what they were. */
  organised(): void;
}

/** What torrents are sorted by, and the order of the queue. What it says is what the store has or is being told. */
export class Organiser {
  readonly order = new QueueOrder<InfoHash>();
  readonly #host: OrganiserHost;
  #categories: ReadonlyMap<string, Category>;
  #tags: ReadonlySet<string>;
  #rules: readonly AddRule[];
  #whole: Organisation | undefined;

  constructor(host: OrganiserHost) {
    this.#host = host;
    this.#categories = categoriesOf(host.value(KEYS.categories));
    this.#tags = new Set(tagsOf(host.value(KEYS.tags)));
    this.#rules = rulesOf(host.value(KEYS.rules));
  }

  get categories(): ReadonlyMap<string, Category> {
    return this.#categories;
  }

  get tags(): ReadonlySet<string> {
    return this.#tags;
  }

  get rules(): readonly AddRule[] {
    return this.#rules;
  }

  get whole(): Organisation {
    this.#whole ??= {
      categories: [...this.#categories.values()],
      tags: [...this.#tags].sort(),
      rules: this.#rules,
    };
    return this.#whole;
  }

  /** The torrents of the profile. */
  restore(places: readonly StoredPlace[]): void {
    this.order.restore(places.map(({ infoHash, queuePosition }) => [infoHash, queuePosition]));
  }

  /** A torrent came back. What it is sorted by is there, even when the profile lost it. */
  meet({ category = '', tags = [] }: TorrentOptions): void {
    let isNew = false;
    if (!this.hasCategory(category) && checkCategoryName(category).ok) {
      this.#categories = withCategory(this.#categories, plainCategory(category));
      isNew = true;
    }
    const known = this.learned(tags.filter((tag) => checkTagName(tag).ok));
    if (known !== undefined) {
      this.#tags = known;
      isNew = true;
    }
    if (!isNew) return;
    this.#whole = undefined;
    this.#host.organised();
  }

  evaluate(facts: RuleFacts): RuleOutcome {
    return evaluateRules(this.#rules, facts, this.#categories);
  }

  /** Undefined: the usual folder. */
  savePathOf(category: string): string | undefined {
    return savePathOf(this.#categories, category);
  }

  hasCategory(name: string): boolean {
    return name === '' || this.#categories.has(name);
  }

  /** The known tags with these; undefined when none of them is new. */
  learned(tags: readonly string[]): ReadonlySet<string> | undefined {
    const fresh = tags.filter((tag) => !this.#tags.has(tag));
    return fresh.length === 0 ? undefined : new Set([...this.#tags, ...fresh]);
  }

  /** Commits new parts and the torrents that change with them, all or nothing. */
  change(
    parts: Parts,
    torrents: ReadonlyMap<InfoHash, TorrentChange> = new Map(),
  ): Promise<Result<void, StoreCode>> {
    const values = new Map<string, unknown>();
    if (parts.categories !== undefined) {
      this.#categories = parts.categories;
      values.set(KEYS.categories, [...parts.categories.values()]);
    }
    if (parts.tags !== undefined) {
      this.#tags = parts.tags;
      values.set(KEYS.tags, [...parts.tags].sort());
    }
    if (parts.rules !== undefined) {
      this.#rules = parts.rules;
      values.set(KEYS.rules, parts.rules);
    }
    if (values.size > 0) {
      this.#whole = undefined;
      this.#host.organised();
    }
    return this.#host.store.updateTorrents(torrents, values);
  }

  /** A new torrent, which stands in the order already, with its tags. */
  async add(row: StoredTorrent): Promise<Result<void, StoreCode>> {
    const stored = await this.#host.store.addTorrent(row);
    if (!stored.ok) return stored;
    const tags = this.learned(row.options.tags ?? []);
    if (tags !== undefined) void this.change({ tags });
    void this.saveOrder();
    return stored;
  }

  /** Commits the keys of the queue that are not as they were. */
  saveOrder(): Promise<Result<void, StoreCode>> {
    const changes = new Map<InfoHash, TorrentChange>();
    for (const [id, queuePosition] of this.order.takeChanged()) changes.set(id, { queuePosition });
    return this.#host.store.updateTorrents(changes);
  }
}
