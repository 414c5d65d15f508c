import type { AddedTorrent } from '../../api/engine-api.ts';
import type { WatchedFolder } from '../../api/watch.ts';
import { type Fault, fault } from '../../core/result.ts';
import type { WatchFolder } from '../../core/watch/folders.ts';
import type { Timer } from '../../ports/clock.ts';
import type { FileStat } from '../../ports/disk.ts';
import type { Session } from '../session.ts';
import { Candidate } from './candidate.ts';
import { Hints } from './hints.ts';
import { SeenFiles } from './seen.ts';
import { markFile, pathOf, takeFile } from './taking.ts';
import { isMagnetFile, walk } from './walk.ts';

/** Hints may be missed, and a network drive gives them for this machine alone: it is looked at all the same. */
const HINTED_MS = 30_000;
const BLIND_MS = 5_000;
/** A folder that is not there, until it is back. */
const TROUBLE_MS = 10_000;
const HINT_MS = 200;
/** Looks that hints call for take no more than this part of the time. */
const HINT_SHARE = 10;
/** Files that are taken side by side: their commits become one. */
const AT_ONCE = 4;
/** What was taken is told at least this often. */
const TELL_EVERY = 100;
/** Broken files of one look that are told one by one. */
const TOLD_ONE_BY_ONE = 3;

export interface WatchedHost {
  /** Why nothing may be taken from this folder now. */
  conflict(folder: WatchFolder): Promise<Fault | undefined>;
  /** What was seen is kept. */
  keep(): Promise<void>;
}

/** One watch folder: looked at when something came, and again and again. */
export class Watched {
  folder: WatchFolder;
  readonly seen: SeenFiles;
  readonly #session: Session;
  readonly #host: WatchedHost;
  readonly #hints: Hints;
  readonly #waiting = new Map<string, Candidate>();
  /** Those that lie there although they were taken: once in a run they are asked to go. */
  readonly #asked = new Set<string>();
  #fault: Fault | undefined;
  #timer: Timer | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  #hintMs = HINT_MS;
  #closed = false;
  #added: AddedTorrent[] = [];
  #present: AddedTorrent[] = [];
  #discard: string[] = [];
  #faults: Fault[] = [];

  constructor(session: Session, folder: WatchFolder, stored: unknown, host: WatchedHost) {
    this.#session = session;
    this.folder = folder;
    this.seen = new SeenFiles(stored);
    this.#host = host;
    this.#hints = new Hints(session.ports.folderWatch, () => this.#soon(this.#hintMs));
  }

  get snapshot(): WatchedFolder {
    const why = this.#fault;
    const watched = this.#hints.isComplete ? 'hinted' : 'polled';
    return {
      ...this.folder,
      state: why === undefined ? watched : 'stopped',
      fault: why && { code: why.code, subject: why.subject, message: why.message, ...factsOf(why) },
      waiting: this.#waiting.size,
      broken: this.seen.broken,
    };
  }

  /** Also when something that it depends on has changed. */
  look(): void {
    this.#soon(0);
  }

  /** Nothing is taken after it resolves. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.end();
    this.#hints.close();
    await this.#looking;
  }

  #soon(ms: number): void {
    if (this.#closed) return;
    if (this.#looking !== undefined) {
      this.#again = true;
      return;
    }
    this.#timer?.end();
    this.#timer = this.#session.ports.clock.after(ms, () => this.#begin());
  }

  #begin(): void {
    const { clock } = this.#session.ports;
    const from = clock.now();
    this.#again = false;
    this.#looking = this.#look()
      .catch((error: unknown) => this.#stop(this.#failed(error)))
      .then((pause) => {
        this.#looking = undefined;
        // Where somebody else writes without end there are hints without end.
        this.#hintMs = Math.max(HINT_MS, (clock.now() - from) * HINT_SHARE);
        this.#soon(this.#again ? this.#hintMs : pause);
      });
  }

  /** How long until the next one. */
  async #look(): Promise<number> {
    const { clock, disk } = this.#session.ports;
    const conflict = await this.#host.conflict(this.folder);
    if (conflict !== undefined) return this.#stop(conflict);
    // Before the walk: what comes during it is hinted at.
    this.#hints.begin(this.folder.path, clock.now());
    const walked = await walk(disk, this.folder.path, this.folder.subfolders);
    if (!walked.ok) return this.#stop(walked.code === 'disk-missing' ? this.#away() : walked);
    this.#recover();
    const { files, folders, isWhole } = walked.value;
    // What came into a new folder between its look and its watch is seen by one more.
    if (this.#hints.settle(folders)) this.#again = true;
    const now = clock.now();
    for (const [name, stat] of files) this.#sort(name, stat, now);
    for (const name of this.#waiting.keys()) if (!files.has(name)) this.#waiting.delete(name);
    for (const name of this.#asked) if (!files.has(name)) this.#asked.delete(name);
    if (isWhole) this.seen.keepOnly(files);
    await this.#takeReady(files);
    await this.#tell();
    let pause = this.#hints.isComplete ? HINTED_MS : BLIND_MS;
    const after = clock.now();
    for (const candidate of this.#waiting.values())
      pause = Math.min(pause, candidate.nextAt(after) - after);
    return pause;
  }

  /** New, known and to be left alone, or taken before and still here. */
  #sort(name: string, stat: FileStat, now: number): void {
    const seen = this.seen.get(name);
    if (seen !== undefined && seen.size === stat.size && seen.mtimeMs === stat.mtimeMs) {
      if (seen.outcome === 'broken' || this.#asked.has(name)) return;
    } else if (seen !== undefined) {
      this.seen.forget(name);
      this.#asked.delete(name);
    }
    let candidate = this.#waiting.get(name);
    if (candidate === undefined) {
      candidate = new Candidate(isMagnetFile(name));
      this.#waiting.set(name, candidate);
    }
    candidate.look(stat, now);
  }

  async #takeReady(files: ReadonlyMap<string, FileStat>): Promise<void> {
    const { clock } = this.#session.ports;
    const names = [...this.#waiting].filter(([, one]) =>
      one.isReady(clock.now(), clock.wallTime()),
    );
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let one = names[next++]; one !== undefined; one = names[next++]) {
        if (this.#closed) return;
        const [name, candidate] = one;
        await this.#take(name, candidate, files.get(name) as FileStat);
        if (this.#added.length + this.#discard.length >= TELL_EVERY) await this.#tell();
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, names.length) }, worker));
  }

