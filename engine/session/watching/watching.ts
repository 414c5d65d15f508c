import type { WatchedFolder } from '../../api/watch.ts';
import { isWithin, renamed } from '../../core/organise/categories.ts';
import { plainPath } from '../../core/paths/within.ts';
import { done, type Fault, fault, type Result } from '../../core/result.ts';
import {
  checkApart,
  checkBeside,
  checkTogether,
  checkWatchFolder,
  checkWithin,
  type Places,
} from '../../core/watch/check.ts';
import { parseWatchFolders, type WatchFolder } from '../../core/watch/folders.ts';
import type { Session } from '../session.ts';
import { Watched } from './watched.ts';

export const WATCH_FOLDERS_KEY = 'watch.folders';
const KEYS = { folders: WATCH_FOLDERS_KEY, saves: 'watch.saves', seen: 'watch.seen' } as const;

/** The watch folders of the profile. */
export class Watching {
  readonly #session: Session;
  /** By folder: also of those that are not watched in this run. */
  readonly #seen: Map<string, unknown>;
  #watched: readonly Watched[];
  #begun = false;
  #closed = false;

  constructor(session: Session) {
    this.#session = session;
    this.#seen = new Map(Object.entries(session.value(KEYS.seen) ?? {}));
    this.#watched = parseWatchFolders(session.value(KEYS.folders)).map((one) => this.#make(one));
  }

  /** When all torrents of the last time are there: what is in the list already is not added again. */
  start(): void {
    if (this.#closed) return;
    this.#begun = true;
    for (const one of this.#watched) one.look();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#watched.map((one) => one.close()));
  }

  get snapshots(): readonly WatchedFolder[] {
    return this.#watched.map((one) => one.snapshot);
  }

  /** Other folders, or other options. What is wrong is told before anything is changed. Without `keep` for this run. */
  async set(folders: readonly WatchFolder[], keep: boolean): Promise<Result<void>> {
    const wrong = await this.#refused(folders);
    if (wrong !== undefined) return wrong;
    const stored = keep ? await this.#session.keepSafely(KEYS.folders, folders) : done;
    if (!stored.ok) return stored;
    if (keep) {
      const stay = new Set(folders.map(({ path }) => path));
      for (const path of [...this.#seen.keys()]) if (!stay.has(path)) this.#seen.delete(path);
    }
    await this.#apply(folders);
    return done;
  }

  /** Folders that the caller saves torrents in by itself. */
  async setSaves(folders: readonly string[]): Promise<Result<void>> {
    const stored = await this.#session.keepSafely(KEYS.saves, folders);
    if (stored.ok) this.#lookAgain();
    return stored;
  }

  /** A category has another name, or is gone (undefined). */
  async recategorise(was: string, name: string | undefined): Promise<void> {
    const folders = this.#folders.map((one) => {
      if (one.category === '' || !isWithin(one.category, was)) return one;
      return { ...one, category: name === undefined ? '' : renamed(one.category, was, name) };
    });
    await this.#replace(folders);
  }

  /** The same for a tag. */
  async retag(was: string, name: string | undefined): Promise<void> {
    const folders = this.#folders.map((one) => {
      if (!one.tags.includes(was)) return one;
      const tags = one.tags.flatMap((tag) => (tag === was ? (name ?? []) : tag));
      return { ...one, tags: [...new Set(tags)] };
    });
    await this.#replace(folders);
  }

