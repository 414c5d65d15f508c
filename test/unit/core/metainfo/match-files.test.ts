import { expect, it } from 'vitest';
import { matchFiles } from '../../../../engine/core/metainfo/match-files.ts';

const info = (...files: [string, number][]) => ({
  files: files.map(([path, length]) => ({
    path: path.split('/'),
    length,
    offset: 0,
    pad: false,
    executable: false,
  })),
});
const found = (...files: [string, number][]) =>
  files.map(([path, size]) => ({ path: path.split('/'), size }));

const paths = (...args: Parameters<typeof matchFiles>) =>
  matchFiles(...args).map((one) => one?.path.join('/'));

it('goes by size, then by the whole path, the path without the folder, the name, and by being alone', () => {
  const torrent = info(['t/a/1', 5], ['t/2', 5], ['t/3', 7], ['t/4', 9]);
  expect(paths(torrent, found(['t/a/1', 5], ['t/2', 5], ['x/3', 7], ['other', 9]))).toEqual([
    't/a/1',
    't/2',
    'x/3',
    'other',
  ]);
  expect(paths(torrent, found(['2', 5], ['a/1', 5]))).toEqual(['a/1', '2', undefined, undefined]);
});

it('takes no file twice, and none by chance where there are several', () => {
  expect(paths(info(['t/a', 5], ['t/b', 5]), found(['x', 5]))).toEqual(['x', undefined]);
  expect(paths(info(['t/a', 5]), found(['x', 5], ['y', 5]))).toEqual([undefined]);
  expect(paths(info(['t/a', 5]), found(['t/A', 5], ['t/b', 5]))).toEqual(['t/A']);
});
