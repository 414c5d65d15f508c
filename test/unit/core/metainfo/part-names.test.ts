import { expect, it } from 'vitest';
import { isSuffix, maySuffix, onDisk } from '../../../../engine/core/metainfo/part-names.ts';
import type { Info } from '../../../../engine/core/metainfo/types.ts';

const info = (...paths: readonly string[]): Info =>
  ({
    files: paths.map((path) => ({
      path: path.split('/'),
      length: path.endsWith('empty') ? 0 : 5,
      offset: 0,
      pad: path.startsWith('.pad'),
    })),
  }) as unknown as Info;

const allowed = (...paths: readonly string[]): string[] => {
  const made = info(...paths);
  return paths.filter((_path, index) => maySuffix(made)(index));
};

it('any file may carry the suffix, but those that are empty or only fill up', () => {
  expect(allowed('t/a', 't/b.mkv', 't/empty', '.pad/5')).toEqual(['t/a', 't/b.mkv']);
});

it('none whose name with it would be another file’s or folder’s, in any case of letters', () => {
  expect(allowed('t/a', 't/a.part')).toEqual(['t/a.part']);
  expect(allowed('t/a', 't/A.PART')).toEqual(['t/A.PART']);
  expect(allowed('t/a', 't/a.part/b')).toEqual(['t/a.part/b']);
  expect(allowed('t/a', 'u/a.part')).toEqual(['t/a', 'u/a.part']);
});

it('none whose name would be too long for the disk', () => {
  const long = `t/${'x'.repeat(251)}`;
  const fits = `t/${'x'.repeat(250)}`;
  const wide = `t/${'ä'.repeat(126)}`;
  expect(allowed(long, fits, wide)).toEqual([fits]);
});

it('on the disk the suffix is behind the last element, for those that carry it', () => {
  const named = onDisk(info('t/a', 't/b'), [1]);
  expect(named.files.map(({ path }) => path.join('/'))).toEqual(['t/a', 't/b.part']);
  const same = info('t/a');
  expect(onDisk(same, [])).toBe(same);
  expect(onDisk(same, undefined)).toBe(same);
});

it('a suffix is a dot and a word, and nothing that leads elsewhere', () => {
  expect(['.part', '.!qB', '.bc'].every(isSuffix)).toBe(true);
  const bad = [
    '',
    '.',
    'part',
    './x',
    '.a/b',
    '.a\\b',
    '..',
    '.a.b',
    '.a b',
    `.${'x'.repeat(16)}`,
    '.a\0',
  ];
  expect(bad.filter(isSuffix)).toEqual([]);
});
