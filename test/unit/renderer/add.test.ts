import { expect, test } from 'vitest';
import type { Offer } from '../../../preload/contract/index.ts';
import { accepted } from '../../../renderer/features/add/choices.ts';

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

const choices = { savePath: '/saved', paused: false, sequential: true, skipCheck: false };

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
