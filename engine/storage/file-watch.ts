import type { Fault } from '../core/result.ts';
import type { DiskCode } from '../ports/disk.ts';
import type { FileStamp } from '../ports/store.ts';
import type { StorageContext } from './context.ts';
import { changedFault, stampOf, type TorrentFiles } from './torrent-files.ts';
import type { StorageEvents } from './types.ts';

/** A file that is being served is looked at again after this time. */
const LOOK_MS = 1_000;

/** Notices that somebody else changed a file: by size and time, while we do not write to it ourselves. */
export class FileWatch {
  readonly #context: StorageContext;
  readonly #files: TorrentFiles;
  readonly #events: StorageEvents;
  /** By file index. A stamp's identity tells whether somebody else renewed it meanwhile. */
  readonly #stamps: (FileStamp | undefined)[];
  /** When a file was last looked at; made with the first reader: most files of an idle torrent have none. */
  #lookedAt: Float64Array | undefined;

  constructor(context: StorageContext, files: TorrentFiles, events: StorageEvents) {
    this.#context = context;
    this.#files = files;
    this.#events = events;
    this.#stamps = new Array<FileStamp | undefined>(files.layout.fileCount).fill(undefined);
  }

  /** The file as it is now is what our bits speak of. */
  expect(file: number, stamp: FileStamp): void {
    this.#stamps[file] = stamp;
    if (this.#lookedAt !== undefined) this.#lookedAt[file] = this.#context.clock.now();
  }

  expected(file: number): FileStamp | undefined {
    return this.#stamps[file];
  }

  /** We are about to change it ourselves. */
  forget(file: number): void {
    this.#stamps[file] = undefined;
  }

  /** Call after bytes were read and before they are used. A fault means: do not use them. */
  async afterRead(file: number): Promise<Fault<DiskCode> | undefined> {
    const expected = this.#stamps[file];
    const now = this.#context.clock.now();
    this.#lookedAt ??= new Float64Array(this.#files.layout.fileCount).fill(
      Number.NEGATIVE_INFINITY,
    );
    if (expected !== undefined && now - (this.#lookedAt[file] as number) < LOOK_MS)
      return undefined;
    if (expected === undefined && !this.#files.isSettled(file)) return undefined;
    const stat = await this.#files.stat(file);
    // A write of ours, or another reader's look, was quicker.
    if (this.#stamps[file] !== expected) return undefined;
    if (!stat.ok) {
      if (stat.code === 'disk-missing' && this.#files.isSettled(file)) return this.gone(file, stat);
      return stat;
    }
    if (expected === undefined) {
      this.expect(file, stampOf(stat.value));
      return undefined;
    }
    this.#lookedAt[file] = now;
    const { size, mtimeMs } = stat.value;
    if (size === expected.size && mtimeMs === expected.mtimeMs) return undefined;
    const path = this.#files.path(file);
    const why =
      size === expected.size
        ? changedFault(path, 'it was written to')
        : changedFault(path, `it has ${size} bytes instead of ${expected.size}`);
    this.report(file, why, stampOf(stat.value));
    return why;
  }

  /**
   * A file that is missing was removed, which the owner is told: `disk-changed` is returned. Where the root is
   * missing too nothing is known to be lost, and that is the fault.
   */
  async gone(file: number, why: Fault<DiskCode>): Promise<Fault<DiskCode>> {
    const root = await this.#files.rootThere();
    if (!root.ok) return root;
    this.report(file, why, undefined);
    return changedFault(this.#files.path(file), 'it was removed');
  }

  /** Tells the owner, once per change: `now` is what is taken as known from here on. */
  report(file: number, why: Fault<DiskCode>, now: FileStamp | undefined): void {
    if (now === undefined) this.#stamps[file] = undefined;
    else this.expect(file, now);
    this.#files.forgetSize(file);
    void this.#files.closeFile(file);
    const pieces = this.#files.layout.piecesOf(file);
    if (pieces === undefined) return;
    this.#context.log.write('warn', this.#files.layout.info.infoHash, why.message, why);
    this.#events.fileChanged(file, pieces.first, pieces.last, why);
  }
}
