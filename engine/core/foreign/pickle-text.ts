import { utf8DecodeLenient } from '../bytes/text.ts';

/** What Python's oldest protocol has in lines of text. */

export class Unreadable extends Error {}

export function number(text: string): number {
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) throw new Unreadable(`“${text}” is no number`);
  return value;
}

/** 00 and 01 are no numbers: they came before Python had a truth of its own. */
export const integer = (text: string): number | boolean =>
  text === '01' ? true : text === '00' ? false : number(text);

const ESCAPE = /\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[\\'"nrt])/g;
const PLAIN: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const LAST_CHARACTER = 0x10_ffff;

/** A text of characters; those that are not in Latin-1 are escaped. */
export const characters = (text: string): string =>
  text.replace(ESCAPE, (_all, what: string) => {
    if (what.length === 1) return PLAIN[what] ?? what;
    const point = Number.parseInt(what.slice(1), 16);
    return point > LAST_CHARACTER ? '\ufffd' : String.fromCodePoint(point);
  });

/** A text of bytes, which are UTF-8 as a rule. */
export function bytesIn(text: string): string {
  const bytes = characters(text.replace(/\\u/g, '\\\\u'));
  return utf8DecodeLenient(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}
