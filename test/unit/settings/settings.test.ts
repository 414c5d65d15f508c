import { describe, expect, test } from 'vitest';
import { defaultsOf, isValidSetting } from '../../../engine/settings/define.ts';
import { parseSetting } from '../../../engine/settings/parse.ts';
import { engineSettings } from '../../../engine/settings/schema.ts';

test('every default is a value that its own row allows', () => {
  for (const [key, setting] of Object.entries(engineSettings)) {
    expect([key, isValidSetting(setting, defaultsOf(engineSettings)[key as 'dht'])]).toEqual([
      key,
      true,
    ]);
  }
});

describe('a setting as typed', () => {
  test.each([
    ['dht=false', { dht: false }],
    ['upLimit=1000', { upLimit: 1000 }],
    ['encryption=require', { encryption: 'require' }],
    ['dhtRouters=', { dhtRouters: '' }],
    ['listenHost=::1', { listenHost: '::1' }],
  ])('%s is understood', (text, expected) => {
    expect(parseSetting(engineSettings, text)).toEqual(expected);
  });

  test.each([
    'dht=yes',
    'upLimit=-1',
    'upLimit=fast',
    'encryption=maybe',
    'toString=1',
    'nonsense=1',
    'dht',
    '=1',
  ])('%s is refused', (text) => {
    expect(parseSetting(engineSettings, text)).toBeUndefined();
  });
});
