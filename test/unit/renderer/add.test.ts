import { expect, test } from 'vitest';
import type { Category, Offer, RuleOutcome } from '../../../preload/contract/index.ts';
import { accepted, folderFor, tagsOf } from '../../../renderer/features/add/choices.ts';

const offer = (name: string, numbers: readonly number[]): Offer =>
  ({
    offer: name,
    preview: {
      files: {
        paths: numbers.join('\n'),
        lengths: new Float64Array(numbers.length),
        numbers: Uint32Array.from(numbers),
      },
    },
  }) as unknown as Offer;

const choices = {
  folder: '/saved',
  ownFolder: false,
  category: undefined,
  tags: undefined,
  paused: false,
  first: false,
  sequential: true,
  skipCheck: false,
};

test('priorities are sent by file number, pad files between them as usual', () => {
  const offers = [offer('offer-1', [0, 2, 3]), offer('offer-2', [0])];
  const picked = new Map([['offer-1', Uint8Array.of(0, 7, 4)]]);
  expect(accepted(offers, choices, picked)).toEqual([
    {
      offer: 'offer-1',
      savePath: '/saved',
      paused: false,
      sequential: true,
      priorities: Uint8Array.of(0, 4, 7, 4),
    },
    { offer: 'offer-2', savePath: '/saved', paused: false, sequential: true },
  ]);
});

test('what was changed and changed back, and what has no files yet, is sent without priorities', () => {
  const picked = new Map([['offer-1', Uint8Array.of(4, 4)]]);
  for (const numbers of [[0, 1], []]) {
    const [sent] = accepted([offer('offer-1', numbers)], choices, picked);
    expect(sent).not.toHaveProperty('priorities');
  }
});

const category = (name: string, savePath: string): Category => ({
  name,
  savePath,
  downLimit: 0,
  upLimit: 0,
  share: {},
});
const films = [category('films', '/films'), category('films/4k', ''), category('other', '')];
const byRule: RuleOutcome = {
  category: 'films',
  tags: ['new'],
  savePath: '/by/rule',
  downLimit: 1000,
  upLimit: 0,
  share: { ratio: 2 },
  steps: [],
  notes: [],
};

test('rules decide what the user did not', () => {
  const outcomes = new Map([['offer-1', byRule]]);
  const offers = [offer('offer-1', [0]), offer('offer-2', [0])];
  const [first, second] = accepted(offers, choices, new Map(), outcomes, films);
  expect(first).toMatchObject({
    savePath: '/by/rule',
    category: 'films',
    tags: ['new'],
    downLimit: 1000,
    share: { ratio: 2 },
  });
  expect(second).toMatchObject({ savePath: '/saved' });
  expect(second).not.toHaveProperty('category');
  const own = { ...choices, category: '', tags: [] };
  const [plain] = accepted(offers, own, new Map(), outcomes, films);
  expect(plain).not.toHaveProperty('category');
  expect(plain).not.toHaveProperty('tags');
});

test('the folder follows the category, and stays where the user typed one', () => {
  const folder = (change: Partial<typeof choices> & { category?: string | undefined }) =>
    folderFor({ ...choices, ...change }, byRule, films);
  expect(folder({})).toBe('/by/rule');
  expect(folder({ category: 'films/4k' as never })).toBe('/films');
  expect(folder({ category: 'other' as never })).toBe('/by/rule');
  expect(folder({ category: 'films' as never, ownFolder: true })).toBe('/saved');
});

test('tags are parted by commas, each once', () => {
  expect(tagsOf(' new, later,,new , two words')).toEqual(['new', 'later', 'two words']);
});
