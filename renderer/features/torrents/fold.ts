const MAX_KEPT = 50_000;

/** The same for the same text; forgets everything when it has seen too many. */
function remembering(fold: (text: string) => string): (text: string) => string {
  const kept = new Map<string, string>();
  return (text) => {
    let folded = kept.get(text);
    if (folded === undefined) {
      folded = fold(text);
      if (kept.size >= MAX_KEPT) kept.clear();
      kept.set(text, folded);
    }
    return folded;
  };
}

const ASCII = /^[\x00-\x7f]*$/;

/** Without case and accents: for looking for one text in another. */
export const foldText = remembering((text) =>
  ASCII.test(text)
    ? text.toLowerCase()
    : text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase(),
);

/** A key under which plain comparison sorts as people do: no case, no accents, numbers by value. */
export const foldName = remembering((name) =>
  foldText(name).replace(/\d+/g, (digits) => digits.padStart(12, '0')),
);
