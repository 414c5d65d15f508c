import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Expected, refusalOf } from '../../engine/torrent/web-answers.ts';

const text = fc.oneof(
  fc.string(),
  fc.constantFrom('bytes 0-9/10', 'bytes 5-9/10', 'bytes 0-9/*', 'bytes */10', 'identity', 'gzip'),
  fc.nat().map(String),
);
const headers = fc.dictionary(
  fc.constantFrom('content-range', 'content-length', 'content-encoding', 'retry-after', 'location'),
  text,
);
const expected: fc.Arbitrary<Expected> = fc
  .record({
    first: fc.nat(1_000),
    length: fc.integer({ min: 1, max: 1_000 }),
    total: fc.option(fc.nat(5_000), { nil: undefined }),
    ranged: fc.boolean(),
  })
  .map(({ first, length, total, ranged }) => ({
    first,
    length,
    total: total === undefined ? undefined : Math.max(total, first + length),
    ranged: ranged && total !== undefined,
  }));

describe('what web servers answer', () => {
  it('is taken only where it is what was asked for, and never more than a wait of an hour is obeyed', () => {
    fc.assert(
      fc.property(expected, fc.nat(999), headers, fc.nat(), (asked, status, heads, wall) => {
        const refusal = refusalOf(asked, { status, headers: heads, address: '192.0.2.1' }, wall);
        if (refusal === undefined) {
          expect([200, 206]).toContain(status);
          // A whole body is taken from its beginning only, a range only as it was asked for.
          if (status === 206) {
            const last = asked.first + asked.length - 1;
            expect(heads['content-range']?.toLowerCase()).toContain(`${asked.first}-${last}/`);
          } else if (asked.ranged) expect(asked.first).toBe(0);
        } else if (refusal.kind === 'busy' && refusal.waitMs !== undefined) {
          expect(refusal.waitMs).toBeGreaterThanOrEqual(5_000);
          expect(refusal.waitMs).toBeLessThanOrEqual(3_600_000);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
