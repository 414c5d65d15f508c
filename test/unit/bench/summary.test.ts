import { describe, expect, it } from 'vitest';
import type { Sample, WindowFigure } from '../../bench/lib/case.ts';
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

  it('judges the window and the app in the tray by their own figures', () => {
    const contestant = { name: 'skein-app', kind: 'ours', run: () => Promise.reject() } as const;
    const idle: Sample = { seconds: 1, idleCpu: 0.012, proportional: 200 * 1024 ** 2 };
    const [cpu, memory, ...more] = judge([
      { case: 'tray', rows: [{ contestant, samples: [idle], failures: [] }] },
    ]);
    expect(cpu).toMatchObject({ what: 'idle CPU, %', aim: '≤ 1', met: false });
    expect(cpu?.figure).toBeCloseTo(1.2);
    expect(memory).toMatchObject({ figure: 200, aim: '≤ 250', met: true });
    expect(more).toEqual([]);

    const figures: readonly WindowFigure[] = ['firstRows', 'scroll', 'sort', 'hiddenDeltas'];
    const window = Object.fromEntries(
      figures.map((one) => [one, 60]),
    ) as Required<Sample>['window'];
    const sample: Sample = { seconds: 1, window, resident: 300 * 1024 ** 2 };
    const judged = judge([
      { case: 'window', rows: [{ contestant, samples: [sample], failures: [] }] },
    ]);
    expect(
      judged.filter(({ figure }) => !Number.isNaN(figure)).map(({ aim, met }) => [aim, met]),
    ).toEqual([
      ['≤ 2', false],
      ['≤ 50', false],
      ['≤ 100', true],
      ['≤ 350', true],
      ['≤ 0', false],
    ]);
  });
});
