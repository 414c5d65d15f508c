import type { InfoHash, TorrentSnapshot, WindowDelta } from '../../preload/contract/index.ts';

export type Changed = ReadonlySet<keyof TorrentSnapshot> | 'all';

function isSame(a: TorrentSnapshot, b: TorrentSnapshot): boolean {
  for (const key in b) {
    const one = a[key as keyof TorrentSnapshot];
    const other = b[key as keyof TorrentSnapshot];
    if (one === other) continue;
    // Lists and faults come as copies of themselves.
    if (typeof one !== 'object' || typeof other !== 'object') return false;
    if (JSON.stringify(one) !== JSON.stringify(other)) return false;
  }
  for (const key in a)
    if (!(key in b) && a[key as keyof TorrentSnapshot] !== undefined) return false;
  return true;
}

/** The rows as the engine told them. Those that did not change keep their identity. */
export class Rows {
  readonly byId = new Map<InfoHash, TorrentSnapshot>();
  /** Told anew since the last full delta began; whoever is not among them in the end is no longer there. */
  #told: Set<InfoHash> | undefined;
  #isToldWhole = false;

  /** `restoring`: so many torrents the engine has still to bring back, after a start or a crash. */
  apply(
    delta: Pick<WindowDelta, 'full' | 'last' | 'added' | 'changed' | 'removed'>,
    restoring: number,
  ): Changed {
    const rows = this.byId;
    const fields = new Set<keyof TorrentSnapshot>();
    let all = false;
    if (delta.full) {
      this.#told = new Set();
      this.#isToldWhole = false;
    }
    for (const row of delta.added) {
      this.#told?.add(row.id);
      const before = rows.get(row.id);
      if (before !== undefined && isSame(before, row)) continue;
      rows.set(row.id, row);
      all = true;
    }
    for (const id of delta.removed) {
      this.#told?.delete(id);
      all = rows.delete(id) || all;
    }
    for (const change of delta.changed) {
      const row = rows.get(change.id);
      if (row === undefined) continue;
      rows.set(change.id, { ...row, ...change });
      for (const key in change) fields.add(key as keyof TorrentSnapshot);
    }
    if (delta.last) this.#isToldWhole = true;
    if (this.#isToldWhole && restoring === 0) all = this.#forgetOthers() || all;
    return all ? 'all' : fields;
  }

  /** They stay in sight until it is known that they have gone: a list that is told in parts does not shrink meanwhile. */
  #forgetOthers(): boolean {
    const told = this.#told;
    this.#told = undefined;
    this.#isToldWhole = false;
    if (told === undefined || told.size === this.byId.size) return false;
    for (const id of this.byId.keys()) if (!told.has(id)) this.byId.delete(id);
    return true;
  }
}
