import { posix } from 'node:path';
import { expect, test } from 'vitest';
import type { InfoHash } from '../../../engine/core/ids.ts';
import type { Info } from '../../../engine/core/metainfo/types.ts';
import { Claims } from '../../../engine/session/claims.ts';

const id = (letter: string): InfoHash => letter.repeat(40) as InfoHash;

const files = (...paths: readonly string[]): Info =>
  ({
    files: paths.map((path) => ({ path: path.split('/'), pad: path.startsWith('.pad') })),
  }) as unknown as Info;

function setUp() {
  const counted = { joins: 0 };
  const claims = new Claims({
    join: (...parts) => {
      counted.joins++;
      return posix.join(...parts);
    },
    nameOf: (one) => one.slice(0, 1),
  });
  return { claims, counted };
}

test('one file belongs to one torrent, however the two come to it', () => {
  const { claims } = setUp();
  claims.set(id('a'), '/data', files('album/cd 1/song.flac', 'album/cover.jpg', '.pad/1'));
  const meets = (root: string, ...paths: string[]) =>
    claims.against(id('b'), root, files(...paths))?.code;
  expect(meets('/data', 'album/cover.jpg')).toBe('path-claimed');
  expect(meets('/data/album', 'cover.jpg')).toBe('path-claimed');
  expect(meets('/data/album', 'CD 1/Song.FLAC')).toBe('path-claimed');
  expect(meets('/', 'data/album/cover.jpg')).toBe('path-claimed');
  expect(meets('/', 'other/x', 'data/album/cover.jpg')).toBe('path-claimed');
  expect(meets('/data', 'album/other.jpg')).toBeUndefined();
  expect(meets('/data', 'album 2/cover.jpg')).toBeUndefined();
  expect(meets('/dat', 'a')).toBeUndefined();
  expect(meets('/', '.pad/1')).toBeUndefined();
  expect(claims.against(id('a'), '/data', files('album/cover.jpg'))).toBeUndefined();
  expect(claims.against(id('b'), '/data', files('album/cover.jpg'))).toMatchObject({
    subject: '/data/album/cover.jpg',
    facts: { other: 'a' },
  });
});

test('a torrent that leaves or lies elsewhere claims what it has then, and nothing else', () => {
  const { claims } = setUp();
  const info = files('x/1', 'x/2');
  const meets = (root: string) => claims.against(id('b'), root, info) !== undefined;
  claims.set(id('a'), '/one', info);
  claims.set(id('a'), '/two', info);
  expect([meets('/one'), meets('/two')]).toEqual([false, true]);
  claims.delete(id('a'));
  claims.delete(id('a'));
  expect([meets('/one'), meets('/two')]).toEqual([false, false]);
  claims.set(id('c'), '/two', info);
  expect(meets('/two')).toBe(true);
});

test('asking looks at nobody who lies elsewhere, however many there are', () => {
  const { claims, counted } = setUp();
  for (let at = 0; at < 5_000; at++) {
    const own = at.toString(16).padStart(40, '0') as InfoHash;
    claims.set(own, at % 2 === 0 ? '/data' : `/data/sub ${at}`, files(`thing ${at}`));
  }
  counted.joins = 0;
  expect(claims.against(id('b'), '/data', files('new'))).toBeUndefined();
  expect(claims.against(id('b'), '/data/sub 7', files('new'))).toBeUndefined();
  expect(counted.joins).toBeLessThan(10);
});
