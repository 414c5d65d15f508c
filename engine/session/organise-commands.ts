import type { TorrentSource } from '../api/engine-api.ts';
import type { HoldReason, Organisation, OrganiseApi, QueueMove } from '../api/organise.ts';
import type { InfoHash } from '../core/ids.ts';
import { type Category, isWithin, renamed, withCategory } from '../core/organise/categories.ts';
import { checkRules, isWholePath } from '../core/organise/check-rules.ts';
import { checkCategoryName, checkTagName } from '../core/organise/names.ts';
import type { AddRule, RuleOutcome } from '../core/organise/rules.ts';
import type { ShareLimits } from '../core/organise/share-limits.ts';
import { done, type Fault, fault, ok, type Result } from '../core/result.ts';
import type { TorrentChange, TorrentOptions } from '../ports/store.ts';
import type { Torrent } from '../torrent/torrent.ts';
import { ruleFactsOf } from './rule-facts.ts';
import type { Session } from './session.ts';

/** The organising half of the engine's face. */
export class OrganiseCommands implements OrganiseApi {
  protected readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  async organisation(): Promise<Result<Organisation>> {
    return ok(this.session.organiser.whole);
  }

  async moveInQueue(ids: readonly InfoHash[], to: QueueMove): Promise<Result<void>> {
    const missing = ids.find((id) => !this.session.torrents.has(id));
    if (missing !== undefined) return unknown(missing);
    const { organiser, torrents } = this.session;
    if (!organiser.order.move(ids, to, (id) => torrents.get(id)?.isComplete)) return done;
    this.session.queueing.reordered(to === 'down' || to === 'bottom' ? [] : ids);
    this.session.orderChanged();
    return organiser.saveOrder();
  }

  async hold(reason: HoldReason | undefined): Promise<Result<void>> {
    this.session.queueing.hold(reason);
    this.session.publisher.soon();
    return done;
  }

