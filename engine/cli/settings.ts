import type { Setting } from '../settings/define.ts';
import { engineSettings } from '../settings/schema.ts';
import type { Output } from './output.ts';

/** What may stand behind the “=”. */
function valuesOf(setting: Setting): string {
  switch (setting.type) {
    case 'boolean':
      return 'true, false';
    case 'choice':
      return setting.options.join(', ');
    case 'number': {
      const zero = setting.zero === undefined ? '' : `; 0: ${setting.zero}`;
      return `${setting.min} to ${setting.max} ${setting.unit}${zero}`;
    }
    case 'text':
      return setting.format === 'schedule'
        ? 'windows such as “mon-fri 08:00-18:00; sat,sun 22:00-06:00”'
        : `text${setting.lines === true ? ', one thing a line' : ''}`;
  }
}

/** `skein settings`: every setting of the engine whose key, label or help has the words. */
export function listSettings(words: readonly string[], output: Output): void {
  for (const [key, setting] of Object.entries<Setting>(engineSettings)) {
    const { label, help } = setting;
    const hay = `${key} ${label} ${help}`.toLowerCase();
    if (!words.every((word) => hay.includes(word.toLowerCase()))) continue;
    output.emit({
      event: 'setting',
      key,
      default: setting.default,
      values: valuesOf(setting),
      label,
      help,
    });
  }
}
