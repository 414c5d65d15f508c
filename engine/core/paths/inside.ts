import type { PathStyle } from './element.ts';

/**
 * The last check before a path is opened: true when `path`, as text, names something strictly below
 * `root`. Both are absolute. Elements that a system would resolve or trim (".", "..", "", trailing dots
 * on Windows) never pass. Links are not looked at: that is the disk's part.
 */
export function isInside(root: string, path: string, style: PathStyle): boolean {
  return style === 'windows' ? isInsideWindows(root, path) : isInsidePosix(root, path);
}

function isInsidePosix(root: string, path: string): boolean {
  if (!root.startsWith('/')) return false;
  const base = root.endsWith('/') ? root : `${root}/`;
  if (!path.startsWith(base) || path.includes('\0')) return false;
  return path
    .slice(base.length)
    .split('/')
    .every((element) => element !== '' && element !== '.' && element !== '..');
}

/** A drive (C:\) or a share (\\server\share\), also behind the prefix that lifts the length limit. */
const WINDOWS_ROOT =
  /^(?:\\\\\?\\)?(?:[A-Za-z]:\\|(?:\\\\|UNC\\)(?!\.\\)[^\\/:?]+\\[^\\/:?]+(?:\\|$))/;

function isInsideWindows(root: string, path: string): boolean {
  const slashed = root.replaceAll('/', '\\');
  if (!WINDOWS_ROOT.test(slashed)) return false;
  const base = slashed.endsWith('\\') ? slashed : `${slashed}\\`;
  const given = path.replaceAll('/', '\\');
  // The file system ignores case; a root of other case is still the same folder.
  if (given.slice(0, base.length).toLowerCase() !== base.toLowerCase()) return false;
  return given
    .slice(base.length)
    .split('\\')
    .every((element) => element !== '' && !/[<>:"|?*\x00-\x1f]|[. ]$/.test(element));
}
