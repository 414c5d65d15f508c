import type { Info } from '../../core/metainfo/types.ts';
import { done, type Fault, fault, ok, type Result } from '../../core/result.ts';
import type { Disk, DiskCode } from '../../ports/disk.ts';
import { copyFile, sameBytes } from './copy.ts';
import {
  type Cargo,
  holdsOnly,
  type Look,
  lookAtMove,
  type MoveCode,
  missingFolders,
} from './look.ts';
import { putBack } from './mend.ts';
import { type MoveJournal, type Place, pairsOf, stagingRoot, topOf } from './places.ts';

/** What a move asks of the torrent that it moves. */
export interface MoveHost {
  /** Committed before the step that it speaks of begins. Undefined: nothing is under way any more. */
  keep(journal: MoveJournal | undefined): Promise<Result<void>>;
  /** Bytes copied, of how many. */
  progress(done: number, total: number): void;
  stopped(): boolean;
  /** Checks the copies against the torrent's hashes; `kept` files are not among them. */
  verify(root: string, place: Place, kept: readonly number[]): Promise<Result<void>>;
}

/** What the user wants where something lies at the target already. */
export type OnConflict = 'stop' | 'merge';

type Base = Pick<MoveJournal, 'from' | 'to' | 'kept' | 'made'>;

/** What was moved, with sizes and times as they were at the old place. */
export interface Brought {
  readonly journal: MoveJournal;
  readonly cargo: readonly Cargo[];
}

/** Renames one thing to another. */
interface Step {
  readonly from: string;
  readonly to: string;
}

/**
 * Brings a torrent's files from one place to another, and leaves them whole at the first where that fails:
 * by renaming on one volume; else by copies in a staging folder, checked against the hashes, then put in
 * place. The old files are removed by `clearAway` once the store knows the new place.
 */
export class Mover {
  readonly #disk: Disk;
  readonly #info: Info;
  readonly #from: Place;
  readonly #to: Place;
  readonly #host: MoveHost;

  constructor(disk: Disk, info: Info, from: Place, to: Place, host: MoveHost) {
    this.#disk = disk;
    this.#info = info;
    this.#from = from;
    this.#to = to;
    this.#host = host;
  }

