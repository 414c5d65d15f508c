import { useEffect } from 'react';

const FOCUSABLE =
  'button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex]:not([tabindex="-1"])';

const ancestorsOf = (element: Element): readonly Element[] => {
  const chain: Element[] = [];
  for (let at: Element | null = element; at !== null && at !== document.body; at = at.parentElement)
    chain.push(at);
  return chain;
};

/** The part of the page itself, or the first in it that takes the keyboard. */
const entryOf = (part: Element): HTMLElement | null =>
  part.matches(FOCUSABLE) ? (part as HTMLElement) : part.querySelector<HTMLElement>(FOCUSABLE);

/**
 * The keyboard does not fall out of the window when what it was in goes away: a pane that is closed, a button that
 * has done its work, the last line of a table. It goes on as near as can be. Dialogs and menus look after themselves.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let chain: readonly Element[] = [];
    const onFocus = ({ target }: FocusEvent): void => {
      if (target instanceof Element) chain = ancestorsOf(target);
    };
    const onRemoval = (): void => {
      if (document.activeElement !== document.body || chain[0]?.isConnected !== false) return;
      const left = chain.filter((part) => part.isConnected);
      chain = [];
      for (const part of left) {
        const entry = entryOf(part);
        if (entry === null) continue;
        entry.focus();
        return;
      }
    };
    const observer = new MutationObserver(onRemoval);
    document.addEventListener('focusin', onFocus);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', onFocus);
      observer.disconnect();
    };
  }, []);
}
