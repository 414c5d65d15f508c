import { describe, expect, test } from 'vitest';
import { BLOCK } from '../../../engine/core/ids.ts';
import { Pads } from '../../../engine/core/picker/pads.ts';

/** Files one behind the other; a negative length is a pad file's. */
function pads(pieceLength: number, ...lengths: readonly number[]): (piece: number) => number[] {
  let offset = 0;
  const files = lengths.map((signed) => {
    const length = Math.abs(signed);
    offset += length;
    return { offset: offset - length, length, pad: signed < 0 };
  });
  const all = new Pads({ files, length: offset, pieceLength });
  return (piece) => [...all.of(piece)];
}

describe('blocks that lie in pad files (BEP 47)', () => {
  test('are those that hold nothing else', () => {
    const of = pads(
      4 * BLOCK,
      BLOCK + 100,
      -(3 * BLOCK - 100),
      4 * BLOCK,
      2 * BLOCK,
      -2 * BLOCK,
      1,
    );
    expect([0, 1, 2, 3].map(of)).toEqual([[2, 3], [], [2, 3], []]);
  });

  test('may lie in several pad files, and end with the torrent in the middle of a block', () => {
    const of = pads(4 * BLOCK, BLOCK, -(BLOCK + 5), 0, -(2 * BLOCK - 5), BLOCK, -(BLOCK + 7));
    expect([0, 1].map(of)).toEqual([
      [1, 2, 3],
      [1, 2],
    ]);
  });

  test('are never a whole piece, and none where there are no pad files', () => {
    expect(pads(2 * BLOCK, -4 * BLOCK, BLOCK)(0)).toEqual([0]);
    expect(pads(2 * BLOCK, 4 * BLOCK, 5)(0)).toEqual([]);
  });
});
