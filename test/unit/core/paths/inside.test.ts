import { describe, expect, it } from 'vitest';
import { isInside } from '../../../../engine/core/paths/inside.ts';

describe('a path on posix', () => {
  it.each([
    ['/data', '/data/a'],
    ['/data', '/data/a/b c/ü.txt'],
    ['/data/', '/data/a'],
    ['/', '/a'],
    ['/data', '/data/..a/...'],
    ['/data', '/data/C:\\x'],
  ])('%s holds %s', (root, path) => {
    expect(isInside(root, path, 'posix')).toBe(true);
  });

  it.each([
    ['/data', '/data'],
    ['/data', '/data/'],
    ['/data', '/database/a'],
    ['/data', '/data/../etc'],
    ['/data', '/data/a/..'],
    ['/data', '/data/./a'],
    ['/data', '/data//a'],
    ['/data', '/DATA/a'],
    ['/data', 'data/a'],
    ['/data', '/etc/passwd'],
    ['/data', '/data/a\0b'],
    ['data', 'data/a'],
    ['', '/a'],
  ])('%s does not hold %s', (root, path) => {
    expect(isInside(root, path, 'posix')).toBe(false);
  });
});

describe('a path on Windows', () => {
  it.each([
    ['C:\\data', 'C:\\data\\a'],
    ['C:\\data\\', 'C:\\data\\a\\b.txt'],
    ['C:\\', 'C:\\a'],
    ['c:\\Data', 'C:\\data\\a'],
    ['C:/data', 'C:\\data\\a'],
    ['\\\\server\\share', '\\\\server\\share\\a'],
    ['\\\\?\\C:\\data', '\\\\?\\C:\\data\\a'],
    ['\\\\?\\UNC\\server\\share\\d', '\\\\?\\UNC\\server\\share\\d\\a'],
  ])('%s holds %s', (root, path) => {
    expect(isInside(root, path, 'windows')).toBe(true);
  });

  it.each([
    ['C:\\data', 'C:\\data'],
    ['C:\\data', 'C:\\database\\a'],
    ['C:\\data', 'C:\\data\\..\\x'],
    ['C:\\data', 'C:\\data\\.. \\x'],
    ['C:\\data', 'C:\\data\\a.'],
    ['C:\\data', 'C:\\data\\a\\\\b'],
    ['C:\\data', 'C:\\data\\a:stream'],
    ['C:\\data', 'C:\\data\\a\x01'],
    ['C:\\data', 'D:\\data\\a'],
    ['C:\\data', 'C:data\\a'],
    ['C:\\data', '\\data\\a'],
    ['C:data', 'C:data\\a'],
    ['\\data', '\\data\\a'],
    ['data', 'data\\a'],
    ['\\\\server', '\\\\server\\share'],
    ['\\\\.\\COM1', '\\\\.\\COM1\\a'],
  ])('%s does not hold %s', (root, path) => {
    expect(isInside(root, path, 'windows')).toBe(false);
  });
});
