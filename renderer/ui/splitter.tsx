import './splitter.css';
import type { KeyboardEvent, PointerEvent } from 'react';

interface SplitterProps {
  readonly label: string;
  /** How the line runs. A vertical one at the end of its panel, a horizontal one at its top. */
  readonly direction: 'vertical' | 'horizontal';
  readonly value: number;
  readonly min: number;
  readonly max: number;
  onChange(value: number): void;
}

const STEP = 16;

/** The line between two panels: dragged, or moved with the arrow keys (ARIA window splitter). */
export function Splitter({ label, direction, value, min, max, onChange }: SplitterProps) {
  const clamp = (to: number): number => Math.round(Math.min(max, Math.max(min, to)));
  const isVertical = direction === 'vertical';
  const mirrored = isVertical && document.documentElement.dir === 'rtl';

  const onDown = (event: PointerEvent<HTMLElement>): void => {
    const line = event.currentTarget;
    const start = isVertical ? event.clientX : event.clientY;
    line.setPointerCapture(event.pointerId);
    const onMove = (moved: globalThis.PointerEvent): void => {
      const way = (isVertical ? moved.clientX : moved.clientY) - start;
      onChange(clamp(isVertical && !mirrored ? value + way : value - way));
    };
    line.addEventListener('pointermove', onMove);
    line.addEventListener(
      'lostpointercapture',
      () => line.removeEventListener('pointermove', onMove),
      { once: true },
    );
  };

  const onKey = (event: KeyboardEvent): void => {
    const grow = isVertical ? (mirrored ? 'ArrowLeft' : 'ArrowRight') : 'ArrowUp';
    const shrink = isVertical ? (mirrored ? 'ArrowRight' : 'ArrowLeft') : 'ArrowDown';
    if (event.key === grow) onChange(clamp(value + STEP));
    else if (event.key === shrink) onChange(clamp(value - STEP));
    else return;
    event.preventDefault();
  };

  return (
    <div
      role="separator"
      tabIndex={0}
      className={`splitter splitter-${direction}`}
      aria-label={label}
      aria-orientation={direction}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={onDown}
      onKeyDown={onKey}
    />
  );
}
