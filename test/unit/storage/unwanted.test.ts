import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allBits,
  bitsOf,
  expectBytes,
  KiB,
  makeRig,
  makeTorrent,
  pathOf,
  pieceOf,
  piecesIn,
  type Rig,
  ROOT,
  save,
  value,
} from './rig.ts';

const PART = `${ROOT}/.skein-${'1'.padStart(40, '0')}.parts`;
const never = (): boolean => false;
const quiet = (): void => undefined;

/** Pieces of 32 KiB; every edge between two files lies inside of a piece. */
const makeFiles = (): Rig =>
  makeRig(
    makeTorrent(32 * KiB, [
      { path: 't/a', length: 80_000 },
      { path: 't/b', length: 80_000 },
      { path: 't/tiny', length: 100 },
      { path: 't/c', length: 80_000 },
    ]),
  );

const ALL = [true, true, true, true];
const ONLY_A = [true, false, false, false];
const A_AND_C = [true, false, false, true];

/** Pieces that hold bytes of a wanted file. */
function piecesFor(rig: Rig, wanted: readonly boolean[]): number[] {
  const pieces = new Set<number>();
  rig.info.files.forEach((file, i) => {
    if (wanted[i] !== true) return;
    const last = Math.floor((file.offset + file.length - 1) / rig.info.pieceLength);
    for (let p = Math.floor(file.offset / rig.info.pieceLength); p <= last; p++) pieces.add(p);
  });
  return [...pieces].sort((a, b) => a - b);
}

async function download(rig: Rig, wanted: readonly boolean[]): Promise<number[]> {
  rig.storage.setWanted(wanted);
  value(await rig.storage.prepare());
  const pieces = piecesFor(rig, wanted);
  for (const piece of pieces) value(await save(rig, piece));
  return pieces;
}

function filesOf(rig: Rig): string[] {
  return rig.disk.paths.filter((path) => rig.disk.bytes(path) !== undefined);
}

async function goodOf(rig: Rig): Promise<number[]> {
  return piecesIn(value(await rig.storage.check(undefined, quiet, never)), rig.info.pieceCount);
}

async function expectServed(rig: Rig, pieces: readonly number[]): Promise<void> {
  for (const piece of pieces) {
    const bytes = pieceOf(rig, piece);
    const read = value(await rig.storage.read(piece, 0, bytes.length));
    expectBytes(read, bytes);
    rig.storage.letGo(read);
    expect(value(await rig.storage.verifyOnDisk(piece))).toBe(true);
  }
}

