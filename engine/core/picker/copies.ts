/**
 * How many whole copies of a torrent the connected peers hold between them: those of the rarest piece, and
 * behind the point the share of the pieces that are held more often. 2.31: every piece is there twice, and
 * 31 % of them three times or more.
 */
export function copiesOf(holders: (piece: number) => number, pieceCount: number): number {
  if (pieceCount === 0) return 0;
  let least = Number.POSITIVE_INFINITY;
  let atLeast = 0;
  for (let piece = 0; piece < pieceCount; piece++) {
    const count = holders(piece);
    if (count < least) {
      least = count;
      atLeast = 1;
    } else if (count === least) {
      atLeast++;
    }
  }
  return least + (pieceCount - atLeast) / pieceCount;
}
