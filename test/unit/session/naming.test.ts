import { expect, it } from 'vitest';
import { namingOf } from '../../../engine/session/naming.ts';

it('names stay as they were given: torrents of the first version keep its rules', () => {
  expect(namingOf('posix', {})).toBe('posix-1');
  expect(namingOf('posix', { naming: 2 })).toBe('posix');
  expect(namingOf('windows', {})).toBe('windows');
  expect(namingOf('windows', { naming: 2 })).toBe('windows');
});
