import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { desktopSettings, engineSettings } from '../../../preload/contract/settings.ts';
import { de } from '../../../renderer/i18n/de.ts';
import { deFaults } from '../../../renderer/i18n/de-faults.ts';
import { deSettings } from '../../../renderer/i18n/de-settings.ts';
import { en } from '../../../renderer/i18n/en.ts';
import { directionOf, languageFor, translator } from '../../../renderer/i18n/index.ts';
import { makeLocale } from '../../../renderer/i18n/locale.tsx';

type Tree = { readonly [key: string]: string | Tree };

const flat = (tree: Tree, prefix = ''): Map<string, string> =>
  new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value] as const]
        : [...flat(value, `${prefix}${key}.`)],
    ),
  );

const english = flat(en);
const german = flat(de);
const settings = { ...desktopSettings, ...engineSettings };

/** The whole of a folder's source files. */
function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(
      (entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.endsWith('i18n'),
    )
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)/g)].map((match) => match[1] ?? '').sort();

describe('the languages', () => {
  test('have the same keys, and every text has something in it', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of [...english, ...german]) {
      expect(text.trim(), key).not.toBe('');
    }
  });

  test('fill in the same values', () => {
    for (const [key, text] of english)
      expect(placeholders(german.get(key) ?? ''), key).toEqual(placeholders(text));
  });

  test.each(['en', 'de'] as const)(
    'come out of what is kept in %s as the library has them',
    (language) => {
      const { t } = makeLocale(language, language, 'binary');
      const plain = translator(language);
      const value = (name: string): unknown =>
        name === 'count' ? 12_345 : `<${name} {{x}} $t(y)>`;
      for (const [key, text] of language === 'en' ? english : german) {
        const name = key.replace(/_(one|other|zero|few|many|two)$/, '') as 'list.label';
        const values = Object.fromEntries(placeholders(text).map((one) => [one, value(one)]));
        const given = Object.keys(values).length === 0 ? [] : [values];
        // The second time it is what is kept.
        for (let time = 0; time < 2; time++)
          expect(t(name, ...(given as [])), key).toBe(plain(name, ...(given as [])));
      }
    },
  );

  test('have no key that nobody uses', () => {
    const code = sources('renderer');
    const used = (key: string): boolean => {
      const plain = key.replace(/_(one|other|zero|few|many|two)$/, '');
      // Keys whose last part is made at run time: `state.${status}`.
      const family = `${plain.slice(0, plain.lastIndexOf('.'))}.\${`;
      return (
        code.includes(`'${plain}'`) ||
        code.includes(`\`${family}`) ||
        plain.startsWith('settings.option.')
      );
    };
    expect([...english.keys()].filter((key) => !used(key))).toEqual([]);
  });

  test('German knows every setting, and no other', () => {
    expect(Object.keys(deSettings).sort()).toEqual(Object.keys(settings).sort());
    for (const [key, setting] of Object.entries(settings)) {
      const translated: { label: string; help?: string } =
        deSettings[key as keyof typeof deSettings];
      expect(Boolean(translated.help), `help of ${key}`).toBe(setting.help !== '');
    }
  });

  test('name every option of every choice', () => {
    for (const [key, setting] of Object.entries(settings)) {
      if (setting.type !== 'choice') continue;
      for (const option of setting.options)
        expect(english.has(`settings.option.${key}.${option}`), `${key}.${option}`).toBe(true);
    }
  });

  test('fault texts ask only for what every fault has, or that one always', () => {
    const facts: Readonly<Record<string, readonly string[]>> = {
      'import-files-missing': ['count', 'files', 'first'],
      'path-claimed': ['other'],
      'path-claimed-link': ['other', 'theirs'],
      'watch-nested': ['other'],
      'watch-in-save': ['save'],
      'watch-around-save': ['save'],
      'watch-has-torrents': ['save'],
      'watch-in-torrent': ['torrent'],
    };
    for (const [code, text] of Object.entries(deFaults)) {
      const known = ['name', 'subject', ...(facts[code] ?? [])];
      for (const value of placeholders(text)) expect(known, code).toContain(value);
    }
  });

  test('fault texts are for codes that exist', () => {
    const code = `${sources('engine')}${sources('main')}`;
    expect(Object.keys(deFaults).filter((one) => !code.includes(`'${one}'`))).toEqual([]);
  });
});

test('the language follows the setting, then the system, then English', () => {
  expect(languageFor('de', 'en-GB')).toBe('de');
  expect(languageFor('system', 'de-AT')).toBe('de');
  expect(languageFor('system', 'fr-FR')).toBe('en');
  expect(languageFor('system', '')).toBe('en');
});

test('right to left is known by the language', () => {
  expect([directionOf('ar'), directionOf('he-IL'), directionOf('de')]).toEqual([
    'rtl',
    'rtl',
    'ltr',
  ]);
});
