import { foldText } from './fold.ts';

/** Where a key leads in a list of `length` rows, `page` of them visible; undefined: not a moving key. */
export function targetOf(
  key: string,
  from: number,
  length: number,
  page: number,
): number | undefined {
  const last = length - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, from + 1);
    case 'ArrowUp':
      return from === -1 ? last : Math.max(0, from - 1);
    case 'PageDown':
      return Math.min(last, Math.max(0, from) + page);
    case 'PageUp':
      return Math.max(0, from - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

/** The next name after `from` that begins with the text; one letter again and again walks through. */
export function typeAhead(names: readonly string[], from: number, text: string): number {
  const wanted = foldText(text);
  const start = text.length === 1 ? from + 1 : Math.max(0, from);
  for (let step = 0; step < names.length; step++) {
    const at = (start + step) % names.length;
    if (names[at]?.startsWith(wanted)) return at;
  }
  return -1;
}
