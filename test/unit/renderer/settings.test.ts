import { describe, expect, test } from 'vitest';
import { engineSettings, isValidSetting } from '../../../preload/contract/settings.ts';
import {
  allSettings,
  typedValue,
  unitOf,
  zeroOf,
} from '../../../renderer/features/settings/setting-text.ts';
import { languages } from '../../../renderer/i18n/index.ts';
import { makeLocale } from '../../../renderer/i18n/locale.tsx';

describe('numbers in the settings', () => {
  test('a ratio keeps its decimals, with a point or a comma; other numbers are whole', () => {
    const { shareRatio, maxConnections, downLimit } = engineSettings;
    expect(typedValue(shareRatio, '1.5')).toBe(1.5);
    expect(typedValue(shareRatio, ' 1,5 ')).toBe(1.5);
    expect(typedValue(maxConnections, '70')).toBe(70);
    expect(typedValue(downLimit, '1,5')).toBe(1536);
  });

  test('nothing typed and what is no number are not stored', () => {
    for (const text of ['', '  ', 'many', '1.2.3', '-'])
      expect(
        isValidSetting(engineSettings.shareRatio, typedValue(engineSettings.shareRatio, text)),
      ).toBe(false);
  });

  test('units and the meaning of 0 are words, never keys', () => {
    for (const language of languages) {
      const locale = makeLocale(language, language, 'binary');
      for (const { key, setting } of allSettings) {
        expect(unitOf(setting, locale), key).not.toMatch(/^settings\./);
        expect(zeroOf(setting, locale), key).not.toMatch(/^settings\./);
        const hasWord = setting.type === 'number' && /bytes|seconds|minutes/.test(setting.unit);
        if (hasWord) expect(unitOf(setting, locale), key).not.toBe('');
      }
    }
  });
});
