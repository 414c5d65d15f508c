import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Deadlines } from '../../../engine/core/deadlines.ts';

const takeAll = <T>(deadlines: Deadlines<T>, now: number): T[] => {
  const taken: T[] = [];
  for (let one = deadlines.take(now); one !== undefined; one = deadlines.take(now)) taken.push(one);
  return taken;
};

test('what is due comes soonest first, once, and what is not stays', () => {
  const deadlines = new Deadlines<string>();
  deadlines.set('c', 30);
  deadlines.set('a', 10);
  deadlines.set('b', 20);
  expect(takeAll(deadlines, 9)).toEqual([]);
  expect(takeAll(deadlines, 20)).toEqual(['a', 'b']);
  expect(deadlines.size).toBe(1);
  deadlines.set('c', 5);
  expect(takeAll(deadlines, 5)).toEqual(['c']);
  expect(takeAll(deadlines, 100)).toEqual([]);
  deadlines.set('d', 1);
  deadlines.delete('d');
  expect(takeAll(deadlines, 100)).toEqual([]);
});

test('whatever is set, changed and deleted, they come as a sorted list would give them', () => {
  const step = fc.record({
    item: fc.integer({ min: 0, max: 9 }),
    at: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const deadlines = new Deadlines<number>();
      const wanted = new Map<number, number>();
      for (const { item, at } of steps) {
        if (at === undefined) {
          deadlines.delete(item);
          wanted.delete(item);
        } else {
          deadlines.set(item, at);
          wanted.set(item, at);
        }
      }
      const times = takeAll(deadlines, 50).map((item) => wanted.get(item) ?? -1);
      expect(times).toEqual([...wanted.values()].sort((a, b) => a - b));
    }),
  );
});
