import { isValidSetting, type SettingSchema, type SettingValues } from './define.ts';

/**
 * Reads "key=value" as people type it. Undefined when there is no such key, or the value does not fit; the
 * caller says so.
 */
export function parseSetting<S extends SettingSchema>(
  schema: S,
  text: string,
): Partial<SettingValues<S>> | undefined {
  const at = text.indexOf('=');
  const key = text.slice(0, at);
  const setting = Object.hasOwn(schema, key) ? schema[key] : undefined;
  if (at < 1 || setting === undefined) return undefined;
  const typed = text.slice(at + 1);
  const value =
    setting.type === 'boolean'
      ? { true: true, false: false }[typed]
      : setting.type === 'number'
        ? Number(typed)
        : typed;
  return isValidSetting(setting, value)
    ? ({ [key]: value } as Partial<SettingValues<S>>)
    : undefined;
}
