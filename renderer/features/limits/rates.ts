import type { TorrentSnapshot } from '../../../preload/contract/index.ts';

const KiB = 1024;
const MAX_RATE = 10_000 * KiB * KiB;

/** Bytes per second of a number of KiB/s as typed; undefined when it is none, or out of range. */
export function rateOf(text: string): number | undefined {
  const number = Number(text.trim().replace(',', '.'));
  if (text.trim() === '' || !Number.isFinite(number)) return undefined;
  const rate = Math.round(number * KiB);
  return rate >= 0 && rate <= MAX_RATE ? rate : undefined;
}

export const textOfRate = (rate: number | undefined): string =>
  rate === undefined ? '' : String(Math.round((rate / KiB) * 100) / 100);

/** What all of them have, or undefined where they differ. */
export function sharedLimit(
  rows: readonly Pick<TorrentSnapshot, 'downLimit' | 'upLimit'>[],
  key: 'downLimit' | 'upLimit',
): number | undefined {
  const values = new Set(rows.map((row) => row[key]));
  return values.size === 1 ? rows[0]?.[key] : undefined;
}
