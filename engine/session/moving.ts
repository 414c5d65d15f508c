import type { OnMoveConflict } from '../api/files-api.ts';
import type { InfoHash } from '../core/ids.ts';
import { checkDistinct, type Names, withNames } from '../core/metainfo/names.ts';
import { PART_SUFFIX } from '../core/metainfo/part-names.ts';
import type { Info } from '../core/metainfo/types.ts';
import { withSuffix } from '../core/paths/element.ts';
import { done, type Fault, fault, ok, type Result } from '../core/result.ts';
import type { FileStamp } from '../ports/store.ts';
import { Gate } from '../storage/gate.ts';
import { lookAtMove } from '../storage/move/look.ts';
import { clearAway, putBack } from '../storage/move/mend.ts';
import { type Brought, Mover } from '../storage/move/mover.ts';
import type { MoveJournal, Place } from '../storage/move/places.ts';
import type { Torrent } from '../torrent/torrent.ts';
import type { Session } from './session.ts';
import { verifyCopies } from './verify-copies.ts';

const journalKey = (id: InfoHash): string => `move.${id}`;
/** Names that are tried for something that is to lie beside what is there already. */
const MAX_NAMES = 100;

/** Brings the files of torrents to other places and under other names, and mends what a kill left half done. */
export class Moving {
  readonly #session: Session;
  /** One copies at a time: two would make the disk's head jump. */
  readonly #gate = new Gate(1);
  readonly #stopped = new Set<InfoHash>();
  readonly #active = new Set<InfoHash>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Answers when it is known that nothing is in the way; the files move after that, and news tell the end. */
  async move(torrent: Torrent, root: string, onConflict: OnMoveConflict): Promise<Result<void>> {
    if (root === torrent.savePath) return done;
    const from = await this.#from(torrent);
    if (!from.ok) return from;
    const to = { ...from.value, root };
    const told = (moved: Result<void>): void =>
      this.#session.news(
        moved.ok
          ? { kind: 'moved', id: torrent.id, name: torrent.name, folder: root }
          : { kind: 'fault', id: torrent.id, fault: moved },
      );
    if (await this.#isThere(torrent, root)) {
      if (this.#active.has(torrent.id)) return busy(torrent);
      void this.#readdress(torrent, root).then(told);
      return done;
    }
    const planned = onConflict === 'rename' ? await this.#beside(torrent, to) : ok<Place>(to);
    if (!planned.ok) return planned;
    const mode = onConflict === 'merge' ? 'merge' : 'stop';
    const refused = await this.#refused(torrent, planned.value, mode);
    if (refused !== undefined) return refused;
    void this.#relocate(torrent, planned.value, mode).then(told);
    return done;
  }

