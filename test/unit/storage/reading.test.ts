import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allBits,
  expectBytes,
  KiB,
  makeRig,
  makeTorrent,
  pathOf,
  pieceOf,
  putFiles,
  type Rig,
  type RigOptions,
  ROOT,
  save,
  value,
} from './rig.ts';

const BLOCK = 16 * KiB;
const PIECE = 256 * KiB;

/** Six pieces in two files, the second starting in the middle of piece 2. */
async function seeding(options: RigOptions = {}): Promise<Rig> {
  const made = makeTorrent(PIECE, [
    { path: 't/a', length: 2.5 * PIECE },
    { path: 't/b', length: 3.5 * PIECE },
  ]);
  const rig = makeRig(made, options);
  putFiles(rig);
  value(await rig.storage.open(allBits(made.info.pieceCount), [], false));
  return rig;
}

const block = (rig: Rig, piece: number, begin = 0, length = BLOCK): Uint8Array =>
  pieceOf(rig, piece).subarray(begin, begin + length);

function readsOf(rig: Rig): { count: number } {
  const reads = { count: 0 };
  rig.disk.knobs.judge = (_number, operation) => {
    if (operation === 'read') reads.count++;
    return undefined;
  };
  return reads;
}

describe('reading for uploads', () => {
  it('gives the right bytes for every range, from memory and from the disk', async () => {
    const rig = await seeding({ readCache: 512 * KiB });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 5 }),
        fc.nat(PIECE - 1),
        fc.integer({ min: 1, max: 128 * KiB }),
        async (piece, begin, wanted) => {
          const length = Math.min(wanted, PIECE - begin);
          const { storage } = rig;
          const cached = storage.cached(piece, begin, length);
          const bytes = cached ?? value(await storage.read(piece, begin, length));
          expectBytes(bytes, block(rig, piece, begin, length));
          storage.letGo(bytes);
        },
      ),
    );
    expect(rig.changes).toEqual([]);
  });

  it('brings the surroundings along: the next blocks come from memory', async () => {
    const rig = await seeding();
    expect(rig.storage.cached(1, 0, BLOCK)).toBeUndefined();
    value(await rig.storage.read(1, 0, BLOCK));
    const reads = readsOf(rig);
    for (let begin = 0; begin < PIECE; begin += BLOCK) {
      expectBytes(rig.storage.cached(1, begin, BLOCK), block(rig, 1, begin));
    }
    expect(reads.count).toBe(0);
  });

  it('reads once for many that ask at the same time', async () => {
    const rig = await seeding();
    const reads = readsOf(rig);
    const got = await Promise.all(
      Array.from({ length: 16 }, (_, i) => rig.storage.read(1, i * BLOCK, BLOCK)),
    );
    expect(reads.count).toBe(1);
    for (const [i, bytes] of got.entries()) expectBytes(value(bytes), block(rig, 1, i * BLOCK));
  });

  it('reads on within a piece before it is asked to', async () => {
    const made = makeTorrent(1024 * KiB, [{ path: 'f', length: 1024 * KiB }]);
    const rig = makeRig(made);
    putFiles(rig);
    value(await rig.storage.read(0, 0, BLOCK));
    value(await rig.storage.read(0, BLOCK, BLOCK));
    await rig.scheduler.pass(1);
    expectBytes(rig.storage.cached(0, 256 * KiB, BLOCK), block(rig, 0, 256 * KiB));
  });

  it('reads early what it is told will be asked for', async () => {
    const rig = await seeding();
    rig.storage.readAhead(4, 0);
    await rig.scheduler.pass(1);
    expectBytes(rig.storage.cached(4, 0, BLOCK), block(rig, 4));
  });

  it('never changes bytes that a socket still holds', async () => {
    const rig = await seeding({ readCache: 1024 * KiB });
    const held = value(await rig.storage.read(0, 0, BLOCK));
    for (let round = 0; round < 5; round++) {
      for (const piece of [1, 2, 3, 4, 5])
        rig.storage.letGo(value(await rig.storage.read(piece, 0, BLOCK)));
    }
    expectBytes(held, block(rig, 0));
    expect(rig.context.cache.held).toBeLessThanOrEqual(1024 * KiB);
  });

  it('still gives bytes when sockets hold all of the memory', async () => {
    const rig = await seeding({ readCache: 256 * KiB });
    const held = await Promise.all([0, 1, 2, 3].map((piece) => rig.storage.read(piece, 0, BLOCK)));
    for (const [piece, bytes] of held.entries()) expectBytes(value(bytes), block(rig, piece));
    for (const bytes of held) rig.storage.letGo(value(bytes));
    value(await rig.storage.read(4, 0, BLOCK));
    expectBytes(rig.storage.cached(4, 0, BLOCK), block(rig, 4));
  });

  it('throws out what was not used, not what is', async () => {
    const rig = await seeding({ readCache: 1024 * KiB });
    const use = async (piece: number): Promise<void> => {
      rig.storage.letGo(
        rig.storage.cached(piece, 0, BLOCK) ?? value(await rig.storage.read(piece, 0, BLOCK)),
      );
    };
    for (const piece of [0, 1, 2, 3]) await use(piece);
    for (const piece of [4, 5, 2, 3]) {
      await use(0);
      await use(piece);
    }
    const kept = rig.storage.cached(0, 0, BLOCK);
    expectBytes(kept, block(rig, 0));
  });

  it('shows a piece that was just written, before and after it reached the disk', async () => {
    const rig = await seeding();
    // The surroundings are in memory from before: zeros where piece 1 will be.
    rig.disk.put(`${ROOT}/t/a`, new Uint8Array(2.5 * PIECE));
    const fresh = rig.again();
    value(await fresh.storage.read(1, 0, BLOCK));
    fresh.disk.knobs.latencyMs = 10;
    const saved = save(fresh, 1);
    await fresh.scheduler.until(() => fresh.storage.cached(1, BLOCK, BLOCK)?.[0] !== 0);
    expectBytes(fresh.storage.cached(1, BLOCK, BLOCK), block(rig, 1, BLOCK));
    await fresh.scheduler.settle(saved);
    const after = await fresh.scheduler.settle(fresh.storage.read(1, BLOCK, BLOCK));
    expectBytes(value(after), block(rig, 1, BLOCK));
  });

  it('serves a piece whose neighbour in the same read is not there yet', async () => {
    const made = makeTorrent(32 * KiB, [
      { path: 't/a', length: 32 * KiB },
      { path: 't/b', length: 32 * KiB },
    ]);
    const rig = makeRig(made);
    value(await save(rig, 0));
    expectBytes(value(await rig.storage.read(0, 0, BLOCK)), block(rig, 0));
    expectBytes(rig.storage.cached(0, BLOCK, BLOCK), block(rig, 0, BLOCK));
    expect(rig.storage.cached(1, 0, BLOCK)).toBeUndefined();
    expect(rig.changes).toEqual([]);
    value(await save(rig, 1));
    expectBytes(value(await rig.storage.read(1, 0, BLOCK)), block(rig, 1));
  });

  it('refuses ranges outside of the torrent', async () => {
    const rig = await seeding();
    expect(rig.storage.cached(5, PIECE - 10, 11)).toBeUndefined();
    expect(await rig.storage.read(5, PIECE - 10, 11)).toMatchObject({ ok: false });
    expect(await rig.storage.read(-1, 0, 5)).toMatchObject({ ok: false });
  });

  it('reports a disk that cannot be read, and reads again the next time', async () => {
    const rig = await seeding();
    rig.disk.knobs.judge = (_number, operation) => (operation === 'read' ? 'disk-io' : undefined);
    expect(await rig.storage.read(0, 0, BLOCK)).toMatchObject({ ok: false, code: 'disk-io' });
    rig.disk.knobs.judge = undefined;
    expectBytes(value(await rig.storage.read(0, 0, BLOCK)), block(rig, 0));
    expect(rig.changes).toEqual([]);
  });
});

