import type { InfoHash, TorrentSnapshot, WindowDelta } from '../../preload/contract/index.ts';

export type Changed = ReadonlySet<keyof TorrentSnapshot> | 'all';

/** Puts a delta into the rows; the rows that did not change keep their identity. */
export function applyDelta(
  rows: Map<InfoHash, TorrentSnapshot>,
  delta: Pick<WindowDelta, 'full' | 'added' | 'changed' | 'removed'>,
): Changed {
  const fields = new Set<keyof TorrentSnapshot>();
  if (delta.full) rows.clear();
  for (const row of delta.added) rows.set(row.id, row);
  for (const id of delta.removed) rows.delete(id);
  for (const change of delta.changed) {
    const row = rows.get(change.id);
    if (row === undefined) continue;
    rows.set(change.id, { ...row, ...change });
    for (const key in change) fields.add(key as keyof TorrentSnapshot);
  }
  return delta.full || delta.added.length > 0 || delta.removed.length > 0 ? 'all' : fields;
}
