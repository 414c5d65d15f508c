import type { EngineSummary } from '../../engine/api/index.ts';

/** All downloads together, 0 … 1; undefined when there is nothing to show. */
export function progressOf(summary: EngineSummary): number | undefined {
  return summary.downloading > 0 && summary.size > 0 ? summary.done / summary.size : undefined;
}
