import type { Result } from '../../../engine/core/result.ts';
import type { Clock } from '../../../engine/ports/clock.ts';
import type { Disk, DiskCode } from '../../../engine/ports/disk.ts';
import type { Content } from './content.ts';
import { FakeFile } from './fake-file.ts';
import { broken, MountedDisk, parentOf } from './mounted-disk.ts';

export type Entry = FakeFile | 'folder' | 'link';
export type Operation =
  | 'open'
  | 'read'
  | 'write'
  | 'truncate'
  | 'sync'
  | 'stat'
  | 'folder'
  | 'remove'
  | 'rename'
  | 'list';

/** The knobs of a disk. All may be turned while it runs. */
export interface FakeDiskKnobs {
  /** Milliseconds that every operation takes. */
  latencyMs: number;
  /** Bytes per second of reads and writes together; 0: endless. */
  bandwidth: number;
  /** Room left for new bytes. */
  freeBytes: number;
  readOnly: boolean;
  /** Folders that are volumes of their own. */
  volumes: readonly string[];
  /** Paths that are not there now, with all below: a drive that was pulled. */
  gone: string | undefined;
  /** Judges each operation by its running number (from 1): a code fails it, 'crash' cuts the power before it. */
  judge:
    | ((number: number, operation: Operation, path: string) => DiskCode | 'crash' | undefined)
    | undefined;
}

/** A disk in memory, on a clock, which loses on a crash what was not synced. Starts with the folder `/`. */
export class FakeDisk {
  readonly knobs: FakeDiskKnobs = {
    latencyMs: 0,
    bandwidth: 0,
    freeBytes: Number.MAX_SAFE_INTEGER,
    readOnly: false,
    volumes: [],
    gone: undefined,
    judge: undefined,
  };
  readonly #clock: Clock;
  readonly #content: Content | undefined;
  readonly #entries = new Map<string, Entry>([['/', 'folder']]);
  readonly #targets = new Map<string, string>();
  #operations = 0;
  #epoch = 0;
  #busyUntil = 0;
  #openFiles = 0;

  /** With `content`, bytes that equal it take no memory. */
  constructor(clock: Clock, content?: Content) {
    this.#clock = clock;
    this.#content = content;
  }

  /** The port, for one life of a process: after a crash its operations never settle. */
  mount(): Disk {
    return new MountedDisk(this, this.#epoch);
  }

  get operations(): number {
    return this.#operations;
  }

  /** Bytes of memory that all content takes. */
  get memory(): number {
    let bytes = 0;
    for (const entry of this.#entries.values())
      if (entry instanceof FakeFile) bytes += entry.memory;
    return bytes;
  }

  get openFiles(): number {
    return this.#openFiles;
  }

  get paths(): readonly string[] {
    return [...this.#entries.keys()].sort();
  }

  /** The power is cut: what was not synced is lost, and whoever ran on a `mount` hears nothing more. */
  crash(): void {
    this.#epoch++;
    this.#openFiles = 0;
    this.#busyUntil = this.#clock.now();
    for (const [path, entry] of [...this.#entries]) {
      if (entry instanceof FakeFile && !entry.crash()) this.#entries.delete(path);
    }
  }

  /** A complete file of generated content, folders included. */
  seed(path: string, size: number): void {
    this.#folders(path);
    const file = new FakeFile(path, this.#clock.wallTime(), this.#content);
    file.fill(size);
    this.#entries.set(path, file);
  }

  /** What another program would do: no knob applies. */
  put(path: string, bytes: Uint8Array): void {
    this.#folders(path);
    const file = new FakeFile(path, this.#clock.wallTime(), this.#content);
    file.write(bytes, 0);
    file.sync();
    this.#entries.set(path, file);
  }

  link(path: string, target?: string): void {
    this.#folders(path);
    this.#entries.set(path, 'link');
    if (target !== undefined) this.#targets.set(path, target);
  }

  /** Where a link leads to. */
  targetOf(path: string): string | undefined {
    return this.#entries.get(path) === 'link' ? this.#targets.get(path) : undefined;
  }

  makeFolder(path: string): void {
    this.#folders(`${path}/x`);
  }

  delete(path: string): void {
    for (const other of [...this.#entries.keys()]) {
      if (other === path || other.startsWith(`${path}/`)) this.#entries.delete(other);
    }
  }

  bytes(path: string): Uint8Array | undefined {
    const file = this.entry(path);
    if (!(file instanceof FakeFile)) return undefined;
    const bytes = new Uint8Array(file.size);
    file.read(bytes, 0);
    return bytes;
  }

  /** Runs one operation under the knobs. Called by the mounts. */
  async operate<T>(
    epoch: number,
    operation: Operation,
    path: string,
    bytes: number,
    act: () => Result<T, DiskCode>,
  ): Promise<Result<T, DiskCode>> {
    if (epoch !== this.#epoch) return never();
    const verdict = this.knobs.judge?.(++this.#operations, operation, path);
    if (this.knobs.judge === undefined) this.#operations++;
    if (verdict === 'crash') {
      this.crash();
      return never();
    }
    await this.#delay(bytes);
    if (epoch !== this.#epoch) return never();
    if (verdict !== undefined) return broken(verdict, path, operation);
    const { gone } = this.knobs;
    if (gone !== undefined && (path === gone || path.startsWith(`${gone}/`))) {
      return broken('disk-missing', path, operation);
    }
    return act();
  }

  /** The path with all links followed whose targets are known, as far as it is there. */
  real(path: string): string {
    if (this.#targets.size === 0) return path;
    const at = this.lies(path);
    const target = this.targetOf(at);
    return target === undefined ? at : this.real(target);
  }

  /** The same, but for a link in the last element. */
  lies(path: string): string {
    if (this.#targets.size === 0 || path === '/') return path;
    const above = this.real(parentOf(path));
    return `${above === '/' ? '' : above}/${path.slice(path.lastIndexOf('/') + 1)}`;
  }

  entry(path: string): Entry | undefined {
    return this.#entries.get(this.lies(path));
  }

  /** Where a link leads, and what is there. */
  target(path: string): Entry | undefined {
    return this.#entries.get(this.real(path));
  }

  set(path: string, entry: Entry | undefined): void {
    if (entry === undefined) this.#entries.delete(this.lies(path));
    else this.#entries.set(this.lies(path), entry);
  }

  create(path: string): FakeFile {
    const file = new FakeFile(path, this.#clock.wallTime(), this.#content);
    this.set(path, file);
    return file;
  }

  volumeOf(path: string): string {
    return (
      this.knobs.volumes.find((root) => path === root || path.startsWith(`${root}/`)) ?? 'fake'
    );
  }

  opened(change: 1 | -1): void {
    this.#openFiles += change;
  }

  now(): number {
    return this.#clock.wallTime();
  }

  async #delay(bytes: number): Promise<void> {
    const { latencyMs, bandwidth } = this.knobs;
    if (latencyMs === 0 && bandwidth === 0) return;
    const now = this.#clock.now();
    if (bandwidth > 0)
      this.#busyUntil = Math.max(this.#busyUntil, now) + (bytes / bandwidth) * 1000;
    const ms = latencyMs + Math.max(0, this.#busyUntil - now);
    await new Promise<void>((resolve) => this.#clock.after(ms, resolve));
  }

  #folders(path: string): void {
    for (let part = parentOf(path); part !== '/'; part = parentOf(part))
      this.#entries.set(part, 'folder');
  }
}

const never = <T>(): Promise<T> => new Promise(() => undefined);
