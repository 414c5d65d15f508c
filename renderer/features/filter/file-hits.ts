import type { InfoHash } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { report } from '../../stores/app.ts';
import type { FileHits } from './match.ts';

const MAX_PATTERNS = 20;
const found = new Map<string, ReadonlySet<InfoHash>>();

export const fileHits: FileHits = (pattern) => found.get(pattern);

/** The list has other torrents or other files than when the engine looked. */
export const forgetFileHits = (): void => found.clear();

/** Resolves when the engine has looked for all of them. */
export async function lookForFiles(patterns: readonly string[]): Promise<void> {
  const missing = patterns.filter((pattern) => !found.has(pattern));
  const answers = await Promise.all(
    missing.map(async (pattern) => [pattern, await report(api.findFiles({ pattern }))] as const),
  );
  if (found.size + answers.length > MAX_PATTERNS) found.clear();
  for (const [pattern, ids] of answers) found.set(pattern, new Set(ids ?? []));
}
