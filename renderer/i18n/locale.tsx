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

/**
 * The library takes some microseconds for a text, and a list asks for hundreds of them with each frame that scrolls:
 * those without values are kept.
 */
function remembering(t: TFunction): TFunction {
  const kept = new Map<string, string>();
  const quick = (key: string, values?: Record<string, unknown>): string => {
    if (values !== undefined) return String(t(key as never, values as never));
    let text = kept.get(key);
    if (text === undefined) {
      text = String(t(key as never));
      kept.set(key, text);
    }
    return text;
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
