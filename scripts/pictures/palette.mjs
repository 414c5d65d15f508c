const MOST = 128;

const channel = (colour, shift) => (colour >> shift) & 255;
const SHIFTS = [16, 8, 0];

/** How far the colours of a box lie apart in its widest channel, weighed by how many pixels they have. */
function spreadOf(box) {
  let best = { width: 0, shift: 16 };
  for (const shift of SHIFTS) {
    let low = 255;
    let high = 0;
    for (const [colour] of box) {
      low = Math.min(low, channel(colour, shift));
      high = Math.max(high, channel(colour, shift));
    }
    if (high - low > best.width) best = { width: high - low, shift };
  }
  const weight = box.reduce((sum, [, count]) => sum + count, 0);
  return { ...best, score: best.width * Math.log2(weight + 1) };
}

/** The box in two halves of as many pixels each. */
function halves(box, shift) {
  const sorted = [...box].sort(([a], [b]) => channel(a, shift) - channel(b, shift));
  const half = sorted.reduce((sum, [, count]) => sum + count, 0) / 2;
  let sum = 0;
  let at = 0;
  while (at < sorted.length - 1 && sum < half) sum += sorted[at++][1];
  at = Math.max(1, at);
  return [sorted.slice(0, at), sorted.slice(at)];
}

/** The colour of a box: its commonest where that is what it is about, so that plain grounds stay exact. */
function colourOf(box) {
  const [common] = box.reduce((best, one) => (one[1] > best[1] ? one : best));
  const weight = box.reduce((sum, [, count]) => sum + count, 0);
  const share = box.find(([colour]) => colour === common)[1] / weight;
  if (share > 0.3) return common;
  const mean = (shift) =>
    Math.round(
      box.reduce((sum, [colour, count]) => sum + channel(colour, shift) * count, 0) / weight,
    );
  return (mean(16) << 16) | (mean(8) << 8) | mean(0);
}

/**
 * At most 128 colours for these pixels (median cut), and which of them each pixel's is.
 * @param {Uint32Array} pixels 0xrrggbb
 */
export function paletteOf(pixels) {
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  let boxes = [...counts].map((one) => [one]);
  if (boxes.length > MOST) {
    boxes = [[...counts]];
    const spreads = [spreadOf(boxes[0])];
    while (boxes.length < MOST) {
      const at = spreads.reduce(
        (best, one, index) => (one.score > spreads[best].score ? index : best),
        0,
      );
      if (spreads[at].width === 0) break;
      const [one, other] = halves(boxes[at], spreads[at].shift);
      boxes.splice(at, 1, one, other);
      spreads.splice(at, 1, spreadOf(one), spreadOf(other));
    }
  }
  const index = new Map(boxes.flatMap((box, at) => box.map(([colour]) => [colour, at])));
  return { colours: boxes.map(colourOf), indexOf: (pixel) => index.get(pixel) ?? 0 };
}
