import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8Encode } from '../../../../engine/core/bytes/text.ts';
import {
  collisionKey,
  isBlankName,
  MAX_NAME_BYTES,
  type PathStyle,
  safeName,
  visibleText,
} from '../../../../engine/core/paths/element.ts';

const styles: PathStyle[] = ['posix', 'posix-1', 'windows'];
const bytes = (text: string): number => utf8Encode(text).length;

describe.each(styles)('a safe name (%s)', (style) => {
  it.each([
    ['plain.txt'],
    ['with space (1) [x] & co.mkv'],
    ['Füße 漢字 🙂.txt'],
    ['.hidden'],
    ['..two-dots-lead'],
    ['console.log'],
    ['common'],
    ['com10'],
    ['nul1.txt'],
    [' leading space'],
  ])('leaves %j as it is', (name) => {
    expect(safeName(name, style)).toBe(name);
  });

  it.each([
    ['separators', 'a/b\\c', 'a_b_c'],
    ['an absolute path', '/etc/passwd', '_etc_passwd'],
    ['a share', '\\\\server\\share', '__server_share'],
    ['a drive', 'C:', 'C_'],
    ['a drive with a path', 'c:\\x', 'c__x'],
    ['a way up', '../../x', '.._.._x'],
    ['NUL', 'a\0b.txt', 'ab.txt'],
    ['control characters', 'a\x01\x1f\x7f\u0085b', 'ab'],
    ['line separators', 'a\nb\u2028c\u2029d', 'abcd'],
    ['a bidi override', 'photo\u202egpj.exe', 'photogpj.exe'],
    ['bidi isolates and marks', '\u2066a\u2069\u200e\u200f\u061cb', 'ab'],
    ['zero-width characters', 'a\u200bb\u200c\u200d\u2060\ufeffc', 'abc'],
    ['blank fillers', 'a\u3164b\uffa0\u115f', 'ab'],
    ['tag characters', 'a\u{e0041}b', 'ab'],
    ['text that was not UTF-8', 'a\ufffdb', 'a_b'],
    ['lone surrogates', 'a\ud800b', 'a_b'],
    ['trailing dots and spaces', 'name. . ', 'name'],
    ['dots behind an invisible character', 'name.\u200b.', 'name'],
    ['nothing', '', '_'],
    ['one dot', '.', '_'],
    ['two dots', '..', '_'],
    ['dots with something invisible between', '.\u200b.', '_'],
    ['blanks', '   ', '_'],
  ])('makes %s harmless', (_what, name, safe) => {
    expect(safeName(name, style)).toBe(safe);
  });

  it('cuts long names by bytes of UTF-8 and keeps the extension', () => {
    const long = safeName(`${'a'.repeat(400)}.mkv`, style);
    expect(long).toBe(`${'a'.repeat(MAX_NAME_BYTES - 4)}.mkv`);
    const wide = safeName(`${'漢'.repeat(200)}.mkv`, style);
    expect(bytes(wide)).toBeLessThanOrEqual(MAX_NAME_BYTES);
    expect(wide).toMatch(/^漢+\.mkv$/);
    const emoji = safeName('🙂'.repeat(100), style);
    expect(emoji).not.toMatch(/\p{Cs}/u);
    expect(bytes(emoji)).toBe(MAX_NAME_BYTES);
  });

  it('cuts what only looks like an extension', () => {
    const name = safeName(`a.${'b'.repeat(300)}`, style);
    expect(bytes(name)).toBe(MAX_NAME_BYTES);
  });

  it('is safe for any text, and safe names stay', () => {
    const nasty = fc.array(
      fc.oneof(
        fc.constantFrom('..', '/', '\\', 'C:', 'con', '.', ' ', '\0', '\u202e', '\u200b', '漢'),
        fc.string({ unit: 'binary', maxLength: 3 }),
        fc.constant('x'.repeat(120)),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(nasty, (parts) => {
        const name = safeName(parts.join(''), style);
        expect(name).not.toMatch(/^\.{0,2}$|[/\\\0-\x1f\u202a-\u202e\u200b-\u200f]|[. ]$/u);
        if (style !== 'posix') expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)( *\.|$)/i);
        expect(bytes(name)).toBeLessThanOrEqual(MAX_NAME_BYTES);
        expect(safeName(name, style)).toBe(name);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the names of devices', () => {
  it.each([
    ['a device', 'CON', '_CON'],
    ['a device in other case', 'aUx', '_aUx'],
    ['a device with an extension', 'nul.tar.gz', '_nul.tar.gz'],
    ['a device with a space before the dot', 'prn .txt', '_prn .txt'],
    ['a numbered device', 'com1.log', '_com1.log'],
    ['a device with a superscript digit', 'LPT³', '_LPT³'],
    ['a device once the end is trimmed', 'con.', '_con'],
    ['a device once what is invisible is gone', 'c\u200bon', '_con'],
    ['a console device', 'CONIN$', '_CONIN$'],
  ])('are changed on Windows, and were everywhere at first: %s', (_what, name, safe) => {
    expect(safeName(name, 'windows')).toBe(safe);
    expect(safeName(name, 'posix-1')).toBe(safe);
  });

  it('are names like others elsewhere', () => {
    expect(safeName('aux.c', 'posix')).toBe('aux.c');
    expect(safeName('CON', 'posix')).toBe('CON');
    expect(safeName('con.', 'posix')).toBe('con');
  });
});

describe('what only Windows refuses', () => {
  it('is replaced there, streams of a file among it, and kept elsewhere', () => {
    expect(safeName('What? "a<b>|c*".txt', 'windows')).toBe('What_ _a_b__c__.txt');
    expect(safeName('What? "a<b>|c*".txt', 'posix')).toBe('What? "a<b>|c*".txt');
    expect(safeName('file.txt:stream', 'windows')).toBe('file.txt_stream');
    expect(safeName('12:30 Uhr', 'posix')).toBe('12:30 Uhr');
  });
});

describe('names that some file system takes for one', () => {
  it.each([
    ['ABC.txt', 'abc.TXT'],
    ['é', 'e\u0301'],
    ['É', 'e\u0301'],
    ['straße', 'STRASSE'],
    ['Σ', 'ς'],
    ['K', '\u212a'],
  ])('%s and %s', (a, b) => {
    expect(collisionKey(a)).toBe(collisionKey(b));
  });

  it('does not take different names for one', () => {
    expect(collisionKey('a')).not.toBe(collisionKey('ä'));
    expect(collisionKey('file1')).not.toBe(collisionKey('file2'));
  });
});

describe('text from outside', () => {
  it('is shown without what reorders or hides it', () => {
    expect(visibleText('a\u202eb\nc')).toBe('abc');
  });

  it('is blank where there is nothing to be seen', () => {
    expect(['', '.', ' ..', '\0\0', '\u200b'].every(isBlankName)).toBe(true);
    expect(isBlankName('a')).toBe(false);
  });
});
