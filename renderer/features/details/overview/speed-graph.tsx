import './speed-graph.css';
import 'uplot/dist/uPlot.min.css';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';
import type { SpeedGraph, SpeedSeries, SpeedSpan } from '../../../../preload/contract/index.ts';
import { type Locale, useLocale } from '../../../i18n/locale.tsx';
import { useApp } from '../../../stores/app.ts';

import { onThemeChange } from './theme-change.ts';

const spans: readonly SpeedSpan[] = ['minute', 'tenMinutes', 'hour'];

/** Round numbers of the units in use, from one byte to petabytes. */
const steps = (base: number): number[] =>
  [0, 1, 2, 3, 4, 5].flatMap((power) =>
    [1, 2, 5, 10, 20, 50, 100, 200, 500].map((step) => step * base ** power),
  );
const increments = { binary: steps(1024), decimal: steps(1000) };

/** Seconds before now, then the two lines. */
const dataOf = ({ stepSeconds, down, up }: SpeedSeries): UPlot.AlignedData => [
  Array.from(down, (_rate, at) => (at + 1 - down.length) * stepSeconds),
  [...down],
  [...up],
];

function optionsOf(
  element: HTMLElement,
  { format, t }: Locale,
  units: keyof typeof increments,
  onPoint: (at: number | undefined) => void,
): UPlot.Options {
  const style = getComputedStyle(element);
  // Asked for at each drawing: the theme may have changed.
  const colour = (name: string) => (): string => style.getPropertyValue(name).trim();
  const font = `11px ${style.fontFamily}`;
  const axis = {
    font,
    stroke: colour('--text-faint'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  const line = (label: string, name: string): UPlot.Series => ({
    label,
    stroke: colour(name),
    width: 1.5,
    fill: () => `color-mix(in srgb, ${colour(name)()} 14%, transparent)`,
    points: { show: false },
    value: (_plot, value) => (value === null ? '' : format.rate(value)),
  });
  return {
    width: Math.max(120, element.clientWidth),
    height: Math.max(60, element.clientHeight),
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { size: 6 } },
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)] },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    padding: [6, 4, 0, 0],
    scales: {
      x: { time: false },
      // An idle line lies on the ground, and not in the middle.
      y: { range: (_plot, _min, max) => [0, Math.max(max, 1024) * 1.1] },
    },
    series: [{}, line(t('column.downRate'), '--down'), line(t('column.upRate'), '--up')],
    axes: [
      {
        ...axis,
        size: 20,
        space: 72,
        incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800],
        values: (_plot, ticks) =>
          ticks.map((tick) => (tick === 0 ? '' : `−${format.duration(-tick)}`)),
      },
      {
        ...axis,
        size: 76,
        space: (_plot, _axis, _min, _max, height) => Math.max(24, height / 6),
        incrs: increments[units],
        values: (_plot, ticks) => ticks.map((tick) => (tick === 0 ? '' : format.rateTick(tick))),
      },
    ],
  };
}

interface PlotProps {
  readonly series: SpeedSeries;
  readonly label: string;
  /** The point under the pointer. */
  onPoint(at: number | undefined): void;
}

function Plot({ series, label, onPoint }: PlotProps) {
  const locale = useLocale();
  const units = useApp((state) => state.desktop.units);
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  const latest = useRef(series);
  latest.current = series;

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const options = optionsOf(element, locale, units, onPoint);
    const made = new UPlot(options, dataOf(latest.current), element);
    plot.current = made;
    const observer = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    const ignoreTheme = onThemeChange(() => made.redraw(false, true));
    return () => {
      observer.disconnect();
      ignoreTheme();
      made.destroy();
      plot.current = undefined;
    };
  }, [locale, units, onPoint]);
  useEffect(() => plot.current?.setData(dataOf(series)), [series]);

  return <div ref={box} className="speed-plot" role="img" aria-label={label} />;
}

function Arrow({ way }: { readonly way: 'down' | 'up' }) {
  const { t } = useLocale();
  const Icon = way === 'down' ? ArrowDown : ArrowUp;
  return <Icon className={`tint-${way}`} size={14} aria-label={t(`column.${way}Rate`)} />;
}

/** How fast it went: the last minute, ten minutes, or hour. */
export function SpeedGraphView({ graph }: { readonly graph: SpeedGraph }) {
  const locale = useLocale();
  const { t, format } = locale;
  const [span, setSpan] = useState<SpeedSpan>('minute');
  const [pointed, setPointed] = useState<number | undefined>(undefined);
  const series = graph[span];
  const last = series.down.length - 1;
  const at = Math.min(pointed ?? last, last);
  const label = t('overview.graph', {
    span: t(`overview.span.${span}`),
    down: format.rate(series.down.at(-1) ?? 0),
    up: format.rate(series.up.at(-1) ?? 0),
  });
  return (
    <section className="speed">
      <div className="speed-head">
        <h3 className="visually-hidden">{t('overview.speed')}</h3>
        {(['down', 'up'] as const).map((way) => (
          <span key={way} className="speed-key numbers">
            <Arrow way={way} />
            {format.rate(series[way][at] ?? 0)}
          </span>
        ))}
        {pointed !== undefined && at < last && (
          <span className="speed-when numbers">
            −{format.compact((last - at) * series.stepSeconds)}
          </span>
        )}
        <div className="speed-spans" role="radiogroup" aria-label={t('overview.spans')}>
          {spans.map((one) => (
            <label key={one} className="speed-span">
              <input
                type="radio"
                className="visually-hidden"
                checked={one === span}
                onChange={() => setSpan(one)}
              />
              <span>{t(`overview.span.${one}`)}</span>
            </label>
          ))}
        </div>
      </div>
      <Plot series={series} label={label} onPoint={setPointed} />
    </section>
  );
}
