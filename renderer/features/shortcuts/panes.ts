/** The parts of the window in the order they are seen; each marks itself with `data-pane`. */
const FOCUSABLE = 'button:not([disabled]):not([tabindex="-1"]), input, [tabindex="0"]';

/** Puts the keyboard into the next (1) or the previous (-1) part of the window, where it was last. */
export function goToPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')];
  if (panes.length === 0) return;
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(at + step + panes.length) % panes.length];
  const first = next?.matches(FOCUSABLE) ? next : next?.querySelector<HTMLElement>(FOCUSABLE);
  first?.focus();
}
