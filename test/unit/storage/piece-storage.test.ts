import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bitsOf,
  expectBytes,
  KiB,
  type Made,
  makeRig,
  makeTorrent,
  pathOf,
  pieceOf,
  piecesIn,
  putFiles,
  type Rig,
  ROOT,
  save,
  saveAll,
  value,
} from './rig.ts';

const several = (): Made =>
  makeTorrent(32 * KiB, [
    { path: 't/a', length: 100_000 },
    { path: 't/empty', length: 0 },
    { path: 't/sub/b', length: 10 },
    { path: 't/.pad/1', length: 31_062, pad: true },
    { path: 't/sub/c', length: 70_000 },
    { path: 't/last empty', length: 0 },
  ]);

function expectFiles(rig: Rig): void {
  for (const file of rig.info.files) {
    const bytes = rig.disk.bytes(pathOf(file));
    if (file.pad) expect(bytes).toBeUndefined();
    else expectBytes(bytes, rig.content.subarray(file.offset, file.offset + file.length));
  }
}

describe('writing', () => {
  it('puts every piece where its files are, in any order and all at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(fc.record({ length: fc.integer({ min: 0, max: 90_000 }), pad: fc.boolean() }), {
            minLength: 1,
            maxLength: 9,
          })
          .filter((files) => files.some(({ length }) => length > 0)),
        fc.integer({ min: 0, max: 1e9 }),
        async (files, order) => {
          const rig = makeRig(
            makeTorrent(
              16 * KiB,
              files.map((file, i) => ({ ...file, path: `t/${i % 3}/${i}` })),
            ),
          );
          value(await rig.storage.prepare());
          const pieces = Array.from({ length: rig.info.pieceCount }, (_, i) => i);
          pieces.sort(
            (a, b) => Math.imul(a + order, 0x9e3779b1) - Math.imul(b + order, 0x9e3779b1),
          );
          const saved = await Promise.all(pieces.map((piece) => save(rig, piece)));
          expect(saved.every((result) => result.ok)).toBe(true);
          expectFiles(rig);
          expect(rig.context.pool.acquire(4096 * KiB)).toBeDefined();
          const checked = value(
            await rig.storage.check(
              undefined,
              () => undefined,
              () => false,
            ),
          );
          expect(piecesIn(checked, rig.info.pieceCount)).toHaveLength(rig.info.pieceCount);
          await rig.storage.close();
          expect(rig.disk.openFiles).toBe(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('sends what lies side by side as one request, one at a time for a file', async () => {
    const rig = makeRig(makeTorrent(16 * KiB, [{ path: 'f', length: 64 * 16 * KiB }]));
    let writes = 0;
    let atOnce = 0;
    rig.disk.knobs.latencyMs = 5;
    rig.disk.knobs.judge = (_number, operation) => {
      if (operation === 'write') writes++;
      return undefined;
    };
    const pieces = Array.from({ length: 64 }, (_, i) => 63 - i);
    const all = Promise.all(pieces.map((piece) => save(rig, piece)));
    await rig.scheduler.settle(all);
    atOnce = writes;
    expect(atOnce).toBeLessThanOrEqual(3);
    expectFiles(rig);
  });

  it('takes blocks of a piece apart from each other', async () => {
    const rig = makeRig(several());
    const piece = pieceOf(rig, 1);
    for (let begin = 0; begin < piece.length; begin += 16 * KiB) {
      expect(value(await rig.storage.verifyOnDisk(1))).toBe(false);
      value(await rig.storage.writeBlock(1, begin, piece.slice(begin, begin + 16 * KiB)));
    }
    expect(value(await rig.storage.verifyOnDisk(1))).toBe(true);
    expect(await rig.storage.writeBlock(1, -40_000, piece)).toMatchObject({ ok: false });
    const last = rig.info.pieceCount - 1;
    expect(await rig.storage.writeBlock(last, 32 * KiB, piece)).toMatchObject({ ok: false });
  });

  it('makes files sparse in full size, and only when they are written', async () => {
    const rig = makeRig(several());
    value(await rig.storage.prepare());
    expect(rig.disk.paths.filter((path) => path.startsWith(`${ROOT}/`))).toEqual(
      ['t', 't/empty', 't/last empty', 't/sub'].map((path) => `${ROOT}/${path}`),
    );
    value(await save(rig, 0));
    expect(rig.disk.bytes(`${ROOT}/t/a`)).toHaveLength(100_000);
    value(await rig.storage.prepare());
    expectBytes(rig.disk.bytes(`${ROOT}/t/a`)?.subarray(0, 32 * KiB), pieceOf(rig, 0));
  });

  it('leaves alone what an existing file has beyond its length', async () => {
    const rig = makeRig(makeTorrent(16 * KiB, [{ path: 'f', length: 20_000 }]));
    rig.disk.put(`${ROOT}/f`, new Uint8Array(30_000).fill(7));
    await saveAll(rig);
    const bytes = rig.disk.bytes(`${ROOT}/f`);
    expectBytes(bytes?.subarray(0, 20_000), rig.content);
    expectBytes(bytes?.subarray(20_000), new Uint8Array(10_000).fill(7));
  });

  it('writes nothing through a link and nothing outside of the folder', async () => {
    const rig = makeRig(several());
    rig.disk.link(`${ROOT}/t/a`);
    rig.disk.link(`${ROOT}/t/sub`);
    expect(await save(rig, 0)).toMatchObject({ ok: false, code: 'disk-link' });
    expect(await save(rig, 4)).toMatchObject({ ok: false, code: 'disk-link' });
    expect(await rig.storage.prepare()).toMatchObject({ ok: false, code: 'disk-link' });
    const sly = makeRig(makeTorrent(16 * KiB, [{ path: '../../etc/passwd', length: 10 }]));
    expect(await save(sly, 0)).toMatchObject({ ok: false, code: 'disk-denied' });
    expect(await sly.storage.prepare()).toMatchObject({ ok: false });
    expect(await sly.storage.read(0, 0, 10)).toMatchObject({ ok: false, code: 'disk-denied' });
    expect(await sly.storage.verifyOnDisk(0)).toMatchObject({ ok: false, code: 'disk-denied' });
    expect(sly.disk.paths).toEqual(['/', ROOT]);
  });

  it('never creates a root that is gone', async () => {
    const rig = makeRig(several());
    rig.disk.delete(ROOT);
    expect(await rig.storage.prepare()).toMatchObject({ code: 'disk-missing', subject: ROOT });
    expect(await save(rig, 0)).toMatchObject({ code: 'disk-missing', subject: ROOT });
    expect(rig.disk.paths).toEqual(['/']);
  });

  it('loses the piece alone when the disk is full, and goes on when there is room', async () => {
    const rig = makeRig(several());
    value(await rig.storage.prepare());
    value(await save(rig, 0));
    rig.disk.knobs.freeBytes = 10;
    expect(await save(rig, 1)).toMatchObject({ ok: false, code: 'disk-full' });
    rig.disk.knobs.freeBytes = 1e9;
    await saveAll(rig);
    expectFiles(rig);
    await rig.storage.close();
    expect(rig.disk.openFiles).toBe(0);
  });

  it('keeps to its bound of open files over thousands', async () => {
    const files = Array.from({ length: 400 }, (_, i) => ({ path: `t/${i}`, length: 1_000 }));
    const rig = makeRig(makeTorrent(16 * KiB, files), { openFiles: 8 });
    let most = 0;
    rig.disk.knobs.judge = () => {
      most = Math.max(most, rig.disk.openFiles);
      return undefined;
    };
    await Promise.all(Array.from({ length: rig.info.pieceCount }, (_, i) => save(rig, i)));
    expect(most).toBeLessThanOrEqual(8 + 3);
    expectFiles(rig);
    value(await rig.storage.sync());
    await rig.storage.close();
    expect(rig.disk.openFiles).toBe(0);
  });

  it('keeps everything marked while the folder is gone, and syncs when it is back', async () => {
    const rig = makeRig(several());
    value(await save(rig, 0));
    rig.disk.knobs.gone = ROOT;
    expect(await rig.storage.sync()).toMatchObject({ code: 'disk-missing', subject: ROOT });
    rig.disk.knobs.gone = undefined;
    expect(rig.changes).toEqual([]);
    value(await rig.storage.sync());
    rig.disk.crash();
    const checked = value(
      await rig.again().storage.check(
        [0],
        () => undefined,
        () => false,
      ),
    );
    expect(piecesIn(checked, rig.info.pieceCount)).toEqual([0]);
  });

  it('fails a sync that the disk fails, and covers the same files with the next', async () => {
    const rig = makeRig(several());
    value(await save(rig, 0));
    rig.disk.knobs.judge = (_number, operation) => (operation === 'sync' ? 'disk-io' : undefined);
    expect(await rig.storage.sync()).toMatchObject({ ok: false, code: 'disk-io' });
    rig.disk.knobs.judge = undefined;
    value(await rig.storage.sync());
    rig.disk.crash();
    expect(rig.disk.bytes(`${ROOT}/t/a`)).toHaveLength(100_000);
  });

  it('does not call flushed what somebody else’s sync is still at, and may fail to flush', async () => {
    const rig = makeRig(several());
    value(await save(rig, 0));
    let second: ReturnType<typeof rig.storage.sync> | undefined;
    rig.disk.knobs.judge = (_number, operation) => {
      if (operation !== 'sync' || second !== undefined) return undefined;
      second = rig.storage.sync();
      return 'disk-io';
    };
    expect(await rig.storage.sync()).toMatchObject({ ok: false, code: 'disk-io' });
    expect(await second).toEqual({ ok: true, value: undefined });
    rig.disk.crash();
    expect(rig.disk.bytes(`${ROOT}/t/a`)).toHaveLength(100_000);
  });

  it('has on the disk after a sync what was written before it, whatever crashes', async () => {
    const rig = makeRig(several());
    value(await rig.storage.prepare());
    value(await save(rig, 0));
    value(await save(rig, 3));
    value(await rig.storage.sync());
    value(await save(rig, 1));
    rig.disk.crash();
    const { storage } = rig.again();
    const checked = value(
      await storage.check(
        undefined,
        () => undefined,
        () => false,
      ),
    );
    expect(piecesIn(checked, rig.info.pieceCount)).toEqual([0, 3]);
  });
});

describe('the list of paths', () => {
  it('names what the torrent may have made, folders deepest first, and no pad files', () => {
    const { storage } = makeRig(several());
    expect(storage.paths()).toEqual({
      files: ['t/a', 't/empty', 't/sub/b', 't/sub/c', 't/last empty'].map((p) => `${ROOT}/${p}`),
      folders: [`${ROOT}/t/sub`, `${ROOT}/t`],
    });
  });
});

describe('stamps', () => {
  it('are those of the files, looked up again only after a write', async () => {
    const rig = makeRig(several());
    putFiles(rig);
    value(await rig.storage.open(bitsOf(rig.info.pieceCount), [], false));
    const before = await rig.storage.stamps();
    expect(before.map((stamp) => stamp?.size)).toEqual([100_000, 0, 10, undefined, 70_000, 0]);
    const operations = rig.disk.operations;
    expect(await rig.storage.stamps()).toBe(before);
    expect(rig.disk.operations).toBe(operations);
    await rig.scheduler.pass(5_000);
    value(await save(rig, 0));
    const after = await rig.storage.stamps();
    expect(after[0]?.mtimeMs).toBeGreaterThan(before[0]?.mtimeMs ?? 0);
    expect(after[4]).toEqual(before[4]);
  });
});
