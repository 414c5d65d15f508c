import { describe, expect, it } from 'vitest';
import { makeFormat } from '../../../preload/contract/format.ts';
import { rateOf, sharedLimit, textOfRate } from '../../../renderer/features/limits/rates.ts';
import {
  CELLS_PER_DAY,
  cellsOf,
  painted,
  stepped,
  stillPending,
  textOf,
} from '../../../renderer/features/limits/week.ts';
import { windowsText } from '../../../renderer/features/limits/windows-text.ts';

const at = (day: number, hour: number): number => day * CELLS_PER_DAY + hour * 2;

describe('the week as a grid', () => {
  it('draws a schedule and writes the same again', () => {
    for (const text of ['mon-fri 08:00-18:00', 'sat,sun 22:30-24:00', '', 'mon-sun 00:00-24:00'])
      expect(textOf(cellsOf(text))).toBe(text);
  });

  it('shows nothing for a text that cannot be read', () => {
    expect(cellsOf('never').some(Boolean)).toBe(false);
  });

  it('paints a rectangle, whichever corner it begins at', () => {
    const text = textOf(painted(cellsOf(''), at(2, 10), at(0, 8), true));
    expect(text).toBe('mon-wed 08:00-10:30');
    expect(textOf(painted(cellsOf(text), at(1, 0), at(1, 23), false))).toBe('mon,wed 08:00-10:30');
  });

  it('is walked with the keys and left at no edge', () => {
    expect(stepped(at(0, 0), 'ArrowLeft', false)).toBe(at(0, 0));
    expect(stepped(at(0, 0), 'ArrowDown', false)).toBe(at(1, 0));
    expect(stepped(at(6, 3), 'ArrowDown', false)).toBe(at(6, 3));
    expect(stepped(at(3, 3), 'End', false)).toBe(at(4, 0) - 1);
    expect(stepped(at(3, 3), 'Home', true)).toBe(0);
    expect(stepped(at(3, 3), 'a', false)).toBeUndefined();
  });

  it('keeps what is painted while earlier strokes come back from the engine', () => {
    expect(stillPending(['a', 'b', 'c'], 'a')).toEqual(['b', 'c']);
    expect(stillPending(['b', 'c'], 'c')).toEqual([]);
    expect(stillPending(['b', 'c'], 'of somebody else')).toBeUndefined();
  });

  it('is read out in the words of the language', () => {
    expect(
      windowsText('mon-fri 08:00-18:00\nsat,sun 22:00-24:00', makeFormat('de', 'binary')),
    ).toBe('Mo–Fr 08:00–18:00\nSa, So 22:00–00:00');
  });
});

describe('limits as typed', () => {
  it('are KiB/s', () => {
    expect(rateOf('100')).toBe(102_400);
    expect(rateOf(' 0 ')).toBe(0);
    expect(rateOf('1,5')).toBe(1_536);
    for (const text of ['', ' ', '-1', 'many', '1e99']) expect(rateOf(text)).toBeUndefined();
    expect(textOfRate(102_400)).toBe('100');
    expect(textOfRate(undefined)).toBe('');
  });

  it('are those that all of the torrents have', () => {
    const rows = (...limits: number[]) => limits.map((downLimit) => ({ downLimit, upLimit: 0 }));
    expect(sharedLimit(rows(5, 5), 'downLimit')).toBe(5);
    expect(sharedLimit(rows(5, 6), 'downLimit')).toBeUndefined();
  });
});
