import { expect, it } from 'vitest';
import { isLeftOut } from '../../../../engine/core/paths/pattern.ts';

it.each<[string, string, boolean]>([
  ['a/b.tmp', '*.tmp', true],
  ['a/b.TMP', '*.tmp', true],
  ['a.tmp/b', '*.tmp', true],
  ['a/b.tmpx', '*.tmp', false],
  ['.git/config', '.git', true],
  ['a/.git/x', '.git', true],
  ['a.git', '.git', false],
  ['a/b/c', 'a/b', true],
  ['x/a/b', 'a/b', false],
  ['a/b1', 'a/b?', true],
  ['a/b', 'a/b?', false],
  ['a/b', 'a/*', true],
  ['a', '*', true],
  ['a', '', false],
  ['a', '/', false],
])('%s by “%s”: %s', (path, pattern, out) => {
  expect(isLeftOut(path.split('/'), [pattern])).toBe(out);
});

it('does not take for ever over a hostile pattern', () => {
  const began = performance.now();
  expect(isLeftOut(['a'.repeat(5_000)], [`${'*a'.repeat(500)}b`])).toBe(false);
  expect(performance.now() - began).toBeLessThan(2_000);
});
