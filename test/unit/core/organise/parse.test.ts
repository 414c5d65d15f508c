import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkCategoryName, checkTagName } from '../../../../engine/core/organise/names.ts';
import {
  parseCategory,
  parseRule,
  parseShareLimits,
  parseTags,
} from '../../../../engine/core/organise/parse.ts';

describe('categories, tags and rules out of a profile', () => {
  test('whatever stands there, nothing is thrown and nothing comes out that would be refused', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const category = parseCategory(value);
        if (category !== undefined) expect(checkCategoryName(category.name).ok).toBe(true);
        for (const tag of parseTags(value)) expect(checkTagName(tag).ok).toBe(true);
        parseRule(value);
        parseShareLimits(value);
      }),
    );
  });

  test('one bad value costs no more than itself', () => {
    expect(
      parseCategory({
        name: 'films/4k',
        savePath: 7,
        downLimit: -1,
        upLimit: 5,
        share: { ratio: 'much', idleMinutes: 3, action: 'burn', keepOnlySeed: true },
      }),
    ).toEqual({
      name: 'films/4k',
      savePath: '',
      downLimit: 0,
      upLimit: 5,
      share: { idleMinutes: 3, keepOnlySeed: true },
    });
    expect(parseTags(['b', 'a', 'b', '', 'x,y', 7])).toEqual(['a', 'b']);
    expect(
      parseRule({
        name: 'r',
        when: { tracker: '', sizeFrom: 1.5, label: 'x' },
        decides: { tags: [], upLimit: 9 },
      }),
    ).toEqual({ name: 'r', enabled: true, when: { label: 'x' }, decides: { upLimit: 9 } });
    expect(parseRule({ name: 'r', when: {} })).toBe(undefined);
    expect(parseCategory({ name: '../x//y' })).toBe(undefined);
  });

  test.each(['films', 'films/4k', 'Ä ö', '☃', 'a'.repeat(100)])('%j is a name', (name) => {
    expect(checkCategoryName(name).ok).toBe(true);
  });

  test.each([
    '',
    '.',
    '..',
    'a/../b',
    ' a',
    'a ',
    'a/',
    '/a',
    'a//b',
    'a\nb',
    'a\u202eb',
    'a'.repeat(101),
  ])('%j is none', (name) => {
    expect(checkCategoryName(name).ok).toBe(false);
    if (!name.includes('/')) expect(checkTagName(name).ok).toBe(false);
  });
});
