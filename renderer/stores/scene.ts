import { joinIds, splitIds } from '../../preload/contract/ids-text.ts';
import type { Scene } from '../../preload/contract/index.ts';
import { api } from '../api.ts';
import { type Facets, noFacets } from '../features/torrents/facets.ts';
import { keepOnly, useSelection } from './selection.ts';
import { filter, useView } from './view.ts';

/** Main hears of it this long after the last change. */
const KEEP_AFTER_MS = 250;
/** Torrents that are not there by then are gone. */
const PATIENCE_MS = 5_000;

let scroll = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
/** What the page before this one showed, until the rows for it are there. */
let pending: Scene | undefined;

const now = (): Scene => {
  const { selected, active, anchor } = useSelection.getState();
  const { ids, text, facets } = useView.getState();
  return {
    selected: joinIds(selected),
    ...(active === undefined ? {} : { active }),
    ...(anchor === undefined ? {} : { anchor }),
    scroll,
    rows: ids.length,
    text,
    facets: { ...facets },
  };
};

function keepSoon(): void {
  if (pending !== undefined) return;
  clearTimeout(timer);
  timer = setTimeout(() => void api.keepScene(now()), KEEP_AFTER_MS);
}

/** The list was scrolled: pixels from its top. */
export function noteScroll(top: number): void {
  if (top === scroll) return;
  scroll = top;
  keepSoon();
}

/**
 * The list is drawn with so many rows: where the page before this one stood, once they are as many as it had; undefined
 * otherwise. When they are painted there, what is gone may be forgotten.
 */
export function sceneScroll(rows: number): number | undefined {
  if (pending === undefined || rows < pending.rows) return undefined;
  requestAnimationFrame(() => requestAnimationFrame(settle));
  return pending.scroll;
}

/** Rows of the page before this one are still to come: what is selected stays so. */
export const isSceneComing = (): boolean => pending !== undefined;

function settle(): void {
  if (pending === undefined) return;
  pending = undefined;
  const { ids } = useView.getState();
  keepOnly(ids, ids);
}

/** Brings back what the page before this one showed, and tells main of each change from now on. */
export function followScene(before: Scene | undefined): void {
  if (before !== undefined) {
    pending = before;
    scroll = before.scroll;
    const { selected, active, anchor, text, facets } = before;
    useSelection.setState({ selected: new Set(splitIds(selected)), active, anchor });
    filter({ facets: { ...noFacets, ...(facets as Partial<Facets>) } });
    if (text !== '') filter({ text });
    setTimeout(settle, PATIENCE_MS);
  }
  useSelection.subscribe(keepSoon);
  useView.subscribe((view, last) => {
    if (view.facets !== last.facets || view.text !== last.text) keepSoon();
  });
}