  get #folders(): readonly WatchFolder[] {
    return this.#watched.map(({ folder }) => folder);
  }

  async #replace(folders: readonly WatchFolder[]): Promise<void> {
    const before = this.#folders;
    if (folders.every((one, index) => one === before[index])) return;
    await this.#session.keepSafely(KEYS.folders, folders);
    await this.#apply(folders);
  }

  async #apply(folders: readonly WatchFolder[]): Promise<void> {
    const before = new Map(this.#watched.map((one) => [one.folder.path, one]));
    this.#watched = folders.map((folder) => {
      const same = before.get(folder.path);
      if (same === undefined) return this.#make(folder);
      before.delete(folder.path);
      same.folder = folder;
      return same;
    });
    await Promise.all([...before.values()].map((one) => one.close()));
    await this.#keep();
    this.#lookAgain();
  }

  #make(folder: WatchFolder): Watched {
    return new Watched(this.#session, folder, this.#seen.get(folder.path), {
      conflict: (one) => this.#conflict(one),
      keep: () => this.#keep(),
    });
  }

  #lookAgain(): void {
    if (this.#begun && !this.#closed) for (const one of this.#watched) one.look();
  }

  async #keep(): Promise<void> {
    for (const { folder, seen } of this.#watched) {
      seen.isDirty = false;
      const files = seen.toStored();
      if (Object.keys(files).length > 0) this.#seen.set(folder.path, files);
      else this.#seen.delete(folder.path);
    }
    await this.#session.keepSafely(KEYS.seen, Object.fromEntries(this.#seen));
  }

  async #refused(folders: readonly WatchFolder[]): Promise<Fault | undefined> {
    const { disk } = this.#session.ports;
    const { categories } = this.#session.organiser;
    for (const folder of folders) {
      const wrong = checkWatchFolder(folder, categories, disk.pathStyle);
      if (wrong !== undefined) return wrong;
    }
    const saves = this.#saveFolders(folders);
    const places = await this.#places([...this.#folders, ...folders], saves);
    const together = checkTogether(folders, places);
    if (together !== undefined) return together;
    const known = new Set(this.#folders.map(({ path }) => places.plain(path)));
    for (const folder of folders) {
      const apart = await this.#apart(folder, saves, places);
      if (apart !== undefined) return apart;
      // One that is away for a while is no reason to refuse a change to another.
      if (known.has(places.plain(folder.path))) continue;
      const unusable = await this.#unusable(folder);
      if (unusable !== undefined) return unusable;
    }
    return undefined;
  }

  async #unusable({ path, taken }: WatchFolder): Promise<Fault | undefined> {
    const { disk } = this.#session.ports;
    const listed = await disk.list(path);
    if (!listed.ok) {
      return listed.code === 'disk-missing'
        ? fault(
            'watch-missing',
            path,
            `The watch folder ${path} is not there. Is its drive connected?`,
          )
        : listed;
    }
    if (taken === 'trash') return undefined;
    const writable = await disk.probe(path);
    if (writable.ok) return undefined;
    const message = `What is taken from ${path} gets another name, and it cannot be written to.`;
    return fault('watch-read-only', path, message, { why: writable.message });
  }

  async #conflict(folder: WatchFolder): Promise<Fault | undefined> {
    const saves = this.#saveFolders(this.#folders);
    return this.#apart(folder, saves, await this.#places(this.#folders, saves));
  }

  async #apart(
    folder: WatchFolder,
    saves: ReadonlySet<string>,
    places: Places,
  ): Promise<Fault | undefined> {
    return (
      checkApart(folder, saves, places) ??
      checkBeside(folder, this.#savePaths(), places) ??
      checkWithin(folder, await this.#session.claims.around(folder.path))
    );
  }

  /** The few folders of the settings are looked at each time; those of torrents, which may be thousands, once. */
  async #places(folders: readonly WatchFolder[], saves: ReadonlySet<string>): Promise<Places> {
    const { ports, realPaths } = this.#session;
    await realPaths.look([...folders.map(({ path }) => path), ...saves], 0);
    await realPaths.look(this.#savePaths());
    const { pathStyle: style } = ports.disk;
    return { style, plain: (path) => plainPath(realPaths.of(path), style) };
  }

  /** Every folder that torrents are saved in by some setting. */
  #saveFolders(folders: readonly WatchFolder[]): ReadonlySet<string> {
    const { organiser } = this.#session;
    const kept = this.#session.value(KEYS.saves);
    const saves = new Set<string>(
      (Array.isArray(kept) ? kept : []).filter((one) => typeof one === 'string'),
    );
    for (const { savePath } of folders) saves.add(savePath);
    for (const { savePath } of organiser.categories.values()) saves.add(savePath);
    for (const { decides } of organiser.rules) saves.add(decides.savePath ?? '');
    saves.add(this.#session.settings().incompleteFolder);
    saves.delete('');
    return saves;
  }

  #savePaths(): ReadonlySet<string> {
    const paths = new Set<string>();
    for (const { savePath } of this.#session.torrents.values()) paths.add(savePath);
    return paths;
  }
}
