import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Category,
  plainCategory,
  withCategory,
} from '../../../../engine/core/organise/categories.ts';
import { checkRules } from '../../../../engine/core/organise/check-rules.ts';
import { evaluateRules, fits } from '../../../../engine/core/organise/evaluate.ts';
import type { AddRule } from '../../../../engine/core/organise/rules.ts';

const GiB = 1024 ** 3;
let categories: ReadonlyMap<string, Category> = new Map();
categories = withCategory(categories, { ...plainCategory('films'), savePath: '/films' });
categories = withCategory(categories, plainCategory('films/4k'));
categories = withCategory(categories, plainCategory('linux'));

const rule = (
  name: string,
  when: AddRule['when'],
  decides: AddRule['decides'],
  enabled = true,
): AddRule => ({ name, enabled, when, decides });

const facts = {
  name: 'Tears of Steel (2012) 4K',
  size: 6 * GiB,
  trackers: ['https://tracker.Example.org/announce', 'udp://open.example.net:1337'],
  labels: ['Cinema'],
};

describe('rules at adding', () => {
  test.each<[AddRule['when'], boolean]>([
    [{}, true],
    [{ tracker: 'example.org' }, true],
    [{ tracker: 'TRACKER.example.org' }, true],
    [{ tracker: 'xample.org' }, false],
    [{ name: 'steel' }, true],
    [{ name: '*4k' }, true],
    [{ name: 'steel*' }, false],
    [{ name: 'tears ?? steel*' }, true],
    [{ sizeFrom: 6 * GiB, sizeTo: 6 * GiB }, true],
    [{ sizeFrom: 6 * GiB + 1 }, false],
    [{ sizeTo: 6 * GiB - 1 }, false],
    [{ label: 'cinema' }, true],
    [{ label: 'cine' }, false],
    [{ name: 'steel', label: 'other' }, false],
  ])('%o applies: %s', (when, expected) => {
    const outcome = evaluateRules([rule('r', when, { tags: ['hit'] })], facts, categories);
    expect(outcome.tags).toEqual(expected ? ['hit'] : []);
  });

  test('a magnet link without a size meets no condition on it', () => {
    const rules = [rule('small', { sizeTo: GiB }, { tags: ['small'] })];
    expect(evaluateRules(rules, { ...facts, size: undefined }, categories).steps).toEqual([]);
  });

  test('the first that decides something counts, tags add up, and each step is explained', () => {
    const outcome = evaluateRules(
      [
        rule('off', {}, { category: 'linux' }, false),
        rule('4K', { name: '4k' }, { category: 'films/4k', tags: ['big', 'new'] }),
        rule('Big', { sizeFrom: GiB }, { category: 'films', tags: ['big'], upLimit: 1000 }),
      ],
      facts,
      categories,
    );
    expect(outcome).toMatchObject({
      category: 'films/4k',
      tags: ['big', 'new'],
      savePath: '/films',
      upLimit: 1000,
      downLimit: 0,
      steps: [
        { rule: '4K', effects: { category: 'films/4k', tags: ['big', 'new'] } },
        { rule: 'Big', effects: { upLimit: 1000 } },
      ],
    });
    expect(outcome.notes).toEqual([
      {
        code: 'rule-overruled',
        subject: 'Big',
        message: '“4K” and “Big” disagree about the category: “4K” stands first and counts.',
        facts: { rule: 'Big', by: '4K', key: 'category' },
      },
    ]);
  });

  test('two that say the same do not disagree', () => {
    const same = { share: { ratio: 2 } };
    const outcome = evaluateRules([rule('a', {}, same), rule('b', {}, same)], facts, categories);
    expect(outcome.notes).toEqual([]);
    expect(outcome.share).toEqual({ ratio: 2 });
  });

  test('a category that is gone is told of, and the next rule counts', () => {
    const outcome = evaluateRules(
      [rule('old', {}, { category: 'gone' }), rule('new', {}, { category: 'linux' })],
      facts,
      categories,
    );
    expect(outcome.category).toBe('linux');
    expect(outcome.notes.map((note) => note.code)).toEqual(['rule-category-missing']);
  });

  test('a rule’s folder goes before its category’s', () => {
    const rules = [rule('r', {}, { category: 'films', savePath: '/else' })];
    expect(evaluateRules(rules, facts, categories).savePath).toBe('/else');
  });

  test('patterns agree with what a regular expression says', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    const names = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 10 });
    fc.assert(
      fc.property(names, letters, (name, pattern) => {
        const source = pattern.replaceAll('*', '.*').replaceAll('?', '.');
        const expected = /[*?]/.test(pattern)
          ? new RegExp(`^${source}$`).test(name)
          : name.includes(pattern);
        expect(fits(name, pattern)).toBe(expected);
      }),
    );
  });

  test('a pattern made to be slow is not', () => {
    const started = performance.now();
    expect(fits('a'.repeat(1000), `${'a*'.repeat(400)}b`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('a rule is refused', () => {
  const code = (...rules: AddRule[]): string | undefined => {
    const checked = checkRules(rules, categories, 'posix');
    return checked.ok ? undefined : `${checked.code} ${checked.subject}`;
  };

  test.each<[string, AddRule | readonly AddRule[]]>([
    ['rule-sizes r', rule('r', { sizeFrom: 2, sizeTo: 1 }, { tags: ['a'] })],
    ['rule-idle r', rule('r', { name: 'x' }, {})],
    ['rule-idle r', rule('r', {}, { tags: [] })],
    ['rule-text r', rule('r', { name: ' ' }, { tags: ['a'] })],
    ['rule-category r', rule('r', {}, { category: 'gone' })],
    ['rule-path r', rule('r', {}, { savePath: 'films' })],
    ['rule-number r', rule('r', {}, { upLimit: -1 })],
    ['tag-name a,b', rule('r', {}, { tags: ['a,b'] })],
    ['rule-name ', rule('', {}, { tags: ['a'] })],
    ['rule-name r', [rule('r', {}, { tags: ['a'] }), rule('r', {}, { tags: ['b'] })]],
  ])('%s', (expected, rules) => {
    expect(code(...[rules].flat())).toBe(expected);
  });

  test('and what makes sense is not', () => {
    expect(code(rule('r', { sizeFrom: 1, sizeTo: 1 }, { category: 'linux', savePath: '/x' }))).toBe(
      undefined,
    );
  });
});
