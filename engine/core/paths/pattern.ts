/**
 * Whether a path is meant by one of the patterns, of which "*" stands for anything within an element and "?" for
 * one character. A pattern without "/" is held against every element, so that `.git` leaves out the folder with
 * all in it; one with "/" against the path from its start. Case does not count.
 */
export function isLeftOut(path: readonly string[], patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const wanted = pattern.split('/').filter((part) => part !== '');
    const [first] = wanted;
    if (first === undefined) return false;
    if (!pattern.includes('/')) return path.some((element) => fits(first, element));
    return wanted.length <= path.length && wanted.every((part, i) => fits(part, path[i] as string));
  });
}

/** Without a regular expression: a pattern of many stars must not take for ever. */
function fits(pattern: string, name: string): boolean {
  const wanted = [...pattern.toLowerCase()];
  const text = [...name.toLowerCase()];
  let [at, inText] = [0, 0];
  let star = -1;
  let from = 0;
  while (inText < text.length) {
    if (wanted[at] === '*') {
      star = at++;
      from = inText;
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === text[inText])) {
      at++;
      inText++;
    } else if (star >= 0) {
      at = star + 1;
      inText = ++from;
    } else return false;
  }
  while (wanted[at] === '*') at++;
  return at === wanted.length;
}
