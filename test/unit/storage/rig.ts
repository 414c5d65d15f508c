import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { Bitfield } from '../../../engine/core/bitfield.ts';
import type { InfoHash } from '../../../engine/core/ids.ts';
import type { Info, MetainfoFile } from '../../../engine/core/metainfo/types.ts';
import type { Fault, Result } from '../../../engine/core/result.ts';
import type { DiskCode } from '../../../engine/ports/disk.ts';
import { createStorageContext, type StorageContext } from '../../../engine/storage/context.ts';
import { createPieceStorage } from '../../../engine/storage/piece-storage.ts';
import type { PieceStorage } from '../../../engine/storage/types.ts';
import { FakeDisk } from '../../sim/fakes/disk.ts';
import { createFakeHasher } from '../../sim/fakes/hasher.ts';
import { Scheduler } from '../../sim/world/scheduler.ts';

export const KiB = 1024;
export const ROOT = '/downloads';

export interface Made {
  readonly info: Info;
  readonly content: Uint8Array;
}

export interface FileSpec {
  readonly path: string;
  readonly length: number;
  readonly pad?: boolean;
}

/** A torrent of the files with bytes that differ everywhere; pad files are zeros. */
export function makeTorrent(pieceLength: number, files: readonly FileSpec[], seed = 1): Made {
  let offset = 0;
  const list: MetainfoFile[] = [];
  for (const { path, length, pad = false } of files) {
    list.push({ path: path.split('/'), length, offset, pad, executable: false });
    offset += length;
  }
  const content = Uint8Array.from(
    { length: offset },
    (_, i) => (Math.imul(i + seed, 0x9e3779b1) >>> 13) & 0xff,
  );
  for (const file of list) if (file.pad) content.fill(0, file.offset, file.offset + file.length);
  const pieceCount = Math.ceil(offset / pieceLength);
  const pieceHashes = new Uint8Array(pieceCount * 20);
  for (let i = 0; i < pieceCount; i++) {
    const piece = content.subarray(i * pieceLength, (i + 1) * pieceLength);
    pieceHashes.set(createHash('sha1').update(piece).digest(), i * 20);
  }
  const info: Info = {
    infoHash: seed.toString(16).padStart(40, '0') as InfoHash,
    raw: new Uint8Array(),
    name: 'torrent',
    pieceLength,
    pieceCount,
    pieceHashes,
    length: offset,
    files: list,
    multiFile: files.length > 1,
    private: false,
    source: undefined,
  };
  return { info, content };
}

export interface Change {
  readonly file: number;
  readonly first: number;
  readonly last: number;
  readonly code: DiskCode;
}

export interface Rig extends Made {
  readonly scheduler: Scheduler;
  readonly disk: FakeDisk;
  readonly context: StorageContext;
  readonly storage: PieceStorage;
  readonly changes: Change[];
  /** Another life of the process over the same disk. */
  again(): Rig;
}

export interface RigOptions {
  readonly pieceMemory?: number;
  readonly readCache?: number;
  readonly openFiles?: number;
}

export function makeRig(made: Made, options: RigOptions = {}): Rig {
  const scheduler = new Scheduler();
  const disk = new FakeDisk(scheduler.clock());
  disk.makeFolder(ROOT);
  return rigOver(made, options, scheduler, disk);
}

function rigOver(made: Made, options: RigOptions, scheduler: Scheduler, disk: FakeDisk): Rig {
  const clock = scheduler.clock();
  const port = disk.mount();
  const context = createStorageContext(
    {
      disk: port,
      hasher: createFakeHasher({ clock, disk: port }),
      clock,
      log: { write: () => undefined },
    },
    { pieceMemory: 4096 * KiB, readCache: 4096 * KiB, openFiles: 16, ...options },
  );
  const changes: Change[] = [];
  const storage = createPieceStorage(context, made.info, ROOT, {
    fileChanged: (file, first, last, why) => changes.push({ file, first, last, code: why.code }),
  });
  return {
    ...made,
    scheduler,
    disk,
    context,
    storage,
    changes,
    again: () => rigOver(made, options, scheduler, disk),
  };
}

/** The files complete on the disk, as another client would have left them. */
export function putFiles({ info, content, disk }: Rig): void {
  for (const file of info.files) {
    if (file.pad) continue;
    disk.put(pathOf(file), content.slice(file.offset, file.offset + file.length));
  }
}

export const pathOf = (file: MetainfoFile): string => `${ROOT}/${file.path.join('/')}`;

export const pieceOf = ({ info, content }: Made, piece: number): Uint8Array =>
  content.subarray(piece * info.pieceLength, (piece + 1) * info.pieceLength);

/** As a download would: acquire, fill, verify, write. */
export async function save(rig: Rig, piece: number): Promise<Result<void, DiskCode>> {
  const buffer = rig.storage.acquire(piece);
  if (buffer === undefined) throw new Error('the pool is full');
  buffer.bytes.set(pieceOf(rig, piece));
  if (!(await rig.storage.verify(piece, buffer))) throw new Error(`piece ${piece} is bad`);
  return rig.storage.write(piece, buffer);
}

export async function saveAll(rig: Rig): Promise<void> {
  for (let piece = 0; piece < rig.info.pieceCount; piece++) value(await save(rig, piece));
}

export function value<T>(result: Result<T> | Fault): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}

export function bitsOf(count: number, ...pieces: readonly number[]): Uint8Array {
  const field = new Bitfield(count);
  for (const piece of pieces) field.set(piece);
  return field.bytes;
}

export function allBits(count: number): Uint8Array {
  const field = new Bitfield(count);
  field.setAll();
  return field.bytes;
}

export function piecesIn(bits: Uint8Array, count: number): number[] {
  const field = new Bitfield(count, bits);
  return Array.from({ length: count }, (_, i) => i).filter((i) => field.get(i));
}

/** As `toEqual`, a thousand times faster on large arrays. */
export function expectBytes(found: Uint8Array | undefined, expected: Uint8Array): void {
  expect(found?.length).toBe(expected.length);
  expect(Buffer.compare(found as Uint8Array, expected)).toBe(0);
}
