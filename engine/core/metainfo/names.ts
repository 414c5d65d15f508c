import { collisionKey, type PathStyle, safeName } from '../paths/element.ts';
import { fault, ok, type Result } from '../result.ts';
import type { Info } from './types.ts';

/** Paths that the user gave to files, by file index, below the save folder, elements parted by "/". */
export type Names = Readonly<Record<string, string>>;

const MAX_DEPTH = 64;
const MAX_PATH_LENGTH = 3_000;

/** The info with the user's names for its files. Those of files that it does not have are passed over. */
export function withNames(info: Info, names: Names | undefined): Info {
  if (names === undefined) return info;
  const given = Object.entries(names).filter(([index]) => Object.hasOwn(info.files, index));
  if (given.length === 0) return info;
  const files = info.files.slice();
  for (const [index, path] of given) {
    const file = files[Number(index)];
    if (file !== undefined && !file.pad) files[Number(index)] = { ...file, path: path.split('/') };
  }
  return { ...info, files };
}

/** What the user typed as a path below the save folder, made safe element by element. */
export function safePath(text: string, style: PathStyle): Result<readonly string[]> {
  const elements = text.split(style === 'windows' ? /[/\\]/ : '/').filter((part) => part !== '');
  if (elements.length === 0) return fault('name-empty', text, 'A file needs a name.');
  if (elements.some((part) => part === '.' || part === '..')) {
    return fault('name-outside', text, `“${text}” leads out of the torrent's folder.`);
  }
  const path = elements.map((part) => safeName(part, style));
  if (path.length > MAX_DEPTH || path.join('/').length > MAX_PATH_LENGTH) {
    return fault('name-too-long', text, `“${text}” is too long for a path.`);
  }
  return ok(path);
}

/** Fails where two files would share a path, or a file would lie below another file. */
export function checkDistinct(info: Info): Result<void> {
  const files = new Map<string, string>();
  const folders = new Map<string, string>();
  for (const file of info.files) {
    if (file.pad) continue;
    const keys = file.path.map(collisionKey);
    const shown = file.path.join('/');
    for (let depth = 1; depth < keys.length; depth++) {
      const key = keys.slice(0, depth).join('/');
      if (!folders.has(key)) folders.set(key, shown);
    }
    const key = keys.join('/');
    const other = files.get(key);
    if (other !== undefined)
      return fault('name-taken', shown, `Another file of the torrent is called “${other}”.`);
    files.set(key, shown);
  }
  for (const [key, shown] of files) {
    if (folders.has(key))
      return fault('name-taken', shown, `“${shown}” is a folder of the torrent already.`);
  }
  return ok(undefined);
}

/** The names that make `info` what `renamed` is; undefined where nothing differs. */
export function namesOf(info: Info, renamed: Info): Names | undefined {
  const names: Record<string, string> = {};
  info.files.forEach((file, index) => {
    const path = renamed.files[index]?.path;
    if (path !== undefined && path !== file.path && path.join('/') !== file.path.join('/'))
      names[index] = path.join('/');
  });
  return Object.keys(names).length === 0 ? undefined : names;
}
