import * as v from 'valibot';
import * as s from './schemas.ts';

const rows = v.pipe(v.array(s.infoHash), v.maxLength(200_000));

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
