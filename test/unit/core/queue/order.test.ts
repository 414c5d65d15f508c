import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type OrderMove, QueueOrder } from '../../../../engine/core/queue/order.ts';

const orderOf = (...ids: string[]): QueueOrder<string> => {
  const order = new QueueOrder<string>();
  for (const id of ids) order.add(id, 'bottom');
  return order;
};
const alike = (): number => 0;
const text = (order: QueueOrder<string>): string => order.ids.join('');

describe('the order of the queue', () => {
  test('new ones come last, or first when that is wanted', () => {
    const order = orderOf('b', 'c');
    order.add('a', 'top');
    expect(text(order)).toBe('abc');
    expect(['a', 'b', 'c', 'x'].map((id) => order.positionOf(id))).toEqual([1, 2, 3, 0]);
  });

  test.each<[string, OrderMove<string>, string]>([
    ['c', 'up', 'acbde'],
    ['bc', 'up', 'bcade'],
    ['ab', 'up', 'abcde'],
    ['ac', 'up', 'acbde'],
    ['c', 'down', 'abdce'],
    ['bc', 'down', 'adbce'],
    ['de', 'down', 'abcde'],
    ['bd', 'top', 'bdace'],
    ['bd', 'bottom', 'acebd'],
    ['bd', { position: 2 }, 'abdce'],
    ['bd', { position: 99 }, 'acebd'],
    ['e', { before: 'b' }, 'aebcd'],
    ['ab', { after: 'd' }, 'cdabe'],
    ['bc', { before: 'c' }, 'abcde'],
  ])('%s moves %o: %s', (moving, to, expected) => {
    const order = orderOf('a', 'b', 'c', 'd', 'e');
    expect(order.move([...moving], to, alike)).toBe(expected !== 'abcde');
    expect(text(order)).toBe(expected);
  });

  test('up and down pass the next one of the same kind', () => {
    const order = orderOf('a', 'X', 'Y', 'b', 'Z', 'c');
    const kind = (id: string): boolean => id === id.toUpperCase();
    order.move(['b'], 'up', kind);
    expect(text(order)).toBe('bXYaZc');
    order.move(['X'], 'down', kind);
    expect(text(order)).toBe('bYXaZc');
  });

  test('only what moved gets a new key', () => {
    const order = orderOf('a', 'b', 'c', 'd', 'e');
    order.takeChanged();
    order.move(['e'], { before: 'b' }, alike);
    expect([...order.takeChanged().keys()]).toEqual(['e']);
    order.move(['a'], 'down', alike);
    expect([...order.takeChanged().keys()].sort()).toEqual(['a', 'e']);
    expect(order.takeChanged().size).toBe(0);
  });

  test('where no room is left between two, all are numbered anew and stay in order', () => {
    const order = orderOf('a', 'b', 'c');
    order.takeChanged();
    let renumbered = 0;
    for (let round = 0; round < 200; round++) {
      order.move([round % 2 === 0 ? 'c' : 'b'], { after: 'a' }, alike);
      if (order.takeChanged().size > 1) renumbered++;
    }
    expect(renumbered).toBeGreaterThan(0);
    expect(renumbered).toBeLessThan(20);
    expect(text(order)).toBe('abc');
  });

  test('keys of a profile that are the same, or no numbers, are made good in the order given', () => {
    const order = new QueueOrder<string>();
    order.restore([
      ['a', 1],
      ['b', 1],
      ['c', 0],
      ['d', 2],
    ]);
    expect(text(order)).toBe('cabd');
    expect(order.takeChanged().size).toBe(4);
    expect(order.positionOf('b')).toBe(3);
  });

  test('whatever is done to it, it comes back from its keys as it was', () => {
    const members = [...'abcdefgh'];
    const move = fc.oneof(
      fc.constantFrom('up', 'down', 'top', 'bottom'),
      fc.record({ position: fc.integer({ min: -2, max: 12 }) }),
      fc.record({ before: fc.constantFrom(...members) }),
      fc.record({ after: fc.constantFrom(...members) }),
    ) as fc.Arbitrary<OrderMove<string>>;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.subarray(members), move), { maxLength: 60 }), (moves) => {
        const order = orderOf(...members);
        const stored = new Map(members.map((id) => [id, order.keyOf(id)]));
        for (const [ids, to] of moves) {
          order.move(ids, to, (id) => id < 'd');
          for (const [id, key] of order.takeChanged()) stored.set(id, key);
        }
        expect([...order.ids].sort()).toEqual(members);
        expect(order.ids.map((id) => order.positionOf(id))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
        const again = new QueueOrder<string>();
        again.restore([...stored]);
        expect(again.ids).toEqual(order.ids);
      }),
    );
  });

  test('10,000 members: moves of one and of a thousand take milliseconds', () => {
    const order = new QueueOrder<number>();
    for (let id = 0; id < 10_000; id++) order.add(id, 'bottom');
    const many = Array.from({ length: 1000 }, (_, index) => index * 10);
    const started = performance.now();
    for (let round = 0; round < 10; round++) {
      order.move([9_999 - round], 'top', () => 0);
      order.move(many, 'down', () => 0);
      order.move(many, 'bottom', () => 0);
    }
    // Thirty moves; a quadratic one alone would take longer.
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
