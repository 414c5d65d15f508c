import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Layout } from '../../../engine/core/layout.ts';
import { makeTorrent } from './rig.ts';

const layoutOf = (lengths: readonly number[], pieceLength = 16): Layout =>
  new Layout(
    makeTorrent(
      pieceLength,
      lengths.map((length, i) => ({ path: `t/${i}`, length })),
    ).info,
  );

describe('Layout', () => {
  it('finds for every range the bytes that a scan of all files finds', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 12 })
          .filter((lengths) => lengths.some((length) => length > 0)),
        fc.nat(),
        fc.nat(),
        (lengths, a, b) => {
          const layout = layoutOf(lengths);
          const total = layout.info.length;
          const from = a % total;
          const length = 1 + (b % (total - from));
          const owner = lengths.flatMap((size, file) =>
            Array.from({ length: size }, (_, i) => [file, i]),
          );
          const found = layout
            .spans(from, length)
            .flatMap((span) =>
              Array.from({ length: span.length }, (_, i) => [span.file, span.offset + i]),
            );
          expect(found).toEqual(owner.slice(from, from + length));
          expect(layout.fileAt(from)).toBe(owner[from]?.[0]);
          let at = 0;
          for (const span of layout.spans(from, length)) {
            expect(span.at).toBe(at);
            expect(span.length).toBeGreaterThan(0);
            at += span.length;
          }
        },
      ),
    );
  });

  it('names the pieces of a file, and none of an empty one', () => {
    const layout = layoutOf([10, 0, 6, 20]);
    expect(layout.piecesOf(0)).toEqual({ first: 0, last: 0 });
    expect(layout.piecesOf(1)).toBeUndefined();
    expect(layout.piecesOf(2)).toEqual({ first: 0, last: 0 });
    expect(layout.piecesOf(3)).toEqual({ first: 1, last: 2 });
  });
});
