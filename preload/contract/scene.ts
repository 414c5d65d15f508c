import * as v from 'valibot';
import * as s from './schemas.ts';

/** As `joinIds` writes them: as a list ten thousand of them would hold up the window each time it scrolls. */
const rows = v.pipe(
  v.string(),
  v.maxLength(40 * 200_000),
  v.check((text) => text.length % 40 === 0 && !/[^0-9a-f]/.test(text), 'not info-hashes'),
);

/** Where the user is in the list. Main keeps it while it runs, for a page that dies or is let go. */
export const scene = v.strictObject({
  selected: rows,
  active: v.optional(s.infoHash),
  anchor: v.optional(s.infoHash),
  /** Pixels from the top of the list, and how many rows it had. */
  scroll: v.pipe(v.number(), v.minValue(0), v.maxValue(1e9)),
  rows: s.count(1_000_000),
  text: s.text(10_000),
  facets: v.record(s.text(40), v.optional(s.text(4096))),
});

export type Scene = v.InferOutput<typeof scene>;