describe('files that are not wanted', () => {
  it('are not created; what pieces have in them is kept, served and found again', async () => {
    const rig = makeFiles();
    const pieces = await download(rig, A_AND_C);
    expect(filesOf(rig)).toEqual([PART, `${ROOT}/t/a`, `${ROOT}/t/c`]);
    await expectServed(rig, pieces);
    expect(await goodOf(rig)).toEqual(pieces);
    value(await rig.storage.sync());
    const stamps = await rig.storage.stamps();
    expect(stamps.map((stamp) => stamp !== undefined)).toEqual(A_AND_C);
    await rig.storage.close();
    rig.disk.crash();

    const next = rig.again();
    next.storage.setWanted(A_AND_C);
    const have = bitsOf(rig.info.pieceCount, ...pieces);
    expect(value(await next.storage.open(have, stamps, true)).doubtful).toEqual([]);
    await expectServed(next, pieces);
    expect(await goodOf(next)).toEqual(pieces);
    expect(rig.changes).toEqual([]);
    expect(next.changes).toEqual([]);
    expect(next.storage.paths().files).toContain(PART);
  });

  it('get their bytes when they become wanted, and the part file goes', async () => {
    const rig = makeFiles();
    const first = await download(rig, A_AND_C);
    rig.storage.setWanted(ALL);
    for (const piece of piecesFor(rig, ALL)) {
      if (!first.includes(piece)) value(await save(rig, piece));
    }
    value(await rig.storage.prepare());
    expect(rig.disk.bytes(PART)).toBeUndefined();
    for (const file of rig.info.files) {
      const expected = rig.content.subarray(file.offset, file.offset + file.length);
      expectBytes(rig.disk.bytes(pathOf(file)), expected);
    }
    expect(await goodOf(rig)).toHaveLength(rig.info.pieceCount);
  });

  it('keep their place in the part file while others of the same piece move out', async () => {
    const rig = makeFiles();
    const pieces = await download(rig, ONLY_A);
    rig.storage.setWanted([true, true, false, false]);
    value(await rig.storage.prepare());
    await expectServed(rig, pieces);
    for (const piece of piecesFor(rig, [false, true, false, false])) value(await save(rig, piece));
    expect(rig.disk.bytes(`${ROOT}/t/tiny`)).toBeUndefined();
    expect(await goodOf(rig)).toEqual(piecesFor(rig, [true, true, false, false]));
  });

  it('that exist already are used as they are', async () => {
    const rig = makeFiles();
    const pieces = await download(rig, ALL);
    rig.storage.setWanted(ONLY_A);
    for (const piece of pieces) value(await save(rig, piece));
    expect(rig.disk.bytes(PART)).toBeUndefined();
    await expectServed(rig, pieces);
    const next = rig.again();
    next.storage.setWanted(ONLY_A);
    const have = allBits(rig.info.pieceCount);
    expect(value(await next.storage.open(have, [], false)).doubtful).toEqual([]);
    await expectServed(next, pieces);
  });

  it('are doubted where the part file is gone or cut', async () => {
    const rig = makeFiles();
    const pieces = await download(rig, ONLY_A);
    value(await rig.storage.sync());
    const stamps = await rig.storage.stamps();
    rig.disk.delete(PART);
    const next = rig.again();
    next.storage.setWanted(ONLY_A);
    const have = bitsOf(rig.info.pieceCount, ...pieces);
    expect(value(await next.storage.open(have, stamps, true)).doubtful).toEqual([2]);
    expect(value(await next.storage.verifyOnDisk(2))).toBe(false);
    rig.disk.put(PART, new Uint8Array(100).fill(9));
    const third = rig.again();
    third.storage.setWanted(ONLY_A);
    expect(value(await third.storage.open(have, stamps, true)).doubtful).toEqual([2]);
    value(await save(third, 2));
    await expectServed(third, pieces);
  });

  it('stay in the part file when moving fails, and move with the next try', async () => {
    const rig = makeFiles();
    const pieces = await download(rig, ONLY_A);
    rig.disk.knobs.freeBytes = 10;
    rig.storage.setWanted(ALL);
    expect(await rig.storage.prepare()).toMatchObject({ ok: false, code: 'disk-full' });
    await expectServed(rig, pieces);
    rig.disk.knobs.freeBytes = 1e9;
    value(await rig.storage.prepare());
    expect(rig.disk.bytes(PART)).toBeUndefined();
    await expectServed(rig, pieces);
  });

  it('hold nothing that a crash in the middle of moving could falsify', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 40 }), async (when) => {
        const rig = makeFiles();
        const pieces = await download(rig, ONLY_A);
        value(await rig.storage.sync());
        const stamps = await rig.storage.stamps();
        const start = rig.disk.operations;
        rig.disk.knobs.judge = (number) => (number === start + 1 + when ? 'crash' : undefined);
        rig.storage.setWanted(ALL);
        await rig.scheduler.pass(1);
        rig.disk.knobs.judge = undefined;
        rig.disk.crash();

        const next = rig.again();
        next.storage.setWanted(ALL);
        const have = bitsOf(rig.info.pieceCount, ...pieces);
        const { doubtful } = value(await next.storage.open(have, stamps, false));
        const good = await goodOf(next);
        for (const piece of pieces) {
          // Claimed and not doubted must be right.
          if (!doubtful.includes(piece)) expect(good).toContain(piece);
        }
        expect(good).toEqual(pieces);
      }),
      { numRuns: 100 },
    );
  });

  it('may change their mind at any time without losing a piece', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.record({ wanted: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }) }),
            fc.record({ piece: fc.nat(7) }),
            fc.constant('restart' as const),
          ),
          { maxLength: 25 },
        ),
        async (steps) => {
          let rig = makeFiles();
          value(await rig.storage.open(bitsOf(rig.info.pieceCount), [], false));
          let wanted: readonly boolean[] = ALL;
          const have = new Set<number>();
          for (const step of steps) {
            if (step === 'restart') {
              value(await rig.storage.sync());
              const stamps = await rig.storage.stamps();
              await rig.storage.close();
              rig = rig.again();
              rig.storage.setWanted(wanted);
              const bits = bitsOf(rig.info.pieceCount, ...have);
              expect(value(await rig.storage.open(bits, stamps, true)).doubtful).toEqual([]);
            } else if ('piece' in step) {
              const piece = step.piece % rig.info.pieceCount;
              value(await save(rig, piece));
              have.add(piece);
            } else {
              wanted = step.wanted;
              rig.storage.setWanted(wanted);
            }
            await expectServed(rig, [...have]);
          }
          expect(await goodOf(rig)).toEqual([...have].sort((a, b) => a - b));
          expect(rig.changes).toEqual([]);
          await rig.storage.close();
          expect(rig.disk.openFiles).toBe(0);
        },
      ),
      { numRuns: 100 },
    );
  });
});