  async #take(name: string, candidate: Candidate, stat: FileStat): Promise<void> {
    const { clock, disk, log } = this.#session.ports;
    const wasTaken = this.seen.get(name)?.outcome === 'taken';
    const taken = wasTaken
      ? ({ kind: 'taken', added: [], present: [] } as const)
      : await takeFile(this.#session, this.folder, name, stat);
    if (taken.kind === 'gone') return;
    if (taken.kind === 'taken') {
      this.#waiting.delete(name);
      this.#added.push(...taken.added);
      this.#present.push(...taken.present);
      const path = pathOf(disk, this.folder, name);
      for (const one of taken.added)
        log.write('info', one.id, `“${one.name}” was taken from ${path}.`);
      for (const one of taken.present)
        log.write('info', one.id, `“${one.name}” of ${path} is in the list already.`);
      await this.#dispose(name, stat);
      return;
    }
    if (taken.kind === 'broken') {
      // What is being written may be whole in a moment.
      if (!candidate.isGivenUp(clock.now())) return;
      this.#waiting.delete(name);
      this.seen.set(name, { ...candidate.stamp, outcome: 'broken' });
    } else candidate.later(clock.now());
    if (candidate.told === taken.fault.code) return;
    candidate.told = taken.fault.code;
    this.#faults.push(taken.fault);
  }

  /** What was taken leaves the folder, or is remembered. */
  async #dispose(name: string, stat: FileStat): Promise<void> {
    const { disk } = this.#session.ports;
    this.#asked.add(name);
    if (this.folder.taken === 'trash') {
      this.seen.set(name, { size: stat.size, mtimeMs: stat.mtimeMs, outcome: 'taken' });
      this.#discard.push(pathOf(disk, this.folder, name));
      return;
    }
    const marked = await markFile(disk, this.folder, name, stat);
    if (marked.ok) {
      this.seen.forget(name);
      this.#asked.delete(name);
      return;
    }
    this.seen.set(name, { size: stat.size, mtimeMs: stat.mtimeMs, outcome: 'taken' });
    const path = pathOf(disk, this.folder, name);
    this.#faults.push(
      fault(
        'watch-not-marked',
        path,
        `${path} was taken, but cannot be renamed: ${marked.message}`,
        { why: marked.message },
      ),
    );
  }

  async #tell(): Promise<void> {
    const [added, present, discard] = [this.#added, this.#present, this.#discard];
    const faults = this.#faults;
    [this.#added, this.#present, this.#discard, this.#faults] = [[], [], [], []];
    // Before anybody puts a file away: after a kill it is known that it was taken.
    if (this.seen.isDirty) await this.#host.keep();
    if (added.length + present.length + discard.length > 0) {
      const folder = this.folder.path;
      this.#session.news({ kind: 'taken', files: { folder, added, present, discard } });
    }
    for (const [index, why] of faults.entries()) {
      this.#session.ports.log.write('warn', 'watch folder', why.message, why);
      if (index < TOLD_ONE_BY_ONE) this.#session.news({ kind: 'fault', id: undefined, fault: why });
    }
    const more = faults.length - TOLD_ONE_BY_ONE;
    if (more > 0) {
      const { path } = this.folder;
      const message = `${more} more files in ${path} cannot be taken; the log names them.`;
      const why = fault('watch-more', path, message, { count: more });
      this.#session.news({ kind: 'fault', id: undefined, fault: why });
    }
  }

  #failed(error: unknown): Fault {
    const { path } = this.folder;
    return fault('watch-failed', path, `Watching ${path} failed: ${String(error)}`);
  }

  #away(): Fault {
    const { path } = this.folder;
    const message = `The watch folder ${path} is not there. Is its drive connected?`;
    return fault('watch-missing', path, message);
  }

  /** Told once, until it is well again or something else. Nothing is done meanwhile, and nothing forgotten. */
  #stop(why: Fault): number {
    this.#hints.close();
    this.#waiting.clear();
    if (this.#fault?.code !== why.code) {
      this.#session.ports.log.write('warn', 'watch folder', why.message, why);
      this.#session.news({ kind: 'fault', id: undefined, fault: why });
    }
    this.#fault = why;
    return TROUBLE_MS;
  }

  #recover(): void {
    if (this.#fault === undefined) return;
    this.#fault = undefined;
    this.#session.ports.log.write('info', 'watch folder', `${this.folder.path} is watched again.`);
  }
}

const factsOf = ({ facts }: Fault): { readonly facts?: NonNullable<Fault['facts']> } =>
  facts === undefined ? {} : { facts };