  /** What could be told before anything begins: conflicts, a folder that cannot be written. */
  async look(onConflict: OnConflict): Promise<Result<Look, MoveCode>> {
    const writable = await this.#disk.probe(this.#to.root);
    if (!writable.ok) return writable;
    const root = await this.#disk.stat(this.#from.root);
    if (!root.ok) {
      if (root.code !== 'disk-missing') return root;
      return fault(
        'move-source-missing',
        this.#from.root,
        `The folder ${this.#from.root} is not there. Is its drive connected?`,
      );
    }
    const look = await lookAtMove(this.#disk, this.#info, this.#from, this.#to);
    if (!look.ok) return look;
    const [first] = look.value.taken;
    if (first !== undefined && onConflict === 'stop') return inTheWay(first.to, look.value);
    return look;
  }

  /** Resolves when all files are at the new place; on a fault they are all at the old one. */
  async bring(onConflict: OnConflict): Promise<Result<Brought>> {
    const look = await this.look(onConflict);
    if (!look.ok) return look;
    const same = await this.#compare(look.value);
    if (!same.ok) return same;
    const cargo = look.value.cargo.filter(({ file }) => !same.value.includes(file));
    const folders = cargo.map(({ to }) => this.#disk.above(to));
    const made = await missingFolders(this.#disk, this.#to.root, folders);
    if (!made.ok) return made;
    const brought = new Set(cargo.map(({ file }) => file));
    const kept = pairsOf(this.#disk, this.#info, this.#from, this.#to)
      .map(({ file }) => file)
      .filter((file) => !brought.has(file));
    const base = { from: this.#from, to: this.#to, kept, made: made.value };
    const renamed = await this.#rename(base, cargo);
    const journal =
      renamed.ok || renamed.code !== 'disk-other-volume' ? renamed : await this.#copy(base, cargo);
    return journal.ok ? ok({ journal: journal.value, cargo: look.value.cargo }) : journal;
  }

  /** Files that are at the target already are kept where they are the same, and a fault where they are not. */
  async #compare(look: Look): Promise<Result<number[], MoveCode>> {
    const kept: number[] = [];
    for (const pair of look.taken) {
      const own = look.cargo.find(({ file }) => file === pair.file);
      const same =
        own !== undefined &&
        (await sameBytes(this.#disk, this.#from.root, this.#to.root, { ...own, to: pair.to }, () =>
          this.#host.stopped(),
        ));
      if (typeof same !== 'boolean' && !same.ok) return same;
      if (same === false || !same.value) {
        return fault('move-differs', pair.to, `${pair.to} is there already, with other content.`);
      }
      kept.push(pair.file);
    }
    return ok(kept);
  }

  async #rename(base: Base, cargo: readonly Cargo[]): Promise<Result<MoveJournal>> {
    const { from, to } = base;
    const top = topOf(this.#disk, this.#info, from, to);
    const plain = cargo.map((one) => ({ from: one.from, to: one.to }));
    const steps = await this.#asOne(plain, top);
    const whole = steps[0] !== undefined && steps[0] === top;
    const journal: MoveJournal = { ...base, phase: 'renaming', whole };
    const begun = await this.#host.keep(journal);
    if (!begun.ok) return begun;
    const moved = await this.#runSteps(steps);
    return moved.ok ? ok(journal) : this.#undo(journal, moved);
  }

  async #copy(base: Base, cargo: readonly Cargo[]): Promise<Result<MoveJournal>> {
    const journal: MoveJournal = { ...base, phase: 'copying', whole: false };
    const total = cargo.reduce((sum, { size }) => sum + size, 0);
    const free = await this.#disk.freeBytes(this.#to.root);
    if (free.ok && free.value < total) return this.#undo(journal, this.#noRoom(free.value, total));
    const begun = await this.#host.keep(journal);
    if (!begun.ok) return this.#undo(journal, begun);
    const copied = await this.#fill(journal, cargo, total);
    if (!copied.ok) return this.#undo(journal, copied);
    const placing: MoveJournal = { ...journal, phase: 'placing' };
    const kept = await this.#host.keep(placing);
    if (!kept.ok) return this.#undo(journal, kept);
    const placed = await this.#runSteps(await this.#placing(cargo));
    return placed.ok ? ok(placing) : this.#undo(placing, placed);
  }

  async #placing(cargo: readonly Cargo[]): Promise<readonly Step[]> {
    const plain = cargo.map((one) => ({ from: one.staged, to: one.to }));
    const top = topOf(this.#disk, this.#info, this.#from, this.#to);
    if (top === undefined) return plain;
    const staging = stagingRoot(this.#disk, this.#info, this.#to);
    return this.#asOne(plain, { from: this.#disk.join(staging, top.name), to: top.to });
  }

  async #fill(journal: MoveJournal, cargo: readonly Cargo[], total: number): Promise<Result<void>> {
    const staging = stagingRoot(this.#disk, this.#info, this.#to);
    const root = await this.#makeRoot();
    if (!root.ok) return root;
    let copiedBytes = 0;
    for (const one of cargo) {
      const folder = await this.#disk.makeFolder(this.#to.root, this.#disk.above(one.staged));
      if (!folder.ok) return folder;
      const copied = await copyFile(this.#disk, this.#from.root, this.#to.root, one, (bytes) => {
        copiedBytes += bytes;
        this.#host.progress(copiedBytes, total);
        return this.#host.stopped();
      });
      if (!copied.ok) return copied;
    }
    if (this.#host.stopped())
      return fault('move-stopped', this.#info.name, 'Moving the files was stopped.');
    return this.#host.verify(staging, this.#to, journal.kept);
  }

  /** One rename of the folder around all files where nothing else is concerned; else file by file. */
  async #asOne(plain: readonly Step[], top: Step | undefined): Promise<readonly Step[]> {
    if (top === undefined || plain.length === 0) return plain;
    if ((await this.#disk.stat(top.to)).ok) return plain;
    const files = new Set(plain.map(({ from }) => from));
    if (!(await holdsOnly(this.#disk, top.from, files))) return plain;
    return [top, ...plain.filter(({ from }) => !this.#disk.inside(top.from, from))];
  }

  #noRoom(free: number, needed: number): Fault {
    const message = `There is no room in ${this.#to.root} for “${this.#info.name}”.`;
    return fault('disk-full', this.#to.root, message, { free, needed });
  }

  async #runSteps(steps: readonly Step[]): Promise<Result<void, MoveCode>> {
    const root = await this.#makeRoot();
    if (!root.ok) return root;
    for (const { from, to } of steps) {
      if (this.#host.stopped())
        return fault('move-stopped', this.#info.name, 'Moving the files was stopped.');
      const folder = this.#disk.above(to);
      const made =
        folder === this.#to.root ? done : await this.#disk.makeFolder(this.#to.root, folder);
      if (!made.ok) return made;
      const renamed = await this.#disk.rename(from, to);
      if (!renamed.ok) return renamed;
    }
    for (const folder of new Set(steps.map(({ to }) => this.#disk.above(to)))) {
      const synced = await this.#disk.syncFolder(folder);
      if (!synced.ok) return synced;
    }
    return done;
  }

  #makeRoot(): Promise<Result<void, DiskCode>> {
    return this.#disk.makeFolder(this.#to.root, this.#to.root);
  }

  /** The fault stays the answer; what could not be put back now is put back at the next chance. */
  async #undo(journal: MoveJournal, why: Fault): Promise<Fault> {
    const back = await putBack(this.#disk, this.#info, journal);
    if (back.ok && why.code !== 'disk-other-volume') await this.#host.keep(undefined);
    return why;
  }
}

const inTheWay = (path: string, look: Look): Fault<MoveCode> =>
  fault(
    'move-exists',
    path,
    look.taken.length === 1
      ? `${path} is there already.`
      : `${path} and ${look.taken.length - 1} more are there already.`,
    { files: look.taken.length },
  );
