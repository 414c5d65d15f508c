/** How much of each of `columns` equal stretches is there, 0 … 1. */
export function stretches(have: Uint8Array, count: number, columns: number): Float32Array {
  return means(count, columns, (piece) =>
    (have[piece >> 3] ?? 0) & (0x80 >> (piece & 7)) ? 1 : 0,
  );
}

/** Mean of a value of the pieces in each of `columns` equal stretches. */
export function means(
  count: number,
  columns: number,
  value: (piece: number) => number,
): Float32Array {
  const filled = new Float32Array(columns);
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * count) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * count) / columns));
    let sum = 0;
    for (let piece = from; piece < to; piece++) sum += value(piece);
    filled[column] = sum / (to - from);
  }
  return filled;
}
