export type Tiers = readonly (readonly string[])[];

/** One URL a line; an empty line starts the next tier (BEP 12). */
export function parseTiers(text: string): Tiers {
  return text
    .split(/\n\s*\n/)
    .map((tier) =>
      tier
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    )
    .filter((tier) => tier.length > 0);
}
