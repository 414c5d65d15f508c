import * as v from 'valibot';

const name = v.pipe(v.string(), v.maxLength(40));
const pixels = v.pipe(v.number(), v.minValue(0), v.maxValue(10_000));

/** How the user has arranged the window: kept in the profile, never interpreted outside the renderer. */
export const viewState = v.strictObject({
  columnOrder: v.pipe(v.array(name), v.maxLength(100)),
  columnSizing: v.record(name, pixels),
  /** Only those that the user chose or refused: the others go by the room there is. */
  columnVisibility: v.record(name, v.boolean()),
  sorting: v.pipe(v.array(v.strictObject({ id: name, desc: v.boolean() })), v.maxLength(5)),
  sidebarWidth: pixels,
  /** The first start's page was left. */
  welcomed: v.optional(v.boolean(), false),
  sidebarOpen: v.boolean(),
  /** Sections and categories of the sidebar that are folded. */
  sidebarClosed: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.maxLength(1100))), v.maxLength(1000)),
    [],
  ),
  detailsHeight: pixels,
  detailsOpen: v.boolean(),
  detailsTab: name,
});

export type ViewState = v.InferOutput<typeof viewState>;
