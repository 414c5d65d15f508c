import i18next, { type TFunction } from 'i18next';
import { de } from './de.ts';
import { deFaults } from './de-faults.ts';
import { deSettings } from './de-settings.ts';
import { en } from './en.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

const instance = i18next.createInstance();
void instance.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: {
    en: { translation: en },
    de: { translation: { ...de, setting: deSettings, fault: deFaults } },
  },
  // React escapes; doing it twice would show the entities.
  interpolation: { escapeValue: false },
});

/** The user's choice, or the system's language where we speak it. `locale` is BCP 47. */
export function languageFor(setting: 'system' | Language, locale: string): Language {
  if (setting !== 'system') return setting;
  const wanted = locale.slice(0, 2).toLowerCase();
  return languages.find((language) => language === wanted) ?? 'en';
}

export const translator = (language: Language): TFunction => instance.getFixedT(language);

export const directionOf = (language: string): 'ltr' | 'rtl' =>
  RIGHT_TO_LEFT.has(language.slice(0, 2)) ? 'rtl' : 'ltr';

/** A text whose key is made at run time, or undefined when there is none. */
export function lookup(
  language: Language,
  key: string,
  values: Record<string, unknown> = {},
): string | undefined {
  const options = { lng: language, fallbackLng: language };
  return instance.exists(key, options)
    ? String(instance.t(key as never, { ...options, ...values } as never))
    : undefined;
}
