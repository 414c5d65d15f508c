import { createHash } from 'node:crypto';
import {
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Info } from '../../engine/core/metainfo/types.ts';
import { nodeClock } from '../../engine/node/clock/clock.ts';
import { createNodeDisk } from '../../engine/node/disk/disk.ts';
import { createNodeHasher } from '../../engine/node/hasher/hasher.ts';
import type { Hasher } from '../../engine/ports/hasher.ts';
import { createStorageContext, type StorageContext } from '../../engine/storage/context.ts';
import { createPieceStorage } from '../../engine/storage/piece-storage.ts';
import type { PieceStorage } from '../../engine/storage/types.ts';
import {
  allBits,
  expectBytes,
  type FileSpec,
  KiB,
  type Made,
  makeTorrent,
  pieceOf,
  piecesIn,
  value,
} from '../unit/storage/rig.ts';

const quiet = (): void => undefined;
const never = (): boolean => false;

describe('storage over the real disk and the real hasher', () => {
  let root: string;
  let hasher: Hasher;
  let context: StorageContext;
  let changes: { file: number; code: string }[];

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'skein-storage-'));
    hasher = createNodeHasher(2);
    context = createStorageContext(
      { disk: createNodeDisk(), hasher, clock: nodeClock, log: { write: quiet } },
      { pieceMemory: 8 * 1024 * KiB, readCache: 4 * 1024 * KiB, openFiles: 16 },
    );
    changes = [];
  });

  afterEach(async () => {
    context.close();
    await hasher.close();
    rmSync(root, { recursive: true });
  });

  const storageOf = (info: Info): PieceStorage =>
    createPieceStorage(context, info, root, {
      fileChanged: (file, _first, _last, why) => changes.push({ file, code: why.code }),
    });

  /** All pieces, in random order, as fast as memory comes free. */
  async function download(made: Made, storage: PieceStorage): Promise<void> {
    value(await storage.prepare());
    const pieces = Array.from({ length: made.info.pieceCount }, (_, i) => i);
    pieces.sort((a, b) => Math.imul(a, 0x9e3779b1) - Math.imul(b, 0x9e3779b1));
    await Promise.all(
      pieces.map(async (piece) => {
        let buffer = storage.acquire(piece);
        while (buffer === undefined) {
          await new Promise<void>((resolve) => context.pool.whenFree(resolve));
          buffer = storage.acquire(piece);
        }
        buffer.bytes.set(pieceOf(made, piece));
        expect(await storage.verify(piece, buffer)).toBe(true);
        value(await storage.write(piece, buffer));
      }),
    );
    value(await storage.sync());
  }

  const files = (count: number): FileSpec[] =>
    Array.from({ length: count }, (_, i) => ({
      path: `t/${i % 7}/${i}`,
      length: (i * 7919) % 40_000,
    }));

  it('keeps a torrent of many files through writing, checking, serving and a restart', async () => {
    const made = makeTorrent(64 * KiB, files(300));
    const storage = storageOf(made.info);
    await download(made, storage);
    const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    for (const file of made.info.files) {
      expect(sha(readFileSync(join(root, ...file.path)))).toBe(
        sha(made.content.subarray(file.offset, file.offset + file.length)),
      );
    }
    const good = value(await storage.check(undefined, quiet, never));
    expect(piecesIn(good, made.info.pieceCount)).toHaveLength(made.info.pieceCount);
    for (let piece = 0; piece < made.info.pieceCount; piece++) {
      const bytes = pieceOf(made, piece);
      const read = value(await storage.read(piece, 0, bytes.length));
      expectBytes(read, bytes);
      storage.letGo(read);
    }
    const stamps = await storage.stamps();
    await storage.close();
    const again = storageOf(made.info);
    const have = allBits(made.info.pieceCount);
    expect(value(await again.open(have, stamps, true)).doubtful).toEqual([]);
    utimesSync(join(root, ...(made.info.files[100]?.path ?? [])), 1, 1);
    truncateSync(join(root, ...(made.info.files[200]?.path ?? [])), 10);
    const { doubtful } = value(await storageOf(made.info).open(have, stamps, true));
    const touched = new Set<number>();
    for (const index of [100, 200]) {
      const { offset, length } = made.info.files[index] as { offset: number; length: number };
      const last = Math.floor((offset + length - 1) / made.info.pieceLength);
      for (let p = Math.floor(offset / made.info.pieceLength); p <= last; p++) touched.add(p);
    }
    expect(doubtful).toEqual([...touched]);
    await again.close();
    expect(changes).toEqual([]);
  });

  it('notices a file that is changed while it is served', async () => {
    const made = makeTorrent(256 * KiB, [{ path: 'f', length: 2048 * KiB }]);
    const storage = storageOf(made.info);
    await download(made, storage);
    storage.letGo(value(await storage.read(0, 0, 16 * KiB)));
    truncateSync(join(root, 'f'), 1024 * KiB);
    expect(await storage.read(7, 0, 16 * KiB)).toMatchObject({ ok: false, code: 'disk-changed' });
    expect(changes).toEqual([{ file: 0, code: 'disk-changed' }]);
    const good = value(await storage.check(undefined, quiet, never));
    expect(piecesIn(good, 8)).toEqual([0, 1, 2, 3]);
    await storage.close();
  });

  it('is sparse, and reaches beyond 4 GiB', async () => {
    const length = 6 * 1024 ** 3 + 100;
    const pieceLength = 1024 * KiB;
    const pieceCount = Math.ceil(length / pieceLength);
    const small = makeTorrent(pieceLength, [{ path: 'f', length: 100 }]);
    const pieceHashes = new Uint8Array(pieceCount * 20);
    pieceHashes.set(small.info.pieceHashes, (pieceCount - 1) * 20);
    const info: Info = {
      ...small.info,
      pieceLength,
      pieceCount,
      pieceHashes,
      length,
      files: [{ path: ['f'], length, offset: 0, pad: false, executable: false }],
    };
    const storage = storageOf(info);
    const buffer = storage.acquire(pieceCount - 1);
    buffer?.bytes.set(small.content);
    value(await storage.write(pieceCount - 1, buffer as NonNullable<typeof buffer>));
    expect(value(await storage.verifyOnDisk(pieceCount - 1))).toBe(true);
    expectBytes(value(await storage.read(pieceCount - 1, 10, 50)), small.content.subarray(10, 60));
    const stats = statSync(join(root, 'f'));
    expect(stats.size).toBe(length);
    expect(stats.blocks * 512).toBeLessThan(1024 * KiB);
    await storage.close();
  });

  it('checks what other programs left, whatever lies in the way', async () => {
    const made = makeTorrent(16 * KiB, [
      { path: 't/a', length: 50_000 },
      { path: 't/b', length: 50_000 },
    ]);
    const storage = storageOf(made.info);
    value(await storage.prepare());
    writeFileSync(join(root, 't', 'a'), made.content.subarray(0, 50_000));
    expect(piecesIn(value(await storage.check(undefined, quiet, never)), 7)).toEqual([0, 1, 2]);
    writeFileSync(join(root, 't', 'b'), made.content.subarray(50_000));
    expect(piecesIn(value(await storage.check(undefined, quiet, never)), 7)).toHaveLength(7);
    await storage.close();
  });
});
