import type { PathStyle } from './element.ts';

/** A folder's path in one spelling, so that two can be compared as texts. */
export function plainPath(path: string, style: PathStyle): string {
  const slashed = style === 'windows' ? path.replaceAll('/', '\\').toLowerCase() : path;
  const separator = style === 'windows' ? '\\' : '/';
  const short = slashed.replace(style === 'windows' ? /\\+$/ : /\/+$/, '');
  return short === '' ? separator : short;
}

/** `path` is `root`, or lies below it. By the text alone; case matters where most systems say so. */
export function isSameOrBelow(root: string, path: string, style: PathStyle): boolean {
  const [above, below] = [plainPath(root, style), plainPath(path, style)];
  const separator = style === 'windows' ? '\\' : '/';
  return (
    above === below || below.startsWith(above.endsWith(separator) ? above : `${above}${separator}`)
  );
}
