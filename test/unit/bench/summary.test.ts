import { describe, expect, it } from 'vitest';
import type { Sample } from '../../bench/lib/case.ts';
import { judge, renderSummary } from '../../bench/lib/summary.ts';
import type { Row } from '../../bench/lib/table.ts';

const row = (
  name: string,
  kind: Row['contestant']['kind'],
  seconds: number,
  cpuSeconds: number,
): Row => {
  const sample: Sample = { seconds, cpuSeconds, bytes: 1024 ** 3, anonymous: 100 * 1024 ** 2 };
  const contestant = { name, kind, run: () => Promise.resolve(sample) };
  return { contestant, samples: [sample], failures: [] };
};

describe('the summary of the benchmark', () => {
  const rows = [
    row('skein', 'ours', 2, 3),
    row('qbittorrent', 'other', 3, 2),
    row('aria2', 'other', 5, 4),
    row('featureless', 'reference', 1.8, 2),
  ];

  it('compares with the best of the others, the reference, and qBittorrent', () => {
    const judged = judge([{ case: 'leech', rows }]);
    expect(judged.map(({ what, figure, met }) => [what, Number(figure.toFixed(2)), met])).toEqual([
      ['speed × the best of the others', 1.5, true],
      ['speed × featureless', 0.9, true],
      ['CPU × qbittorrent', 1.5, false],
      ['own memory, MiB', 100, true],
    ]);
    expect(renderSummary(judged)).toContain(
      '| leech | skein | CPU × qbittorrent | 1.50 | ≤ 0.8 | no |',
    );
  });

  it('says nothing of what did not run', () => {
    expect(judge([{ case: 'leech', rows: rows.slice(1) }])).toEqual([]);
    expect(judge([{ case: 'create', rows: rows.slice(0, 2) }])).toEqual([]);
    expect(renderSummary([])).toBe('');
  });

  it('divides the time of the swarm by its limit', () => {
    const swarm = judge([{ case: 'swarm', rows: rows.slice(0, 1), limitSeconds: 1.9 }]);
    expect(swarm.map(({ figure, met }) => [figure.toFixed(2), met])).toEqual([['1.05', true]]);
  });
});
