/**
 * Whether a file path fits what somebody typed, without regard to case. With `*` (any run of characters)
 * or `?` (any one) the whole file name must fit, or the whole path when the pattern has a slash; without
 * them it need only occur. Takes time in proportion to path × pattern at the worst, never more.
 */
export function pathMatcher(pattern: string): (path: readonly string[]) => boolean {
  const wanted = pattern.normalize('NFC').toLowerCase();
  const whole = wanted.includes('/');
  const glob = /[*?]/.test(wanted);
  return (path) => {
    const text = whole ? path.join('/') : (path.at(-1) ?? '');
    const folded = text.normalize('NFC').toLowerCase();
    return glob ? isGlob(folded, wanted) : folded.includes(wanted);
  };
}

/** Two indexes and one place to go back to: no recursion, no regular expression. */
function isGlob(text: string, pattern: string): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let mark = 0;
  while (at < text.length) {
    if (pattern[next] === '*') {
      star = next++;
      mark = at;
    } else if (pattern[next] === '?' || pattern[next] === text[at]) {
      at++;
      next++;
    } else if (star !== -1) {
      next = star + 1;
      at = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[next] === '*') next++;
  return next === pattern.length;
}
