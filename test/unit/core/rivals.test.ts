import { describe, expect, test } from 'vitest';
import { Bitfield } from '../../../engine/core/bitfield.ts';
import { PieceOrder } from '../../../engine/core/picker/piece-order.ts';
import { Rivals } from '../../../engine/core/picker/rivals.ts';

const peerId = (n: number): Uint8Array =>
  new TextEncoder().encode(`-SN0001-${String(n).padStart(12, '0')}`);

/** The rivals as each of `count` leechers sees them. */
function crowd(count: number): Rivals[] {
  const ids = Array.from({ length: count }, (_, i) => peerId(i));
  return ids.map((own) => {
    const rivals = new Rivals(own);
    rivals.set(ids.filter((id) => id !== own));
    return rivals;
  });
}

describe('rivals', () => {
  test.each([2, 4, 50])(
    '%i of them agree whose each piece is, and have about equal parts',
    (count) => {
      const all = crowd(count);
      const pieces = count * 200;
      const owned = all.map(() => 0);
      for (let piece = 0; piece < pieces; piece++) {
        const ranks = all.map((rivals) => rivals.before(piece));
        expect([...ranks].sort((a, b) => a - b)).toEqual(all.map((_, i) => i));
        const owner = ranks.indexOf(0);
        owned[owner] = (owned[owner] as number) + 1;
      }
      expect(Math.min(...owned)).toBeGreaterThan(120);
      expect(Math.max(...owned)).toBeLessThan(280);
    },
  );

  test('who is alone has everything to itself', () => {
    const [alone] = crowd(1) as [Rivals];
    expect([0, 1, 2].map((piece) => alone.before(piece))).toEqual([0, 0, 0]);
  });

  test('two who look at the same pieces take different ones, and rarer ones before their own', () => {
    const has = new Bitfield(40);
    has.setAll();
    const [one, two] = crowd(2) as [Rivals, Rivals];
    const picks = (rivals: Rivals): number[] => {
      const order = new PieceOrder(
        40,
        () => true,
        () => 0,
      );
      const picked: number[] = [];
      for (let i = 0; i < 10; i++) {
        const piece = order.rarest(has, (each) => rivals.before(each));
        picked.push(piece);
        order.remove(piece);
      }
      return picked;
    };
    const ofTwo = picks(two);
    expect(picks(one).filter((piece) => ofTwo.includes(piece))).toEqual([]);
    const order = new PieceOrder(
      2,
      () => true,
      () => 0,
    );
    order.more(0);
    expect(order.rarest(has, (piece) => (piece === 0 ? 0 : 5))).toBe(1);
  });
});
