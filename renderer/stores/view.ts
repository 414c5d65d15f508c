import { create } from 'zustand';
import type { InfoHash, Removal, ViewState } from '../../preload/contract/index.ts';
import { api } from '../api.ts';
import { fileHits, forgetFileHits, lookForFiles } from '../features/filter/file-hits.ts';
import { compileFilter, type Matcher } from '../features/filter/match.ts';
import { parseFilter } from '../features/filter/parse.ts';
import { columns } from '../features/torrents/columns.ts';
import { type Facets, noFacets } from '../features/torrents/facets.ts';
import { fieldsOf, type ListQuery, orderOf } from '../features/torrents/order.ts';
import { useApp } from './app.ts';
import { useTorrents } from './torrents.ts';

export const defaultView: ViewState = {
  columnOrder: columns.map((column) => column.id),
  columnSizing: {},
  columnVisibility: {},
  sorting: [{ id: 'addedAt', desc: true }],
  sidebarWidth: 200,
  sidebarOpen: true,
  sidebarClosed: [],
  welcomed: false,
  detailsHeight: 272,
  detailsOpen: false,
  detailsTab: 'overview',
};

interface View extends ViewState {
  readonly facets: Facets;
  /** As typed. */
  readonly text: string;
  /** What it means; behind the text while the engine looks for files. */
  readonly match: Matcher;
  readonly hidden: ReadonlySet<InfoHash>;
  /** The rows of the list, in order. */
  readonly ids: readonly InfoHash[];
}

const everything = compileFilter([], fileHits);

export const useView = create<View>(() => ({
  ...defaultView,
  facets: noFacets,
  text: '',
  match: everything,
  hidden: new Set<InfoHash>(),
  ids: [],
}));

const savedKeys = Object.keys(defaultView) as (keyof ViewState)[];
const SAVE_AFTER_MS = 600;
let saveTimer: ReturnType<typeof setTimeout> | undefined;

const savedPart = (view: View): ViewState =>
  Object.fromEntries(savedKeys.map((key) => [key, view[key]])) as unknown as ViewState;

function saveSoon(): void {
  clearTimeout(saveTimer);
  saveTimer = setTimeout(() => void api.saveView(savedPart(useView.getState())), SAVE_AFTER_MS);
}

const queryOf = ({ facets, match, sorting, hidden }: View): ListQuery => ({
  facets,
  match,
  sorting,
  hidden,
});

/** Not all torrents are shown. */
export function isNarrowed(): boolean {
  const { facets, text } = useView.getState();
  const names = Object.keys(noFacets) as (keyof Facets)[];
  return text !== '' || names.some((name) => facets[name] !== noFacets[name]);
}

const isSame = (a: readonly InfoHash[], b: readonly InfoHash[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);

function reorder(): void {
  const view = useView.getState();
  const ids = orderOf(useTorrents.getState().byId.values(), queryOf(view));
  if (!isSame(ids, view.ids)) useView.setState({ ids });
}

/** Following the torrents takes a fifth of the time at the most: with very many rows the order comes a little later. */
const REST_FACTOR = 4;
let orderAgainAt = 0;
let ordering: ReturnType<typeof setTimeout> | undefined;

function followOrder(): void {
  ordering = undefined;
  const from = performance.now();
  reorder();
  const now = performance.now();
  orderAgainAt = now + (now - from) * REST_FACTOR;
}

function reorderSoon(): void {
  const wait = orderAgainAt - performance.now();
  // A few rows are ordered at once.
  if (wait < 4) followOrder();
  else if (ordering === undefined) ordering = setTimeout(followOrder, wait);
}

/** Arranging the window: remembered, and the list follows at once. */
export function arrange(change: Partial<ViewState>): void {
  useView.setState(change);
  if (change.sorting !== undefined) reorder();
  saveSoon();
}

export function filter(change: { readonly facets?: Facets; readonly text?: string }): void {
  useView.setState(change);
  if (change.text === undefined) reorder();
  else void applyText();
}

/** What a lone K, M, G of the filter counts in: as the window's sizes do. */
export const unitBase = (): 1000 | 1024 =>
  useApp.getState().desktop.units === 'decimal' ? 1000 : 1024;

const SEARCH_AFTER_MS = 200;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Filters by the text; where files are meant, once the typing has paused and the engine has looked. */
async function applyText(): Promise<void> {
  const { text } = useView.getState();
  const { conditions } = parseFilter(text, { base: unitBase(), now: Date.now() });
  const { patterns } = compileFilter(conditions, fileHits);
  if (patterns.some((pattern) => fileHits(pattern) === undefined)) {
    await pause(SEARCH_AFTER_MS);
    if (useView.getState().text !== text) return;
    await lookForFiles(patterns);
    if (useView.getState().text !== text) return;
  }
  useView.setState({ match: compileFilter(conditions, fileHits) });
  reorder();
}

/** New columns of a newer version come behind the user's order. */
export function restoreView(saved: ViewState | undefined): void {
  if (saved === undefined) return;
  const known = new Set<string>(defaultView.columnOrder);
  const kept = saved.columnOrder.filter((id) => known.has(id));
  const fresh = defaultView.columnOrder.filter((id) => !kept.includes(id));
  useView.setState({
    ...saved,
    columnOrder: [...kept, ...fresh],
  });
  reorder();
}

/** Torrents being removed are gone for the eye at once. */
export function hideRemoved(removals: readonly Removal[]): void {
  useView.setState({ hidden: new Set(removals.flatMap((removal) => removal.ids)) });
  reorder();
}

/** Other torrents, other files. */
function lookAgain(): void {
  forgetFileHits();
  if (useView.getState().match.patterns.length > 0) void applyText();
}

/** Follows the torrents: orders again only when a delta can have moved a row. */
export function followTorrents(): () => void {
  reorder();
  return useTorrents.subscribe((state, before) => {
    if (state.version === before.version) return;
    if (state.changed === 'all' || state.changed.has('fileCount')) lookAgain();
    if (state.byId.size > 0 && !useView.getState().welcomed) arrange({ welcomed: true });
    if (state.changed !== 'all') {
      const relevant = fieldsOf(queryOf(useView.getState()));
      if (![...state.changed].some((field) => relevant.has(field))) return;
    }
    reorderSoon();
  });
}
