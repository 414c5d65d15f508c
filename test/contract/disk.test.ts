import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../engine/core/result.ts';
import { nodeClock } from '../../engine/node/clock/clock.ts';
import { createNodeDisk } from '../../engine/node/disk/disk.ts';
import type { Disk, DiskCode, OpenFile, OpenMode } from '../../engine/ports/disk.ts';
import { FakeDisk } from '../sim/fakes/disk.ts';

interface Rig {
  readonly disk: Disk;
  readonly root: string;
  /** Another program makes a link here, to a folder outside of the root or to this one. */
  link(path: string, target?: string): void;
  /** Another program writes a file. */
  put(path: string, text: string): void;
  end(): void;
}

function realRig(): Rig {
  const base = mkdtempSync(join(tmpdir(), 'skein-disk-'));
  const root = join(base, 'root');
  const outside = join(base, 'outside');
  mkdirSync(root);
  mkdirSync(outside);
  return {
    disk: createNodeDisk(),
    root,
    link: (path, target = outside) => symlinkSync(target, path),
    put(path, text) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    },
    end: () => rmSync(base, { recursive: true }),
  };
}

function fakeRig(): Rig {
  const disk = new FakeDisk(nodeClock);
  disk.makeFolder('/home/root');
  return {
    disk: disk.mount(),
    root: '/home/root',
    link: (path, target) => disk.link(path, target),
    put: (path, text) => disk.put(path, new TextEncoder().encode(text)),
    end() {
      // A file left open would be a leak of the test.
      expect(disk.openFiles).toBe(0);
    },
  };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function value<T>(result: Result<T, DiskCode>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}

describe.each([
  ['in memory', fakeRig],
  ['of the system', realRig],
] as const)('the disk %s', (_name, makeRig) => {
  let rig: Rig;
  let disk: Disk;
  let root: string;
  const open: OpenFile[] = [];

  beforeEach(() => {
    rig = makeRig();
    disk = rig.disk;
    root = rig.root;
  });

  afterEach(async () => {
    for (const file of open.splice(0)) await file.close();
    rig.end();
  });

  const at = (...parts: readonly string[]): string => disk.join(root, ...parts);

  async function opened(path: string, mode: OpenMode): Promise<OpenFile> {
    const file = value(await disk.open(root, path, mode));
    open.push(file);
    return file;
  }

  async function text(file: OpenFile, offset: number, length: number): Promise<string> {
    const into = new Uint8Array(length);
    return new TextDecoder().decode(into.subarray(0, value(await file.read(into, offset))));
  }

  it('reads back what was written in parts, also through shared memory', async () => {
    const file = await opened(at('a'), 'write');
    const shared = new Uint8Array(new SharedArrayBuffer(10), 3, 4);
    shared.set(bytes('cdef'));
    value(await file.write([bytes('ab'), shared, bytes('gh')], 5));
    expect(await text(file, 5, 100)).toBe('abcdefgh');
    expect(await text(file, 0, 5)).toBe('\0\0\0\0\0');
    const into = new Uint8Array(new SharedArrayBuffer(4));
    expect(await file.read(into, 6)).toEqual({ ok: true, value: 4 });
    expect(Buffer.from(into).toString()).toBe('bcde');
    expect(value(await file.stat())).toMatchObject({ size: 13, kind: 'file' });
  });

  it('writes more parts than one request of the system takes', async () => {
    const file = await opened(at('a'), 'write');
    const parts = Array.from({ length: 3_000 }, (_, i) => Uint8Array.of(i & 0xff, (i >> 8) & 0xff));
    value(await file.write(parts, 1));
    const into = new Uint8Array(6_001);
    expect(value(await file.read(into, 0))).toBe(6_001);
    expect(into.subarray(1)).toEqual(Uint8Array.from(parts.flatMap((part) => [...part])));
  });

  it('reads less only at the end of the file', async () => {
    const file = await opened(at('a'), 'write');
    value(await file.write([bytes('abc')], 0));
    expect(await text(file, 1, 10)).toBe('bc');
    expect(await text(file, 3, 10)).toBe('');
    expect(await text(file, 30, 10)).toBe('');
  });

  it('grows and cuts a file, with zeros in between', async () => {
    const file = await opened(at('a'), 'write');
    value(await file.write([bytes('abc')], 0));
    value(await file.truncate(2 ** 33));
    expect(value(await file.stat()).size).toBe(2 ** 33);
    expect(await text(file, 2 ** 33 - 2, 10)).toBe('\0\0');
    value(await file.truncate(2));
    value(await file.truncate(4));
    expect(await text(file, 0, 10)).toBe('ab\0\0');
    expect(await file.sync()).toEqual({ ok: true, value: undefined });
  });

  it('never cuts or empties a file by opening it', async () => {
    rig.put(at('a'), 'kept');
    const file = await opened(at('a'), 'write');
    expect(await text(file, 0, 10)).toBe('kept');
  });

  it('creates a file only for writing, and never its folder', async () => {
    expect(await disk.open(root, at('a'), 'read')).toMatchObject({
      ok: false,
      code: 'disk-missing',
    });
    expect(await disk.open(root, at('f', 'a'), 'write')).toMatchObject({ code: 'disk-missing' });
    expect(await disk.open(root, at('a'), 'update')).toMatchObject({ code: 'disk-missing' });
    await opened(at('a'), 'write');
    expect(value(await disk.stat(at('a')))).toMatchObject({ size: 0, kind: 'file' });
    value(await (await opened(at('a'), 'update')).write([bytes('x')], 0));
    expect(value(await disk.stat(at('a')))).toMatchObject({ size: 1, kind: 'file' });
  });

  it('names the file in its faults', async () => {
    const fault = await disk.open(root, at('not there'), 'read');
    expect(fault).toMatchObject({ subject: at('not there') });
    expect(!fault.ok && fault.message).toContain(at('not there'));
  });

  it('refuses a file that is a link, to read and to write', async () => {
    rig.link(at('a'));
    expect(await disk.open(root, at('a'), 'read')).toMatchObject({ ok: false, code: 'disk-link' });
    expect(await disk.open(root, at('a'), 'write')).toMatchObject({ ok: false, code: 'disk-link' });
    expect(value(await disk.stat(at('a'))).kind).toBe('link');
  });

  it('refuses a path through a link, at any depth', async () => {
    value(await disk.makeFolder(root, at('f')));
    rig.link(at('f', 'link'));
    const path = at('f', 'link', 'a');
    expect(await disk.open(root, path, 'write')).toMatchObject({ ok: false, code: 'disk-link' });
    expect(await disk.makeFolder(root, path)).toMatchObject({ ok: false, code: 'disk-link' });
    expect(await disk.stat(path)).toMatchObject({ ok: false });
  });

  it('makes folders down from the root, and again', async () => {
    expect(await disk.makeFolder(root, at('a', 'b', 'c'))).toEqual({ ok: true, value: undefined });
    expect(await disk.makeFolder(root, at('a', 'b', 'c'))).toEqual({ ok: true, value: undefined });
    expect(value(await disk.stat(at('a', 'b', 'c'))).kind).toBe('folder');
    rig.put(at('file'), 'x');
    expect(await disk.makeFolder(root, at('file', 'd'))).toMatchObject({ code: 'disk-exists' });
  });

  it('never makes the root on the way', async () => {
    const gone = at('gone');
    expect(await disk.makeFolder(gone, disk.join(gone, 'a'))).toMatchObject({
      code: 'disk-missing',
    });
    expect(await disk.makeFolder(gone, gone)).toMatchObject({ ok: true });
    expect(value(await disk.stat(gone)).kind).toBe('folder');
  });

  it('removes files and empty folders only; what is missing is no fault', async () => {
    rig.put(at('f', 'a'), 'x');
    expect(await disk.remove(at('f'))).toMatchObject({ ok: false, code: 'disk-exists' });
    expect(await disk.remove(at('f', 'a'))).toMatchObject({ ok: true });
    expect(await disk.remove(at('f'))).toMatchObject({ ok: true });
    expect(await disk.remove(at('f'))).toMatchObject({ ok: true });
    expect(await disk.stat(at('f'))).toMatchObject({ ok: false, code: 'disk-missing' });
  });

  it('renames, but never over something', async () => {
    rig.put(at('a'), 'a');
    rig.put(at('b'), 'b');
    expect(await disk.rename(at('a'), at('b'))).toMatchObject({ ok: false, code: 'disk-exists' });
    expect(await disk.rename(at('a'), at('c'))).toMatchObject({ ok: true });
    expect(await text(await opened(at('c'), 'read'), 0, 9)).toBe('a');
    expect(await text(await opened(at('b'), 'read'), 0, 9)).toBe('b');
    expect(await disk.rename(at('a'), at('d'))).toMatchObject({ ok: false, code: 'disk-missing' });
  });

  it('lists a folder', async () => {
    rig.put(at('b'), 'b');
    rig.put(at('f', 'a'), 'a');
    expect([...value(await disk.list(root))].sort()).toEqual(['b', 'f']);
    expect(await disk.list(at('none'))).toMatchObject({ ok: false, code: 'disk-missing' });
  });

  it('knows room and volume also of a folder that is still to be made', async () => {
    expect(value(await disk.freeBytes(at('x', 'y')))).toBeGreaterThan(0);
    expect(value(await disk.volume(at('x', 'y')))).toBe(value(await disk.volume(root)));
    expect(await disk.probe(at('x', 'y'))).toMatchObject({ ok: true });
    rig.put(at('file'), 'x');
    for (const path of [at('file'), at('file', 'x')]) {
      expect(await disk.probe(path)).toMatchObject({ ok: false, code: 'disk-exists' });
    }
  });

  it('follows links to where a path really leads, as far as it is there', async () => {
    const real = await rig.disk.real(rig.root);
    rig.put(join(rig.root, 'a', 'b', 'file'), 'x');
    rig.link(join(rig.root, 'to b'), join(rig.root, 'a', 'b'));
    expect(await rig.disk.real(join(rig.root, 'to b'))).toBe(join(real, 'a', 'b'));
    expect(await rig.disk.real(join(rig.root, 'to b', 'new', 'er'))).toBe(
      join(real, 'a', 'b', 'new', 'er'),
    );
    expect(await rig.disk.real(join(rig.root, 'not', 'there'))).toBe(join(real, 'not', 'there'));
    // Its drive may be away: where it leads is known all the same.
    rig.link(join(rig.root, 'away'), join(rig.root, 'to b', 'gone'));
    expect(await rig.disk.real(join(rig.root, 'away', 'x'))).toBe(
      join(real, 'a', 'b', 'gone', 'x'),
    );
  });

  it('knows one folder or file by all of its names', async () => {
    rig.put(at('a', 'file'), 'x');
    rig.put(at('b', 'file'), 'x');
    rig.link(at('to a'), at('a'));
    rig.link(at('away'), at('gone'));
    expect(await disk.isSame(at('a'), at('to a'))).toBe(true);
    expect(await disk.isSame(at('to a', 'file'), at('a', 'file'))).toBe(true);
    expect(await disk.isSame(at('a', 'file'), at('b', 'file'))).toBe(false);
    expect(await disk.isSame(at('a'), at('b'))).toBe(false);
    expect(await disk.isSame(at('a'), at('gone'))).toBe(false);
    expect(await disk.isSame(at('away'), at('gone'))).toBe(true);
  });

  it('tells what lies inside of a folder without looking', () => {
    expect(disk.inside(root, at('a', 'b'))).toBe(true);
    expect(disk.inside(root, at('..a'))).toBe(true);
    expect(disk.inside(root, root)).toBe(false);
    expect(disk.inside(root, `${root}x`)).toBe(false);
    expect(disk.inside(root, `${root}/../a`)).toBe(false);
    expect(disk.inside(root, `${root}/a/../../b`)).toBe(false);
    expect(disk.inside(root, `${root}/a/..`)).toBe(false);
    expect(disk.inside(root, `${root}/.a/b..c`)).toBe(true);
  });
});

describe('the disk in memory', () => {
  it('loses on a crash what was not synced, and leaves old users without an answer', async () => {
    const disk = new FakeDisk(nodeClock);
    disk.makeFolder('/r');
    const before = disk.mount();
    const kept = value(await before.open('/r', '/r/kept', 'write'));
    value(await kept.write([bytes('first')], 0));
    value(await kept.sync());
    value(await kept.write([bytes('SECOND')], 0));
    const lost = value(await before.open('/r', '/r/lost', 'write'));
    value(await lost.write([bytes('x')], 0));
    disk.crash();
    expect(disk.paths).toEqual(['/', '/r', '/r/kept']);
    expect(Buffer.from(disk.bytes('/r/kept') as Uint8Array).toString()).toBe('first');
    const answered = await Promise.race([
      kept.sync().then(() => 'answered'),
      new Promise((resolve) => setImmediate(() => resolve('silent'))),
    ]);
    expect(answered).toBe('silent');
    expect(await disk.mount().stat('/r/kept')).toMatchObject({ ok: true, value: { size: 5 } });
  });

  it('fails where it is told to', async () => {
    const disk = new FakeDisk(nodeClock);
    disk.makeFolder('/r');
    const mounted = disk.mount();
    const file = value(await mounted.open('/r', '/r/a', 'write'));
    disk.knobs.freeBytes = 3;
    expect(await file.write([bytes('abcd')], 0)).toMatchObject({ code: 'disk-full' });
    expect(await file.write([bytes('abc')], 0)).toMatchObject({ ok: true });
    disk.knobs.readOnly = true;
    expect(await file.write([bytes('a')], 0)).toMatchObject({ code: 'disk-read-only' });
    disk.knobs.judge = (_number, operation) => (operation === 'read' ? 'disk-io' : undefined);
    expect(await file.read(new Uint8Array(1), 0)).toMatchObject({ code: 'disk-io' });
    disk.knobs.gone = '/r';
    expect(await mounted.stat('/r/a')).toMatchObject({ code: 'disk-missing' });
    await file.close();
  });
});
