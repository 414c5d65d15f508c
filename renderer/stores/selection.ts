import { create } from 'zustand';
import type { InfoHash } from '../../preload/contract/index.ts';

interface Selection {
  readonly selected: ReadonlySet<InfoHash>;
  /** Where the keyboard is. */
  readonly active: InfoHash | undefined;
  /** Where a Shift range begins. */
  readonly anchor: InfoHash | undefined;
}

export const useSelection = create<Selection>(() => ({
  selected: new Set<InfoHash>(),
  active: undefined,
  anchor: undefined,
}));

export function selectOne(id: InfoHash): void {
  useSelection.setState({ selected: new Set([id]), active: id, anchor: id });
}

export function toggle(id: InfoHash): void {
  const selected = new Set(useSelection.getState().selected);
  if (!selected.delete(id)) selected.add(id);
  useSelection.setState({ selected, active: id, anchor: id });
}

/** From the anchor to `id`, in the order of the list. */
export function selectRange(ids: readonly InfoHash[], id: InfoHash): void {
  const { anchor } = useSelection.getState();
  const from = anchor === undefined ? -1 : ids.indexOf(anchor);
  const to = ids.indexOf(id);
  if (to === -1) return;
  const start = from === -1 ? to : Math.min(from, to);
  const end = from === -1 ? to : Math.max(from, to);
  useSelection.setState({
    selected: new Set(ids.slice(start, end + 1)),
    active: id,
    anchor: anchor ?? id,
  });
}

/** The keyboard moves, what is selected stays (Ctrl with an arrow). */
export function moveTo(id: InfoHash): void {
  useSelection.setState({ active: id });
}

export function selectAll(ids: readonly InfoHash[]): void {
  const { active } = useSelection.getState();
  useSelection.setState({ selected: new Set(ids), active: active ?? ids[0], anchor: ids[0] });
}

export function clearSelection(): void {
  useSelection.setState({ selected: new Set(), anchor: undefined });
}

/** The row that takes the place of one that has gone: the next that is left, or the last. */
function heirOf(
  gone: InfoHash,
  before: readonly InfoHash[],
  there: ReadonlySet<InfoHash>,
): InfoHash | undefined {
  const at = before.indexOf(gone);
  return (
    before.slice(at + 1).find((id) => there.has(id)) ??
    before.slice(0, at).findLast((id) => there.has(id))
  );
}

/**
 * What is not in the list any more is not selected: no command hits what nobody sees. The keyboard stays
 * where it was.
 */
export function keepOnly(ids: readonly InfoHash[], before: readonly InfoHash[]): void {
  const { selected, active, anchor } = useSelection.getState();
  if (selected.size === 0 && active === undefined) return;
  const there = new Set(ids);
  const kept = [...selected].filter((id) => there.has(id));
  useSelection.setState({
    selected: kept.length === selected.size ? selected : new Set(kept),
    active: active === undefined || there.has(active) ? active : heirOf(active, before, there),
    anchor: anchor !== undefined && there.has(anchor) ? anchor : undefined,
  });
}
