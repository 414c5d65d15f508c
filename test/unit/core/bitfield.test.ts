import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bitfield } from '../../../engine/core/bitfield.ts';

describe('Bitfield', () => {
  it('puts piece 0 in the high bit of the first byte (BEP 3)', () => {
    const field = new Bitfield(10);
    field.set(0);
    field.set(9);
    expect([...field.bytes]).toEqual([0x80, 0x40]);
  });

  it('behaves like a set of indexes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: -2, max: 75 }))),
        (size, steps) => {
          const field = new Bitfield(size);
          const model = new Set<number>();
          for (const [on, index] of steps) {
            const inside = index >= 0 && index < size;
            if (on) expect(field.set(index)).toBe(inside && !model.has(index));
            else expect(field.clear(index)).toBe(model.has(index));
            if (inside && on) model.add(index);
            if (!on) model.delete(index);
          }
          expect(field.count).toBe(model.size);
          expect(field.hasAll).toBe(model.size === size);
          expect(field.hasNone).toBe(model.size === 0);
          const all = Array.from({ length: size }, (_, index) => index);
          expect(all.filter((index) => field.get(index))).toEqual(
            all.filter((index) => model.has(index)),
          );
          for (let from = 0; from <= size; from++) {
            expect(field.nextSet(from)).toBe(
              all.find((index) => index >= from && model.has(index)) ?? -1,
            );
            expect(field.nextClear(from)).toBe(
              all.find((index) => index >= from && !model.has(index)) ?? -1,
            );
          }
          const parsed = Bitfield.parse(field.bytes, size);
          expect(parsed.ok && parsed.value.count).toBe(model.size);
        },
      ),
    );
  });

  it('fills and empties without touching spare bits', () => {
    for (const size of [1, 7, 8, 9, 64, 65]) {
      const field = new Bitfield(size);
      field.setAll();
      expect(field.hasAll).toBe(true);
      expect(Bitfield.parse(field.bytes, size).ok).toBe(true);
      expect(field.nextClear()).toBe(-1);
      field.clearAll();
      expect(field.hasNone).toBe(true);
      expect(field.nextSet()).toBe(-1);
    }
  });

  it('refuses a wrong length and spare bits', () => {
    expect(Bitfield.parse(new Uint8Array(1), 9)).toMatchObject({
      ok: false,
      code: 'bitfield-size',
    });
    expect(Bitfield.parse(new Uint8Array(3), 9)).toMatchObject({
      ok: false,
      code: 'bitfield-size',
    });
    expect(Bitfield.parse(Uint8Array.of(0, 0x40), 9)).toMatchObject({
      ok: false,
      code: 'bitfield-spare-bits',
    });
    expect(Bitfield.parse(Uint8Array.of(0, 0x80), 9).ok).toBe(true);
  });

  it('does not share memory with what it parsed or was copied from', () => {
    const bytes = Uint8Array.of(0x80);
    const parsed = Bitfield.parse(bytes, 8);
    if (!parsed.ok) throw new Error(parsed.message);
    const copy = parsed.value.copy();
    bytes[0] = 0;
    copy.set(3);
    expect(parsed.value.get(0)).toBe(true);
    expect(parsed.value.get(3)).toBe(false);
  });

  it('knows whether it has what another lacks', () => {
    const a = new Bitfield(20);
    const b = new Bitfield(20);
    expect(a.hasBeyond(b)).toBe(false);
    a.set(13);
    b.set(2);
    b.set(3);
    expect(a.hasBeyond(b)).toBe(true);
    b.set(13);
    expect(a.hasBeyond(b)).toBe(false);
  });
});
