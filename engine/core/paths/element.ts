import { utf8Encode } from '../bytes/text.ts';

/**
 * The rules of the system whose disk is written: `windows` is the stricter. `posix-1` is how names were made
 * for other systems at first, when the names of Windows' devices were changed everywhere: torrents that were
 * added then find their files by it.
 */
export type PathStyle = 'posix' | 'posix-1' | 'windows';

/**
 * UTF-8 bytes of one element. File systems stop at 255 bytes or UTF-16 units; the rest is room for
 * suffixes.
 */
export const MAX_NAME_BYTES = 240;
const SUFFIX_BYTES = 8;
/** Extensions longer than this are part of the name. */
const MAX_EXTENSION_BYTES = 24;

/**
 * Never part of a name: control characters, line separators, bidi controls, zero-width and other
 * characters that show nothing. With them one name can look like another ("exe.gpj" as "jpg.exe").
 */
const INVISIBLE =
  /[\p{Cc}\u00ad\u061c\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e00ff}]|\u034f|[\u17b4\u17b5]|[\u180b-\u180f]/gu;
/** Separators of any system, and what malformed text decodes to. */
const REPLACED = /[/\\\ufffd\p{Cs}]/gu;
/** Windows refuses these, and ":" would open a stream of the file (NTFS). */
const REFUSED_BY_WINDOWS = /[<>:"|?*]/g;
const DRIVE = /^([A-Za-z]):/;
const TRAILING = /[. ]+$/;
/** Windows opens a device by these names in any folder, with any extension. */
const RESERVED =
  /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])[ ]*(?:\.|$)/i;
/** Names that need none of the work: most. */
const PLAIN = /^[A-Za-z0-9_\-+ (),&'!@#%=~^{}[\];`$.]+$/;

const isReserved = (name: string, style: PathStyle): boolean =>
  style !== 'posix' && RESERVED.test(name);

/**
 * A name that is safe as one element of a path, whatever the text: never empty, ".", ".." or absolute,
 * no separators, drives, control or invisible characters, no trailing dots and spaces, at most 240
 * bytes, and on Windows no devices. A name that is safe already stays as it is; where nothing is left it becomes "_".
 */
export function safeName(text: string, style: PathStyle): string {
  if (isPlain(text, style)) return text;
  const visible = text.replace(INVISIBLE, '').replace(DRIVE, '$1_').replace(REPLACED, '_');
  const allowed = style === 'windows' ? visible.replace(REFUSED_BY_WINDOWS, '_') : visible;
  const trimmed = allowed.replace(TRAILING, '');
  if (trimmed === '') return '_';
  const named = isReserved(trimmed, style) ? `_${trimmed}` : trimmed;
  return withSuffix(named, '');
}

function isPlain(text: string, style: PathStyle): boolean {
  return (
    text.length <= MAX_NAME_BYTES &&
    PLAIN.test(text) &&
    !TRAILING.test(text) &&
    !isReserved(text, style)
  );
}

/** Text from outside as it may be shown: without characters that show nothing or reorder the others. */
export const visibleText = (text: string): string => text.replace(INVISIBLE, '');

/** True when nothing of the text is to be seen: empty, dots, spaces, invisible characters. */
export const isBlankName = (text: string): boolean =>
  text.replace(INVISIBLE, '').replace(TRAILING, '') === '';

/**
 * The name with `suffix` before its extension, cut to 240 bytes: the extension is kept. Any suffix of up
 * to 8 bytes cuts the same name at the same place.
 */
export function withSuffix(name: string, suffix: string): string {
  const dot = name.lastIndexOf('.');
  const kept = dot > 0 && utf8Length(name.slice(dot)) <= MAX_EXTENSION_BYTES ? dot : name.length;
  const extension = name.slice(kept);
  const room = MAX_NAME_BYTES - utf8Length(extension) - (suffix === '' ? 0 : SUFFIX_BYTES);
  return stemOf(name.slice(0, kept), room) + suffix + extension;
}

function stemOf(stem: string, room: number): string {
  if (utf8Length(stem) <= room) return stem;
  const cut = cutUtf8(stem, room).replace(TRAILING, '');
  return cut === '' ? '_' : cut;
}

/** Exact up to the longest name, and above it for anything longer. */
const utf8Length = (text: string): number => utf8Encode(text.slice(0, MAX_NAME_BYTES + 1)).length;

/** The longest start of whole characters within `room` bytes. */
function cutUtf8(text: string, room: number): string {
  let bytes = 0;
  let at = 0;
  while (at < text.length) {
    const point = text.codePointAt(at) as number;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (bytes > room) break;
    at += point < 0x10000 ? 1 : 2;
  }
  return text.slice(0, at);
}

const ASCII = /^[\x20-\x7e]*$/;

/** Equal for names that some file system takes for one: other case, other Unicode normal form. */
export function collisionKey(name: string): string {
  if (ASCII.test(name)) return name.toLowerCase();
  // Upper case first folds what has no simple lower case, as "ß" and "SS".
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}
