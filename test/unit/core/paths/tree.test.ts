import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collisionKey } from '../../../../engine/core/paths/element.ts';
import { PathTree } from '../../../../engine/core/paths/tree.ts';
import { cpuTime } from '../../../support/cpu-time.ts';

function place(...paths: string[][]): string[] {
  const tree = new PathTree('windows');
  return paths.map((path) => {
    const placed = tree.add(path);
    return placed.ok ? placed.value.join('/') : placed.code;
  });
}

describe('paths of one torrent', () => {
  it('stay as they are where nothing is wrong', () => {
    expect(place(['a', 'b.txt'], ['a', 'c.txt'], ['d'])).toEqual(['a/b.txt', 'a/c.txt', 'd']);
  });

  it('never lead up: dots are passed over', () => {
    expect(place(['..', '..', 'bar'], ['.', 'a', '..', 'b'], ['..'])).toEqual(['bar', 'a/b', '_']);
  });

  it('are distinct where only case or normal form differs, and keep the extension', () => {
    expect(place(['a.txt'], ['A.TXT'], ['a.Txt'], ['é.md'], ['e\u0301.md'])).toEqual([
      'a.txt',
      'A.1.TXT',
      'a.2.Txt',
      'é.md',
      'e\u0301.1.md',
    ]);
  });

  it('are distinct where the sanitiser made them equal', () => {
    expect(place(['a/b'], ['a\\b'], ['a_b'])).toEqual(['a_b', 'a_b.1', 'a_b.2']);
  });

  it('share a folder whose name differs only in case', () => {
    expect(place(['Dir', 'a'], ['dir', 'b'], ['DIR', 'A'])).toEqual(['Dir/a', 'Dir/b', 'Dir/A.1']);
  });

  it('are distinct where a file is named like a folder, whichever comes first', () => {
    expect(place(['x'], ['x', 'a'], ['X', 'b'])).toEqual(['x', 'x.1/a', 'x.1/b']);
    expect(place(['x', 'a'], ['x'], ['x', 'b'])).toEqual(['x/a', 'x.1', 'x/b']);
  });

  it('do not take a name that another file has by itself', () => {
    expect(place(['a.1.txt'], ['a.txt'], ['a.txt'])).toEqual(['a.1.txt', 'a.txt', 'a.2.txt']);
  });

  it('keep long names distinct and within the bound', () => {
    const long = 'x'.repeat(240);
    const [first, second] = place([long], [long]) as [string, string];
    expect(first).toBe(long);
    expect(second).not.toBe(first);
    expect(second.length).toBeLessThanOrEqual(240);
  });

  it('are refused when too many files claim one, or when no system could open them', () => {
    const same = Array.from({ length: 51 }, () => ['a']);
    expect(place(...same).slice(-2)).toEqual(['a.49', 'path-repeated']);
    expect(place(Array.from({ length: 129 }, () => 'd'))).toEqual(['path-too-long']);
    expect(place(Array.from({ length: 40 }, () => 'd'.repeat(200)))).toEqual(['path-too-long']);
  });

  it('give the same result for the same paths, and never one path twice', () => {
    const element = fc.constantFrom(
      'a',
      'A',
      'a.txt',
      'A.TXT',
      'a.1.txt',
      '..',
      '',
      'é',
      'e\u0301',
    );
    const path = fc.array(element, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(path, { maxLength: 30 }), (paths) => {
        const placed = place(...paths);
        expect(place(...paths)).toEqual(placed);
        const keys = placed.map((text) => text.split('/').map(collisionKey).join('/'));
        expect(new Set(keys).size).toBe(keys.length);
        // No file stands where another path has a folder.
        for (const key of keys) {
          expect(keys.some((other) => other.startsWith(`${key}/`))).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('stay quick when names are made to collide', () => {
    const stem = 'x'.repeat(232);
    const ms = cpuTime(1, () => {
      const tree = new PathTree('windows');
      for (let i = 0; i < 20_000; i++) {
        const name = stem + String(i).padStart(8, '0');
        tree.add([name]);
        tree.add([name]);
      }
    });
    expect(ms).toBeLessThan(5_000);
  });
});
