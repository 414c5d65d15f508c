import { describe, expect, it } from 'vitest';
import { Bitfield } from '../../../engine/core/bitfield.ts';
import { Layout } from '../../../engine/core/layout.ts';
import type { Info } from '../../../engine/core/metainfo/types.ts';
import { FileNames } from '../../../engine/storage/file-names.ts';
import { OpenFiles } from '../../../engine/storage/open-files.ts';
import { FakeDisk } from '../../sim/fakes/disk.ts';
import { Scheduler } from '../../sim/world/scheduler.ts';

const PIECE = 16_384;

/** Two files of two pieces each. */
function setUp() {
  const world = new Scheduler();
  const disk = new FakeDisk(world.clock());
  const info = {
    pieceLength: PIECE,
    pieceCount: 4,
    length: 4 * PIECE,
    files: ['a', 'b'].map((name, index) => ({
      path: ['t', name],
      length: 2 * PIECE,
      offset: index * 2 * PIECE,
      pad: false,
    })),
  } as unknown as Info;
  const mount = disk.mount();
  const names = new FileNames(
    { disk: mount, files: new OpenFiles(mount, 8) },
    new Layout(info),
    '/r',
  );
  disk.makeFolder('/r/t');
  const put = (name: string): void => disk.put(`/r/t/${name}`, new Uint8Array(5));
  const have = new Bitfield(4);
  return { disk, names, put, have };
}

describe('who carries the suffix is what the disk says', () => {
  it('by the one name that is there', async () => {
    const { names, put, have } = setUp();
    put('a.part');
    put('b');
    await names.look(have, []);
    expect(names.carrying).toEqual([0]);
    expect(names.path(0)).toEqual(['t', 'a.part']);
    expect(names.path(1)).toEqual(['t', 'b']);
  });

  it('where both are there, by whether the file is whole', async () => {
    const { names, put, have } = setUp();
    for (const name of ['a', 'a.part', 'b', 'b.part']) put(name);
    have.set(2);
    have.set(3);
    await names.look(have, []);
    expect(names.carrying).toEqual([0]);
  });

  it('and before that by which is as it was left', async () => {
    const { disk, names, put, have } = setUp();
    for (const name of ['a', 'a.part', 'b', 'b.part']) put(name);
    disk.put('/r/t/a.part', new Uint8Array(9));
    disk.put('/r/t/b', new Uint8Array(9));
    have.setAll();
    const mtimeMs = 0;
    await names.look(have, [
      { size: 9, mtimeMs },
      { size: 5, mtimeMs },
    ]);
    expect(names.carrying).toEqual([0, 1]);
  });

  it('a disk that cannot be asked is a fault, and not a guess', async () => {
    const { disk, names, have } = setUp();
    disk.knobs.judge = () => 'disk-io';
    expect(await names.look(have, [])).toMatchObject({ code: 'disk-io' });
  });
});

describe('a rename', () => {
  it('changes the disk and the path, or neither', async () => {
    const { disk, names, put, have } = setUp();
    put('a');
    put('b');
    put('b.part');
    have.setAll();
    await names.look(have, []);
    expect((await names.rename(0, true)).ok).toBe(true);
    expect(names.path(0)).toEqual(['t', 'a.part']);
    expect(await names.rename(1, true)).toMatchObject({ code: 'disk-exists' });
    expect(names.path(1)).toEqual(['t', 'b']);
    expect(disk.paths).toEqual(['/', '/r', '/r/t', '/r/t/a.part', '/r/t/b', '/r/t/b.part']);
  });

  it('of a file that is not there is what it will be called, and of one on a drive that is away a fault', async () => {
    const { disk, names, put } = setUp();
    expect((await names.rename(0, true)).ok).toBe(true);
    expect(names.path(0)).toEqual(['t', 'a.part']);
    put('b');
    disk.knobs.gone = '/r';
    expect(await names.rename(1, true)).toMatchObject({ code: 'disk-missing' });
    expect(names.path(1)).toEqual(['t', 'b']);
  });

  it('waits for who works on the file, and who comes later waits for it', async () => {
    const { names, put } = setUp();
    put('a');
    const order: string[] = [];
    let leave: () => void = () => undefined;
    const first = names.use(0, async () => {
      await new Promise<void>((resolve) => {
        leave = resolve;
      });
      order.push(`worked on ${names.path(0).join('/')}`);
    });
    const renamed = names.rename(0, true);
    const other = names.use(1, async () => order.push('another file'));
    await other;
    const second = names.use(0, async () => order.push(`then on ${names.path(0).join('/')}`));
    leave();
    await Promise.all([first, renamed, second]);
    expect(order).toEqual(['another file', 'worked on t/a', 'then on t/a.part']);
  });

  it('waits for a piece that is hashed by paths, within which files are used', async () => {
    const { names, put } = setUp();
    put('a');
    const order: string[] = [];
    let leave: () => void = () => undefined;
    const hashing = names.hold(async () => {
      await new Promise<void>((resolve) => {
        leave = resolve;
      });
      await names.use(0, async () => order.push(`used ${names.path(0).join('/')}`));
    });
    const renamed = Promise.all([names.rename(0, true), names.rename(1, true)]);
    const later = names.hold(async () => order.push(`later ${names.path(0).join('/')}`));
    leave();
    await Promise.all([hashing, renamed, later]);
    expect(order).toEqual(['used t/a', 'later t/a.part']);
  });
});
