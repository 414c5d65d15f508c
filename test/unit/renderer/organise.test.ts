import { describe, expect, test } from 'vitest';
import type { AddRule } from '../../../preload/contract/index.ts';
import {
  emptyRule,
  isRuleText,
  ruleOfText,
  ruleText,
} from '../../../renderer/features/organise/rule-text.ts';
import {
  amountOf,
  bytesOf,
  bytesText,
  isShareText,
  shareOfText,
  shareText,
  tagsOfText,
} from '../../../renderer/features/organise/typed.ts';

describe('what is typed into the forms', () => {
  test.each([
    ['', undefined],
    [' ', undefined],
    ['2', 2],
    ['2.5', 2.5],
    ['2,5', 2.5],
    ['0', 0],
    ['-1', Number.NaN],
    ['two', Number.NaN],
    ['1e3', Number.NaN],
    ['2.', Number.NaN],
  ])('%j is the amount %s', (text, expected) => {
    expect(amountOf(text)).toBe(expected);
  });

  test('bytes come back as they were typed, to a thousandth', () => {
    for (const text of ['1', '1.5', '700', '0.25'])
      expect(bytesText(bytesOf(text, 1024 * 1024), 1024 * 1024)).toBe(text);
    expect(bytesText(undefined, 1024)).toBe('');
    expect(bytesText(0, 1024)).toBe('');
  });

  test('tags stand with commas between, each once', () => {
    expect(tagsOfText(' a, b ,,a,c d ')).toEqual(['a', 'b', 'c d']);
  });

  test('share limits: empty is inherited, 0 is none', () => {
    const limits = { ratio: 0, idleMinutes: 30, keepOnlySeed: false } as const;
    expect(shareOfText(shareText(limits))).toEqual(limits);
    expect(shareOfText(shareText({}))).toEqual({});
    expect(isShareText({ ...shareText({}), seeding: 'long' })).toBe(false);
  });

  test('a rule comes back as it was, and an empty one has neither conditions nor effects', () => {
    const rule: AddRule = {
      name: 'Films',
      enabled: false,
      when: { tracker: 'example.org', name: '*4k*', sizeFrom: 1024 ** 3, label: 'inbox' },
      decides: {
        category: 'films/4k',
        tags: ['big', 'new'],
        savePath: '/films',
        upLimit: 512 * 1024,
        share: { ratio: 2, action: 'remove' },
      },
    };
    expect(ruleOfText(ruleText(rule))).toEqual(rule);
    expect(ruleOfText(emptyRule('x'))).toEqual({ name: 'x', enabled: true, when: {}, decides: {} });
    expect(isRuleText({ ...emptyRule('x'), sizeTo: 'much' })).toBe(false);
  });
});