describe('a file that another program', () => {
  const later = (rig: Rig): Promise<void> => rig.scheduler.pass(1_500);

  it('wrote to is not served any more, and its pieces are named', async () => {
    const rig = await seeding();
    rig.storage.letGo(value(await rig.storage.read(0, 0, BLOCK)));
    await later(rig);
    rig.disk.put(`${ROOT}/t/a`, new Uint8Array(2.5 * PIECE).fill(1));
    expect(await rig.storage.read(1, 0, BLOCK)).toMatchObject({ ok: false, code: 'disk-changed' });
    expect(rig.changes).toEqual([{ file: 0, first: 0, last: 2, code: 'disk-changed' }]);
    expect(rig.storage.cached(0, 0, BLOCK)).toBeUndefined();
    // The other file is as it was.
    expectBytes(value(await rig.storage.read(3, 0, BLOCK)), block(rig, 3));
    expect(rig.changes).toHaveLength(1);
  });

  it('cut is noticed at once', async () => {
    const rig = await seeding();
    rig.disk.put(`${ROOT}/t/b`, rig.content.slice(2.5 * PIECE, 2.5 * PIECE + 1_000));
    expect(await rig.storage.read(4, 0, BLOCK)).toMatchObject({ ok: false, code: 'disk-changed' });
    expect(rig.changes).toEqual([{ file: 1, first: 2, last: 5, code: 'disk-changed' }]);
  });

  it('removed is missing; with the whole folder nothing is taken as lost', async () => {
    const rig = await seeding();
    rig.disk.delete(`${ROOT}/t/b`);
    expect(await rig.storage.read(4, 0, BLOCK)).toMatchObject({ ok: false, code: 'disk-changed' });
    expect(rig.changes).toEqual([{ file: 1, first: 2, last: 5, code: 'disk-missing' }]);
    rig.disk.knobs.gone = ROOT;
    expect(await rig.storage.read(0, 0, BLOCK)).toMatchObject({ ok: false, code: 'disk-missing' });
    expect(rig.changes).toHaveLength(1);
    rig.disk.knobs.gone = undefined;
    expectBytes(value(await rig.storage.read(0, 0, BLOCK)), block(rig, 0));
  });

  it('replaced while we write is noticed by the sync', async () => {
    const made = makeTorrent(32 * KiB, [{ path: 'f', length: 64 * KiB }]);
    const rig = makeRig(made);
    value(await save(rig, 0));
    rig.disk.delete(pathOf(made.info.files[0] as never));
    value(await rig.storage.sync());
    expect(rig.changes).toEqual([{ file: 0, first: 0, last: 1, code: 'disk-missing' }]);
    value(await save(rig, 1));
    await later(rig);
    rig.disk.put(`${ROOT}/f`, new Uint8Array(64 * KiB));
    value(await rig.storage.sync());
    expect(rig.changes.at(-1)).toMatchObject({ file: 0, code: 'disk-changed' });
  });

  it('does not mistake our own writes for a change', async () => {
    const rig = await seeding();
    for (let round = 0; round < 3; round++) {
      for (const piece of [0, 2, 4]) {
        value(await save(rig, piece));
        rig.storage.letGo(value(await rig.storage.read(piece, 0, BLOCK)));
        await later(rig);
        rig.storage.letGo(value(await rig.storage.read((piece + 1) % 6, 0, BLOCK)));
      }
      value(await rig.storage.sync());
      await later(rig);
    }
    expect(rig.changes).toEqual([]);
  });
});
