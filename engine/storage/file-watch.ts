import type { Fault } from '../core/result.ts';
import type { DiskCode } from '../ports/disk.ts';
import type { FileStamp } from '../ports/store.ts';
import type { StorageContext } from './context.ts';
import { changedFault, stampOf, type TorrentFiles } from './torrent-files.ts';
import type { StorageEvents } from './types.ts';

/** A file that is being served is looked at again after this time. */
const LOOK_MS = 1_000;

interface Expected {
  readonly stamp: FileStamp;
  lookedAt: number;
}

/** Notices that somebody else changed a file: by size and time, while we do not write to it ourselves. */
export class FileWatch {
  readonly #context: StorageContext;
  readonly #files: TorrentFiles;
  readonly #events: StorageEvents;
  readonly #expected = new Map<number, Expected>();

  constructor(context: StorageContext, files: TorrentFiles, events: StorageEvents) {
    this.#context = context;
    this.#files = files;
    this.#events = events;
  }

  /** The file as it is now is what our bits speak of. */
  expect(file: number, stamp: FileStamp): void {
    this.#expected.set(file, {
      stamp: { size: stamp.size, mtimeMs: stamp.mtimeMs },
      lookedAt: this.#context.clock.now(),
    });
  }

  stamp(file: number): FileStamp | undefined {
    return this.#expected.get(file)?.stamp;
  }

  /** We are about to change it ourselves. */
  forget(file: number): void {
    this.#expected.delete(file);
  }

  /** Call after bytes were read and before they are used. A fault means: do not use them. */
  async afterRead(file: number): Promise<Fault<DiskCode> | undefined> {
    const expected = this.#expected.get(file);
    const now = this.#context.clock.now();
    if (expected !== undefined && now - expected.lookedAt < LOOK_MS) return undefined;
    if (expected === undefined && !this.#files.isSettled(file)) return undefined;
    const stat = await this.#files.stat(file);
    // A write of ours, or another reader's look, was quicker.
    if (this.#expected.get(file) !== expected) return undefined;
    if (!stat.ok) {
      if (stat.code === 'disk-missing' && this.#files.isSettled(file)) return this.gone(file, stat);
      return stat;
    }
    if (expected === undefined) {
      this.expect(file, stampOf(stat.value));
      return undefined;
    }
    expected.lookedAt = now;
    const { size, mtimeMs } = stat.value;
    if (size === expected.stamp.size && mtimeMs === expected.stamp.mtimeMs) return undefined;
    const path = this.#files.path(file);
    const why =
      size === expected.stamp.size
        ? changedFault(path, 'it was written to')
        : changedFault(path, `it has ${size} bytes instead of ${expected.stamp.size}`);
    this.report(file, why, stampOf(stat.value));
    return why;
  }

  /** A file that is missing was removed; where the root is missing too, nothing is known to be lost. */
  async gone(file: number, why: Fault<DiskCode>): Promise<Fault<DiskCode>> {
    const root = await this.#files.rootThere();
    if (!root.ok) return root;
    this.report(file, why, undefined);
    return why;
  }

  /** Tells the owner, once per change: `now` is what is taken as known from here on. */
  report(file: number, why: Fault<DiskCode>, now: FileStamp | undefined): void {
    if (now === undefined) this.#expected.delete(file);
    else this.expect(file, now);
    this.#files.forgetSize(file);
    void this.#files.closeFile(file);
    const pieces = this.#files.layout.piecesOf(file);
    if (pieces === undefined) return;
    this.#context.log.write('warn', this.#files.layout.info.infoHash, why.message, why);
    this.#events.fileChanged(file, pieces.first, pieces.last, why);
  }
}
