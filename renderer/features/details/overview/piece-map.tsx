import { useEffect, useRef } from 'react';
import type { PieceStates } from '../../../../preload/contract/index.ts';
import { useLocale } from '../../../i18n/locale.tsx';
import { means, stretches } from './stretches.ts';
import { onThemeChange } from './theme-change.ts';

interface PieceMapProps {
  readonly pieces: PieceStates;
  readonly fraction: number;
  /** Whole copies among the connected peers; negative: not to be told. */
  readonly copies: number;
}

const HAVE = 16;
const GAP = 2;
const AVAILABLE = 6;
const HEIGHT = HAVE + GAP + AVAILABLE;
/** This many copies of a piece are as good as more. */
const PLENTY = 5;

interface Colours {
  readonly have: string;
  readonly active: string;
  readonly available: string;
  readonly rare: string;
}

/** Paints one strip: the colour as strong as the value of each stretch, 0 … 1. */
function strip(
  context: CanvasRenderingContext2D,
  values: Float32Array,
  top: number,
  height: number,
  alphaOf: (value: number) => number,
): void {
  const step = context.canvas.width / values.length;
  values.forEach((value, at) => {
    const alpha = alphaOf(value);
    if (alpha <= 0) return;
    context.globalAlpha = alpha;
    const left = Math.round(at * step);
    context.fillRect(left, top, Math.round((at + 1) * step) - left, height);
  });
}

function paint(canvas: HTMLCanvasElement, pieces: PieceStates, colours: Colours): void {
  const ratio = window.devicePixelRatio;
  const width = Math.max(1, Math.round(canvas.clientWidth * ratio));
  canvas.width = width;
  canvas.height = Math.round(HEIGHT * ratio);
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { count, have, active, availability } = pieces;
  const columns = Math.min(width, Math.max(1, count));
  const tall = Math.round(HAVE * ratio);
  const from = Math.round((HAVE + GAP) * ratio);
  const low = canvas.height - from;
  const strength = (value: number): number => (value === 0 ? 0 : 0.25 + 0.75 * value);
  context.fillStyle = colours.have;
  strip(context, stretches(have, count, columns), 0, tall, strength);
  context.fillStyle = colours.active;
  strip(context, stretches(active, count, columns), 0, tall, strength);
  const held = means(count, columns, (piece) => Math.min(PLENTY, availability[piece] ?? 0));
  context.fillStyle = colours.available;
  strip(context, held, from, low, (value) => (value === 0 ? 0 : 0.25 + (0.75 * value) / PLENTY));
  if (availability.every((one) => one === 0)) return;
  // What nobody has and we lack is what it will fail by.
  const absent = means(count, columns, (piece) => {
    const here = (have[piece >> 3] ?? 0) & (0x80 >> (piece & 7));
    return here || availability[piece] ? 0 : 1;
  });
  context.fillStyle = colours.rare;
  strip(context, absent, from, low, (value) => (value === 0 ? 0 : 0.4 + 0.6 * value));
}

/** Which pieces are here or on their way, and below it how many of the peers have each. */
export function PieceMap({ pieces, fraction, copies }: PieceMapProps) {
  const { t, format } = useLocale();
  const canvas = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const draw = (): void => {
      const style = getComputedStyle(element);
      const colour = (name: string): string => style.getPropertyValue(name);
      paint(element, pieces, {
        have: colour('--down'),
        active: colour('--warn'),
        available: colour('--up'),
        rare: colour('--bad'),
      });
    };
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    const ignoreTheme = onThemeChange(draw);
    return () => {
      observer.disconnect();
      ignoreTheme();
    };
  }, [pieces]);

  const text =
    copies < 0
      ? t('details.pieceMap', { percent: format.percent(fraction) })
      : t('overview.pieceMap', {
          percent: format.percent(fraction),
          copies: format.decimal(copies),
        });
  return <canvas ref={canvas} className="piece-map" role="img" aria-label={text} title={text} />;
}
