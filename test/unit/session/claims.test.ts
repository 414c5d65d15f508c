import { posix } from 'node:path';
import { expect, test } from 'vitest';
import type { InfoHash } from '../../../engine/core/ids.ts';
import type { Info } from '../../../engine/core/metainfo/types.ts';
import { Claims } from '../../../engine/session/claims.ts';
import { within } from '../../../engine/session/patience.ts';
import { RealPaths } from '../../../engine/session/real-paths.ts';
import { FakeDisk } from '../../sim/fakes/disk.ts';
import { World } from '../../sim/world/world.ts';

const id = (letter: string): InfoHash => letter.repeat(40) as InfoHash;
const numbered = (at: number): InfoHash => at.toString(16).padStart(40, '0') as InfoHash;

const files = (...paths: readonly string[]): Info =>
  ({
    files: paths.map((path) => ({ path: path.split('/'), pad: path.startsWith('.pad') })),
  }) as unknown as Info;

function setUp() {
  const world = new World({ seed: 1 });
  const clock = world.clock();
  const disk = new FakeDisk(clock);
  const counted = { joins: 0, looks: [] as string[] };
  const port = disk.mount();
  const hanging = new Set<string>();
  const folders = new RealPaths(
    {
      real: (path) => {
        counted.looks.push(path);
        return hanging.has(path) ? new Promise(() => undefined) : port.real(path);
      },
    },
    clock,
  );
  const claims = new Claims({
    folders,
    join: (...parts) => {
      counted.joins++;
      return posix.join(...parts);
    },
    nameOf: (one) => one.slice(0, 1),
    within: (ms, other) => within(clock, ms, other),
  });
  const meets = async (root: string, ...paths: string[]) =>
    (await claims.against(id('b'), root, files(...paths)))?.code;
  return { world, disk, claims, counted, hanging, meets };
}

test('one file belongs to one torrent, however the two come to it', async () => {
  const { claims, meets } = setUp();
  claims.set(id('a'), '/data', files('album/cd 1/song.flac', 'album/cover.jpg', '.pad/1'));
  expect(await meets('/data', 'album/cover.jpg')).toBe('path-claimed');
  expect(await meets('/data/album', 'cover.jpg')).toBe('path-claimed');
  expect(await meets('/data/album', 'CD 1/Song.FLAC')).toBe('path-claimed');
  expect(await meets('/', 'data/album/cover.jpg')).toBe('path-claimed');
  expect(await meets('/', 'other/x', 'data/album/cover.jpg')).toBe('path-claimed');
  expect(await meets('/data', 'album/other.jpg')).toBeUndefined();
  expect(await meets('/data', 'album 2/cover.jpg')).toBeUndefined();
  expect(await meets('/dat', 'a')).toBeUndefined();
  expect(await meets('/', '.pad/1')).toBeUndefined();
  expect(await claims.against(id('a'), '/data', files('album/cover.jpg'))).toBeUndefined();
  expect(await claims.against(id('b'), '/data', files('album/cover.jpg'))).toMatchObject({
    subject: '/data/album/cover.jpg',
    facts: { other: 'a' },
  });
});

test('a link does not make two files of one: to the folder, above it, into what a torrent has', async () => {
  const { claims, disk, meets } = setUp();
  disk.makeFolder('/disk/films/album');
  disk.link('/link', '/disk/films');
  disk.link('/drive', '/disk');
  disk.link('/inside', '/drive/films/album');
  claims.set(id('a'), '/disk/films', files('album/cover.jpg'));
  expect(await meets('/link', 'album/cover.jpg')).toBe('path-claimed-link');
  expect(await meets('/drive/films', 'ALBUM/cover.jpg')).toBe('path-claimed-link');
  expect(await meets('/inside', 'cover.jpg')).toBe('path-claimed-link');
  expect(await meets('/link', 'album/other.jpg')).toBeUndefined();
  expect(await claims.against(id('b'), '/link', files('album/cover.jpg'))).toMatchObject({
    subject: '/link/album/cover.jpg',
    facts: { other: 'a', theirs: '/disk/films/album/cover.jpg' },
  });
  // The other way round.
  claims.set(id('a'), '/drive/films', files('album/cover.jpg'));
  expect(await meets('/disk/films', 'album/cover.jpg')).toBe('path-claimed-link');
  claims.delete(id('a'));
  expect(await meets('/disk/films', 'album/cover.jpg')).toBeUndefined();
});

