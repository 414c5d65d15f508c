import type { TorrentDelta } from './engine-api.ts';

/** One part of what there is to tell. */
export interface FullDelta extends TorrentDelta {
  /** All there is follows, in this part and those after it, up to the one that is `last`. */
  readonly full: boolean;
  /** All has been told: what was not named since the full one began is no longer there. */
  readonly last: boolean;
}

/** JSON leaves undefined out, and a field that went away must be told: no field of a row or of the status is ever null. */
function nulled(change: object): object {
  const missing = Object.entries(change).filter(([, value]) => value === undefined);
  if (missing.length === 0) return change;
  return { ...change, ...Object.fromEntries(missing.map(([key]) => [key, null])) };
}

function restored(change: Record<string, unknown>): void {
  for (const key in change) if (change[key] === null) change[key] = undefined;
}

/**
 * A delta as it travels to a window: from the engine's thread through main into the page it is one string, which
 * each of them copies as a whole. As objects thousands of fields would be taken apart and put together at every
 * border.
 */
export const encodeDelta = (delta: FullDelta): string =>
  JSON.stringify({
    ...delta,
    changed: delta.changed.map(nulled),
    status: nulled(delta.status),
  });

export function decodeDelta(text: string): FullDelta {
  const delta = JSON.parse(text) as FullDelta;
  for (const change of delta.changed) restored(change as Record<string, unknown>);
  restored(delta.status as Record<string, unknown>);
  return delta;
}
