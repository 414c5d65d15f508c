import { useEffect, useRef } from 'react';
import { useLocale } from '../../i18n/locale.tsx';
import { useApp } from '../../stores/app.ts';
import { stretches } from './stretches.ts';

interface PieceMapProps {
  /** One bit a piece, the first in the highest bit. */
  readonly have: Uint8Array;
  readonly count: number;
  readonly fraction: number;
}

const HEIGHT = 14;

/** Which pieces are there, as one strip. */
export function PieceMap({ have, count, fraction }: PieceMapProps) {
  const { t, format } = useLocale();
  const theme = useApp((state) => state.desktop.theme);
  const canvas = useRef<HTMLCanvasElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const draw = (): void => {
      const ratio = window.devicePixelRatio;
      const width = Math.max(1, Math.round(element.clientWidth * ratio));
      element.width = width;
      element.height = Math.round(HEIGHT * ratio);
      const context = element.getContext('2d');
      if (context === null) return;
      context.fillStyle = getComputedStyle(element).color;
      const filled = stretches(have, count, Math.min(width, Math.max(1, count)));
      const step = width / filled.length;
      filled.forEach((part, at) => {
        if (part === 0) return;
        context.globalAlpha = 0.25 + 0.75 * part;
        const left = Math.round(at * step);
        context.fillRect(left, 0, Math.round((at + 1) * step) - left, element.height);
      });
    };
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    return () => observer.disconnect();
  }, [have, count, theme]);

  return (
    <canvas
      ref={canvas}
      className="piece-map"
      role="img"
      aria-label={t('details.pieceMap', { percent: format.percent(fraction) })}
    />
  );
}
