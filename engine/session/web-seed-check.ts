import type { WebSeedAddress } from '../api/web-seeds.ts';
import { fault, ok, type Result } from '../core/result.ts';
import { cleanUrl } from '../core/url.ts';

const MAX_SEEDS = 32;

/** The addresses as they are sent, each once; the fault names the first that is none. */
export function checkWebSeeds(seeds: readonly WebSeedAddress[]): Result<readonly WebSeedAddress[]> {
  const clean = new Map<string, WebSeedAddress>();
  for (const { url, kind } of seeds) {
    const cleaned = cleanUrl(url, ['http', 'https']);
    if (cleaned === undefined)
      return fault('web-seed-invalid', url, `“${url}” is not an http or https address.`);
    clean.set(`${kind} ${cleaned}`, { url: cleaned, kind });
  }
  if (clean.size > MAX_SEEDS)
    return fault('web-seed-invalid', String(clean.size), `More than ${MAX_SEEDS} web seeds.`);
  return ok([...clean.values()]);
}
