import type { ImportPreview, ImportRow, ImportSource } from '../../api/import.ts';
import type { ForeignTorrent } from '../../core/foreign/types.ts';
import type { InfoHash } from '../../core/ids.ts';
import {
  type Category,
  lineOf,
  plainCategory,
  withCategory,
} from '../../core/organise/categories.ts';
import { type Fault, ok, type Result } from '../../core/result.ts';
import type { ForeignRead } from '../../ports/profiles.ts';
import type { StoredTorrent } from '../../ports/store.ts';
import type { Session } from '../session.ts';
import { exportedTorrents } from './exported.ts';
import { type Plan, plain, planImport, refused } from './plan.ts';

/** So many are committed at once: a disk that turns is waited for once, not once for each. */
const BATCH = 50;

export interface Take {
  /** Those, or all that can be. */
  readonly ids: readonly InfoHash[] | undefined;
  readonly paused: boolean;
}

/** Takes torrents over from other clients: looks first, then adds them with all they had. */
export class Importing {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async sources(): Promise<Result<readonly ImportSource[]>> {
    return ok(await this.#session.ports.profiles.find());
  }

  /** With `take`, the torrents are added; without, nothing is changed. */
  async run(folder: string, take: Take | undefined): Promise<Result<ImportPreview>> {
    const read = await this.#session.ports.profiles.read(folder);
    if (!read.ok) return read;
    const { client, folder: place, tags } = read.value;
    const faults: Omit<Fault, 'ok'>[] = [];
    const torrents = await this.#rows(read.value, take, faults);
    if (take !== undefined) await this.#learnTags(tags);
    this.#session.publisher.soon();
    return ok({ client, folder: place, torrents, faults });
  }

  async #rows(
    read: ForeignRead,
    take: Take | undefined,
    faults: Omit<Fault, 'ok'>[],
  ): Promise<readonly ImportRow[]> {
    const rows: ImportRow[] = [];
    let plans: Plan[] = [];
    const commit = async (): Promise<void> => {
      if (take === undefined) rows.push(...plans.map(({ row }) => row));
      else rows.push(...(await this.#takeAll(plans, read.categories)));
      for (const { release } of plans) release?.();
      plans = [];
    };
    try {
      for await (const found of wanted(read, take, faults)) {
        const plan = await planImport(this.#session, found);
        // A preview holds on to all paths, so that it sees two that claim the same, but to no more.
        if (take === undefined) plans.push({ row: plan.row, release: plan.release });
        else plans.push(planned(plan, take));
        if (take !== undefined && plans.length === BATCH) await commit();
      }
      await commit();
    } finally {
      for (const { release } of plans) release?.();
    }
    return rows;
  }

  async save(folder: string): Promise<Result<void>> {
    const { organiser, ports, saver, torrents } = this.#session;
    await saver.save();
    const ids = [...torrents.values()]
      .sort((a, b) => this.#session.positionOf(a) - this.#session.positionOf(b))
      .map(({ id }) => id);
    const { categories, tags } = organiser.whole;
    return ports.profiles.save(folder, exportedTorrents(this.#session, ids), { categories, tags });
  }

  async #takeAll(
    plans: readonly Plan[],
    categories: readonly Category[],
  ): Promise<readonly ImportRow[]> {
    const known = await this.#learnCategories(plans, categories);
    const taken: Promise<ImportRow>[] = [];
    for (const plan of plans) taken.push(known.ok ? this.#take(plan) : refusedBy(plan, known));
    return Promise.all(taken);
  }

  async #take({ row, stored, metainfo, prepare }: Plan): Promise<ImportRow> {
    if (stored === undefined) return row;
    const { organiser } = this.#session;
    // Before anything is waited for: those that are taken at once keep their order.
    organiser.order.add(row.id, 'bottom');
    const added = { ...stored, queuePosition: organiser.order.keyOf(row.id) };
    const kept = await this.#keep(added, prepare);
    if (!kept.ok) {
      organiser.order.remove([row.id]);
      return refused(row, kept);
    }
    this.#session.insert(added, metainfo);
    return row;
  }

  async #keep(stored: StoredTorrent, prepare: Plan['prepare']): Promise<Result<void>> {
    const { organiser, removed } = this.#session;
    const forgotten = await removed.forget(stored.infoHash);
    if (!forgotten.ok) return forgotten;
    const prepared = await prepare?.();
    return prepared?.ok === false ? prepared : organiser.add(stored);
  }

  /** Those that the torrents have, and those above them, with the folders that the client has for them. */
  async #learnCategories(
    plans: readonly Plan[],
    theirs: readonly Category[],
  ): Promise<Result<void>> {
    const { organiser } = this.#session;
    let categories = organiser.categories;
    for (const { stored } of plans) {
      for (const name of lineOf(stored?.options.category ?? '').reverse()) {
        const category = theirs.find((one) => one.name === name) ?? plainCategory(name);
        if (!categories.has(name)) categories = withCategory(categories, category);
      }
    }
    return categories === organiser.categories ? ok(undefined) : organiser.change({ categories });
  }

  async #learnTags(tags: readonly string[]): Promise<void> {
    const known = this.#session.organiser.learned(tags);
    if (known !== undefined) await this.#session.organiser.change({ tags: known });
  }
}

/** Torrents that are asked for, each once; faults go where they are collected. */
async function* wanted(
  read: ForeignRead,
  take: Take | undefined,
  faults: Omit<Fault, 'ok'>[],
): AsyncGenerator<ForeignTorrent> {
  const ids = take?.ids && new Set(take.ids);
  const seen = new Set<InfoHash>();
  for await (const one of read.torrents) {
    if (!one.ok) faults.push(plain(one));
    else if (!seen.has(one.value.infoHash) && ids?.has(one.value.infoHash) !== false) {
      seen.add(one.value.infoHash);
      yield one.value;
    }
  }
}

function planned(plan: Plan, take: Take): Plan {
  if (plan.stored === undefined || !take.paused) return plan;
  return {
    ...plan,
    row: { ...plan.row, paused: true },
    stored: { ...plan.stored, intent: 'paused' },
  };
}

const refusedBy = async ({ row, stored }: Plan, why: Fault): Promise<ImportRow> =>
  stored === undefined ? row : refused(row, why);
