import { createHash } from 'node:crypto';
import { ok, type Result } from '../../../engine/core/result.ts';
import type { Clock } from '../../../engine/ports/clock.ts';
import type { Disk, DiskCode } from '../../../engine/ports/disk.ts';
import type { HashedRun, Hasher, HashRun } from '../../../engine/ports/hasher.ts';
import { MARK, PAGE } from './content.ts';

export interface FakeHasherOptions {
  readonly clock: Clock;
  readonly disk: Disk;
  /** Bytes per second of one lane; 0: no time passes. */
  readonly rate?: number;
  readonly lanes?: number;
  /** SHA-1 unless a simulation of a large swarm brings something cheaper. */
  readonly digest?: (bytes: Uint8Array) => Uint8Array;
}

export const realDigest = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha1').update(bytes).digest());

/**
 * Looks at the first bytes of each block and the last byte: enough to tell generated content from anything
 * else, at a hundredth of the cost. Torrents for it must be made with it.
 */
export function sampledDigest(bytes: Uint8Array): Uint8Array {
  const hash = createHash('sha1');
  for (let at = 0; at < bytes.length; at += PAGE) hash.update(bytes.subarray(at, at + MARK + 1));
  hash.update(bytes.subarray(bytes.length - 1));
  return new Uint8Array(hash.digest());
}

/** Hashes on the calling thread, in virtual time. */
export function createFakeHasher(options: FakeHasherOptions): Hasher {
  const { clock, disk, rate = 0, lanes = 2, digest = realDigest } = options;
  let freeAt = 0;
  let closed = false;

  const spend = async (bytes: number): Promise<void> => {
    if (closed) throw new Error('The hasher is closed.');
    if (rate === 0) return;
    freeAt = Math.max(freeAt, clock.now()) + (bytes / (rate * lanes)) * 1000;
    await new Promise<void>((resolve) => clock.after(freeAt - clock.now(), resolve));
  };

  return {
    lanes,
    async sha1(view) {
      await spend(view.length);
      return digest(view);
    },
    async sha1OfFiles(run: HashRun): Promise<Result<HashedRun, DiskCode>> {
      const length = (run.count - 1) * run.pieceLength + run.lastLength;
      await spend(length);
      const bytes = new Uint8Array(length);
      const missing = new Uint8Array(run.count);
      let at = 0;
      for (const span of run.spans) {
        const view = bytes.subarray(at, at + span.length);
        const read =
          span.path === undefined
            ? ok(span.length)
            : await readSpan(disk, run.root, span.path, span.offset, view);
        if (!read.ok && read.code !== 'disk-missing') return read;
        const got = read.ok ? read.value : 0;
        if (got < span.length) {
          const last = Math.floor((at + span.length - 1) / run.pieceLength);
          for (let piece = Math.floor((at + got) / run.pieceLength); piece <= last; piece++)
            missing[piece] = 1;
        }
        at += span.length;
      }
      return ok(digestsOf(run, bytes, missing, digest));
    },
    forget: () => undefined,
    async close() {
      closed = true;
    },
  };
}

async function readSpan(
  disk: Disk,
  root: string,
  path: string,
  offset: number,
  into: Uint8Array,
): Promise<Result<number, DiskCode>> {
  const opened = await disk.open(root, path, 'read');
  if (!opened.ok) return opened;
  const read = await opened.value.read(into, offset);
  await opened.value.close();
  return read;
}

function digestsOf(
  run: HashRun,
  bytes: Uint8Array,
  missing: Uint8Array,
  digest: (bytes: Uint8Array) => Uint8Array,
): HashedRun {
  const digests = new Uint8Array(run.count * 20);
  const whole = new Uint8Array(run.count);
  for (let piece = 0; piece < run.count; piece++) {
    if (missing[piece] === 1) continue;
    const from = piece * run.pieceLength;
    const length = piece === run.count - 1 ? run.lastLength : run.pieceLength;
    digests.set(digest(bytes.subarray(from, from + length)), piece * 20);
    whole[piece] = 1;
  }
  return { digests, whole };
}