  /** Its files lie in that folder already, under another name of it: a link, a mount, other capitals. */
  async #isThere(torrent: Torrent, root: string): Promise<boolean> {
    if (torrent.metainfo === undefined || isHomeless(torrent)) return false;
    return this.#session.ports.disk.isSame(torrent.savePath, root);
  }

  /** No file is touched: what would be the file and its copy is one and the same. */
  async #readdress(torrent: Torrent, root: string): Promise<Result<void>> {
    let result: Result<void> = done;
    await torrent.life.relocate(async (letGo) => {
      await letGo();
      const from = await this.#from(torrent);
      result = from.ok ? await this.commit(torrent, { ...from.value, root }) : from;
      return result.ok ? torrent.life.durable.stamps : [];
    });
    return result;
  }

  /** From the folder of the incomplete to where it belongs. What is in the way is told, and it stays. */
  async home(torrent: Torrent): Promise<void> {
    const { finalPath } = torrent.options;
    if (finalPath === undefined || this.#active.has(torrent.id)) return;
    const begun = await this.move(torrent, finalPath, 'merge');
    if (!begun.ok) this.#session.news({ kind: 'fault', id: torrent.id, fault: begun });
  }

  /** Other names for files; resolves when the disk has them. */
  async rename(torrent: Torrent, names: Names): Promise<Result<void>> {
    const info = torrent.metainfo?.info;
    if (info === undefined) return noFiles(torrent);
    const distinct = checkDistinct(withNames(info, names));
    if (!distinct.ok) return distinct;
    const from = await this.#from(torrent);
    if (!from.ok) return from;
    const to = { ...from.value, names };
    const refused = await this.#refused(torrent, to, 'stop');
    return refused ?? this.#relocate(torrent, to, 'stop');
  }

  /** The copying ends, and what was copied is removed. */
  stop(id: InfoHash): void {
    if (this.#active.has(id)) this.#stopped.add(id);
  }

  /** Before the files are opened: a move that a kill interrupted is put back, or brought to its end. */
  async settle(torrent: Torrent): Promise<Result<void>> {
    const journal = this.#session.value(journalKey(torrent.id)) as MoveJournal | undefined;
    const info = torrent.metainfo?.info;
    if (journal === undefined || info === undefined) return done;
    const { disk } = this.#session.ports;
    const arrived = isPlace(journal.to, torrent);
    const mended = arrived
      ? await clearAway(disk, info, journal)
      : await putBack(disk, info, journal);
    if (!mended.ok) return mended;
    if (!arrived) {
      const message = `Moving “${torrent.name}” to ${journal.to.root} was interrupted. Its files are where they were.`;
      const why = fault('move-interrupted', torrent.name, message);
      this.#session.ports.log.write('warn', torrent.id, message, why);
      this.#session.news({ kind: 'fault', id: torrent.id, fault: why });
    }
    return this.#keep(torrent.id, undefined);
  }

  async #refused(torrent: Torrent, to: Place, mode: 'stop' | 'merge'): Promise<Fault | undefined> {
    const info = torrent.metainfo?.info;
    if (info === undefined) {
      if (torrent.info !== undefined) return noFiles(torrent);
      const writable = await this.#session.ports.disk.probe(to.root);
      return writable.ok ? undefined : writable;
    }
    if (this.#active.has(torrent.id)) return busy(torrent);
    const { claims } = this.#session;
    const claimed = await claims.against(torrent.id, to.root, withNames(info, to.names));
    if (claimed !== undefined) return claimed;
    if (isHomeless(torrent)) {
      const writable = await this.#session.ports.disk.probe(to.root);
      return writable.ok ? undefined : writable;
    }
    const mover = await this.#mover(torrent, info, to);
    const look = mover.ok ? await mover.value.look(mode) : mover;
    return look.ok ? undefined : look;
  }

  async #relocate(torrent: Torrent, to: Place, mode: 'stop' | 'merge'): Promise<Result<void>> {
    const info = torrent.metainfo?.info;
    // A magnet without metadata has no files yet, and one whose files would be another's never had any.
    if (info === undefined || isHomeless(torrent)) {
      // Made now and never again by itself, as when a torrent is added.
      const made = await this.#session.ports.disk.makeFolder(to.root, to.root);
      const committed = made.ok ? await this.commit(torrent, to) : made;
      if (committed.ok) await torrent.life.rehome();
      return committed;
    }
    this.#active.add(torrent.id);
    torrent.moving = { done: 0, total: 0 };
    this.#session.changed(torrent);
    try {
      return await this.#gate.run(() => this.#bring(torrent, info, to, mode));
    } finally {
      this.#active.delete(torrent.id);
      this.#stopped.delete(torrent.id);
      torrent.moving = undefined;
      this.#session.changed(torrent);
    }
  }

  async #bring(
    torrent: Torrent,
    info: Info,
    to: Place,
    mode: 'stop' | 'merge',
  ): Promise<Result<void>> {
    let result: Result<void> = fault('move-stopped', torrent.name, 'Moving was stopped.');
    await torrent.life.relocate(async (letGo) => {
      // Another may have come there while this one waited for its turn.
      const { claims } = this.#session;
      const claimed = await claims.against(torrent.id, to.root, withNames(info, to.names));
      // Nothing is renamed from here on; until now files may have become whole.
      const mover = claimed ?? (await this.#mover(torrent, info, to));
      const brought = mover.ok ? await mover.value.bring(mode) : mover;
      if (!brought.ok) {
        result = brought;
        return undefined;
      }
      await letGo();
      const committed = await this.commit(torrent, to);
      if (!committed.ok) {
        const { disk } = this.#session.ports;
        const back = await putBack(disk, info, brought.value.journal);
        if (back.ok) await this.#keep(torrent.id, undefined);
        result = committed;
        return [];
      }
      const stamps = await this.#restamp(torrent, brought.value);
      const cleared = await clearAway(this.#session.ports.disk, info, brought.value.journal);
      result = cleared.ok ? await this.#keep(torrent.id, undefined) : cleared;
      return stamps;
    });
    return result;
  }

  /** The torrent's files are there, for the store and for itself. */
  async commit(torrent: Torrent, to: Place): Promise<Result<void>> {
    const { names: _old, finalPath, ...others } = torrent.options;
    // Where the user has it moved to is where it belongs.
    const stays = finalPath !== undefined && to.root === torrent.savePath;
    const rest = stays ? { ...others, finalPath } : others;
    const options = {
      ...rest,
      ...(Object.keys(to.names).length === 0 ? {} : { names: to.names }),
      ...((to.carrying ?? []).length === 0 ? {} : { suffix: to.suffix ?? PART_SUFFIX }),
    };
    const change = { savePath: to.root, options };
    const stored = await this.#session.ports.store.updateTorrent(torrent.id, change);
    if (!stored.ok) return stored;
    torrent.savePath = to.root;
    torrent.options = options;
    const info = torrent.metainfo?.info;
    if (info !== undefined)
      this.#session.claims.set(torrent.id, to.root, withNames(info, to.names));
    this.#session.changed(torrent);
    return done;
  }

  /** Copies have times of their own: what was known of a file is known of its copy. */
  async #restamp(
    torrent: Torrent,
    { cargo }: Brought,
  ): Promise<readonly (FileStamp | undefined)[]> {
    const { disk } = this.#session.ports;
    const stamps = torrent.life.durable.stamps.slice();
    for (const one of cargo) {
      const stamp = stamps[one.file];
      if (stamp === undefined || stamp.size !== one.size || stamp.mtimeMs !== one.mtimeMs) continue;
      const now = await disk.stat(one.to);
      if (now.ok) stamps[one.file] = { size: now.value.size, mtimeMs: now.value.mtimeMs };
    }
    return stamps;
  }

  /** Where its files are, under which names. */
  async #from(torrent: Torrent): Promise<Result<Place>> {
    const carrying = await torrent.partNames.carrying();
    if (!carrying.ok) return carrying;
    const place = { root: torrent.savePath, names: torrent.options.names ?? {} };
    if (carrying.value.length === 0) return ok(place);
    const { suffix = PART_SUFFIX } = torrent.options;
    return ok({ ...place, carrying: carrying.value, suffix });
  }

  async #mover(torrent: Torrent, info: Info, target: Place): Promise<Result<Mover>> {
    const { disk } = this.#session.ports;
    const from = await this.#from(torrent);
    if (!from.ok) return from;
    const to = { ...from.value, root: target.root, names: target.names };
    const stopped = (): boolean => this.#stopped.has(torrent.id);
    const mover = new Mover(disk, info, from.value, to, {
      keep: (journal) => this.#keep(torrent.id, journal),
      progress: (done, total) => {
        torrent.moving = { done, total };
        this.#session.changed(torrent);
      },
      stopped,
      verify: (root, place, kept) =>
        verifyCopies(
          this.#session.storage,
          torrent,
          { info: withNames(info, place.names), ...place },
          root,
          kept,
          stopped,
        ),
    });
    return ok(mover);
  }

  /** Names with a number, for what would meet something at the target. */
  async #beside(torrent: Torrent, to: Place): Promise<Result<Place>> {
    const info = torrent.metainfo?.info;
    if (info === undefined) return ok(to);
    const { disk } = this.#session.ports;
    const from = await this.#from(torrent);
    if (!from.ok) return from;
    for (let number = 1, place = to; number < MAX_NAMES; number++) {
      const look = await lookAtMove(disk, info, from.value, place);
      if (!look.ok) return look;
      if (look.value.taken.length === 0) return ok(place);
      place = { ...to, names: numbered(info, to.names, ` (${number + 1})`) };
    }
    return fault('move-exists', to.root, `There is no free name in ${to.root}.`);
  }

  async #keep(id: InfoHash, journal: MoveJournal | undefined): Promise<Result<void>> {
    return this.#session.keepSafely(journalKey(id), journal);
  }
}

function numbered(info: Info, names: Names, suffix: string): Names {
  const all: Record<string, string> = {};
  withNames(info, names).files.forEach(({ pad, path }, index) => {
    if (pad) return;
    all[index] = [withSuffix(path[0] as string, suffix), ...path.slice(1)].join('/');
  });
  return all;
}

function isPlace(place: Place, torrent: Torrent): boolean {
  const names = Object.entries(torrent.options.names ?? {});
  return (
    place.root === torrent.savePath &&
    names.length === Object.keys(place.names).length &&
    names.every(([file, path]) => place.names[file] === path)
  );
}

const isHomeless = ({ fault: why }: Torrent): boolean =>
  why?.code === 'path-claimed' || why?.code === 'path-claimed-link';

const busy = (torrent: Torrent): Fault =>
  fault('move-busy', torrent.name, `The files of “${torrent.name}” are being moved.`);

const noFiles = (torrent: Torrent): Fault =>
  fault('torrent-no-metadata', torrent.name, `The files of “${torrent.name}” are not known yet.`);
