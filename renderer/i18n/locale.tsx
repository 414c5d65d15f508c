import type { TFunction } from 'i18next';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { type Format, makeFormat } from '../../preload/contract/format.ts';
import type { PlainFault } from '../../preload/contract/index.ts';
import { useApp } from '../stores/app.ts';
import { directionOf, type Language, languageFor, lookup, translator } from './index.ts';

export interface Locale {
  readonly language: Language;
  readonly t: TFunction;
  readonly format: Format;
  /** A fault in the user's language; the engine's English sentence where we have no words of our own. */
  fault(fault: PlainFault): string;
}

/** Numbers and dates follow the system's region as long as it speaks the window's language. */
const regionFor = (language: Language, locale: string): string =>
  locale.toLowerCase().startsWith(language) ? locale : language;

type Values = Readonly<Record<string, unknown>>;

const PLACE = /\{\{(\w+)\}\}/;

/** The text with values at their places; undefined where the library has more to do than to put them there. */
function filled(parts: readonly string[] | undefined, values: Values): string | undefined {
  if (parts === undefined || 'count' in values || 'context' in values) return undefined;
  let text = parts[0] as string;
  for (let at = 1; at < parts.length; at += 2)
    text += `${String(values[parts[at] as string] ?? '')}${parts[at + 1]}`;
  return text;
}

/**
 * The library takes many microseconds for a text, and a list asks for hundreds of them with each frame that scrolls:
 * texts are kept, in parts where values stand between them.
 */
function remembering(t: TFunction): TFunction {
  const texts = new Map<string, string>();
  const inParts = new Map<string, readonly string[] | undefined>();
  const quick = (key: string, values?: Values): string => {
    if (values === undefined) {
      let text = texts.get(key);
      if (text === undefined) {
        text = String(t(key as never));
        texts.set(key, text);
      }
      return text;
    }
    let parts = inParts.get(key);
    if (parts === undefined && !inParts.has(key)) {
      const raw = String(t(key as never, { skipInterpolation: true } as never));
      parts = raw.split(PLACE);
      // What is left in brackets is formatted, nested or else.
      if (parts.some((part) => part.includes('{{') || part.includes('$t('))) parts = undefined;
      inParts.set(key, parts);
    }
    return filled(parts, values) ?? String(t(key as never, values as never));
  };
  return quick as unknown as TFunction;
}

const lastName = (path: string): string => path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;

export function makeLocale(
  language: Language,
  locale: string,
  units: 'binary' | 'decimal',
): Locale {
  const format = makeFormat(regionFor(language, locale), units);
  return {
    language,
    t: remembering(translator(language)),
    format,
    fault: ({ code, subject, message, facts }) =>
      lookup(language, `fault.${code}`, { subject, name: lastName(subject), ...facts }) ?? message,
  };
}

const LocaleContext = createContext<Locale>(makeLocale('en', 'en', 'binary'));

export const useLocale = (): Locale => useContext(LocaleContext);

export function LocaleProvider({ children }: { readonly children: ReactNode }) {
  const setting = useApp((state) => state.desktop.language);
  const units = useApp((state) => state.desktop.units);
  const system = useApp((state) => state.locale);
  const language = languageFor(setting, system);
  const locale = useMemo(() => makeLocale(language, system, units), [language, system, units]);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = directionOf(language);
  }, [language]);
  return <LocaleContext value={locale}>{children}</LocaleContext>;
}
