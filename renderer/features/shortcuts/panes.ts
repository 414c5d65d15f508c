const FOCUSABLE =
  'button:enabled:not([tabindex="-1"]), input:enabled, [tabindex="0"]:not([role="separator"])';

const lastIn = new WeakMap<Element, HTMLElement>();

/** The parts of the window in the order they are seen; each marks itself with `data-pane`. */
const panesNow = (): readonly HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>('[data-pane]'),
];

const entryOf = (pane: HTMLElement): HTMLElement | null => {
  const last = lastIn.get(pane);
  if (last !== undefined && pane.contains(last)) return last;
  return pane.matches(FOCUSABLE) ? pane : pane.querySelector<HTMLElement>(FOCUSABLE);
};

/** Puts the keyboard into the next (1) or the previous (-1) part of the window, where it was last. */
export function goToPane(step: 1 | -1): void {
  const panes = panesNow();
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const here = panes[at];
  if (here !== undefined && document.activeElement instanceof HTMLElement)
    lastIn.set(here, document.activeElement);
  const from = at === -1 && step === -1 ? 0 : at;
  const next = panes[(from + step + panes.length) % panes.length];
  if (next !== undefined) entryOf(next)?.focus();
}
