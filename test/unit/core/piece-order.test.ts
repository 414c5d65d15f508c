import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bitfield } from '../../../engine/core/bitfield.ts';
import { PieceOrder, URGENCY } from '../../../engine/core/picker/piece-order.ts';

const below = (bound: number): number => Math.floor(bound / 2);
const all = (size: number): Bitfield => {
  const bits = new Bitfield(size);
  bits.setAll();
  return bits;
};
const only = (size: number, ...pieces: number[]): Bitfield => {
  const bits = new Bitfield(size);
  for (const piece of pieces) bits.set(piece);
  return bits;
};

/** Takes everything out in the order in which it is offered. */
function drain(order: PieceOrder, has: Bitfield): number[] {
  const pieces: number[] = [];
  for (let piece = order.rarest(has); piece !== -1; piece = order.rarest(has)) {
    pieces.push(piece);
    order.remove(piece);
  }
  return pieces;
}

describe('the order of pieces', () => {
  test('offers the rarest piece that the peer has', () => {
    const order = new PieceOrder(4, () => true, below);
    for (const [piece, count] of [
      [0, 3],
      [1, 1],
      [2, 2],
      [3, 1],
    ] as const) {
      for (let i = 0; i < count; i++) order.more(piece);
    }
    expect(order.rarest(only(4, 0, 2))).toBe(2);
    expect(drain(order, all(4)).map((piece) => order.availability(piece))).toEqual([1, 1, 2, 3]);
  });

  test('puts urgency before rarity', () => {
    const order = new PieceOrder(3, () => true, below);
    order.more(0);
    order.more(1);
    order.more(1);
    order.setUrgency(1, URGENCY.first);
    order.setUrgency(2, URGENCY.low);
    order.rebuild(() => true);
    expect(drain(order, all(3))).toEqual([1, 0, 2]);
  });

  test('in sequential mode goes by index, urgent pieces first', () => {
    const order = new PieceOrder(5, () => true, below);
    order.setUrgency(3, URGENCY.first);
    order.rebuild(() => true);
    const taken: number[] = [];
    for (let piece = order.sequential(all(5)); piece !== -1; piece = order.sequential(all(5))) {
      taken.push(piece);
      order.remove(piece);
    }
    expect(taken).toEqual([3, 0, 1, 2, 4]);
    order.add(1);
    expect(order.sequential(all(5))).toBe(1);
  });

  test('stays sorted whatever happens to availability and membership', () => {
    const size = 40;
    const step = fc.record({
      kind: fc.constantFrom('more', 'fewer', 'remove', 'add'),
      piece: fc.nat(size - 1),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const order = new PieceOrder(size, () => true, below);
        const waiting = new Set(Array.from({ length: size }, (_, i) => i));
        const availability = new Array<number>(size).fill(0);
        for (const { kind, piece } of steps) {
          if (kind === 'more') {
            order.more(piece);
            availability[piece] = (availability[piece] as number) + 1;
          } else if (kind === 'fewer') {
            order.fewer(piece);
            availability[piece] = Math.max(0, (availability[piece] as number) - 1);
          } else if (kind === 'remove') {
            order.remove(piece);
            waiting.delete(piece);
          } else {
            order.add(piece);
            waiting.add(piece);
          }
        }
        expect(order.waiting).toBe(waiting.size);
        const drained = drain(order, all(size));
        expect([...drained].sort((a, b) => a - b)).toEqual([...waiting].sort((a, b) => a - b));
        const counts = drained.map((piece) => availability[piece] as number);
        expect(counts).toEqual([...counts].sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });

  test('looks at what a poor peer has, not at everything that is wanted', () => {
    const order = new PieceOrder(10_000, () => true, below);
    for (let i = 0; i < 5; i++) order.more(7);
    order.more(9_999);
    expect(order.rarest(only(10_000, 7, 9_999))).toBe(9_999);
  });
});
