import { describe, expect, it } from 'vitest';
import { summary } from '../../../scripts/test/summary.mjs';

const unit = {
  name: 'unit',
  seconds: 1.25,
  ok: true,
  passed: 12,
  failed: 0,
  skipped: [],
  failures: [],
};
const interop = {
  name: 'interop',
  seconds: 61,
  ok: false,
  passed: 3,
  failed: 1,
  skipped: [{ name: 'seeds to rtorrent', why: 'rtorrent not installed' }],
  failures: ['downloads from aria2'],
};

describe('summary of a test run', () => {
  it('ends with the totals alone on a line', () => {
    expect(summary([unit]).at(-1)).toBe('12 passed, 0 failed');
    expect(summary([unit, interop]).at(-1)).toBe('15 passed, 1 failed, 1 skipped');
  });

  it('names what failed, and what was skipped and why', () => {
    const lines = summary([unit, interop]);
    expect(lines).toContain('  downloads from aria2');
    expect(lines).toContain('  seeds to rtorrent: rtorrent not installed');
  });

  it('has one row for each phase', () => {
    const rows = summary([unit, interop]).filter((line) => /^(unit|interop) /.test(line));
    expect(rows.map((line) => line.split(/ +/))).toEqual([
      ['unit', 'ok', '12', '0', '0', '1.3'],
      ['interop', 'FAILED', '3', '1', '1', '61.0'],
    ]);
  });
});