  setForced(ids: readonly InfoHash[], forced: boolean): Promise<Result<void>> {
    return this.#options(
      ids,
      ({ forced: _was, ...options }) => (forced ? { ...options, forced } : options),
      () => forced,
    );
  }

  setShareLimits(ids: readonly InfoHash[], limits: ShareLimits): Promise<Result<void>> {
    return this.#options(
      ids,
      ({ share: _s, shareReached: _r, shareWaived: _w, ...options }) =>
        Object.keys(limits).length === 0 ? options : { ...options, share: limits },
      // What a limit had paused runs again: the new limits decide anew.
      ({ options }) => options.shareReached !== undefined && options.superSeeding !== true,
    );
  }

  async setCategory(ids: readonly InfoHash[], category: string): Promise<Result<void>> {
    if (!this.session.organiser.hasCategory(category)) return unknownCategory(category);
    return this.#options(ids, ({ category: _was, ...options }) =>
      category === '' ? options : { ...options, category },
    );
  }

  async setTags(
    ids: readonly InfoHash[],
    change: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
  ): Promise<Result<void>> {
    const { add = [], remove = [] } = change;
    for (const tag of add) {
      const checked = checkTagName(tag);
      if (!checked.ok) return checked;
    }
    const gone = new Set(remove);
    const tags = this.session.organiser.learned(add);
    return this.#options(
      ids,
      (options) =>
        withTags(
          options,
          [...(options.tags ?? []), ...add].filter((tag) => !gone.has(tag)),
        ),
      undefined,
      tags === undefined ? {} : { tags },
    );
  }

  async saveCategory(category: Category, was = category.name): Promise<Result<void>> {
    const { organiser } = this.session;
    const { name, savePath } = category;
    const checked = checkCategoryName(name);
    if (!checked.ok) return checked;
    if (savePath !== '' && !isWholePath(savePath, this.session.ports.disk.pathStyle)) {
      return fault('category-path', name, `“${savePath}” is not a whole path.`, { path: savePath });
    }
    if (was === name) {
      return this.#organised({ categories: withCategory(organiser.categories, category) });
    }
    if (!organiser.hasCategory(was)) return unknownCategory(was);
    if (organiser.hasCategory(name) || isWithin(name, was)) {
      return fault('category-exists', name, `There is a category “${name}” already.`);
    }
    let categories: ReadonlyMap<string, Category> = new Map();
    for (const one of organiser.categories.values())
      categories = withCategory(categories, { ...one, name: renamed(one.name, was, name) });
    const rules = organiser.rules.map((rule) =>
      rule.decides.category === undefined
        ? rule
        : {
            ...rule,
            decides: { ...rule.decides, category: renamed(rule.decides.category, was, name) },
          },
    );
    await this.session.watching.recategorise(was, name);
    return this.#options(
      this.#idsWhere(({ options }) => isWithin(options.category ?? '', was)),
      (options) => ({ ...options, category: renamed(options.category ?? '', was, name) }),
      undefined,
      { categories: withCategory(categories, category), rules },
    );
  }

  async removeCategory(name: string): Promise<Result<void>> {
    const { organiser } = this.session;
    if (name === '' || !organiser.hasCategory(name)) return unknownCategory(name);
    await this.session.watching.recategorise(name, undefined);
    return this.#options(
      this.#idsWhere(({ options }) => isWithin(options.category ?? '', name)),
      ({ category: _was, ...options }) => options,
      undefined,
      { categories: new Map([...organiser.categories].filter(([one]) => !isWithin(one, name))) },
    );
  }

  async createTag(tag: string): Promise<Result<void>> {
    const checked = checkTagName(tag);
    if (!checked.ok) return checked;
    const tags = this.session.organiser.learned([tag]);
    return tags === undefined ? done : this.#organised({ tags });
  }

  async renameTag(tag: string, to: string): Promise<Result<void>> {
    const checked = checkTagName(to);
    if (!checked.ok) return checked;
    await this.session.watching.retag(tag, to);
    const swap = (tags: Iterable<string>): string[] => [
      ...new Set([...tags].map((one) => (one === tag ? to : one))),
    ];
    const { organiser } = this.session;
    const rules = organiser.rules.map((rule) =>
      rule.decides.tags === undefined
        ? rule
        : { ...rule, decides: { ...rule.decides, tags: swap(rule.decides.tags) } },
    );
    return this.#options(
      this.#idsWhere(({ options }) => options.tags?.includes(tag) === true),
      (options) => withTags(options, swap(options.tags ?? [])),
      undefined,
      { tags: new Set(swap(organiser.tags)), rules },
    );
  }

  async removeTag(tag: string): Promise<Result<void>> {
    await this.session.watching.retag(tag, undefined);
    const tags = new Set(this.session.organiser.tags);
    tags.delete(tag);
    return this.#options(
      this.#idsWhere(({ options }) => options.tags?.includes(tag) === true),
      (options) =>
        withTags(
          options,
          (options.tags ?? []).filter((one) => one !== tag),
        ),
      undefined,
      { tags },
    );
  }

  async saveRules(rules: readonly AddRule[]): Promise<Result<void>> {
    const { organiser, ports } = this.session;
    const checked = checkRules(rules, organiser.categories, ports.disk.pathStyle);
    if (!checked.ok) return checked;
    const tags = organiser.learned(rules.flatMap((rule) => rule.decides.tags ?? []));
    return this.#organised({ rules, ...(tags === undefined ? {} : { tags }) });
  }

  async previewRules(
    source: TorrentSource,
    labels: readonly string[] = [],
  ): Promise<Result<RuleOutcome>> {
    const facts = ruleFactsOf(this.session.ports, source, labels);
    return facts.ok ? ok(this.session.organiser.evaluate(facts.value)) : facts;
  }

  #idsWhere(test: (torrent: Torrent) => boolean): InfoHash[] {
    return [...this.session.torrents.values()].filter(test).map((torrent) => torrent.id);
  }

  async #organised(parts: Parameters<Session['organiser']['change']>[0]): Promise<Result<void>> {
    const saved = this.session.organiser.change(parts);
    this.session.publisher.soon();
    return saved;
  }

  /** New options for many torrents, and parts with them, in one commit. Ids that are not in the list are the answer's fault. */
  async #options(
    ids: readonly InfoHash[],
    change: (options: TorrentOptions) => TorrentOptions,
    resumes: (torrent: Torrent) => boolean = () => false,
    parts: Parameters<Session['organiser']['change']>[0] = {},
  ): Promise<Result<void>> {
    const { session } = this;
    let first: Fault | undefined;
    const changes = new Map<InfoHash, TorrentChange>();
    for (const id of ids) {
      const torrent = session.torrents.get(id);
      if (torrent === undefined) {
        first ??= unknown(id);
        continue;
      }
      if (resumes(torrent)) torrent.intent = 'running';
      torrent.options = change(torrent.options);
      changes.set(id, { options: torrent.options, intent: torrent.intent });
      session.rearranged(torrent);
    }
    const saved = await session.organiser.change(parts, changes);
    session.publisher.soon();
    return saved.ok ? (first ?? done) : saved;
  }
}

function withTags(options: TorrentOptions, tags: readonly string[]): TorrentOptions {
  const { tags: _were, ...rest } = options;
  return tags.length === 0 ? rest : { ...rest, tags: [...new Set(tags)].sort() };
}

const unknownCategory = (name: string): Fault<'category-unknown'> =>
  fault('category-unknown', name, `There is no category “${name}”.`);

export const unknown = (id: InfoHash): Fault<'torrent-unknown'> =>
  fault('torrent-unknown', id, `No torrent with the info-hash ${id} is in the list.`);
