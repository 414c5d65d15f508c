import { expect, test } from 'vitest';
import { copiesOf } from '../../../engine/core/picker/copies.ts';

const copies = (...holders: number[]): number =>
  copiesOf((piece) => holders[piece] as number, holders.length);

test('copies are those of the rarest piece, and the share that is held more often', () => {
  expect(copies(2, 2, 2, 2)).toBe(2);
  expect(copies(2, 3, 9, 2)).toBe(2.5);
  expect(copies(0, 1, 1, 1)).toBe(0.75);
  expect(copies()).toBe(0);
});