test('a link that leads elsewhere later counts as it is, for those that are there, too', async () => {
  const { world, claims, disk, meets } = setUp();
  disk.link('/link', '/one');
  claims.set(id('a'), '/link', files('x'));
  expect([await meets('/one', 'x'), await meets('/two', 'x')]).toEqual([
    'path-claimed-link',
    undefined,
  ]);
  disk.link('/link', '/two');
  await world.pass(1_000);
  expect(await meets('/link', 'y')).toBeUndefined();
  expect([await meets('/one', 'x'), await meets('/two', 'x')]).toEqual([
    undefined,
    'path-claimed-link',
  ]);
});

test('a torrent that leaves or lies elsewhere claims what it has then, and nothing else', async () => {
  const { claims } = setUp();
  const info = files('x/1', 'x/2');
  const meets = async () => [
    (await claims.against(id('b'), '/one', info)) !== undefined,
    (await claims.against(id('b'), '/two', info)) !== undefined,
  ];
  claims.set(id('a'), '/one', info);
  claims.set(id('a'), '/two', info);
  expect(await meets()).toEqual([false, true]);
  claims.delete(id('a'));
  claims.delete(id('a'));
  expect(await meets()).toEqual([false, false]);
  claims.set(id('c'), '/two', info);
  expect(await meets()).toEqual([false, true]);
});

test('what is taken is taken once, also by two at the same moment', async () => {
  const { claims, disk } = setUp();
  disk.link('/link', '/data');
  const both = await Promise.all([
    claims.take(id('a'), '/data', files('x')),
    claims.take(id('b'), '/link', files('x')),
  ]);
  expect(both.map((one) => one?.code)).toEqual([undefined, 'path-claimed-link']);
  claims.delete(id('a'));
  expect(await claims.take(id('c'), '/data', files('x'))).toBeUndefined();
});

test('asking looks at nobody who lies elsewhere, however many there are, and at each folder once', async () => {
  const { claims, counted, meets } = setUp();
  for (let at = 0; at < 5_000; at++)
    claims.set(numbered(at), at % 2 === 0 ? '/data' : `/data/sub ${at}`, files(`thing ${at}`));
  expect(counted.looks).toEqual([]);
  expect(await meets('/data', 'new')).toBeUndefined();
  expect(counted.looks.length).toBe(2_501);
  counted.joins = 0;
  counted.looks = [];
  for (let at = 0; at < 1_000; at++)
    expect(await claims.take(numbered(10_000 + at), '/data', files(`new ${at}`))).toBeUndefined();
  expect(await meets('/data/sub 7', 'new')).toBeUndefined();
  expect(counted.joins).toBeLessThan(10 * 1_001);
  expect(counted.looks).toEqual([]);
});

test('a drive that hangs holds up nobody who saves elsewhere for long, nor twice', async () => {
  const { world, claims, disk, hanging } = setUp();
  disk.link('/link', '/data');
  hanging.add('/hangs');
  claims.set(id('a'), '/hangs', files('x'));
  claims.set(id('c'), '/link', files('x'));
  const from = world.now;
  const first = await world.settle(claims.against(id('b'), '/data', files('x')));
  expect(first?.code).toBe('path-claimed-link');
  expect(world.now - from).toBe(3_000);
  await world.settle(claims.against(id('b'), '/data', files('y')));
  expect(world.now - from).toBe(3_000);
});
