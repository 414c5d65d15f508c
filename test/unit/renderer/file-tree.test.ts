import { expect, test } from 'vitest';
import {
  buildTree,
  type FileTree,
  isFolder,
  MIXED,
  matching,
  openAtFirst,
  pathOf,
  rowsBelow,
  sortChildren,
  sumUp,
  visibleNodes,
  WANTED,
  wishesOf,
} from '../../../renderer/features/details/files/tree.ts';

const treeOf = (files: Readonly<Record<string, number>>): FileTree =>
  buildTree({
    paths: Object.keys(files).join('\n'),
    lengths: Float64Array.from(Object.values(files)),
    numbers: Uint32Array.from(Object.keys(files), (_path, at) => at * 2),
  });

const album = treeOf({
  'album/cd 10/1.flac': 10,
  'album/cover.jpg': 1,
  'album/cd 2/1.flac': 20,
  'album/cd 2/2.flac': 30,
});

const shown = (tree: FileTree, open: ReadonlySet<number>, text = ''): string[] =>
  visibleNodes(tree, open, matching(tree, text), (node) => sortChildren(tree, node)).map((node) =>
    pathOf(tree, node),
  );

const nodeOf = (tree: FileTree, path: string): number => {
  for (let node = 1; node < tree.count; node++) if (pathOf(tree, node) === path) return node;
  throw new Error(path);
};

test('folders come first, numbers in names count as numbers, and folders sum up their files', () => {
  expect(shown(album, openAtFirst(album))).toEqual([
    'album',
    'album/cd 2',
    'album/cd 2/1.flac',
    'album/cd 2/2.flac',
    'album/cd 10',
    'album/cd 10/1.flac',
    'album/cover.jpg',
  ]);
  expect(album.sizes[nodeOf(album, 'album/cd 2')]).toBe(50);
  expect(sumUp(album, [5, 1, 20, 0])[nodeOf(album, 'album')]).toBe(26);
});

test('closed folders hide what is in them', () => {
  expect(shown(album, new Set())).toEqual(['album']);
});

test('a search opens what matches; words may be in the folder and in the file', () => {
  expect(shown(album, new Set(), '2 flac')).toEqual([
    'album',
    'album/cd 2',
    'album/cd 2/1.flac',
    'album/cd 2/2.flac',
  ]);
  expect(shown(album, new Set(), 'COVER')).toEqual(['album', 'album/cover.jpg']);
  expect(shown(album, new Set(), 'nothing')).toEqual([]);
});

test('a folder says what is wanted of its files', () => {
  const wishes = wishesOf(album, [7, 0, 7, 0]);
  const at = (path: string) => nodeOf(album, path);
  expect(wishes.priorities[at('album/cd 10')]).toBe(7);
  expect(wishes.priorities[at('album/cd 2')]).toBe(MIXED);
  expect(wishes.wanted[at('album/cd 10')]).toBe(WANTED.all);
  expect(wishes.wanted[at('album/cd 2')]).toBe(WANTED.some);
  expect(wishes.wanted[at('album/cover.jpg')]).toBe(WANTED.none);
  expect(wishes.bytes[at('album')]).toBe(30);
});

test('a folder stands for the files below it', () => {
  const rows = rowsBelow(album, [nodeOf(album, 'album/cd 2'), nodeOf(album, 'album/cd 2/1.flac')]);
  expect(rows.sort()).toEqual([2, 3]);
  expect(rows.map((row) => album.numbers[row])).toEqual([4, 6]);
  const found = matching(album, 'cover');
  expect(rowsBelow(album, [nodeOf(album, 'album')], found)).toEqual([1]);
});

test('a single file has no folder; no file at all is an empty tree', () => {
  const single = treeOf({ 'film.mkv': 5 });
  expect(shown(single, new Set())).toEqual(['film.mkv']);
  expect(isFolder(single, 1)).toBe(false);
  expect(shown(treeOf({}), new Set())).toEqual([]);
});

test('a hundred thousand files are shown as three hundred folders, and found one by one', () => {
  const files: Record<string, number> = {};
  for (let at = 0; at < 100_000; at++) files[`big/${at % 300}/part ${at}.bin`] = at;
  const tree = treeOf(files);
  wishesOf(tree, new Uint8Array(100_000).fill(4));
  sumUp(tree, new Float64Array(100_000));
  expect(shown(tree, openAtFirst(tree))).toHaveLength(301);
  expect(shown(tree, new Set(), 'part 99999')).toHaveLength(3);
});
