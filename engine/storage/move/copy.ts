import { done, fault, type Result } from '../../core/result.ts';
import type { Disk, DiskCode, OpenFile } from '../../ports/disk.ts';
import type { Cargo, MoveCode } from './look.ts';

const CHUNK = 4 * 1024 * 1024;

/** Told after each chunk; a `true` ends the copying. */
export type Copied = (bytes: number) => boolean;

/**
 * Copies one file to its place in the staging folder, time included, and has it on the disk. Stretches of
 * zeros stay holes, so that a file that is sparse stays so.
 */
export async function copyFile(
  disk: Disk,
  fromRoot: string,
  toRoot: string,
  cargo: Cargo,
  copied: Copied,
): Promise<Result<void, MoveCode>> {
  const source = await disk.open(fromRoot, cargo.from, 'read');
  if (!source.ok) return source;
  try {
    const target = await disk.open(toRoot, cargo.staged, 'write');
    if (!target.ok) return target;
    try {
      const all = await copyBytes(source.value, target.value, cargo, copied);
      if (!all.ok) return all;
      const synced = await target.value.sync();
      return synced.ok ? await target.value.setTime(cargo.mtimeMs) : synced;
    } finally {
      await target.value.close();
    }
  } finally {
    await source.value.close();
  }
}

async function copyBytes(
  source: OpenFile,
  target: OpenFile,
  cargo: Cargo,
  copied: Copied,
): Promise<Result<void, MoveCode>> {
  const sized = await target.truncate(cargo.size);
  if (!sized.ok) return sized;
  const buffers = [new Uint8Array(CHUNK), new Uint8Array(CHUNK)];
  let writing: Promise<Result<void, DiskCode>> = Promise.resolve(done);
  for (let offset = 0, turn = 0; offset < cargo.size; turn ^= 1) {
    // The next chunk is read while the last one is written.
    const want = Math.min(CHUNK, cargo.size - offset);
    const view = (buffers[turn] as Uint8Array).subarray(0, want);
    const read = await source.read(view, offset);
    const written = await writing;
    if (!written.ok) return written;
    if (!read.ok) return read;
    if (read.value < want) return shorter(cargo);
    if (copied(want)) {
      return fault('move-stopped', cargo.from, 'Moving the files was stopped.');
    }
    writing = isZero(view) ? Promise.resolve(done) : target.write([view], offset);
    offset += want;
  }
  return writing;
}

const shorter = (cargo: Cargo): Result<never, MoveCode> =>
  fault('disk-changed', cargo.from, `${cargo.from} became shorter while it was copied.`);

/** Looks at eight bytes at a time; a chunk with content tells itself by its first. */
function isZero(view: Uint8Array): boolean {
  const words = view.length >>> 3;
  const wide = new BigUint64Array(view.buffer, view.byteOffset, words);
  for (let i = 0; i < words; i++) if (wide[i] !== 0n) return false;
  for (let i = words << 3; i < view.length; i++) if (view[i] !== 0) return false;
  return true;
}

/** Whether two files hold the same bytes. Reads both to the end, or to the first difference. */
export async function sameBytes(
  disk: Disk,
  fromRoot: string,
  toRoot: string,
  cargo: Cargo,
  stopped: () => boolean,
): Promise<Result<boolean, MoveCode>> {
  const stat = await disk.stat(cargo.to);
  if (!stat.ok) return stat;
  if (stat.value.kind !== 'file' || stat.value.size !== cargo.size)
    return { ok: true, value: false };
  const ours = await disk.open(fromRoot, cargo.from, 'read');
  if (!ours.ok) return ours;
  try {
    const theirs = await disk.open(toRoot, cargo.to, 'read');
    if (!theirs.ok) return theirs;
    try {
      return await compare(ours.value, theirs.value, cargo, stopped);
    } finally {
      await theirs.value.close();
    }
  } finally {
    await ours.value.close();
  }
}

async function compare(
  ours: OpenFile,
  theirs: OpenFile,
  cargo: Cargo,
  stopped: () => boolean,
): Promise<Result<boolean, MoveCode>> {
  const [a, b] = [new Uint8Array(CHUNK), new Uint8Array(CHUNK)];
  for (let offset = 0; offset < cargo.size; offset += CHUNK) {
    if (stopped()) return fault('move-stopped', cargo.from, 'Moving the files was stopped.');
    const [left, right] = await Promise.all([ours.read(a, offset), theirs.read(b, offset)]);
    if (!left.ok) return left;
    if (!right.ok) return right;
    if (left.value !== right.value || !equal(a, b, left.value)) return { ok: true, value: false };
  }
  return { ok: true, value: true };
}

function equal(a: Uint8Array, b: Uint8Array, length: number): boolean {
  const words = length >>> 3;
  const left = new BigUint64Array(a.buffer, 0, words);
  const right = new BigUint64Array(b.buffer, 0, words);
  for (let i = 0; i < words; i++) if (left[i] !== right[i]) return false;
  for (let i = words << 3; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}
