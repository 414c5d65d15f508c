import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRIORITY, piecePriorities } from '../../../engine/torrent/wishes.ts';
import { type FileSpec, makeTorrent } from '../storage/rig.ts';

const PIECE = 100;
const infoOf = (files: readonly FileSpec[]) => makeTorrent(PIECE, files).info;
const named = (...lengths: readonly number[]): FileSpec[] =>
  lengths.map((length, i) => ({ path: `t/${i}`, length: Math.abs(length), pad: length < 0 }));

describe('the pieces of files that are wanted more or less', () => {
  it('take, where files share one, the wish of the one that is wanted most', () => {
    const info = infoOf(named(150, 100, 50, 10));
    const { skip, low, high } = PRIORITY;
    // Piece 1 holds the end of the first file and the start of the second, piece 2 the ends of the second and third.
    expect([...piecePriorities(info, Uint8Array.of(skip, high, low, skip), false)]).toEqual([
      skip,
      high,
      high,
      skip,
    ]);
    expect([...piecePriorities(info, Uint8Array.of(low, skip, skip, high), false)]).toEqual([
      low,
      low,
      skip,
      high,
    ]);
  });

  it('are not wanted for the sake of padding, nor of an empty file', () => {
    const info = infoOf(named(50, -50, 0, 100));
    const { skip, normal, high } = PRIORITY;
    expect([...piecePriorities(info, Uint8Array.of(skip, high, high, normal), false)]).toEqual([
      skip,
      normal,
    ]);
  });

  it('at both ends of each wanted file come before all others where that is asked for', () => {
    const info = infoOf(named(250, 250, 300));
    const { skip, normal } = PRIORITY;
    const first = 8;
    expect([...piecePriorities(info, Uint8Array.of(skip, normal, normal), true)]).toEqual([
      skip,
      skip,
      first,
      normal,
      first,
      first,
      normal,
      first,
    ]);
  });

  it('are, whatever the layout, as urgent as the most urgent byte in them', () => {
    const one = fc.record({
      length: fc.integer({ min: -250, max: 350 }),
      priority: fc.constantFrom(...Object.values(PRIORITY)),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 12 }), (files) => {
        fc.pre(files.some(({ length }) => length !== 0));
        const info = infoOf(named(...files.map(({ length }) => length)));
        const expected = new Array<number>(info.pieceCount).fill(0);
        let at = 0;
        for (const { length, priority } of files) {
          for (let i = 0; i < Math.abs(length); i++, at++) {
            const piece = Math.floor(at / PIECE);
            if (length > 0) expected[piece] = Math.max(expected[piece] as number, priority);
          }
        }
        const wishes = Uint8Array.from(files, ({ priority }) => priority);
        expect([...piecePriorities(info, wishes, false)]).toEqual(expected);
      }),
    );
  });
});
