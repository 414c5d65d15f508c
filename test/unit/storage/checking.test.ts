import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allBits,
  bitsOf,
  KiB,
  makeRig,
  makeTorrent,
  pathOf,
  piecesIn,
  putFiles,
  type Rig,
  ROOT,
  saveAll,
  value,
} from './rig.ts';

const never = (): boolean => false;
const quiet = (): void => undefined;

const many = (): Rig =>
  makeRig(
    makeTorrent(16 * KiB, [
      { path: 't/a', length: 100_000 },
      { path: 't/b', length: 50_000 },
      { path: 't/empty', length: 0 },
      { path: 't/pad', length: 13_840, pad: true },
      { path: 't/c', length: 200_000 },
    ]),
  );

const fileOf = (rig: Rig, index: number): string => pathOf(rig.info.files[index] as never);

describe('a check', () => {
  it('finds exactly the pieces whose bytes are right', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(363_839), { maxLength: 6 }), async (spots) => {
        const rig = many();
        putFiles(rig);
        const bad = new Set<number>();
        for (const spot of spots) {
          const file = rig.info.files.find((f) => spot >= f.offset && spot < f.offset + f.length);
          if (file === undefined || file.pad) continue;
          const bytes = rig.disk.bytes(pathOf(file)) as Uint8Array;
          bytes[spot - file.offset] = ~(bytes[spot - file.offset] as number);
          if (bad.has(spot)) continue;
          bad.add(spot);
          rig.disk.put(pathOf(file), bytes);
        }
        const badPieces = new Set([...bad].map((spot) => Math.floor(spot / rig.info.pieceLength)));
        const checked = value(await rig.storage.check(undefined, quiet, never));
        const all = Array.from({ length: rig.info.pieceCount }, (_, i) => i);
        expect(piecesIn(checked, rig.info.pieceCount)).toEqual(
          all.filter((piece) => !badPieces.has(piece)),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('takes missing and short files as bad without reading them', async () => {
    const rig = many();
    putFiles(rig);
    rig.disk.delete(fileOf(rig, 0));
    rig.disk.put(fileOf(rig, 4), rig.content.slice(163_840, 263_840));
    let reads = 0;
    rig.disk.knobs.judge = (_number, operation, path) => {
      if (operation === 'read' && path === fileOf(rig, 0)) reads++;
      return undefined;
    };
    const good = piecesIn(
      value(await rig.storage.check(undefined, quiet, never)),
      rig.info.pieceCount,
    );
    expect(good).toEqual([7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(reads).toBe(0);
  });

  it('looks only at the pieces that it is given, and counts them', async () => {
    const rig = many();
    putFiles(rig);
    const steps: [number, number][] = [];
    const pieces = [3, 4, 5, 9, 20];
    const checked = value(
      await rig.storage.check(pieces, (done, total) => steps.push([done, total]), never),
    );
    expect(piecesIn(checked, rig.info.pieceCount)).toEqual(pieces);
    expect(steps.at(-1)).toEqual([5, 5]);
    expect(steps.map(([done]) => done)).toEqual(
      [...steps.map(([done]) => done)].sort((a, b) => a - b),
    );
  });

  it('counts to the end where nothing is there', async () => {
    const rig = many();
    let last = 0;
    const checked = value(await rig.storage.check(undefined, (done) => (last = done), never));
    expect(last).toBe(rig.info.pieceCount);
    expect(piecesIn(checked, rig.info.pieceCount)).toEqual([]);
  });

  it('ends early with what is known when it is stopped', async () => {
    const rig = makeRig(makeTorrent(256 * KiB, [{ path: 'f', length: 60 * 1024 * KiB }]));
    putFiles(rig);
    let seen = 0;
    const checked = value(
      await rig.storage.check(
        undefined,
        (done) => {
          seen = done;
        },
        () => seen >= 8,
      ),
    );
    const good = piecesIn(checked, 240);
    expect(good.length).toBeGreaterThanOrEqual(8);
    expect(good.length).toBeLessThan(240);
    expect(good).toEqual(good.map((_, i) => i));
  });

  it('ends with the fault of a disk that cannot be read', async () => {
    const rig = many();
    putFiles(rig);
    rig.disk.knobs.judge = (_number, operation) => (operation === 'read' ? 'disk-io' : undefined);
    expect(await rig.storage.check(undefined, quiet, never)).toMatchObject({ code: 'disk-io' });
    rig.disk.knobs.judge = undefined;
    rig.disk.delete(fileOf(rig, 1));
    rig.disk.link(fileOf(rig, 1));
    expect(await rig.storage.check(undefined, quiet, never)).toMatchObject({ code: 'disk-link' });
  });

  it('runs one after the other on one volume', async () => {
    const rig = many();
    putFiles(rig);
    rig.disk.knobs.latencyMs = 3;
    const other = rig.again();
    const order: string[] = [];
    const both = Promise.all([
      rig.storage.check(undefined, () => order.push('a'), never),
      rig.storage.check(undefined, () => order.push('b'), never),
    ]);
    await rig.scheduler.settle(both);
    expect(order.lastIndexOf('a')).toBeLessThan(order.indexOf('b'));
    await other.storage.close();
  });
});

describe('opening', () => {
  const stop = async (rig: Rig) => {
    value(await rig.storage.prepare());
    await saveAll(rig);
    value(await rig.storage.sync());
    const stamps = await rig.storage.stamps();
    await rig.storage.close();
    return { stamps, have: allBits(rig.info.pieceCount) };
  };

  it('believes everything after a clean stop', async () => {
    const rig = many();
    const { stamps, have } = await stop(rig);
    expect(await rig.again().storage.open(have, stamps, true)).toEqual({
      ok: true,
      value: { doubtful: [], rootMissing: false, untouched: false, carrying: false },
    });
  });

  it('doubts the claimed pieces of a file that changed, grew, shrank or went', async () => {
    for (const change of ['touch', 'grow', 'shrink', 'delete'] as const) {
      const rig = many();
      const { stamps } = await stop(rig);
      const have = bitsOf(rig.info.pieceCount, 0, 5, 6, 7, 8, 9, 20);
      await rig.scheduler.pass(1_000);
      const bytes = rig.disk.bytes(fileOf(rig, 1)) as Uint8Array;
      if (change === 'touch') rig.disk.put(fileOf(rig, 1), bytes);
      if (change === 'grow') rig.disk.put(fileOf(rig, 1), new Uint8Array(60_000));
      if (change === 'shrink') rig.disk.put(fileOf(rig, 1), bytes.slice(0, 40_000));
      if (change === 'delete') rig.disk.delete(fileOf(rig, 1));
      const report = value(await rig.again().storage.open(have, stamps, true));
      expect(report.doubtful).toEqual([6, 7, 8, 9]);
    }
  });

  it('after a kill doubts only what cannot be there: times say nothing then', async () => {
    const rig = many();
    const { stamps, have } = await stop(rig);
    await rig.scheduler.pass(1_000);
    rig.disk.put(fileOf(rig, 0), rig.disk.bytes(fileOf(rig, 0)) as Uint8Array);
    expect(value(await rig.again().storage.open(have, stamps, false)).doubtful).toEqual([]);
    rig.disk.put(fileOf(rig, 0), rig.content.slice(0, 90_000));
    expect(value(await rig.again().storage.open(have, stamps, false)).doubtful).toEqual([5, 6]);
  });

  it('looks once, not at each of its files, where the torrent was never before', async () => {
    const files = Array.from({ length: 500 }, (_, i) => ({ path: `t/${i}`, length: 1_000 }));
    const rig = makeRig(makeTorrent(16 * KiB, files));
    let looks = 0;
    rig.disk.knobs.judge = (_number, operation) => {
      if (operation === 'stat') looks++;
      return undefined;
    };
    const bits = new Uint8Array(Math.ceil(rig.info.pieceCount / 8));
    const report = value(await rig.storage.open(bits, [], true, false));
    expect(report).toMatchObject({ doubtful: [], rootMissing: false, untouched: true });
    expect(looks).toBeLessThan(10);
  });

  it('tells a drive that is gone from files that are gone', async () => {
    const rig = many();
    const { stamps, have } = await stop(rig);
    rig.disk.knobs.gone = ROOT;
    expect(value(await rig.again().storage.open(have, stamps, true))).toEqual({
      doubtful: [],
      rootMissing: true,
      untouched: true,
      carrying: false,
    });
    rig.disk.knobs.gone = undefined;
    rig.disk.delete(`${ROOT}/t`);
    const report = value(await rig.again().storage.open(have, stamps, true));
    expect(report.rootMissing).toBe(false);
    expect(report.untouched).toBe(true);
    expect(report.doubtful).toHaveLength(rig.info.pieceCount);
  });

  it('tells it of a folder, too, that was there a moment ago when another torrent was opened', async () => {
    const rig = many();
    const { stamps, have } = await stop(rig);
    const { storage, disk } = rig.again();
    expect(value(await storage.open(have, stamps, true)).doubtful).toEqual([]);
    disk.knobs.gone = ROOT;
    expect(value(await storage.open(have, stamps, true)).rootMissing).toBe(true);
  });

  it('knows a folder that no file of the torrent is in from one with data', async () => {
    const rig = many();
    const none = bitsOf(rig.info.pieceCount);
    expect(value(await rig.storage.open(none, [], false)).untouched).toBe(true);
    value(await rig.storage.prepare());
    expect(value(await rig.storage.open(none, [], false)).untouched).toBe(true);
    rig.disk.put(fileOf(rig, 4), new Uint8Array(5));
    expect(value(await rig.storage.open(none, [], false)).untouched).toBe(false);
  });
});
