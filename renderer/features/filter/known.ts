import { useTorrents } from '../../stores/torrents.ts';
import type { KnownValues } from './complete.ts';
import { fieldOf } from './fields.ts';

/** Fields whose values are few enough to be offered. */
const OFFERED = new Set<string>(['tracker', 'path', 'category', 'tag']);

/** What the torrents of the list have, counted when somebody asks. */
export const knownNow: KnownValues = (name) => {
  const counts = new Map<string, number>();
  const field = fieldOf(name);
  if (!OFFERED.has(name) || (field.kind !== 'text' && field.kind !== 'label')) return counts;
  for (const row of useTorrents.getState().byId.values()) {
    for (const value of field.read(row)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
};
