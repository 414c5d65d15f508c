import type { TrackerSnapshot } from '../../../../preload/contract/index.ts';

type Tiers = string[][];

/** The tiers as they stand, with one address changed, or taken out when `to` is undefined. */
export function tiersWith(
  trackers: readonly Pick<TrackerSnapshot, 'url' | 'tier'>[],
  url: string,
  to: string | undefined,
): Tiers {
  const tiers = new Map<number, string[]>();
  for (const tracker of trackers) {
    const kept = tracker.url === url ? to : tracker.url;
    const tier = tiers.get(tracker.tier) ?? [];
    tiers.set(tracker.tier, tier);
    if (kept !== undefined) tier.push(kept);
  }
  return [...tiers.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, urls]) => urls)
    .filter((urls) => urls.length > 0);
}

/** Addresses as people paste them: parted by lines, blanks or commas. */
export const urlsOf = (text: string): string[] => [
  ...new Set(text.split(/[\s,]+/).filter((url) => url !== '')),
];
