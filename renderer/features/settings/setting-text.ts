import {
  desktopSettings,
  engineSettings,
  type Setting,
} from '../../../preload/contract/settings.ts';
import { lookup } from '../../i18n/index.ts';
import type { Locale } from '../../i18n/locale.tsx';

export interface SettingRow {
  readonly key: string;
  readonly owner: 'desktop' | 'engine';
  readonly setting: Setting;
}

const rows = (
  owner: SettingRow['owner'],
  schema: Readonly<Record<string, Setting>>,
): SettingRow[] => Object.entries(schema).map(([key, setting]) => ({ key, owner, setting }));

/** Every setting there is, in the order of the page. */
export const allSettings: readonly SettingRow[] = [
  ...rows('desktop', desktopSettings),
  ...rows('engine', engineSettings),
];

export const groupOrder = [
  'look',
  'desktop',
  'files',
  'speed',
  'queue',
  'connection',
  'discovery',
  'advanced',
] as const;

/** The schema speaks English; other languages have the text under the setting's key. */
export const labelOf = ({ key, setting }: SettingRow, { language }: Locale): string =>
  (language === 'en' ? undefined : lookup(language, `setting.${key}.label`)) ?? setting.label;

export const helpOf = ({ key, setting }: SettingRow, { language }: Locale): string =>
  (language === 'en' || setting.help === ''
    ? undefined
    : lookup(language, `setting.${key}.help`)) ?? setting.help;

export const optionOf = (key: string, option: string, { language }: Locale): string =>
  lookup(language, `settings.option.${key}.${option}`) ?? option;

/** Rows whose label, help or key has all the words. */
export function searchSettings(text: string, locale: Locale): readonly SettingRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return allSettings.filter((row) => {
    const hay = `${labelOf(row, locale)} ${helpOf(row, locale)} ${row.key}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

const KiB = 1024;
const MiB = 1024 * 1024;

/** People set bytes in MiB and rates in KiB/s; the engine keeps bytes. */
export const factorOf = (setting: Setting): number =>
  setting.type !== 'number'
    ? 1
    : setting.unit === 'bytes'
      ? MiB
      : setting.unit === 'bytes/s'
        ? KiB
        : 1;

/** The word behind the number; most numbers need none. */
export const unitOf = (setting: Setting, { language }: Locale): string =>
  (setting.type === 'number' ? lookup(language, `settings.unit.${setting.unit}`) : undefined) ?? '';

/** What 0 means, where it means something else than zero. */
export function zeroOf(setting: Setting, { t }: Locale): string {
  if (setting.type !== 'number' || setting.zero === undefined) return '';
  const texts = {
    unlimited: t('settings.zeroUnlimited'),
    automatic: t('settings.zeroAutomatic'),
    off: t('settings.zeroOff'),
  };
  return texts[setting.zero];
}

export function rangeOf(setting: Setting, { t, format }: Locale): string {
  if (setting.type !== 'number') return '';
  const factor = factorOf(setting);
  return t('settings.range', {
    min: format.count(Math.ceil(setting.min / factor)),
    max: format.count(Math.floor(setting.max / factor)),
  });
}

/** What is typed as the value to store; NaN for what is no number. Ratios have decimals, with a point or a comma. */
export function typedValue(setting: Setting, text: string): number | string {
  if (setting.type !== 'number') return text;
  if (text.trim() === '') return Number.NaN;
  const number = Number(text.trim().replace(',', '.')) * factorOf(setting);
  return setting.unit === 'ratio' ? number : Math.round(number);
}
